import assert from 'node:assert/strict';
import {existsSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, it} from 'node:test';
import type {GitFacts} from '../../../db/types.ts';
import {runProgram} from '../../driver/shell.ts';
import {changed, filesOf, never, newMergeWorld} from './world.ts';

describe('unusual repositories', () => {
	it('split index, sparse checkout, intent to add, assume-unchanged', async t => {
		const {a, b, predict} = await newMergeWorld(t);
		await a.git('update-index', '--split-index');
		await b.git('sparse-checkout', 'set', '--no-cone', '/one.txt', '/two.txt');
		assert.ok(!existsSync(path.join(b.path, 'src/three.ts')));
		a.write('src/three.ts', 'mine\n');
		a.write('one.txt', changed('one.txt', 3, 'mine'));
		b.write('one.txt', changed('one.txt', 3, 'yours'));
		a.write('new.txt', 'mine\n');
		b.write('new.txt', 'yours\n');
		await b.git('add', '--sparse', '--intent-to-add', 'new.txt');
		await b.git('update-index', '--assume-unchanged', 'two.txt');
		assert.deepEqual(filesOf(await predict()), ['new.txt contents', 'one.txt contents']);
	});

	it('object names of 256 bits', async t => {
		const {shell, newWatch, reader} = await newMergeWorld(t);
		const place = path.join(shell.folder, 'long');
		const run = (...args: readonly string[]) => runProgram('git', args, {env: shell.env, cwd: shell.folder, input: null});
		await run('init', '--quiet', '--object-format=sha256', place);
		writeFileSync(path.join(place, 'f'), '1\n');
		await run('-C', place, 'add', '--all');
		await run('-C', place, 'commit', '--quiet', '-m', 'x');
		await run('-C', place, 'worktree', 'add', '--quiet', '-b', 'other', `${place}-2`);
		writeFileSync(path.join(place, 'f'), '2\n');
		rmSync(path.join(`${place}-2`, 'f'));
		const facts = await Promise.all([place, `${place}-2`].map(each => reader.facts(each, never)));
		const {outlook} = await newWatch().refresh(facts as GitFacts[], never);
		assert.deepEqual(filesOf(outlook.pairs[0] ?? null), ['f modify/delete']);
	});

	it('a shallow clone, with the history that it has', async t => {
		const {app, shell, newWatch, reader} = await newMergeWorld(t);
		for (let at = 0; at < 4; at += 1) await app.commit(`number ${at}`);
		const shallow = path.join(shell.folder, 'shallow');
		await app.git('clone', '--quiet', '--depth=2', `file://${app.path}`, shallow);
		await app.git('-C', shallow, 'worktree', 'add', '--quiet', '-b', 'other', `${shallow}-2`);
		writeFileSync(path.join(shallow, 'one.txt'), changed('one.txt', 3, 'mine'));
		writeFileSync(path.join(`${shallow}-2`, 'one.txt'), changed('one.txt', 3, 'yours'));
		await app.git('-C', shallow, 'commit', '--quiet', '--all', '-m', 'mine');
		const facts = await Promise.all([shallow, `${shallow}-2`].map(each => reader.facts(each, never)));
		const {outlook} = await newWatch().refresh(facts as GitFacts[], never);
		assert.deepEqual([filesOf(outlook.pairs[0] ?? null), outlook.uncompared], [['one.txt contents'], []]);
	});

	it('a partial clone fetches nothing: what needs a missing file is not predictable', async t => {
		const {app, shell, newWatch, reader} = await newMergeWorld(t);
		await app.git('config', 'uploadpack.allowFilter', 'true');
		app.write('one.txt', changed('one.txt', 9, 'later'));
		await app.commit('later');
		const partial = path.join(shell.folder, 'partial');
		await app.git('clone', '--quiet', '--filter=blob:none', '--no-checkout', `file://${app.path}`, partial);
		await app.git('-C', partial, 'sparse-checkout', 'set', '--no-cone', '/two.txt');
		await app.git('-C', partial, 'checkout', '--quiet', 'main');
		await app.git('-C', partial, 'worktree', 'add', '--quiet', '-b', 'other', `${partial}-2`);
		const before = (await app.git('-C', partial, 'rev-list', '--objects', '--all', '--missing=print')).match(/\?/g)?.length ?? 0;
		assert.ok(before > 0);
		for (const [place, text] of [
			[partial, 'mine'],
			[`${partial}-2`, 'yours'],
		] as const) {
			writeFileSync(path.join(place, 'two.txt'), changed('two.txt', 3, text));
			await app.git('-C', place, 'sparse-checkout', 'disable').catch(() => '');
			writeFileSync(path.join(place, 'one.txt'), `${text}\n`);
		}
		const facts = await Promise.all([partial, `${partial}-2`].map(each => reader.facts(each, never)));
		const {outlook} = await newWatch().refresh(facts as GitFacts[], never);
		const [pair] = outlook.pairs;
		assert.ok((pair?.conflicts.length ?? 0) + (pair?.unpredictable.length ?? 0) > 0, JSON.stringify(outlook));
	});

	it('submodules: a commit that both moved is git’s to judge, and said', async t => {
		const world = await newMergeWorld(t);
		const {app, a, b, shell, predict} = world;
		const inner = path.join(shell.folder, 'inner');
		await app.git('clone', '--quiet', app.path, inner);
		for (const side of [a, b]) {
			await side.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, 'lib');
			await side.git('commit', '--quiet', '-m', 'with lib');
		}
		for (const [side, text] of [
			[a, 'mine'],
			[b, 'yours'],
		] as const) {
			side.write('lib/one.txt', text);
			// git.ts does not count a submodule as dirty: it is seen when something else is.
			side.write(`${text}.txt`, text);
			await side.git('-C', 'lib', 'commit', '--quiet', '--all', '-m', text);
		}
		const pair = await predict();
		assert.deepEqual(
			pair?.unpredictable.map(each => each.path),
			['lib'],
			JSON.stringify(pair),
		);
		await a.commit('lib moved');
		await b.commit('lib moved');
		const committed = await predict();
		assert.ok(
			committed?.unpredictable.some(each => each.path === 'lib'),
			JSON.stringify(committed),
		);
	});

	// Mutation seen red: requireNoRebase() left out; Unmerged not thrown.
	it('in the middle of a rebase or of a merge nothing is said of her, and of nobody with her', async t => {
		const {a, b, newWatch, report} = await newMergeWorld(t);
		a.write('one.txt', changed('one.txt', 3, 'mine'));
		await a.commit('mine');
		b.write('one.txt', changed('one.txt', 3, 'yours'));
		await b.commit('yours');
		const watch = newWatch();
		const now = async () => (await report(watch, a, b)).outlook;
		assert.deepEqual(filesOf((await now()).pairs[0] ?? null), ['one.txt contents']);
		for (const words of [
			['rebase', 'user/a'],
			['merge', 'user/a'],
			['cherry-pick', 'user/a'],
		]) {
			await assert.rejects(b.git(...words));
			const {pairs, uncompared} = await now();
			assert.deepEqual([pairs.map(pair => pair.known), uncompared.map(each => each.side.worktree)], [[false], [b.path]]);
			assert.match(uncompared[0]?.why ?? '', words[0] === 'rebase' ? /a rebase is under way/ : /a merge is under way in it, with conflicts in one\.txt/);
			await b.git(words[0] ?? '', '--abort');
		}
		// Solved and not committed yet: the commit that would come of it has both for parents.
		await assert.rejects(b.git('merge', 'user/a'));
		b.write('one.txt', changed('one.txt', 3, 'both'));
		await b.git('add', '--all');
		assert.deepEqual(await now(), {pairs: [], uncompared: []});
	});
});
