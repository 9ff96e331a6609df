import assert from 'node:assert/strict';
import {chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, it} from 'node:test';
import {createMergeWatch} from '../../../source/merge/watch.ts';
import {runProgram, type Shell} from '../../driver/shell.ts';
import {changed, countingGit, filesOf, type MergeWorld, never, newMergeWorld} from './world.ts';

describe('the cost', () => {
	// Mutation seen red: room.current() answering null; room.outcome() answering undefined.
	it('nothing is read or tried again whose inputs did not change', async t => {
		const world = await newMergeWorld(t);
		const {app, a, b, shell, facts} = world;
		const {env, calls} = countingGit(shell);
		const {createGitReader} = await import('../../../source/git.ts');
		const reader = createGitReader(env);
		const watch = world.newWatch({env});
		const counting = createMergeWatch({folder: world.folder, reader, env, mono: () => performance.now(), budgetMs: 600_000});
		t.after(() => counting.close());
		watch.close();
		app.write('untracked/deep/file', 'x');
		a.write('one.txt', changed('one.txt', 3, 'mine'));
		b.write('one.txt', changed('one.txt', 3, 'yours'));
		b.write('untracked/deep/file', 'y');
		const all = await facts(app, a, b);
		calls();
		const first = await counting.refresh(all, never);
		assert.ok(calls().length > 10);
		assert.equal(first.outlook.pairs.length, 2);
		for (let time = 0; time < 3; time += 1) {
			const again = await counting.refresh(await facts(app, a, b), never);
			assert.deepEqual(again, first);
		}
		assert.deepEqual(calls(), []);
		// The content of an untracked file is no fact of git's: it is seen all the same, and only its worktree is read.
		b.write('untracked/deep/file', 'x');
		assert.deepEqual((await counting.refresh(await facts(app, a, b), never)).outlook.pairs.length, 1);
		const status = calls().filter(call => / status /.test(call));
		assert.equal(status.length, 1, status.join('\n'));
		// A new folder below it, too.
		b.write('untracked/deep/deeper/new', 'x');
		a.write('untracked/deep/deeper/new', 'y');
		const found = await counting.refresh(await facts(app, a, b), never);
		assert.ok(found.outlook.pairs.some(pair => filesOf(pair).includes('untracked/deep/deeper/new contents')));
	});

	it('work that keeps to its own files is told apart by names alone: no merge is tried', async t => {
		const world = await newMergeWorld(t);
		const {env, calls} = countingGit(world.shell);
		world.a.write('one.txt', 'mine');
		world.b.write('two.txt', 'yours');
		const {outlook} = await world.report(world.newWatch({env}), world.a, world.b);
		assert.deepEqual(outlook.pairs, []);
		const made = calls();
		assert.ok(made.some(call => call.includes('diff-tree')) && !made.some(call => call.includes('merge-tree')), made.join('\n'));
	});

	// Mutation seen red: `late` not counted; `known` always true.
	it('what does not fit into one pass is said, and comes with the next', async t => {
		const {app, a, b, newWatch, report} = await newMergeWorld(t);
		for (const [side, text] of [
			[app, '1'],
			[a, '2'],
			[b, '3'],
		] as const) {
			side.write('one.txt', changed('one.txt', 3, text));
		}
		let now = 0;
		// Each look at the clock takes a millisecond of it: so much is done in a pass, and no more.
		const watch = newWatch({budgetMs: 5, mono: () => now++});
		const states: string[] = [];
		for (let pass = 0; pass < 8; pass += 1) {
			const {outlook, unread} = await report(watch, app, a, b);
			const unknown = outlook.pairs.filter(pair => !pair.known).length;
			const conflicts = outlook.pairs.filter(pair => pair.conflicts.length > 0).length;
			assert.equal(unknown + conflicts, 3);
			assert.equal(
				unread.join(),
				unknown === 0 ? '' : `repository app: ${unknown} ${unknown === 1 ? 'pair' : 'pairs'} of worktrees not compared yet for merge conflicts`,
			);
			states.push(`${unknown}`);
			if (unknown === 0) break;
		}
		assert.ok(states.length > 1 && states.at(-1) === '0', states.join());
	});
});

describe('git on this machine', () => {
	const fake = (shell: Shell, printed: string): NodeJS.ProcessEnv => {
		const bin = path.join(shell.folder, 'old');
		mkdirSync(bin);
		writeFileSync(path.join(bin, 'git'), `#!/bin/sh\necho '${printed}'\n`);
		chmodSync(path.join(bin, 'git'), 0o755);
		return {...shell.env, PATH: `${bin}:/bin:/usr/bin`};
	};

	it('older than 2.38: off, and said', async t => {
		const {shell, a, b, newWatch, report} = await newMergeWorld(t);
		a.write('one.txt', 'mine');
		b.write('one.txt', 'yours');
		const {outlook, looked} = await report(newWatch({env: fake(shell, 'git version 2.37.7')}), a, b);
		assert.deepEqual(outlook, {pairs: [], uncompared: []});
		assert.equal(looked, 'merges are not predicted: git is 2.37.7, and 2.38 is needed');
	});

	it('missing: off, and said', async t => {
		const {a, b, newWatch, report} = await newMergeWorld(t);
		const {looked} = await report(newWatch({env: {PATH: '/nonexistent'}}), a, b);
		assert.match(looked ?? '', /^merges are not predicted: git was not found in PATH/);
	});

	it('newer ones are fine', async t => {
		const {whyNot} = await import('../../../source/merge/version.ts');
		const {shell} = await newMergeWorld(t);
		for (const version of ['2.38.0', '2.39.5 (Apple Git-154)', '2.51.0.windows.1', '3.0.0']) {
			rmSync(path.join(shell.folder, 'old'), {recursive: true, force: true});
			assert.equal(await whyNot(fake(shell, `git version ${version}`), never), null);
		}
	});
});

describe('the quarantine', () => {
	const conflict = ({a, b}: MergeWorld): void => {
		a.write('one.txt', changed('one.txt', 3, 'mine'));
		b.write('one.txt', changed('one.txt', 3, 'yours'));
	};

	it('is for us alone, goes when nobody needs it, and with the process', async t => {
		const world = await newMergeWorld(t);
		const {a, b, folder, newWatch, report} = world;
		const watch = newWatch();
		assert.ok(!existsSync(folder));
		conflict(world);
		await report(watch, a, b);
		assert.equal(readdirSync(folder).length, 1);
		await report(watch, a);
		assert.deepEqual(readdirSync(folder), []);
		assert.equal((await report(watch, a, b)).outlook.pairs.length, 1);
		watch.close();
		assert.deepEqual(readdirSync(folder), []);
	});

	// Mutation seen red: sweep() left out; isAlive() answering false.
	it('what a killed process left is swept, what a living one has is not', async t => {
		const world = await newMergeWorld(t);
		conflict(world);
		const gone = (await runProgram('sh', ['-c', 'echo $$'], {env: world.shell.env, cwd: world.shell.folder, input: null})).out.trim();
		for (const name of [`${gone}-abcdef/1/objects`, `${process.ppid}-abcdef/1`, 'what is this']) mkdirSync(path.join(world.folder, name), {recursive: true});
		// Also where nothing is to be compared now.
		await world.report(world.newWatch(), world.a);
		const left = readdirSync(world.folder);
		assert.ok(left.includes(`${process.ppid}-abcdef`));
		assert.ok(!(left.includes(`${gone}-abcdef`) || left.includes('what is this')));
	});

	// Mutation seen red: refresh() without its catch.
	it('that cannot be made ends no scan: it is said', async t => {
		const world = await newMergeWorld(t);
		conflict(world);
		writeFileSync(world.folder, 'no folder');
		const {outlook, unread} = await world.report(world.newWatch(), world.a, world.b);
		assert.deepEqual(outlook.pairs, []);
		assert.match(unread.join(), /^merges of repositories could not be tried in .*\/merges: ENOTDIR/);
	});

	it('when somebody empties it, the next pass begins anew', async t => {
		const world = await newMergeWorld(t);
		const {a, b, folder, newWatch, report} = world;
		const watch = newWatch();
		conflict(world);
		assert.equal((await report(watch, a, b)).outlook.pairs.length, 1);
		for (const name of readdirSync(folder)) rmSync(path.join(folder, name), {recursive: true});
		a.write('two.txt', 'x');
		await report(watch, a, b);
		assert.deepEqual(filesOf((await report(watch, a, b)).outlook.pairs[0] ?? null), ['one.txt contents']);
	});

	// Mutation seen red: tidy() that drops nothing; drop() that keeps the sides, whose work is then nowhere.
	it('does not grow without end', async t => {
		const world = await newMergeWorld(t);
		const {a, b, folder, newWatch, report} = world;
		const watch = newWatch({maxPacks: 8});
		conflict(world);
		const packs: number[] = [];
		for (let at = 0; at < 12; at += 1) {
			a.write('one.txt', changed('one.txt', 3, `mine ${at}`));
			const {outlook} = await report(watch, a, b);
			assert.deepEqual(filesOf(outlook.pairs[0] ?? null), ['one.txt contents']);
			packs.push(readdirSync(folder, {recursive: true}).filter(name => String(name).endsWith('.pack')).length);
		}
		assert.ok(Math.max(...packs) <= 8 && Math.min(...packs) === 0, packs.join());
	});

	it('index files of captures and locks do not stay', async t => {
		const world = await newMergeWorld(t);
		conflict(world);
		await world.report(world.newWatch(), world.a, world.b);
		const names = readdirSync(world.folder, {recursive: true}).map(name => path.basename(String(name)));
		assert.ok(names.some(name => name.startsWith('base-')));
		assert.deepEqual(
			names.filter(name => /^work-|\.lock$/.test(name)),
			[],
		);
	});
});

it('a worktree that goes away, or turns into something else, ends no scan', async t => {
	const {app, a, b, newWatch, facts} = await newMergeWorld(t);
	a.write('one.txt', 'mine');
	b.write('one.txt', 'yours');
	const all = await facts(app, a, b);
	rmSync(a.path, {recursive: true});
	renameSync(b.path, `${b.path}-moved`);
	symlinkSync('/etc', b.path);
	const {outlook} = await newWatch().refresh(all, never);
	assert.deepEqual(
		outlook.uncompared.map(each => path.basename(each.side.worktree)),
		['a', 'b'],
	);
	assert.deepEqual(
		outlook.pairs.map(pair => pair.known),
		[false, false, false],
	);
});

// Mutation seen red: `work.head !== head` left out of side.ts.
it('who commits while she is read is read again: what does not fit together is not judged', async t => {
	const {a, b, newWatch, facts, report} = await newMergeWorld(t);
	a.write('one.txt', changed('one.txt', 3, 'mine'));
	b.write('one.txt', changed('one.txt', 3, 'yours'));
	const before = await facts(a, b);
	// Her facts are of before, her status of after the commit: compared with the old one, nothing would be changed.
	await b.commit('yours');
	b.write('two.txt', 'more');
	const watch = newWatch();
	const {outlook, unread} = await watch.refresh(before, never);
	assert.deepEqual([outlook.pairs.map(pair => pair.known), outlook.uncompared], [[false], []]);
	assert.equal(unread.length, 1);
	assert.deepEqual(filesOf((await report(watch, a, b)).outlook.pairs[0] ?? null), ['one.txt contents']);
});

it('ends at once when the scan is given up', async t => {
	const {a, b, newWatch, facts} = await newMergeWorld(t);
	a.write('one.txt', 'mine');
	b.write('one.txt', 'yours');
	const stop = new AbortController();
	const going = newWatch().refresh(await facts(a, b), stop.signal);
	stop.abort(new Error('enough'));
	await assert.rejects(going, /enough|AbortError|aborted/);
});
