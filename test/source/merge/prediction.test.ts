import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, it} from 'node:test';
import type {GitFacts, MergePrediction} from '../../../db/types.ts';
import {runProgram} from '../../driver/shell.ts';
import {changed, filesOf, type MergeWorld, never, newMergeWorld} from './world.ts';

describe('what two sisters will conflict in', () => {
	it('is named, committed or not, and no longer when it is solved', async t => {
		const {app, a, b, newWatch, report} = await newMergeWorld(t);
		const watch = newWatch();
		const now = async (): Promise<MergePrediction | null> => (await report(watch, a, b)).outlook.pairs[0] ?? null;
		assert.equal(await now(), null);
		a.write('one.txt', changed('one.txt', 3, 'mine'));
		assert.equal(await now(), null);
		b.write('one.txt', changed('one.txt', 3, 'yours'));
		const first = await now();
		assert.deepEqual(filesOf(first), ['one.txt contents']);
		assert.equal(first?.repoId, path.join(app.path, '.git'));
		assert.deepEqual(
			first?.sides.map(({worktree, branch, dirty}) => [worktree, branch, dirty]),
			[
				[a.path, 'user/a', true],
				[b.path, 'user/b', true],
			],
		);
		await a.commit('mine');
		await b.commit('yours');
		a.write('src/three.ts', changed('src/three.ts', 3, 'mine'));
		await b.git('mv', 'src/three.ts', 'src/four.ts');
		b.write('src/four.ts', changed('src/three.ts', 3, 'yours'));
		await b.git('rm', '--quiet', 'two.txt');
		a.write('two.txt', changed('two.txt', 3, 'mine'));
		assert.deepEqual(filesOf(await now()), ['one.txt contents', 'src/four.ts contents', 'two.txt modify/delete']);
		await a.commit('all of it');
		await b.commit('all of it');
		await b.git('merge', '--quiet', 'user/a').catch(() => '');
		await b.git('checkout', '--quiet', '--theirs', '--', 'one.txt');
		await b.commit('with a');
		assert.equal(await now(), null);
	});

	// Mutation seen red: untracked files left out in capture.ts.
	it('new files on both sides; ignored ones and a repository inside do not count', async t => {
		const {a, b, predict} = await newMergeWorld(t, {'.gitignore': '*.log\n'});
		for (const [side, text] of [
			[a, 'mine'],
			[b, 'yours'],
		] as const) {
			side.write('new/deep/file.ts', `${text}\n`);
			side.write('debug.log', text);
			await side.git('init', '--quiet', 'inner');
			side.write('inner/file', text);
		}
		assert.deepEqual(filesOf(await predict()), ['new/deep/file.ts contents']);
	});

	it('near misses: the same file in other places, the same change, one who is ahead', async t => {
		const {a, b, predict} = await newMergeWorld(t);
		a.write('one.txt', changed('one.txt', 3, 'mine'));
		b.write('one.txt', changed('one.txt', 20, 'yours'));
		assert.equal(await predict(), null);
		b.write('one.txt', changed('one.txt', 3, 'mine'));
		assert.equal(await predict(), null);
		await a.commit('mine');
		await b.git('checkout', '--quiet', '--', '.');
		await b.git('merge', '--quiet', 'user/a');
		b.write('one.txt', changed('one.txt', 3, 'yours, later'));
		assert.equal(await predict(), null);
	});

	// Mutation seen red: the conflicts of a merge that ended with 0 not dropped in pair.ts.
	it('git speaks of a conflict and then merges cleanly: a folder was in the way for a moment', async t => {
		const {a, b, predict} = await newMergeWorld(t);
		await a.git('mv', 'src/three.ts', 'moved.ts');
		await a.git('rm', '--quiet', 'one.txt');
		a.write('one.txt/inner', 'x\n');
		b.write('src/three.ts', changed('src/three.ts', 3, 'yours'));
		assert.equal(await predict(), null);
		await a.commit('mine');
		await b.commit('yours');
		assert.match(await a.git('merge', '--no-edit', 'user/b'), /CONFLICT \(file\/directory\)[\s\S]*Merge made/);
	});

	/** Commits what is there on both sides, and merges for real. */
	const isConflict = async ({a, b}: MergeWorld): Promise<boolean> => {
		for (const side of [a, b]) await side.commit('work');
		const merged = await a.git('merge', '--no-edit', 'user/b').then(
			() => false,
			() => true,
		);
		if (merged) await a.git('merge', '--abort');
		return merged;
	};

	// Mutation seen red: movesOthers() answering false in differences.ts.
	it('a new file in a folder that the other renamed, though no path is changed by both', async t => {
		const world = await newMergeWorld(t, {'src/four.ts': 'four\n'});
		await world.a.git('mv', 'src', 'lib');
		world.b.write('src/new.ts', 'new\n');
		const pair = await world.predict();
		assert.deepEqual([pair !== null, pair?.conflicts.map(conflict => conflict.path)], [await isConflict(world), ['lib/new.ts']]);
	});

	// Mutation seen red: overlap() that looks at equal paths only.
	it('a file where the other has a folder', async t => {
		const world = await newMergeWorld(t);
		world.a.write('thing', 'file\n');
		world.b.write('thing/inside/deep', 'folder\n');
		const pair = await world.predict();
		assert.deepEqual([pair !== null, filesOf(pair)], [await isConflict(world), ['thing file/directory']]);
	});

	it('hostile names are data', async t => {
		const {a, b, predict} = await newMergeWorld(t);
		const names = ['-rf', '--stdin', '"quoted"', 'a b\tc\nd', '$(touch x)', ':(glob)**', '\u202eevil', 'caf\u00e9', '~HEAD'];
		for (const name of names) {
			a.write(name, 'mine\n');
			b.write(name, 'yours\n');
		}
		const found = (await predict())?.conflicts.map(conflict => conflict.path) ?? [];
		assert.deepEqual([...found].sort(), [...names].sort());
	});

	it('in a linked worktree of a repository whose path holds every sign that such a list could trip over', async t => {
		const {shell, newWatch, reader} = await newMergeWorld(t);
		const odd = path.join(shell.folder, 'a:b"c\\d e#f');
		const run = (...args: readonly string[]) => runProgram('git', args, {env: shell.env, cwd: shell.folder, input: null});
		await run('init', '--quiet', '--initial-branch=main', odd);
		writeFileSync(path.join(odd, 'f'), '1\n');
		await run('-C', odd, 'add', '--all');
		await run('-C', odd, 'commit', '--quiet', '-m', 'x');
		await run('-C', odd, 'worktree', 'add', '--quiet', '-b', 'other', `${odd}-2`);
		writeFileSync(path.join(odd, 'f'), '2\n');
		writeFileSync(path.join(`${odd}-2`, 'f'), '3\n');
		const facts = await Promise.all([odd, `${odd}-2`].map(place => reader.facts(place, never)));
		const {outlook} = await newWatch().refresh(facts as GitFacts[], never);
		assert.deepEqual(filesOf(outlook.pairs[0] ?? null), ['f contents']);
	});

	it('every pair of three, and clones of one project', async t => {
		const {app, a, b, shell, newWatch, reader} = await newMergeWorld(t);
		for (const side of [app, a, b]) await side.git('config', 'remote.origin.url', 'https://example.org/x/app.git');
		const clone = path.join(shell.folder, 'src', 'clone');
		await app.git('clone', '--quiet', app.path, clone);
		await app.git('-C', clone, 'config', 'remote.origin.url', 'git@example.org:x/app');
		app.write('one.txt', changed('one.txt', 3, 'keeper'));
		a.write('one.txt', changed('one.txt', 3, 'mine'));
		b.write('two.txt', changed('two.txt', 3, 'yours'));
		writeFileSync(path.join(clone, 'two.txt'), changed('two.txt', 3, 'of the clone'));
		const facts = await Promise.all([app.path, a.path, b.path, clone].map(place => reader.facts(place, never)));
		const {outlook, looked} = await newWatch().refresh(facts as GitFacts[], never);
		const found = outlook.pairs.map(({sides, conflicts}) => [...sides.map(side => path.basename(side.worktree)), ...conflicts.map(conflict => conflict.path)]);
		assert.deepEqual(found, [
			['a', 'app', 'one.txt'],
			['b', 'clone', 'two.txt'],
		]);
		assert.equal(looked, 'merges of 6 pairs of worktrees');
	});

	it('branches without a common history are nobody to merge', async t => {
		const {a, b, predict} = await newMergeWorld(t);
		await b.git('checkout', '--quiet', '--orphan', 'pages');
		await b.git('commit', '--quiet', '-m', 'a new beginning');
		a.write('one.txt', 'mine');
		b.write('one.txt', 'yours');
		assert.equal(await predict(), null);
	});
});
