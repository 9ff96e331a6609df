/**
 * Pictures of the real view at three sizes, to be looked at: node test/bench/pictures.ts FOLDER [part of a name ...]
 * Writes FOLDER/<scene>-<size>.svg, and .png where rsvg-convert is installed.
 */
import {execFileSync} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import type {PictureCell} from '../../source/demo/cells.ts';
import {svgOf} from '../../source/demo/svg.ts';
import {newOwner, type Owner} from '../driver/cleanup.ts';
import {type Colony, newColony, viewCommand} from '../driver/colony.ts';
import {openScreen, type Screen} from '../driver/screen.ts';
import {newShell, runProgram} from '../driver/shell.ts';

const [folder = 'pictures', ...parts] = process.argv.slice(2);
const sizes = [
	[80, 24],
	[120, 40],
	[200, 60],
	[60, 10],
] as const;

const cellsOf = (screen: Screen): readonly (readonly PictureCell[])[] =>
	screen.rows().map((_, row) =>
		Array.from({length: screen.columns()}, (_, column) => screen.cell(row, column))
			.filter(({width}) => width > 0)
			.map(cell => ({...cell, char: cell.char || ' ', italic: false})),
	);

const hasConverter = ((): boolean => {
	try {
		execFileSync('rsvg-convert', ['--version'], {stdio: 'ignore'});
		return true;
	} catch {
		return false;
	}
})();

const shoot = (screen: Screen, name: string): void => {
	const file = path.join(folder, `${name}-${screen.columns()}x${screen.height()}`);
	writeFileSync(`${file}.svg`, svgOf(cellsOf(screen), name));
	writeFileSync(`${file}.txt`, `${screen.text()}\n`);
	if (hasConverter) execFileSync('rsvg-convert', ['-o', `${file}.png`, `${file}.svg`]);
	process.stdout.write(`${file}\n`);
};

/** The drawing's colony: izabael, iza-1 to iza-3, cody; with `isColliding` two of them on one branch. */
const play = async (owner: Owner, isColliding: boolean): Promise<Colony> => {
	const colony = await newColony(owner);
	const site = await colony.repository('izabael.com');
	const clone = path.join(colony.shell.folder, 'src/izabael.com-1');
	await runProgram('git', ['clone', '--quiet', site.path, clone], {env: colony.shell.env, cwd: colony.shell.folder, input: null});
	await site.git('remote', 'add', 'origin', site.path);
	if (!isColliding) await runProgram('git', ['switch', '--quiet', '--create', 'izabael/tidy'], {env: colony.shell.env, cwd: clone, input: null});
	const moltbook = await colony.repository('moltbook');
	const phase = await moltbook.worktree('moltbook-phase10', 'izabael/phase10-state-handles');
	const limit = await moltbook.worktree('moltbook-limit', 'feat/rate-limit');
	const guide = await (await colony.repository('guide')).worktree('guide-md', 'izabael/guide-md');
	guide.write('ch02.md', 'x');
	phase.write('relay.ts', 'x');
	const izabael = await colony.sister('izabael', {at: site.path});
	await colony.sister('iza-1', {at: clone});
	const iza2 = await colony.sister('iza-2', {at: phase.path});
	const iza3 = await colony.sister('iza-3', {at: guide.path});
	const cody = await colony.sister('cody', {at: limit.path, agent: 'codex'});
	izabael.works('I look at who works on what.');
	iza2.works('I write the relay.');
	cody.works('The limiter is in.');
	iza3.works('I found two call sites of greetingMp3(); the second one is dead code.');
	iza3.asks('rm -rf build');
	const {shell} = colony;
	await shell.as('izabael').iam('HIVE QUEEN dispatching 3 sisters');
	await shell.as('iza-2').iam('Phase 10 shipped + relay strategy');
	await shell.as('iza-3').iam('Hunting the Falken mp3 trigger');
	await shell.as('izabael').says('claim', 'izabael-com-deploy', '--ttl', '1h');
	await shell.as('iza-2').at(phase.path).says('claim', 'path:src/db.ts', '--ttl', '30m');
	await shell.as('iza-3').at(guide.path).says('claim', 'ch02.md', '--ttl', '1s');
	await shell.as('iza-1').says('tell', 'queen', 'PR #8 is up, phase 10 state handles. ready for your review when you have a break.');
	await shell.as('izabael').says('tell', 'queen', 'QUEEN DISPATCH - "A Hive of Butterflies"', '--urgent');
	await shell.as('cody').says('tell', 'iza-2', 'may I have src/db.ts for 10 min?');
	await shell.says('scan');
	// A codex session has no name of its own; its keeper gives it one.
	await shell.says('name', 'moltbook-1', 'cody');
	return colony;
};

const scenes: Readonly<Record<string, {readonly isColliding: boolean; readonly keys: readonly string[]; readonly type?: string}>> = {
	calm: {isColliding: false, keys: []},
	conflict: {isColliding: true, keys: []},
	compose: {isColliding: false, keys: ['t'], type: 'the deploy is yours once PR #8 is in'},
	peek: {isColliding: false, keys: ['enter']},
	help: {isColliding: false, keys: ['?']},
	confirm: {isColliding: false, keys: ['3', 'end', 'R']},
	inbox: {isColliding: false, keys: ['2', 'enter']},
	zoom: {isColliding: false, keys: ['6', '+']},
};

const withOwner = async (work: (owner: Owner) => Promise<void>): Promise<void> => {
	const ends: (() => void | Promise<void>)[] = [];
	try {
		await work(newOwner({after: end => void ends.push(end as () => void)}));
	} finally {
		for (const end of ends) await end();
	}
};

const isWanted = (name: string): boolean => parts.length === 0 || parts.some(part => name.includes(part));

mkdirSync(folder, {recursive: true});
for (const isColliding of [false, true]) {
	const wanted = Object.entries(scenes).filter(([name, scene]) => scene.isColliding === isColliding && isWanted(name));
	if (wanted.length === 0) continue;
	await withOwner(async owner => {
		const colony = await play(owner, isColliding);
		for (const [name, {keys, type = ''}] of wanted) {
			for (const [columns, rows] of sizes) {
				const view = await colony.view({columns, rows});
				await view.waitFor(/rm -rf build|Hunting/);
				if (isColliding) await view.waitFor(/CONFLICT|▲/);
				for (const key of keys) {
					await view.press(key);
					await pause(150);
				}
				await view.type(type);
				await pause(1500);
				shoot(view, name);
				view.kill('SIGTERM');
				await view.waitExit();
			}
		}
	});
}
if (isWanted('first-run')) {
	await withOwner(async owner => {
		for (const [columns, rows] of sizes) {
			const {shell} = newShell(owner);
			const view = openScreen(owner, {command: viewCommand, env: shell.env, cwd: shell.home, columns, rows});
			await pause(3000);
			shoot(view, 'first-run');
		}
	});
}
