/**
 * Twelve sisters in eleven worktrees and a clone edit, commit, claim, mail, stash, die and come back; an oracle that never asks the program
 * knows the real collisions. None may be missed, and nothing may be told that is not so.
 */
import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import path from 'node:path';
import {type TestContext, test} from 'node:test';
import type {Conflict} from '../../db/types.ts';
import type {Repository} from '../driver/repository.ts';
import {runProgram} from '../driver/shell.ts';
import type {ActingSister} from '../driver/sister.ts';
import {until} from '../driver/wait.ts';
import {type Machine, newMachine} from '../source/scanner/machine.ts';
import {createOracle, type Oracle} from './oracle.ts';

const rounds = process.env['HIVEQUEEN_FULL'] ? 60 : 6;
const seed = Number(process.env['HIVEQUEEN_SEED'] ?? 20261121);
/** RULES and issue 4, point 11: at most one false alarm per sister-hour. */
const msPerFalseAlarm = 3_600_000;

/** The same numbers for the same seed. */
const createDice = (start: number) => {
	let state = start;
	const next = (): number => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
	};
	const below = (n: number): number => Math.floor(next() * n);
	return {next, below, one: <T>(of: readonly T[]): T => of[below(of.length)] as T};
};

const names = Array.from({length: 12}, (_, n) => `s${String(n + 1).padStart(2, '0')}`);
const areas = names.map(name => `area-${name}`);
const tracked = [...areas.flatMap(area => ['a.ts', 'b.ts', 'c.ts'].map(file => `${area}/${file}`)), 'shared/types.ts', 'shared/routes.ts', 'shared/config.ts'];

type Player = {readonly name: string; readonly place: string; readonly repository: Repository; sister: ActingSister | null; readonly held: Set<string>};
type Play = {
	readonly machine: Machine;
	readonly oracle: Oracle;
	readonly players: readonly Player[];
	readonly dice: ReturnType<typeof createDice>;
	count: number;
};

const setUp = async (t: TestContext): Promise<Play> => {
	const machine = await newMachine(t);
	const {colony} = machine;
	const home = await colony.repository('hive');
	for (const file of tracked) home.write(file, `${file}\n`);
	await home.commit('all files');
	await home.git('remote', 'add', 'origin', home.path);
	const branches = new Map<string, string>();
	const players: Player[] = [];
	for (const [index, name] of names.entries()) {
		// s10 and s11 share a worktree; s12 has a clone on the branch of s09.
		const twin = index === 10 ? players[9] : undefined;
		const branch = index === 11 ? 'iza/s09' : `iza/${name}`;
		const repository = twin?.repository ?? (index === 11 ? await cloneOf(machine, home, name, branch) : await home.worktree(name, branch));
		branches.set(repository.path, branch);
		players.push({name, place: repository.path, repository, sister: null, held: new Set()});
	}
	const play: Play = {machine, oracle: createOracle(branches), players, dice: createDice(seed), count: 0};
	for (const player of players) await comes(play, player);
	return play;
};

const cloneOf = async ({colony}: Machine, home: Repository, name: string, branch: string): Promise<Repository> => {
	const folder = path.join(path.dirname(home.path), name);
	const git = async (...args: readonly string[]): Promise<string> => {
		const ran = await runProgram('git', args, {env: colony.shell.env, cwd: existsSync(folder) ? folder : home.path, input: null});
		if (ran.code !== 0) throw new Error(ran.err);
		return ran.out;
	};
	await git('clone', '--quiet', home.path, folder);
	await git('switch', '--quiet', '--create', branch);
	const commit = async (message: string): Promise<void> => {
		await git('add', '--all');
		await git('commit', '--quiet', '--allow-empty', '--message', message);
	};
	const {write} = home;
	return {path: folder, git, commit, worktree: home.worktree, write: (file, text) => write(path.relative(home.path, path.join(folder, file)), text)};
};

async function comes({machine, oracle}: Play, player: Player): Promise<void> {
	player.sister = await machine.colony.sister(player.name, {at: player.place});
	oracle.comes(player.name, player.place);
}

/** Mostly in her own area, so that collisions are the exception that they are in life. */
const fileFor = ({dice}: Play, {name}: Player): string => (dice.next() < 0.75 ? `area-${name}/${dice.one(['a.ts', 'b.ts', 'c.ts'])}` : dice.one(tracked));

const changedAt = ({oracle}: Play, player: Player): Set<string> => oracle.places.get(player.place)?.changed ?? new Set();

type Deed = (play: Play, player: Player) => Promise<void> | void;

const edits: Deed = (play, player) => {
	const file = fileFor(play, player);
	player.repository.write(file, `${player.name} ${play.count++}\n`);
	changedAt(play, player).add(file);
};
const creates: Deed = (play, player) => {
	const file = play.dice.next() < 0.5 ? `area-${player.name}/new-${play.dice.below(3)}.ts` : `fresh/part-${play.dice.below(4)}.ts`;
	player.repository.write(file, `${player.name} made this ${play.count++}\n`);
	changedAt(play, player).add(file);
};
const commits: Deed = async (play, player) => {
	await player.repository.commit(`${player.name} ${play.count++}`);
	const place = play.oracle.places.get(player.place);
	if (place === undefined) return;
	for (const file of place.changed) place.committed.add(file);
	place.changed.clear();
	place.hasCommitted = true;
};
const reverts: Deed = async (play, player) => {
	await player.repository.git('reset', '--quiet', '--hard');
	await player.repository.git('clean', '--quiet', '-fd');
	changedAt(play, player).clear();
};
const claims: Deed = async (play, player) => {
	const resource = play.dice.next() < 0.5 ? `area-${player.name}/**` : `shared/${play.dice.one(['types', 'routes', 'config'])}.ts`;
	const ran = await play.machine.colony.shell.as(player.name).at(player.place).queen('claim', resource);
	if (ran.code > 1) throw new Error(ran.err);
	if (ran.code === 1) return;
	player.held.add(resource);
	play.oracle.claims(player.name, resource);
};
const releases: Deed = async (play, player) => {
	const [resource] = player.held;
	if (resource === undefined) return;
	await play.machine.colony.shell.as(player.name).at(player.place).says('release', resource);
	player.held.delete(resource);
	play.oracle.releases(player.name, resource);
};
const mails: Deed = async (play, player) => {
	await play.machine.colony.shell.as(player.name).at(player.place).says('tell', play.dice.one(names), `round ${play.count}`);
};
const dies: Deed = async (play, player) => {
	await player.sister?.dies();
	player.sister = null;
	play.oracle.goes(player.name);
};

const deeds: readonly (readonly [number, Deed])[] = [
	[40, edits],
	[8, creates],
	[20, commits],
	[7, reverts],
	[6, claims],
	[4, releases],
	[3, mails],
	[6, dies],
];

const deedOf = ({dice}: Play): Deed => {
	let left = dice.below(deeds.reduce((sum, [weight]) => sum + weight, 0));
	for (const [weight, deed] of deeds) {
		if (left < weight) return deed;
		left -= weight;
	}
	return edits;
};

/** Who acts is seen working before she does anything, as an agent that thinks first. */
async function round(play: Play): Promise<void> {
	const {dice, machine, oracle, players} = play;
	for (const player of players) if (player.sister === null && dice.next() < 0.5) await comes(play, player);
	const acting = players.filter(({sister}) => sister !== null && dice.next() < 0.6);
	for (const {name, sister} of players) {
		const isActing = acting.some(player => player.name === name);
		if (isActing) sister?.works();
		else sister?.idles();
		if (sister !== null) oracle.works(name, isActing);
	}
	await machine.fast();
	for (const player of acting) for (let n = 1 + dice.below(3); n > 0 && player.sister !== null; n -= 1) await deedOf(play)(play, player);
}

/** One sister stashes what she has, and another takes it for her own. */
async function stashIncident(play: Play): Promise<void> {
	const {players, oracle, machine} = play;
	const owner = players.slice(0, 8).find(player => player.sister !== null && changedAt(play, player).size > 0);
	const taker = players.slice(0, 8).find(player => player !== owner && player.sister !== null);
	const isSame = (file: string): boolean => [owner, taker].every(player => oracle.places.get(player?.place ?? '')?.committed.has(file) === false);
	// A stash does not go where the file is another one.
	const file = tracked.find(isSame);
	if (owner === undefined || taker === undefined || file === undefined) return;
	await reverts(play, taker);
	await reverts(play, owner);
	owner.repository.write(file, `stashed ${play.count++}\n`);
	const date = `@${Math.floor(Date.now() / 1000) + 1} +0000`;
	await runProgram('git', ['stash', '--quiet'], {env: {...machine.colony.shell.env, GIT_COMMITTER_DATE: date}, cwd: owner.place, input: null});
	await machine.complete();
	await taker.repository.git('stash', 'pop', '--quiet');
	changedAt(play, taker).add(file);
	oracle.takes(taker.name, owner.name, file);
}

const isAlarm = ({kind, resolvedAt, mutedWhy}: Conflict): boolean => kind === 'conflict' && resolvedAt === null && mutedWhy === null;

test(`chaos: of what twelve sisters do to each other in ${rounds} rounds nothing is missed, and nothing is invented`, async t => {
	const began = performance.now();
	const play = await setUp(t);
	const {machine, oracle} = play;
	const told = async (): Promise<readonly Conflict[]> => {
		// A pass that could not look at everything in its time says so, and then its number is not the truth yet: the next one goes on.
		await until(async () => (await machine.complete()).report?.unread.length === 0, 'a pass that saw everything');
		return (await machine.open()).filter(isAlarm);
	};
	await told();
	const invented = new Set<string>();
	let collisions = 0;
	for (let n = 1; n <= rounds; n += 1) {
		oracle.forgets();
		await round(play);
		if (n % 3 === 0) await stashIncident(play);
		const open = await told();
		collisions += open.length;
		// Mutations seen red: claim-violation.ts without `created`; standing() without the last sister.
		assert.deepEqual(oracle.missed(open), [], `missed in round ${n} (seed ${seed})`);
		// Resolved is what two complete scans did not find any more (RULES.md, "Conflicts and notices").
		const settled = await told();
		for (const alarm of oracle.false_(settled)) invented.add(`round ${n}: ${alarm}`);
		assert.deepEqual(oracle.missed(settled), [], `missed in the second look of round ${n} (seed ${seed})`);
	}
	const sisterHours = (names.length * (performance.now() - began)) / msPerFalseAlarm;
	assert.ok(collisions > rounds, `the play had collisions to find: ${collisions}`);
	assert.ok(
		invented.size <= Math.floor(sisterHours),
		`${invented.size} false alarms in ${sisterHours.toFixed(2)} sister-hours (seed ${seed}):\n${[...invented].join('\n')}`,
	);
});
