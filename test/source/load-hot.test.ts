import assert from 'node:assert/strict';
import {copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {type TestContext, test} from 'node:test';
import {dist, root} from '../driver/environment.ts';
import {newShell, type Ran, runProgram} from '../driver/shell.ts';

type Program = {readonly kept: () => readonly string[]; readonly bytes: () => string; readonly iam: (task: string) => Promise<Ran>; readonly folder: string};

/** A built program of its own, so that nobody else's run leaves bytecode in it. */
function newProgram(t: TestContext): Program {
	const {shell} = newShell(t);
	const folder = path.join(shell.folder, 'dist');
	mkdirSync(folder);
	for (const name of readdirSync(dist)) if (/\.c?js$/.test(name)) copyFileSync(path.join(dist, name), path.join(folder, name));
	symlinkSync(path.join(root, 'node_modules'), path.join(shell.folder, 'node_modules'));
	const cache = path.join(folder, 'cache/hot');
	const bytes = (): string => path.join(cache, readdirSync(cache)[0] ?? '');
	const {env, cwd} = shell.as('a');
	const iam = (task: string): Promise<Ran> => runProgram(process.execPath, [path.join(folder, 'iam.cjs'), task], {env, cwd, input: null});
	return {folder, bytes, iam, kept: () => readdirSync(cache)};
}

const said = (task: string): Ran => ({code: 0, out: `📌 declared: ${task}\n`, err: ''});

test('the first run of a word keeps its bytecode, and the next ones take it', async t => {
	// Mutation seen red: no `cachedData` given to the script (it is then written again by each run).
	const {bytes, iam, kept} = newProgram(t);
	assert.deepEqual(await iam('one'), said('one'));
	assert.equal(kept().length, 1);
	const before = statSync(bytes()).ino;
	assert.deepEqual(await iam('two'), said('two'));
	assert.equal(statSync(bytes()).ino, before);
	assert.equal(kept().length, 1);
});

test('bytecode that is not whole is refused and made anew', async t => {
	// Mutation seen red: `isKept` without `cachedDataRejected`.
	const {bytes, iam} = newProgram(t);
	await iam('one');
	const good = readFileSync(bytes());
	for (const damaged of [Buffer.alloc(0), Buffer.from('not made by V8'), good.subarray(0, good.length >> 1)]) {
		writeFileSync(bytes(), damaged);
		assert.deepEqual(await iam('two'), said('two'));
		assert.ok(readFileSync(bytes()).length > good.length / 2);
	}
});

test('another build never takes the bytecode of this one', async t => {
	// Mutation seen red: the stamp taken out of the file's name: the text is then of equal length, which is all that V8 compares.
	const {folder, iam, kept} = newProgram(t);
	await iam('one');
	const program = path.join(folder, 'hot-iam.js');
	const text = readFileSync(program, 'latin1');
	const changed = text.replaceAll('declared: ', 'DECLARED: ');
	assert.notEqual(changed, text);
	writeFileSync(program, changed.replace(/\w{16}$/, '0123456789abcdef'));
	assert.deepEqual(await iam('two'), {code: 0, out: '📌 DECLARED: two\n', err: ''});
	assert.equal(kept().length, 2);
});

test('where nothing can be kept, commands run all the same', async t => {
	// Mutation seen red: `store` without its try.
	const {folder, iam} = newProgram(t);
	writeFileSync(path.join(folder, 'cache'), 'in the way');
	assert.deepEqual(await iam('one'), said('one'));
	assert.deepEqual(await iam('two'), said('two'));
});

test('a call that was not understood keeps nothing', async t => {
	// Mutation seen red: `keep()` called whatever the code.
	const {kept, iam} = newProgram(t);
	assert.equal((await iam('--nonsense')).code, 2);
	assert.throws(kept, /ENOENT/);
});
