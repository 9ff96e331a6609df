/** What decides a merge besides the files: history, the index, configuration. Each is held against what git does then. */
import assert from 'node:assert/strict';
import {rmSync} from 'node:fs';
import path from 'node:path';
import {describe, it} from 'node:test';
import {mergeSettings} from '../../../source/merge/settings.ts';
import {changed, filesOf, type MergeWorld, newMergeWorld} from './world.ts';

/** Commits what is there on both sides, and merges for real: the files in conflict. */
const real = async ({a, b}: MergeWorld): Promise<readonly string[]> => {
	for (const side of [a, b]) await side.commit('work');
	const isClean = await a.git('merge', '--quiet', '--no-edit', 'user/b').then(
		() => true,
		() => false,
	);
	const unmerged = await a.git('diff', '--name-only', '--diff-filter=U', '-z');
	if (!isClean) await a.git('merge', '--abort');
	return unmerged.split('\0').filter(file => file !== '');
};

const predicted = async (world: MergeWorld): Promise<readonly string[]> => (await world.predict())?.conflicts.map(conflict => conflict.path) ?? [];

const asStored = (text: string): string => text.replaceAll('\n', '\r\n');

describe('predicted as git does it', () => {
	// Mutation seen red: only the first of the merge bases handed to rebuild() in pair.ts.
	it('a criss-cross: with either merge base alone there would be a conflict', async t => {
		const world = await newMergeWorld(t);
		const {a, b} = world;
		a.write('one.txt', changed('one.txt', 3, 'a'));
		await a.commit('a');
		b.write('one.txt', changed('one.txt', 20, 'b'));
		await b.commit('b');
		await a.git('branch', 'old-a');
		await b.git('branch', 'old-b');
		await a.git('merge', '--quiet', '--no-edit', 'old-b');
		await b.git('merge', '--quiet', '--no-edit', 'old-a');
		a.write('one.txt', changed('one.txt', 3, 'later').replace('one.txt 20\n', 'later\n'));
		b.write('two.txt', 'x');
		a.write('two.txt', 'y');
		assert.deepEqual([await predicted(world), await real(world)], [['two.txt'], ['two.txt']]);
	});

	// Mutation seen red: indexEntries() that leaves out what is staged.
	it('what is staged, and what is staged and then changed again', async t => {
		const world = await newMergeWorld(t);
		const {a, b} = world;
		for (const [side, text] of [
			[a, 'mine'],
			[b, 'yours'],
		] as const) {
			side.write('one.txt', changed('one.txt', 3, text));
			side.write('two.txt', changed('two.txt', 3, 'not yet'));
			await side.git('add', '--all');
			side.write('two.txt', changed('two.txt', 3, text));
			rmSync(path.join(side.path, 'src/three.ts'));
		}
		assert.deepEqual(
			[await predicted(world), await real(world)],
			[
				['one.txt', 'two.txt'],
				['one.txt', 'two.txt'],
			],
		);
	});

	// Mutation seen red: `config: []` in tryMerge().
	it('a folder that was renamed, and what the setting says about its new files', async t => {
		const world = await newMergeWorld(t, {'src/four.ts': 'four\n'});
		await world.a.git('mv', 'src', 'lib');
		world.b.write('src/new.ts', 'new\n');
		assert.deepEqual(await predicted(world), ['lib/new.ts']);
		await world.app.git('config', 'merge.directoryRenames', 'false');
		assert.deepEqual([await predicted(world), await real(world)], [[], []]);
	});

	// Mutation seen red: `config: []` in writeTree().
	it('line endings that git takes out', async t => {
		const world = await newMergeWorld(t);
		world.a.write('one.txt', asStored(changed('one.txt', 3, 'mine')));
		world.b.write('one.txt', changed('one.txt', 20, 'yours'));
		assert.deepEqual(await predicted(world), ['one.txt']);
		await world.app.git('config', 'core.autocrlf', 'input');
		assert.deepEqual([await predicted(world), await real(world)], [[], []]);
	});

	// Mutation seen red: what the index has of changed files not copied in capture.ts.
	it('line endings that git leaves, because the file has always had them', async t => {
		const world = await newMergeWorld(t, {'old.txt': asStored(changed('old.txt', 0, 'begin'))});
		await world.app.git('config', 'core.autocrlf', 'input');
		world.a.write('old.txt', asStored(changed('old.txt', 3, 'mine')));
		await world.b.git('-c', 'core.autocrlf=false', 'commit', '--quiet', '--allow-empty', '-m', 'x');
		world.b.write('old.txt', asStored(changed('old.txt', 20, 'yours')).replace('old.txt 0', 'begin'));
		world.a.write('old.txt', asStored(changed('old.txt', 3, 'mine')).replace('old.txt 0', 'begin'));
		assert.deepEqual([await predicted(world), await real(world)], [[], []]);
	});

	it('the attributes of the worktree, also those that are not committed', async t => {
		const world = await newMergeWorld(t);
		for (const [side, text] of [
			[world.a, 'mine'],
			[world.b, 'yours'],
		] as const) {
			side.write('one.txt', changed('one.txt', 3, text));
			side.write('two.txt', changed('two.txt', side === world.a ? 3 : 20, text));
			side.write('.gitattributes', 'one.txt merge=union\ntwo.txt binary\n');
		}
		assert.deepEqual([filesOf(await world.predict()), await real(world)], [['two.txt binary'], ['two.txt']]);
	});
});

describe('settings', () => {
	it('only what can run nothing is passed on; the last of a key counts', () => {
		const listed = [
			'core.autocrlf\ntrue',
			'core.autocrlf\ninput',
			'core.fsmonitor\n/bin/evil',
			'core.hookspath\n/evil',
			'core.sshcommand\nevil',
			'merge.renames',
			'merge.a.b.driver\nevil %A',
			'merge.off.driver\n',
			'merge.default\na.b',
			'filter.lfs.process\ngit-lfs',
			'filter.lfs.required\ntrue',
			'filter.none.smudge\nx',
			'extensions.objectformat\nsha256',
			'credential.helper\n!evil\nwith lines',
		];
		const {passed, drivers, filters, defaultDriver, format} = mergeSettings(`${listed.join('\0')}\0`);
		assert.deepEqual(passed, ['core.autocrlf=input', 'merge.renames=true']);
		assert.deepEqual([[...drivers], [...filters], defaultDriver, format], [['a.b'], ['lfs'], 'a.b', 'sha256']);
		assert.deepEqual(mergeSettings('merge.default\nunion\0').passed, ['merge.default=union']);
		// A program under the name of one of git's own drivers is a program.
		const own = mergeSettings('merge.default\nunion\0merge.union.driver\nevil\0');
		assert.deepEqual([own.passed, own.defaultDriver], [[], 'union']);
	});
});
