import assert from 'node:assert/strict';
import {mkdirSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, it} from 'node:test';
import {changed, filesOf, type MergeWorld, newMergeWorld, unpredictable} from './world.ts';

describe('what only git could tell is not predictable, never no conflict', () => {
	const bothChange = async ({a, b}: MergeWorld, file: string, lines: readonly [number, number]): Promise<void> => {
		a.write(file, changed(file, lines[0], 'mine'));
		b.write(file, changed(file, lines[1], 'yours'));
	};

	// Mutation seen red: programsFiles() answering [].
	it('files under a merge driver, whether git alone would merge them or not', async t => {
		const world = await newMergeWorld(t, {'.gitattributes': '*.txt merge=mine\n'});
		await world.app.git('config', 'merge.mine.driver', 'true');
		for (const lines of [
			[3, 3],
			[3, 20],
		] as const) {
			await bothChange(world, 'one.txt', lines);
			await bothChange(world, 'src/three.ts', lines);
			const pair = await world.predict();
			assert.deepEqual(unpredictable(pair), ['one.txt: the merge driver mine decides']);
			assert.deepEqual(filesOf(pair), lines[1] === 3 ? ['src/three.ts contents'] : []);
		}
		// A driver that is not configured is none, and git's own ones are git's.
		await world.app.git('config', '--unset', 'merge.mine.driver');
		await bothChange(world, 'one.txt', [3, 3]);
		assert.deepEqual(filesOf(await world.predict()), ['one.txt contents']);
		for (const side of [world.a, world.b]) side.write('.gitattributes', '*.txt merge=union\n*.ts merge=union\n');
		await bothChange(world, 'src/three.ts', [3, 3]);
		assert.equal(await world.predict(), null);
	});

	it('by merge.default, by info/attributes, by the attributes of one side only', async t => {
		const world = await newMergeWorld(t);
		const {app, a} = world;
		await app.git('config', 'merge.mine.driver', 'true');
		await bothChange(world, 'one.txt', [3, 20]);
		assert.equal(await world.predict(), null);
		await app.git('config', 'merge.default', 'mine');
		assert.deepEqual(unpredictable(await world.predict()), ['one.txt: the merge driver mine decides']);
		await app.git('config', '--unset', 'merge.default');
		mkdirSync(path.join(app.path, '.git/info'), {recursive: true});
		writeFileSync(path.join(app.path, '.git/info/attributes'), '*.txt merge=mine\n');
		assert.deepEqual(unpredictable(await world.predict()), ['one.txt: the merge driver mine decides']);
		rmSync(path.join(app.path, '.git/info/attributes'));
		a.write('.gitattributes', '*.txt merge=mine\n');
		assert.deepEqual(unpredictable(await world.predict()), ['one.txt: the merge driver mine decides']);
	});

	// Mutation seen red: filteredFiles() answering an empty map.
	it('files under a filter: uncommitted work in them, and what git merged in their stored form', async t => {
		const world = await newMergeWorld(t, {'.gitattributes': '*.txt filter=big\n'});
		const {app, a, b, predict} = world;
		const why = 'one.txt: the filter big changes it on its way into git';
		await bothChange(world, 'one.txt', [3, 20]);
		assert.equal(await predict(), null);
		await app.git('config', 'filter.big.clean', 'cat');
		assert.deepEqual(unpredictable(await predict()), [why]);
		await bothChange(world, 'one.txt', [3, 3]);
		assert.deepEqual([unpredictable(await predict()), filesOf(await predict())], [[why], []]);
		await bothChange(world, 'one.txt', [3, 20]);
		await a.commit('mine');
		await b.commit('yours');
		assert.deepEqual(unpredictable(await predict()), [why]);
		// Stored forms that clash clash for certain.
		b.write('one.txt', changed('one.txt', 3, 'yours'));
		await b.commit('yours');
		assert.deepEqual(filesOf(await predict()), ['one.txt contents']);
		// Only one side has it: nothing to merge.
		await b.git('reset', '--quiet', '--hard', 'main');
		b.write('two.txt', 'yours\n');
		assert.equal(await predict(), null);
	});

	it('files that are too large to be looked into', async t => {
		const {a, b, predict} = await newMergeWorld(t);
		a.write('dump', Buffer.alloc(9_000_000).toString('latin1'));
		assert.equal(await predict(), null);
		b.write('dump', 'small\n');
		assert.match(unpredictable(await predict()).join(), /^dump: it is too large to be looked into \(9000000 bytes\)$/);
	});

	it('beyond so many untracked files, it is said', async t => {
		const {a, b, newWatch, report} = await newMergeWorld(t);
		for (let at = 0; at < 2010; at += 1) a.write(`many/${at}`, '');
		b.write('two.txt', 'x');
		const {outlook} = await report(newWatch(), a, b);
		assert.deepEqual(
			outlook.uncompared.map(each => each.why),
			['10 of its untracked files were not looked into'],
		);
	});
});
