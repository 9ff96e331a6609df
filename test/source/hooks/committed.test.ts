/** When a lease is given back: only where what was written is surely in a commit of that worktree, and the file is clean. By real git. */
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {appendFileSync, mkdirSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {type TestContext, test} from 'node:test';
import type {SeenEdit} from '../../../db/types.ts';
import {createGitReader} from '../../../source/git.ts';
import {createCommitWatch, filesOfCommit} from '../../../source/hooks/committed.ts';
import {createWorld, sighting} from '../../db/world.ts';
import {newFolder} from '../../driver/cleanup.ts';
import {newShell} from '../../driver/shell.ts';

const began = Date.parse('2026-04-11T04:00:00.000Z');

/** A repository with a.ts and b.ts committed, and a watch that has looked at it. Seconds are counted from when it began. */
async function newPlace(t: TestContext, {isEmpty = false} = {}) {
	const {shell} = newShell(t);
	const repo = path.join(realpathSync(newFolder({after: work => t.after(work)})), 'app');
	mkdirSync(repo);
	const world = createWorld();
	const reader = createGitReader(shell.env);
	const watch = createCommitWatch(filesOfCommit(shell.env));
	let second = 0;
	const git = (...words: readonly string[]): string => {
		const date = new Date(began + second * 1000).toISOString();
		return execFileSync('git', ['-C', repo, ...words], {env: {...shell.env, GIT_COMMITTER_DATE: date, GIT_AUTHOR_DATE: date}, encoding: 'utf8', stdio: 'pipe'});
	};
	const write = (file: string, text = `${second} ${file}\n`): void => appendFileSync(path.join(repo, file), text);
	const edited = (file: string, at = second, worktree = repo): SeenEdit => ({
		process: world.process(1),
		repoKey: 'shop',
		worktree,
		path: file,
		at: new Date(began + at * 1000).toISOString(),
	});
	/** One pass of the scanner in which hooks saw these edits; answers what it says is committed. */
	const look = async (...edits: readonly SeenEdit[]): Promise<readonly string[]> => {
		const facts = await reader.facts(repo, AbortSignal.timeout(5000));
		const seen = await watch.see(edits, [sighting(world.process(1), {git: facts})], began + second * 1000);
		assert.ok(seen.every(({isCommitted}) => isCommitted === true));
		return seen.map(each => each.path);
	};
	git('init', '-q', '-b', 'main');
	if (!isEmpty) {
		for (const file of ['a.ts', 'b.ts']) write(file);
		git('add', '.');
		git('commit', '-qm', 'first');
	}
	await look();
	const pass = (seconds: number): void => {
		second += seconds;
	};
	return {repo, git, write, edited, look, pass};
}

test('committed and clean: said once, for what was tracked and for what is new, also after several commits and an amended one', async t => {
	const {git, write, edited, look, pass} = await newPlace(t);
	for (const file of ['a.ts', 'b.ts', 'new.ts', 'ü ü.ts']) write(file);
	assert.deepEqual(await look(edited('a.ts'), edited('b.ts'), edited('new.ts'), edited('ü ü.ts')), []);
	pass(10);
	git('commit', '-qm', 'a', 'a.ts');
	assert.deepEqual(await look(), ['a.ts']);
	assert.deepEqual(await look(), [], 'once');
	git('add', '.');
	git('commit', '-qm', 'new', 'new.ts');
	git('commit', '-q', '--amend', '-m', 'more', 'ü ü.ts');
	git('commit', '-qm', 'b');
	// Mutations seen red: the last move only; paths that git quotes (no -z).
	assert.deepEqual([...(await look())].sort(), ['b.ts', 'new.ts', 'ü ü.ts']);
});

test('the first commit of all', async t => {
	const {git, write, edited, look, pass} = await newPlace(t, {isEmpty: true});
	write('a.ts');
	await look(edited('a.ts'));
	pass(10);
	git('add', '.');
	git('commit', '-qm', 'first');
	// HEAD was nowhere before: nothing is known of the way, so the lease stays until its time is over.
	assert.deepEqual(await look(), []);
});

type Place = Awaited<ReturnType<typeof newPlace>>;

/** Each leaves work of hers, or a doubt: nothing may be said. */
const doubtful: Readonly<Record<string, (place: Place) => void | Promise<void>>> = {
	'nothing is committed': () => {},
	'another file is committed': ({git, write}) => {
		write('b.ts');
		git('commit', '-qm', 'b', 'b.ts');
	},
	'part of it is committed, the rest is not': ({git, write}) => {
		git('add', 'a.ts');
		write('a.ts', 'more\n');
		git('commit', '-qm', 'half');
	},
	'part of it is committed, the rest is staged': ({git, write}) => {
		git('commit', '-qm', 'half', 'a.ts');
		write('a.ts', 'more\n');
		git('add', 'a.ts');
	},
	'it was put away, and another file committed': ({git, write}) => {
		git('stash', '-q');
		write('b.ts');
		git('commit', '-qam', 'b');
	},
	'it was thrown away, and another file committed': ({git, write}) => {
		git('checkout', '-q', 'a.ts');
		write('b.ts');
		git('commit', '-qam', 'b');
	},
	'it was committed and taken back': ({git}) => {
		git('commit', '-qam', 'a');
		git('reset', '-q', '--hard', 'HEAD~1');
		git('commit', '-q', '--allow-empty', '-m', 'x');
	},
	'it was committed, and then another branch was checked out': async ({git, look, pass}) => {
		git('stash', '-q');
		git('checkout', '-q', '-b', 'other');
		git('commit', '-q', '--allow-empty', '-m', 'x');
		git('checkout', '-q', 'main');
		git('stash', 'pop', '-q');
		await look();
		pass(10);
		git('commit', '-qam', 'a');
		git('checkout', '-q', 'other');
	},
	'it was written again in the second of the commit': async ({git, look, edited, pass}) => {
		pass(5);
		git('commit', '-qam', 'a');
		assert.deepEqual(await look(edited('a.ts')), []);
	},
	'it was written again after the commit, before anybody looked': async ({git, look, edited, pass}) => {
		git('commit', '-qam', 'a');
		pass(5);
		assert.deepEqual(await look(edited('a.ts')), []);
	},
	'somebody else committed the same file in another worktree': async ({git, repo}) => {
		const other = `${repo}-other`;
		git('worktree', 'add', '-q', '-b', 'other', other);
		writeFileSync(path.join(other, 'a.ts'), 'theirs\n');
		git('-C', other, 'commit', '-qam', 'theirs');
		rmSync(other, {recursive: true, force: true});
	},
	'what she wrote is long ago': async ({git, pass}) => {
		pass(16 * 60);
		git('commit', '-qam', 'a');
	},
};

// Mutations seen red: isCommit that answers true; dirty not asked; `until` the end of the second; keptMs without an end; commitsBetween that takes the last move alone.
for (const [what, happens] of Object.entries(doubtful))
	test(`nothing is said: ${what}`, async t => {
		const place = await newPlace(t);
		place.write('a.ts', 'hers\n');
		assert.deepEqual(await place.look(place.edited('a.ts')), []);
		place.pass(10);
		await happens(place);
		assert.deepEqual(await place.look(), []);
	});

test('a git that is missing, or that knows no such commit, says nothing and harms nothing', async t => {
	const folder = newFolder({after: work => t.after(work)});
	const move = {from: 'a'.repeat(40), to: 'b'.repeat(40), at: new Date(began).toISOString(), message: 'commit: x'};
	assert.deepEqual(await filesOfCommit(process.env)(folder, move), []);
	await assert.rejects(filesOfCommit({PATH: folder})(folder, move), /git was not found/);
});
