/** Predicting merges writes nothing into anybody's repository, takes no lock, and runs nothing that a repository names. */
import assert from 'node:assert/strict';
import {chmodSync, existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, it} from 'node:test';
import {createGitReader} from '../../../source/git.ts';
import {changed, everything, type MergeWorld, never, newMergeWorld} from './world.ts';

const scans = process.env['HIVEQUEEN_FULL'] ? 1000 : 20;

/** Every kind of work on both sides: committed, staged, uncommitted, new, moved, deleted; some of which git has stored before. */
const work = async ({app, a, b}: MergeWorld): Promise<void> => {
	app.write('two.txt', changed('two.txt', 20, 'keeper'));
	await app.commit('on main');
	a.write('one.txt', changed('one.txt', 3, 'mine'));
	await a.commit('mine');
	b.write('one.txt', changed('one.txt', 3, 'yours'));
	await b.git('mv', 'src/three.ts', 'src/four.ts');
	await b.commit('yours');
	// What these would be stored as lies in the repository already: git touches such objects when it writes them again.
	a.write('two.txt', changed('two.txt', 20, 'keeper'));
	b.write('one.txt', changed('one.txt', 3, 'mine'));
	a.write('src/three.ts', changed('src/three.ts', 7, 'mine'));
	a.write('new/file', 'x');
	b.write('new/file', 'y');
	b.write('two.txt', 'staged\n');
	await b.git('add', 'two.txt');
	await b.git('rm', '--quiet', '--cached', 'README.md');
	// What a and b merge to, and the folder that a's uncommitted work makes, are stored as well: somebody tried it before.
	const tried = await app.worktree('tried', 'user/tried');
	tried.write('two.txt', changed('two.txt', 20, 'keeper').replace('two.txt 3\n', 'yours\n'));
	tried.write('src/three.ts', changed('src/three.ts', 7, 'mine'));
	await tried.commit('both');
	b.write('two.txt', changed('two.txt', 3, 'yours'));
};

describe('the repository', () => {
	// Mutations seen red: tryMerge() lent the user's objects; write-tree lent them; update-index lent them; git.ts without GIT_OPTIONAL_LOCKS and the flag.
	it(`is byte for byte the same after ${scans} scans, cached and not, in every time and inode`, {timeout: 1_000_000}, async t => {
		const world = await newMergeWorld(t);
		const {app, a, b, shell, newWatch} = world;
		await work(world);
		for (const side of [app, a, b]) utimesSync(path.join(side.path, 'README.md'), 1, 1);
		const folders = [path.join(app.path, '.git'), app.path, a.path, b.path];
		const before = folders.map(everything);
		const watches = [newWatch(), newWatch()];
		for (let scan = 0; scan < scans; scan += 1) {
			// Every tenth knows nothing of the ones before.
			const isCold = scan % 10 === 0;
			const reader = isCold ? createGitReader(shell.env) : world.reader;
			const watch = isCold ? newWatch() : (watches[scan % 2] ?? newWatch());
			const facts = await Promise.all([app, a, b].map(side => reader.facts(side.path, never)));
			const {outlook} = await watch.refresh(
				facts.filter(one => one !== null),
				never,
			);
			assert.deepEqual(
				outlook.pairs.map(pair => [...pair.sides.map(side => path.basename(side.worktree)), ...pair.conflicts.map(conflict => conflict.path)]),
				[['a', 'b', 'new/file']],
			);
			if (isCold) watch.close();
		}
		assert.deepEqual(folders.map(everything), before);
		// The traps are real: git's own way to try the same merge does write.
		await app.git('merge-tree', '--write-tree', 'user/a', 'user/b').catch(() => '');
		assert.notDeepEqual(everything(path.join(app.path, '.git')), before[0]);
	});

	it('may be locked, and is not in the way of a commit', async t => {
		const world = await newMergeWorld(t);
		await work(world);
		const {app, a, b, newWatch, report} = world;
		for (const lock of ['worktrees/a/index.lock', 'worktrees/b/HEAD.lock', 'packed-refs.lock', 'config.lock'])
			writeFileSync(path.join(app.path, '.git', lock), '');
		assert.equal((await report(newWatch(), a, b)).outlook.pairs.length, 1);
	});
});

/** Every setting that names a program names one that leaves a mark. */
const trap = async ({app, a, b, shell}: MergeWorld): Promise<() => readonly string[]> => {
	const marks = path.join(shell.folder, 'marks');
	mkdirSync(marks);
	const mark = (name: string): string => `touch ${marks}/${name}; cat`;
	const settings: readonly (readonly [string, string])[] = [
		['core.fsmonitor', mark('fsmonitor')],
		['core.hooksPath', path.join(app.path, '.git/traps')],
		['filter.clean.clean', mark('clean')],
		['filter.clean.smudge', mark('smudge')],
		['filter.pro.cess.process', mark('process')],
		['filter.pro.cess.required', 'true'],
		['merge.drive.driver', `touch ${marks}/driver; true`],
		['merge.drive.recursive', 'drive'],
		['merge.all.driver', `touch ${marks}/default-driver; true`],
		['merge.default', 'all'],
		['merge.tool', mark('tool')],
		['merge.renormalize', 'true'],
		['diff.conv.textconv', mark('textconv')],
		['diff.external', mark('external')],
		['core.pager', mark('pager')],
		['core.editor', mark('editor')],
		['core.sshCommand', mark('ssh')],
		['core.alternateRefsCommand', mark('alternates')],
		['credential.helper', `!${mark('credential')}`],
		['gpg.program', mark('gpg')],
		['log.showSignature', 'true'],
		['uploadpack.packObjectsHook', mark('pack')],
		['core.attributesFile', path.join(app.path, '.git/more-attributes')],
		['includeIf.gitdir:/.path', path.join(app.path, '.git/more-config')],
		['remote.origin.url', 'ext::sh -c touch% /tmp/never'],
		['remote.origin.promisor', 'true'],
	];
	for (const [key, value] of settings) await app.git('config', key, value);
	writeFileSync(path.join(app.path, '.git/more-attributes'), 'README.md merge=drive\n');
	writeFileSync(path.join(app.path, '.git/more-config'), `[merge "drive"]\n\tdriver = touch ${marks}/included\n`);
	mkdirSync(path.join(app.path, '.git/traps'));
	for (const hook of ['post-index-change', 'pre-commit', 'pre-merge-commit', 'post-checkout', 'post-merge', 'reference-transaction', 'pre-auto-gc']) {
		app.write(`.git/traps/${hook}`, `#!/bin/sh\ntouch ${marks}/${hook}\n`);
		chmodSync(path.join(app.path, '.git/traps', hook), 0o755);
	}
	for (const [side, text] of [
		[a, 'mine'],
		[b, 'yours'],
	] as const) {
		for (const name of ['one.txt', 'two.txt', 'src/three.ts']) side.write(name, changed(name, 3, text));
		for (const name of ['a.clean', 'a.process', 'a.drive']) side.write(name, `${text}\n`);
		side.write('new.clean', text);
	}
	return () => readdirSync(marks).sort();
};

// Mutations seen red, one each: the sandbox's GIT_DIR replaced by the repository's own; `harmless` of settings.ts with every key; filtersOff() answering [] in git.ts.
it('nothing runs that the repository names, and what these would decide is said to be unpredictable', async t => {
	const before = {
		'.gitattributes': '*.clean filter=clean diff=conv\n*.process filter=pro.cess\n*.drive merge=drive\n',
		'a.clean': 'a\n',
		'a.process': 'a\n',
		'a.drive': 'a\n',
	};
	const world = await newMergeWorld(t, before);
	const marks = await trap(world);
	const pair = await world.predict();
	assert.deepEqual(marks(), []);
	assert.deepEqual(pair?.conflicts, []);
	assert.deepEqual(pair?.unpredictable.map(each => each.path).sort(), ['a.clean', 'a.drive', 'a.process', 'new.clean', 'one.txt', 'src/three.ts', 'two.txt']);
	assert.ok(!existsSync('/tmp/never'));
	// The traps are real: git itself walks into them.
	const {app, a, b} = world;
	const without = ['-c', 'filter.pro.cess.process=', '-c', 'filter.pro.cess.required=false'];
	for (const side of [a, b]) {
		await side.git(...without, 'add', '--all');
		await side.git(...without, 'commit', '--quiet', '-m', 'x');
	}
	await app.git(...without, 'merge-tree', '--write-tree', 'user/a', 'user/b').catch(() => '');
	await app.git('status').catch(() => '');
	for (const name of ['clean', 'process', 'included', 'default-driver', 'fsmonitor', 'pre-commit'])
		assert.ok(marks().includes(name), `${name}: ${marks().join()}`);
});

it('a repository whose filter cannot be switched off is left alone, and that is said', async t => {
	const {app, a, b, reader, newWatch, facts} = await newMergeWorld(t);
	a.write('one.txt', 'mine');
	const all = await facts(a, b);
	assert.equal(all.length, 2);
	await app.git('config', 'filter.x=y.clean', 'touch /tmp/never');
	const {outlook} = await newWatch().refresh(all, never);
	assert.match(outlook.uncompared[0]?.why ?? '', /git failed: it configures a filter whose name holds "="/);
	assert.ok(!existsSync('/tmp/never'));
	await assert.rejects(reader.work(a.path, never));
});
