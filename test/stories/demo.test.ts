import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {viewCommand} from '../driver/colony.ts';
import {leftBehind} from '../driver/left-behind.ts';
import {openScreen} from '../driver/screen.ts';
import {newShell} from '../driver/shell.ts';

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

test('queen demo --snapshot draws the real view with the conflict that the play runs into', async t => {
	const {shell} = newShell(t);
	const file = path.join(shell.folder, 'screen.svg');
	await shell.with({TMPDIR: shell.folder}).says('demo', '--snapshot', file);
	const svg = readFileSync(file, 'utf8');
	const text = svg.replaceAll(/<[^>]+>/g, ' ');
	for (const word of ['izabael', 'iza-1', 'iza-2', 'iza-3', '1 CONFLICT', 'rm -rf build']) assert.ok(text.includes(word), word);
	assert.deepEqual(demoFolders(shell.folder), []);
});

test('queen demo on a pipe says what to do instead', async t => {
	const {shell} = newShell(t);
	const {code, err} = await shell.queen('demo');
	assert.equal(code, 2);
	assert.match(err, /--snapshot/);
});
