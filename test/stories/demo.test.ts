import assert from 'node:assert/strict';
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {type StatusJson, viewCommand} from '../driver/colony.ts';
import {leftBehind} from '../driver/left-behind.ts';
import {openScreen} from '../driver/screen.ts';
import {newShell} from '../driver/shell.ts';
import {until} from '../driver/wait.ts';

const demoFolders = (folder: string): readonly string[] => readdirSync(folder).filter(name => name.startsWith('queen-demo-'));

for (const [how, ending] of [
	['q', 'key'],
	['SIGTERM', 'signal'],
	['SIGHUP', 'signal'],
] as const) {
	test(`queen demo shows four sisters at work and leaves nothing behind after ${how}`, async t => {
		const {shell, owner} = newShell(t);
		const env = {...shell.env, TMPDIR: shell.folder};
		const demo = openScreen(owner, {command: [...viewCommand, 'demo'], env, cwd: shell.home});
		await demo.waitFor('4 sisters');
		await demo.waitFor(/Hunting the Falken/);
		assert.equal(demoFolders(shell.folder).length, 1);
		if (ending === 'key') await demo.press('q');
		else demo.kill(how);
		const {code} = await demo.waitExit();
		assert.equal(code, {q: 0, SIGTERM: 143, SIGHUP: 129}[how]);
		assert.deepEqual(demoFolders(shell.folder), []);
		// At once, not when the sisters notice that the demo is gone. Mutation seen red: the stage's end without ending its processes.
		assert.deepEqual(leftBehind(path.join(shell.folder, 'queen-demo-')), []);
		// Its own home was not touched.
		assert.deepEqual(readdirSync(shell.home), ['.gitconfig']);
		assert.ok(!demo.isAlternate());
	});
}

// Mutation seen red: the stage furnished without the keeper's looks.
test('queen demo looks as the keeper configured her own view', async t => {
	const {shell, owner} = newShell(t);
	const configHome = path.join(shell.folder, 'config');
	mkdirSync(path.join(configHome, 'queen'), {recursive: true});
	writeFileSync(path.join(configHome, 'queen/config.json'), '{"glyphs": "ascii"}');
	const env = {...shell.env, TMPDIR: shell.folder, XDG_CONFIG_HOME: configHome};
	const demo = openScreen(owner, {command: [...viewCommand, 'demo'], env, cwd: shell.home});
	await demo.waitFor('4 sisters');
	assert.doesNotMatch(demo.text(), /[^\n -~]/);
	await demo.press('q');
	await demo.waitExit();
});

test('queen demo --snapshot draws the real view with the conflict that the play runs into', async t => {
	const {shell} = newShell(t);
	const file = path.join(shell.folder, 'screen.svg');
	await shell.with({TMPDIR: shell.folder}).says('demo', '--snapshot', file);
	const svg = readFileSync(file, 'utf8');
	const text = svg.replaceAll(/<[^>]+>/g, ' ');
	for (const word of ['izabael', 'iza-1', 'iza-2', 'iza-3', '1 CONFLICT', 'rm -rf build']) assert.ok(text.includes(word), word);
	assert.deepEqual(demoFolders(shell.folder), []);
});

test('a colony of the same user does not see the sisters of a demo beside it', async t => {
	const {shell, owner} = newShell(t);
	const demo = openScreen(owner, {command: [...viewCommand, 'demo'], env: {...shell.env, TMPDIR: shell.folder}, cwd: shell.home});
	await demo.waitFor(/○ iza-1/);
	const keeper = shell.with({QUEEN_NARROW: undefined});
	const view = openScreen(owner, {command: viewCommand, env: keeper.env, cwd: keeper.home});
	await view.waitFor('1 Sisters');
	const scannedAt = async (): Promise<string | null> => (await keeper.json<StatusJson>('status')).colony.scannedAt;
	// A server that one pass hears of is looked at in the next.
	for (let pass = 0; pass < 3; pass++) {
		const before = await scannedAt();
		await view.press('f5');
		await until(async () => (await scannedAt()) !== before, 'another complete scan');
	}
	const {sisters} = await keeper.json<{readonly sisters: readonly {readonly cwd: string | null}[]}>('status');
	// Mutation seen red: TMUX left in the environment of the demo's sisters. (Others of this machine may be there: only theirs may not.)
	assert.deepEqual(
		sisters.filter(({cwd}) => cwd?.includes('queen-demo-')),
		[],
	);
	await demo.press('q');
	await demo.waitExit();
});

test('queen demo on a pipe says what to do instead', async t => {
	const {shell} = newShell(t);
	const {code, err} = await shell.queen('demo');
	assert.equal(code, 2);
	assert.match(err, /--snapshot/);
});
