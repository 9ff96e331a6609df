/**
 * `npm run bench`: what the program costs on this machine, each number beside its floor from the same run.
 *   node test/bench/run.ts [--quick] [--out FILE]
 * Prints a table and writes it as JSON (.github/bench.json), from which the README's table is made. Nothing is asserted:
 * a slow machine is no fault of the program. Compare ratios of one run, never times of two.
 */
import {execFileSync, spawnSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {newOwner, type Owner} from '../driver/cleanup.ts';
import {viewCommand} from '../driver/colony.ts';
import {root} from '../driver/environment.ts';
import {openScreen, type Screen, type ScreenOptions} from '../driver/screen.ts';
import {type Big, bigColony} from './fixture.ts';
import {hookCosts, hookRows} from './hooks.ts';
import {idleCost} from './idle.ts';
import {keyTimes} from './keys.ts';
import {exitTime, stablePaint} from './paint.ts';
import {pushCosts, pushRows} from './push.ts';
import {guardCost, scanRows, statusRows} from './radar.ts';
import {median, quantile, readable} from './statistics.ts';
import {syncCosts, syncRows} from './sync.ts';
import {wallTimes} from './wall.ts';
import {writeTimes} from './writes.ts';
import {yearsRows} from './years.ts';

export type Row = {readonly what: string; readonly here: string; readonly budget: string; readonly floor: string; readonly kept: boolean};

const words = process.argv.slice(2);
const isQuick = words.includes('--quick');
const out = words.includes('--out') ? (words[words.indexOf('--out') + 1] ?? '') : path.join(root, '.github/bench.json');
const size = isQuick ? {sisters: 16, mails: 1000, claims: 100} : {sisters: 64, mails: 10_000, claims: 1000};
const rounds = isQuick ? {wall: 8, paint: 3, keys: 40, idle: 8, writes: 12} : {wall: 40, paint: 9, keys: 240, idle: 40, writes: 60};

const rows: Row[] = [];
const add = (what: string, here: string, budget: string, floor: string, kept: boolean): void => {
	rows.push({what, here, budget, floor, kept});
	process.stdout.write(`${kept ? '✓' : '✗'} ${what.padEnd(58)} ${here.padEnd(26)} budget ${budget.padEnd(22)} ${floor}\n`);
};

const hasTig = (() => {
	try {
		execFileSync('tig', ['--version'], {stdio: 'ignore'});
		return true;
	} catch {
		return false;
	}
})();

const commands = ({colony}: Big): void => {
	const times = wallTimes(colony.shell, rounds.wall);
	const node = times['node'] ?? Number.NaN;
	const ratio = (name: string): number => (times[name] ?? Number.NaN) / node;
	const floor = `node -e 0 = ${readable(node)} ms`;
	for (const [name, budget] of [
		['version', 1.1],
		['tell', 1.35],
		['inbox', 1.35],
		['iam', 1.35],
		['claim', 1.35],
		['ack', 1.35],
		['onboard', 1.35],
	] as const) {
		add(`queen ${name === 'version' ? '--version' : name}, whole process`, `${readable(ratio(name))} x`, `${budget} x`, floor, ratio(name) <= budget);
	}
	add('queen status --json, whole process', `${readable(ratio('status'))} x`, '-', floor, true);
};

const scans = ({colony, sisters}: Big): void => {
	const cost = (args: readonly string[]): number => {
		const start = performance.now();
		const {status, stderr} = spawnSync(process.execPath, args, {env: colony.shell.env, cwd: colony.shell.home});
		if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
		return performance.now() - start;
	};
	const [node, scan]: [number[], number[]] = [[], []];
	for (let round = 0; round < rounds.paint; round++) {
		node.push(cost(['-e', '0']));
		scan.push(cost([...viewCommand.slice(1), 'scan']));
	}
	const said = `node -e 0 = ${readable(median(node))} ms`;
	add(`queen scan, ${sisters.length} sisters, whole process`, `${readable(median(scan) / median(node))} x (${readable(median(scan))} ms)`, '-', said, true);
};

const paints = async (owner: Owner, {colony}: Big): Promise<void> => {
	const env = colony.shell.env;
	const view: ScreenOptions = {command: viewCommand, env, cwd: colony.shell.home};
	const bare: ScreenOptions = {...view, command: [process.execPath, path.join(import.meta.dirname, 'bare-ink.mjs')]};
	const node: ScreenOptions = {...view, command: [process.execPath, '-e', '0']};
	const times: {readonly node: number[]; readonly view: number[]; readonly bare: number[]} = {node: [], view: [], bare: []};
	for (let i = 0; i < rounds.paint; i++) {
		times.node.push(await exitTime(owner, node));
		times.view.push(await stablePaint(owner, view, 2500));
		times.bare.push(await stablePaint(owner, bare, 2500));
	}
	const floor = median(times.node);
	const ratio = median(times.view) / floor;
	const said = `node -e 0 = ${readable(floor)} ms; bare Ink list ${readable(median(times.bare) / floor)} x`;
	add('first stable paint of the view, with its database', `${readable(ratio)} x (${readable(median(times.view))} ms)`, '8 x', said, ratio <= 8);
};

/** Sisters who go on working while keys are measured, so that the scanner has something to write. */
const keepBusy = (big: Big): (() => void) => {
	let n = 0;
	const timer = setInterval(() => {
		const sister = big.sisters[n++ % 4];
		if (n % 2 === 0) sister?.works(`line ${n}`);
		else sister?.idles(`line ${n}`);
	}, 700);
	return () => clearInterval(timer);
};

const pair = (times: readonly number[]): string => `${readable(median(times))} / ${readable(quantile(times, 0.99))} ms`;

const peerKeys = async (owner: Owner, big: Big, columns: number, height: number): Promise<string> => {
	const common = {env: big.colony.shell.env, columns, rows: height};
	const bare = openScreen(owner, {...common, command: [process.execPath, path.join(import.meta.dirname, 'bare-ink.mjs')], cwd: root});
	await bare.waitFor('row 1');
	const said = [`bare Ink ${pair((await keyTimes(bare, ['j', 'k'], Math.ceil(rounds.keys / 2))).times)}`];
	bare.send('q');
	await bare.waitExit();
	if (hasTig) {
		const tig = openScreen(owner, {...common, command: ['tig'], cwd: root});
		await pause(1000);
		said.push(`tig ${pair((await keyTimes(tig, ['j', 'k'], Math.ceil(rounds.keys / 2))).times)}`);
		tig.send('Q');
		await tig.waitExit();
	}
	return said.join('; ');
};

const settled = async (screen: Screen): Promise<void> => {
	await screen.waitFor('iza-1');
	// The scanner starts after the first paint; its first complete pass is no quiet time.
	await pause(isQuick ? 4000 : 12_000);
};

const keysAt = async (owner: Owner, big: Big, columns: number, height: number, budget: readonly [number, number]): Promise<void> => {
	const screen = await big.colony.view({columns, rows: height});
	await settled(screen);
	const stop = keepBusy(big);
	await screen.press('j', 'j', 'j');
	const {times, missed, bytesPerKey} = await keyTimes(screen, ['j', 'k'], rounds.keys);
	stop();
	const kept = median(times) <= budget[0] && quantile(times, 0.99) <= budget[1];
	const lost = missed > 0 ? ` (${missed} of ${rounds.keys} without effect)` : '';
	const peers = await peerKeys(owner, big, columns, height);
	add(`key to changed cell, ${columns}x${height}, p50 / p99`, `${pair(times)}${lost}`, `${budget[0]} / ${budget[1]} ms`, peers, kept);
	add(
		`bytes to the terminal for one key, ${columns}x${height}`,
		`${readable(bytesPerKey)}`,
		columns === 120 ? '300' : '-',
		'',
		columns !== 120 || bytesPerKey <= 300,
	);
	await screen.press('q');
	await screen.waitExit();
};

const quietAfterMs = 75_000;

const quiet = async ({colony, sisters, madeAt}: Big, budget: number): Promise<void> => {
	const screen = await colony.view();
	await settled(screen);
	// Until each age is past its first minute, it changes every five seconds, as it should: mostly that was long ago.
	if (!isQuick) await pause(Math.max(0, madeAt + quietAfterMs - performance.now()));
	const cost = await idleCost(screen, rounds.idle);
	const who = `${sisters.length} sisters`;
	add(`idle CPU, ${who}, scanner included`, `${readable(cost.cpuPercent)} % of a core`, `${budget} %`, `over ${rounds.idle} s`, cost.cpuPercent <= budget);
	add(`bytes to the terminal, quiet, ${who}`, `${readable(cost.bytesPerSecond)} B/s`, '30 B/s', '', cost.bytesPerSecond <= 30);
	add(`memory, view and scanner together, ${who}`, `${readable(cost.pssMb)} MB PSS`, '130 MB', `${cost.processes} processes`, cost.pssMb <= 130);
	await screen.press('q');
	await screen.waitExit();
};

const writes = async ({colony, store}: Big): Promise<void> => {
	const screen = await colony.view();
	await settled(screen);
	const times = await writeTimes(screen, store, rounds.writes);
	const said = `p50 ${readable(median(times))} ms of ${times.length}`;
	add("another process's write until it shows, p95", `${readable(quantile(times, 0.95))} ms`, '50 ms', said, quantile(times, 0.95) <= 50);
	await screen.press('q');
	await screen.waitExit();
};

/** A minute at most, so that the whole stays bounded. */
const hooks = async (of: Owner): Promise<void> => {
	for (const {what, here, budget, floor, kept} of hookRows(await hookCosts(of, rounds.wall, 40_000))) add(what, here, budget, floor, kept);
};

const syncs = (of: Owner): void => {
	for (const {what, here, budget, floor, kept} of syncRows(syncCosts(of, rounds.wall, isQuick ? 10_000 : 100_000))) add(what, here, budget, floor, kept);
};

const pushes = (of: Owner): void => {
	for (const {what, here, budget, floor, kept} of pushRows(pushCosts(of, rounds.paint * 2))) add(what, here, budget, floor, kept);
};

const ends: (() => void | Promise<void>)[] = [];
const owner = newOwner({after: end => void ends.push(end as () => void)});
try {
	// First, and measured last: by then everybody in it has been quiet for long.
	const small = await bigColony(owner, {sisters: 12, mails: 100, claims: 20});
	const big = await bigColony(owner, size);
	commands(big);
	scans(big);
	await hooks(owner);
	syncs(owner);
	pushes(owner);
	await guardCost(owner, add, rounds.paint);
	statusRows(add);
	await paints(owner, big);
	await quiet(big, 2);
	await writes(big);
	await keysAt(owner, big, 120, 40, [6, 20]);
	await keysAt(owner, big, 200, 60, [12, 30]);
	await quiet(small, 0.5);
	await scanRows(owner, add, isQuick);
	const years = isQuick ? {mails: 10_000, events: 100_000} : {mails: 100_000, events: 1_000_000};
	await yearsRows(owner, add, big, {...years, rounds});
} finally {
	for (const end of ends) await end();
}
const load = os.loadavg().map(readable);
const machine = `${os.availableParallelism()} cores, Node ${process.versions.node}, ${os.type()}, load ${load.join(' ')}`;
const where = {date: new Date().toISOString().slice(0, 10), machine, size, isQuick};
writeFileSync(out, `${JSON.stringify({...where, rows}, null, '\t')}\n`);
process.stdout.write(`\n${machine}; ${rows.filter(row => !row.kept).length} budgets missed; written to ${path.relative(process.cwd(), out)}\n`);
