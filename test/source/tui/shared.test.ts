/** The reader behind shared context: at once, after every change, clean; and nothing while it is closed. */
import assert from 'node:assert/strict';
import {type TestContext, test} from 'node:test';
import type {SharedFrame} from '../../../components/shared-frame.ts';
import type {ContextQuery} from '../../../db/store.ts';
import type {ContextEntry} from '../../../db/types.ts';
import {createSharedReader, type SharedDeps} from '../../../source/tui/shared.ts';
import {entry} from '../../components/make.ts';
import {until} from '../../driver/wait.ts';

const query = {repoOf: 'iza-1', everywhere: false, past: false};

function newReader(t: TestContext, more: Partial<SharedDeps> = {}) {
	const asked: ContextQuery[] = [];
	const frames: (SharedFrame | null)[] = [];
	const listeners = new Set<() => void>();
	const colony: {entries: readonly ContextEntry[]} = {entries: [entry(1, 'a')]};
	const reader = createSharedReader({
		placeOf: sister => (sister === 'iza-1' ? {repo: 'hi\u001bve', repoKey: 'hive\u001b.git'} : {repo: null, repoKey: null}),
		read: async given => {
			asked.push(given);
			return {entries: colony.entries, total: colony.entries.length};
		},
		onChange: listener => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		show: frame => void frames.push(frame),
		everyMs: 1e6,
		...more,
	});
	t.after(() => reader.close());
	const change = (entries: readonly ContextEntry[]) => {
		colony.entries = entries;
		for (const listener of listeners) listener();
	};
	return {reader, asked, frames, change, listeners};
}
const texts = (frame: SharedFrame | null | undefined) => frame?.entries.map(({body}) => String(body)) ?? null;

test('reads what is asked for by the identifiers as stored, shows it clean, and again after a change', async t => {
	const {reader, asked, frames, change} = newReader(t);
	reader.watch(query);
	await until(() => frames.length === 2, 'a frame');
	// Mutation seen red: `where` by the sanitized place.
	assert.deepEqual(asked, [{where: {repoKey: 'hive\u001b.git'}, all: false, limit: 200}]);
	assert.deepEqual([frames[0], frames[1]?.repo, frames[1]?.repoKey, frames[1]?.query], [null, 'hi␛ve', 'hive␛.git', query]);
	change([entry(2, 'b\u001b[2J'), entry(1, 'a')]);
	await until(() => frames.length === 3, 'another frame');
	// Mutation seen red: `sanitize` left out around what was read.
	assert.deepEqual(texts(frames[2]), ['b␛[2J', 'a']);
	assert.equal(frames[2]?.entries[1], frames[1]?.entries[0], 'what did not change is the same object');
});

test('a change that changes nothing here shows nothing', async t => {
	const {reader, asked, frames, change} = newReader(t);
	reader.watch({...query, everywhere: true, past: true});
	await until(() => asked.length === 1 && frames.length === 2, 'the first frame');
	assert.deepEqual(asked[0], {where: 'everywhere', all: true, limit: 200});
	change([entry(1, 'a')]);
	await until(() => asked.length === 2, 'it to be read again');
	change([entry(1, 'a'), entry(0, 'c')]);
	await until(() => frames.length === 3, 'a frame with news');
	// Mutation seen red: `next !== last` left out.
	assert.deepEqual(texts(frames[2]), ['a', 'c']);
});

test('what changed while it was being read is read again', async t => {
	let isReading = (): void => {};
	let go = (): void => {};
	let count = 0;
	const {reader, frames, change} = newReader(t, {
		read: async () => {
			const entries = [entry(++count, `answer ${count}`)];
			if (count === 1) {
				const gate = new Promise<void>(resolve => {
					go = resolve;
				});
				isReading();
				await gate;
			}
			return {entries, total: 1};
		},
	});
	const reading = new Promise<void>(resolve => {
		isReading = resolve;
	});
	reader.watch(query);
	await reading;
	change([]);
	go();
	// Mutation seen red: `hasRung` not looked at before waiting.
	await until(() => texts(frames.at(-1))?.[0] === 'answer 2', 'the second answer');
});

test('what goes wrong is a sentence, and the next time it may go well', async t => {
	let isBroken = true;
	const {reader, frames, change} = newReader(t, {
		read: async () => {
			if (isBroken) throw new Error('no such\u0007 table');
			return {entries: [entry(1, 'a')], total: 1};
		},
	});
	reader.watch(query);
	await until(() => frames.at(-1)?.trouble === 'no such␇ table', 'the sentence');
	isBroken = false;
	change([]);
	await until(() => texts(frames.at(-1))?.[0] === 'a' && frames.at(-1)?.trouble === null, 'the entries');
});

test('closed it neither reads nor listens', async t => {
	const {reader, asked, frames, change, listeners} = newReader(t);
	assert.deepEqual([asked.length, listeners.size], [0, 0]);
	reader.watch(query);
	await until(() => frames.length === 2, 'a frame');
	reader.watch(null);
	assert.equal(frames.at(-1), null);
	await until(() => listeners.size === 0, 'it to stop listening');
	change([entry(9, 'x')]);
	await new Promise(resolve => setImmediate(resolve));
	// Mutation seen red: the bell not stopped; the loop not ended by its signal.
	assert.deepEqual([asked.length, frames.length], [1, 3]);
});
