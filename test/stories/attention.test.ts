/** The keeper is called once for each thing that needs her, in the right place, and never by text of an agent. */
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {type TestContext, test} from 'node:test';
import type {ColonyEvent} from '../../db/types.ts';
import {attentionRules} from '../../source/attention/ladder.ts';
import {hivePaths} from '../../source/paths.ts';
import {newOwner} from '../driver/cleanup.ts';
import {newColony} from '../driver/colony.ts';
import {dist} from '../driver/environment.ts';
import {openScreen, type Screen} from '../driver/screen.ts';
import type {Shell} from '../driver/shell.ts';
import {until} from '../driver/wait.ts';

function configure({env}: Shell, notify: Readonly<Record<string, unknown>>): void {
	const {config} = hivePaths(env);
	mkdirSync(path.dirname(config), {recursive: true});
	writeFileSync(config, JSON.stringify({notify}));
}

const calls = (screen: Screen): readonly string[] =>
	screen
		.oscs()
		.filter(({code}) => code === 9)
		.map(({data}) => data);
const bells = (screen: Screen): number => screen.raw().split('\u0007').length - 1;

function startDaemon(t: TestContext, {env, home}: Shell): void {
	const child = spawn(process.execPath, [path.join(dist, 'queen.cjs'), 'daemon'], {env, cwd: home, stdio: 'ignore'});
	newOwner(t).after(async () => {
		if (child.exitCode === null && child.signalCode === null) {
			child.kill('SIGTERM');
			await once(child, 'exit');
		}
	});
}

/** Edges that count, by what the scanner wrote down: a wait that begins long enough after the one before. */
async function countedWaits(shell: Shell, name: string): Promise<number> {
	const events = await shell.json<readonly ColonyEvent[]>('log', '--since', '1h', '--sister', name, '--kind', 'status');
	let left = Number.NEGATIVE_INFINITY;
	let counted = 0;
	for (const {at, data} of events) {
		if (data['to'] === 'waiting' && Date.parse(at) - left >= attentionRules.flapMs) counted += 1;
		if (data['to'] !== 'waiting') left = Date.parse(at);
	}
	return counted;
}

test('a sister who begins to wait is called once by bell and once by OSC 9, however she flickers', async t => {
	const colony = await newColony(t);
	configure(colony.shell, {bell: 'on', osc: '9'});
	const repo = await colony.repository('guide');
	const iza = await colony.sister('iza-1', {at: repo.path});
	// In a repository of her own: two in one worktree would be a conflict, and a call about it.
	const other = await colony.sister('iza-2', {at: (await colony.repository('shop')).path});
	iza.works('I write.');
	const view = await colony.view();
	await view.waitFor(/● iza-1/);
	const quiet = bells(view);
	iza.asks('rm -rf build');
	await until(() => calls(view).length > 0, 'the call');
	for (const _ of [1, 2]) {
		iza.works();
		await view.waitFor(/● iza-1/);
		iza.asks('rm -rf build');
		await view.waitFor(/◆ iza-1/);
	}
	other.works('I too.');
	await view.waitFor(/● iza-2/);
	other.asks('make all');
	await until(() => calls(view).some(text => text.includes('iza-2')), 'the call for the other');
	const hers = calls(view).filter(text => text.includes('iza-1'));
	// Mutation seen red: every edge told (no claim, no flicker).
	assert.ok(hers.length >= 1 && hers.length <= (await countedWaits(colony.shell, 'iza-1')), hers.join('\n'));
	assert.match(hers[0] ?? '', /^iza-1 needs you: .*rm -rf build/);
	// The bytes are here before the parser has read them.
	await view.waitFor(() => bells(view) - quiet === calls(view).length, 'a bell with each');
});

test('not for the pane that she looks at; inside tmux the call reaches the terminal around it', async t => {
	const colony = await newColony(t);
	configure(colony.shell, {bell: 'off', osc: '9'});
	const repo = await colony.repository('guide');
	const seen = await colony.sister('iza-1', {at: repo.path});
	const unseen = await colony.sister('iza-2', {at: (await colony.repository('shop')).path});
	seen.works('Look at me.');
	unseen.works('I am behind.');
	// The keeper's own setting, in the story's own server.
	await colony.tmux.run('set-option', '-g', 'allow-passthrough', 'on');
	const view = await colony.view({insideTmux: true});
	await view.waitFor(/● iza-1/);
	await view.waitFor(/● iza-2/);
	// A second terminal of hers shows iza-1.
	await colony.tmux.run('new-session', '-d', '-t', 'hive', '-s', 'second');
	await colony.tmux.run('select-window', '-t', `second:${seen.pane.window}`);
	const attach = ['tmux', '-L', colony.tmux.name, 'attach-session', '-t', 'second'];
	const desk = openScreen(newOwner(t), {command: attach, env: colony.shell.env, cwd: colony.shell.home, columns: 120, rows: 40});
	await desk.waitFor('Look at me.');
	seen.asks('rm -rf build');
	await view.waitFor(/◆ iza-1/);
	unseen.asks('make all');
	await until(() => calls(view).length > 0, 'the call');
	// Mutations seen red: `watched` never asked (iza-1 as well); terminalBytes without the wrapping for tmux (nothing arrives).
	assert.deepEqual(
		calls(view).filter(text => !text.startsWith('iza-2 needs you')),
		[],
	);
	assert.deepEqual(calls(desk), [], 'nothing was written into her pane');
});

test('two views and a daemon: one call in a terminal and one run of her command; hostile text brings nothing of its own', async t => {
	const colony = await newColony(t);
	const file = path.join(colony.shell.folder, 'called');
	configure(colony.shell, {bell: 'off', osc: '9', command: `printf '%s\\n' "$QUEEN_NOTIFY_TITLE: $QUEEN_NOTIFY_TEXT" >> '${file}'`});
	const repo = await colony.repository('guide');
	const iza = await colony.sister('iza-1', {at: repo.path});
	iza.works('I write.');
	startDaemon(t, colony.shell);
	const first = await colony.view();
	const second = await colony.view();
	await first.waitFor(/● iza-1/);
	await second.waitFor(/● iza-1/);
	const trap = path.join(colony.shell.folder, 'owned');
	iza.asks(`$(touch ${trap}) \`touch ${trap}\` ;x`);
	const lines = (): readonly string[] => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []);
	await until(() => lines().length > 0 && calls(first).length + calls(second).length > 0, 'the calls');
	await colony.shell.as('iza-9').says('tell', 'queen', '--urgent', '\u001b]9;forged\u0007 \u001b]52;c;aGk=\u0007 the deploy burns');
	await until(() => lines().length > 1 && calls(first).length + calls(second).length > 1, 'the calls for the mail');
	// Mutation seen red: the store claims nothing (each view calls).
	assert.equal(calls(first).length + calls(second).length, 2);
	assert.equal(lines().length, 2, lines().join('\n'));
	assert.match(lines()[1] ?? '', /^urgent mail from iza-9: /);
	const all = [...calls(first), ...calls(second), ...lines()].join('\n');
	assert.doesNotMatch(all, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
	assert.equal([...first.oscs(), ...second.oscs()].filter(({code, data}) => code === 52 || data === 'forged').length, 0);
	assert.equal(existsSync(trap), false);
});

test('a muted sister does not call; m mutes and unmutes her', async t => {
	const colony = await newColony(t);
	configure(colony.shell, {bell: 'off', osc: '9'});
	const repo = await colony.repository('guide');
	const iza = await colony.sister('iza-1', {at: repo.path});
	// In a repository of her own: two in one worktree would be a conflict, and a call about it.
	const other = await colony.sister('iza-2', {at: (await colony.repository('shop')).path});
	iza.works('I write.');
	other.works('I too.');
	const view = await colony.view();
	await view.waitFor(/● iza-1/);
	await view.waitFor(/● iza-2/);
	await view.press('/');
	await view.type('iza-1');
	await view.press('enter', 'm');
	await view.waitFor('no bell or notification about iza-1 for 1h');
	assert.match(await colony.shell.says('mute'), /iza-1 {2}for (1h|59m)/);
	iza.asks('rm -rf build');
	await view.waitFor(/◆ iza-1/);
	other.asks('make all');
	await until(() => calls(view).length > 0, 'the call');
	assert.deepEqual(
		calls(view).filter(text => text.includes('iza-1')),
		[],
	);
	await view.press('m');
	await view.waitFor('bell and notifications about iza-1 again');
	assert.equal(await colony.shell.says('mute'), 'Nobody is muted.\n');
});
