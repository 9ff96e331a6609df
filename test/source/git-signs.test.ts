/** What the radar reads of a worktree beside its status: by files alone, and by git only where commits are new. */
import assert from 'node:assert/strict';
import {appendFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {type TestContext, test} from 'node:test';
import fc from 'fast-check';
import type {WorktreeSigns} from '../../db/types.ts';
import {locateGit} from '../../source/find-repository.ts';
import {createGitReader, type GitReader} from '../../source/git.ts';
import {readLog} from '../../source/git-refs.ts';
import {createdFiles, createSignsReader} from '../../source/git-signs.ts';
import {newFolder, newOwner} from '../driver/cleanup.ts';
import {newRepository, type Repository} from '../driver/repository.ts';
import {shellIn} from '../driver/shell.ts';

type World = {readonly home: Repository; readonly one: Repository; readonly reader: GitReader; readonly signs: () => Promise<WorktreeSigns>};

const newWorld = async (t: TestContext): Promise<World> => {
	const shell = shellIn(newFolder(newOwner(t)));
	const home = await newRepository(shell, 'site');
	home.write('a.ts', 'a\n');
	await home.commit('second');
	const one = await home.worktree('one', 'iza/one');
	const reader = createGitReader(shell.env);
	const {signal} = new AbortController();
	const signs = async (): Promise<WorktreeSigns> => {
		await reader.facts(one.path, signal);
		const found = await reader.signs(one.path, signal);
		assert.ok(found);
		return found;
	};
	return {home, one, reader, signs};
};

/** Every file below a folder with its size and times: nothing may change by being looked at. */
const allOf = (folder: string): readonly string[] =>
	readdirSync(folder, {recursive: true, encoding: 'utf8'})
		.sort()
		.map(name => {
			const facts = statSync(path.join(folder, name));
			return `${name} ${facts.size} ${facts.mtimeMs} ${facts.isDirectory()}`;
		});

test('moves, main line, stash and lock; a quiet worktree costs no git process, and nothing is written', async t => {
	const {home, one, reader, signs} = await newWorld(t);
	assert.equal(await reader.signs('/', new AbortController().signal), null, 'no repository');
	const first = await signs();
	assert.deepEqual([first.base?.name, first.base?.behind, first.stash, first.lockedSince, first.isMerging], ['main', 0, [], null, false]);
	home.write('a.ts', 'main\n');
	await home.commit('third');
	one.write('a.ts', 'stashed\n');
	await one.git('stash', '--quiet');
	one.write('new/deep/file.ts', 'new\n');
	one.write('a.ts', 'ann\n');
	const second = await signs();
	assert.deepEqual([second.base?.behind, second.base?.files, second.base?.commit], [1, ['a.ts'], (await home.git('rev-parse', 'HEAD')).trim()]);
	assert.deepEqual(
		second.stash.map(({branch, files}) => [branch, files]),
		[['iza/one', ['a.ts']]],
	);
	assert.deepEqual([second.created.map(({path: file}) => file), second.changed.map(({path: file}) => file)], [['new/deep/file.ts'], ['a.ts']]);
	assert.equal(second.head, (await one.git('rev-parse', 'HEAD')).trim());

	const common = path.join(home.path, '.git');
	const [before, started] = [allOf(common), reader.processesStarted()];
	for (let time = 0; time < 3; time += 1) assert.deepEqual(await signs(), second);
	// Mutation seen red: `remembered` without its memory.
	assert.equal(reader.processesStarted(), started, 'nothing changed: no process');
	assert.deepEqual(allOf(common), before, 'nothing was written');

	writeFileSync(path.join(common, 'worktrees/one/index.lock'), '');
	assert.notEqual((await signs()).lockedSince, null);
});

test('refs in their packed form, a detached HEAD, a rebase that stands still', async t => {
	const {home, one, signs} = await newWorld(t);
	await home.git('pack-refs', '--all');
	assert.ok(!existsSync(path.join(home.path, '.git/refs/heads/main')));
	assert.deepEqual([(await signs()).base?.behind, (await signs()).head], [0, (await one.git('rev-parse', 'HEAD')).trim()]);
	home.write('a.ts', 'main\n');
	await home.commit('theirs');
	one.write('a.ts', 'ann\n');
	await one.commit('hers');
	await assert.rejects(one.git('rebase', 'main'));
	assert.equal((await signs()).isMerging, true);
	await one.git('rebase', '--abort');
	await one.git('switch', '--quiet', '--detach');
	const detached = await signs();
	assert.deepEqual([detached.isMerging, detached.head], [false, (await one.git('rev-parse', 'HEAD')).trim()]);
	assert.match(detached.moves.at(-1)?.message ?? '', /^checkout: moving from iza\/one to /);
});

test('of the remote and the local main line the one that moved last counts', async t => {
	const {home, signs} = await newWorld(t);
	const commit = (await home.git('rev-parse', 'HEAD')).trim();
	await home.git('update-ref', '--create-reflog', '-m', 'fetch', 'refs/remotes/origin/main', commit);
	await home.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
	assert.equal((await signs()).base?.name, 'origin/main');
	appendFileSync(path.join(home.path, '.git/logs/refs/heads/main'), `${commit} ${commit} A <a@b> 4000000000 +0000\tcommit: later\n`);
	assert.equal((await signs()).base?.name, 'main');
});

// Mutation seen red: merge-base with a catch that answers nothing. The empty answer was kept for as long as neither side moved.
test('what main changed is asked again when git gave no answer, and is nothing where the histories share nothing', async t => {
	const {home, one} = await newWorld(t);
	home.write('a.ts', 'main\n');
	await home.commit('third');
	const place = locateGit(one.path);
	assert.ok(place);
	const failing = new Set(['merge-base']);
	const readSigns = createSignsReader(async (_worktree, words) => {
		if (failing.delete(words[0] ?? '')) throw new Error('git gave no answer within 2 s');
		return one.git(...words);
	});
	const signs = () => readSigns(place, {repoId: 'r', repoKey: 'r', changed: [], created: []}, new AbortController().signal);
	await assert.rejects(signs(), /no answer/);
	assert.deepEqual((await signs()).base?.files, ['a.ts']);
	const {reader, one: lone} = await newWorld(t);
	await lone.git('checkout', '--quiet', '--orphan', 'alone');
	await lone.commit('alone');
	await reader.facts(lone.path, new AbortController().signal);
	const found = await reader.signs(lone.path, new AbortController().signal);
	assert.deepEqual([found?.base?.behind, found?.base?.files], [2, []]);
});

// Mutation seen red: readdirSync and lstatSync without their catch. One closed folder (a database's, made by root) made the whole repository unread.
test('new files are listed as far as their folders can be read', t => {
	const worktree = newFolder(newOwner(t));
	mkdirSync(path.join(worktree, 'data/deep'), {recursive: true});
	writeFileSync(path.join(worktree, 'data/deep/a.ts'), 'a');
	symlinkSync('loop', path.join(worktree, 'loop'));
	const names = createdFiles(worktree, ['gone/', 'data/', 'loop/b.ts']).map(file => [file.path, file.size]);
	assert.deepEqual(names, [
		['data/deep/a.ts', 1],
		['loop/b.ts', 0],
	]);
});

// Mutation seen red: `head` without isBeingWritten. The detector took every commit that it looked into for one from outside.
test('while git writes a commit, log and branch do not agree: then HEAD is not known', async t => {
	const {home, one, signs} = await newWorld(t);
	const before = await signs();
	const log = (await one.git('rev-parse', '--git-path', 'logs/HEAD')).trim();
	appendFileSync(log, `${before.head} ${'a'.repeat(40)} A <a@b> 1700000000 +0000\tcommit: next\n`);
	const lock = path.join(home.path, '.git/refs/heads/iza/one.lock');
	writeFileSync(lock, '');
	const during = await signs();
	assert.deepEqual([during.head, during.base], [null, before.base]);
	rmSync(lock);
	assert.equal((await signs()).head, before.head, 'nobody writes: it was moved from outside');
});

test('a log of any bytes is read without harm', t => {
	const file = path.join(newFolder(newOwner(t)), 'HEAD');
	const commit = 'a'.repeat(40);
	fc.assert(
		fc.property(fc.string({unit: 'binary', maxLength: 300}), noise => {
			writeFileSync(file, `${noise}\n${commit} ${commit} Å > B <a@b> 1700000000 +0100\tcommit: é\n`);
			assert.deepEqual(readLog(file, 1), [{from: commit, to: commit, at: '2023-11-14T22:13:20.000Z', message: 'commit: é'}]);
		}),
	);
	writeFileSync(file, `${commit} ${commit} a <b> 1700000000 +0000\tx\n`.repeat(5000));
	assert.equal(readLog(file, 20).length, 20);
	assert.deepEqual(readLog(`${file}.none`, 20), []);
});
