import assert from 'node:assert/strict';
import {type ChildProcess, fork} from 'node:child_process';
import {once} from 'node:events';
import {renameSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import {openStore} from '../../../db/open.ts';
import type {Store} from '../../../db/store.ts';
import {systemClock} from '../../../source/clock.ts';
import {createFeed, type Feed} from '../../../source/tui/feed.ts';
import {realRetry, retryBusy} from '../../../source/tui/retry.ts';
import {watchFolder} from '../../../source/tui/watch-folder.ts';
import {newFolder, newOwner} from '../../driver/cleanup.ts';
import {until} from '../../driver/wait.ts';
import type {Order} from './feed-writer.ts';

type World = {
	readonly store: Store;
	readonly feed: Feed;
	readonly problems: (string | null)[];
	/** How often the feed has read, and told that something is to be drawn. */
	readonly reads: () => number;
	readonly told: () => number;
	readonly file: string;
};

/** `watches` false: no inotify, only the poll. */
async function world(t: TestContext, {watches = true, now = Date.now}: {readonly watches?: boolean; readonly now?: () => number} = {}): Promise<World> {
	const owner = newOwner(t);
	const file = path.join(newFolder(owner), 'hive', 'queen.db');
	const store = await openStore({file, clock: systemClock(), busyMs: 50, redact: text => text, isAlive: () => true});
	owner.after(() => store.close());
	const problems: (string | null)[] = [];
	let reads = 0;
	let told = 0;
	const feed = createFeed({
		store: {
			changed: () => store.changed(),
			isCurrent: () => store.isCurrent(),
			snapshot: (reader, options) => {
				reads++;
				return store.snapshot(reader, options);
			},
		},
		reader: 'queen',
		now,
		watch: wake => (watches ? watchFolder(path.dirname(file), wake, error => problems.push(error.message)) : () => {}),
		problem: text => problems.push(text),
		retry: operation => retryBusy(operation, realRetry),
	});
	owner.after(() => feed.close());
	feed.subscribe(() => told++);
	await feed.refresh();
	return {store, feed, problems, reads: () => reads, told: () => told, file};
}

async function writer(t: TestContext, file: string): Promise<ChildProcess> {
	const child = fork(path.join(import.meta.dirname, 'feed-writer.ts'), [file], {execArgv: []});
	t.after(async () => {
		child.disconnect();
		await once(child, 'exit');
	});
	await once(child, 'message');
	return child;
}

async function order(child: ChildProcess, orders: readonly Order[]): Promise<void> {
	const done = once(child, 'message');
	child.send(orders);
	await done;
}

const bodies = (feed: Feed): readonly string[] => feed.current()?.facts.inbox.map(message => message.body) ?? [];
const mails = (count: number): readonly Order[] => Array.from({length: count}, (_, index) => ({do: 'tell', to: 'queen', body: `mail ${index}`}));

describe('the change feed', () => {
	// Mutation seen red: the watcher not started, together with the poll taken out.
	it('shows what another process wrote', async t => {
		const {feed, file, told} = await world(t);
		const child = await writer(t, file);
		const before = told();
		await order(child, [{do: 'tell', to: 'queen', body: 'hello\u001b[2J'}]);
		await until(() => bodies(feed).length === 1, 'the mail');
		assert.deepEqual(bodies(feed), ['hello␛[2J'], 'and sanitized');
		assert.equal(feed.current()?.raw.inbox[0]?.body, 'hello\u001b[2J');
		assert.ok(told() > before);
	});

	// Mutation seen red: setInterval(poll) taken out.
	it('shows it also where the system cannot watch', async t => {
		const {feed, file} = await world(t, {watches: false});
		const child = await writer(t, file);
		await order(child, mails(1));
		await until(() => bodies(feed).length === 1, 'the mail');
	});

	// Mutation seen red: untilNext() that always answers 0.
	it('reads a burst at most once in 33 ms, and misses nothing of it', async t => {
		const {feed, file, reads} = await world(t);
		const child = await writer(t, file);
		const before = reads();
		const start = performance.now();
		await order(child, mails(300));
		await until(() => bodies(feed).includes('mail 299'), 'the last mail');
		const most = (performance.now() - start) / 33 + 3;
		assert.ok(reads() - before <= most, `${reads() - before} reads, ${most} are the most`);
		assert.equal(feed.current()?.facts.counts.unread, 300);
	});

	// Mutation seen red: untilNext() that looks at the last read alone.
	it('reads the second of two writes at once as well', async t => {
		const {store, file} = await world(t, {watches: false});
		let wake = (): void => assert.fail('nobody watches');
		let reads = 0;
		const feed = createFeed({
			store: {
				changed: () => true,
				isCurrent: () => store.isCurrent(),
				snapshot: (reader, options) => {
					reads++;
					return store.snapshot(reader, options);
				},
			},
			reader: 'queen',
			now: Date.now,
			watch: call => {
				wake = call;
				return () => {};
			},
			problem: text => assert.equal(text, null, file),
			retry: operation => operation(),
		});
		t.after(() => feed.close());
		const read = new Promise<void>(resolve => feed.subscribe(resolve));
		wake();
		await read;
		await new Promise(setImmediate);
		wake();
		assert.equal(reads, 2, 'without a timer');
	});

	// Mutation seen red: `if (next === visible && picture)` taken out of publish().
	it('tells nobody when nothing that shows has changed', async t => {
		const {feed, file, told, reads} = await world(t);
		const child = await writer(t, file);
		const picture = feed.current();
		const [readBefore, toldBefore] = [reads(), told()];
		await order(child, [{do: 'lead'}]);
		await until(() => reads() > readBefore, 'the feed to look');
		await feed.refresh();
		assert.equal(told(), toldBefore);
		assert.equal(feed.current()?.facts, picture?.facts, 'not even the object is another one');
	});

	// Mutation seen red: `showAgain()` taken out of poll(); in it `soon()` in place of `show(latest)`.
	it('lets ages run on without reading', async t => {
		let later = 0;
		const {feed, file, told, reads} = await world(t, {now: () => Date.now() + later});
		const child = await writer(t, file);
		await order(child, mails(1));
		await until(() => bodies(feed).length === 1, 'the mail');
		const [readBefore, toldBefore] = [reads(), told()];
		later = 8000;
		await until(() => told() > toldBefore, 'the age to be told');
		assert.equal(reads(), readBefore);
		assert.ok((feed.current()?.now ?? 0) >= Date.now() + 7000);
	});

	// Mutation seen red: `deps.now() >= staleAt` replaced by false.
	it('reads anew when a lease ends, and after a while in any case', async t => {
		let later = 0;
		const {store, feed, reads} = await world(t, {now: () => Date.now() + later});
		const place = {kind: 'domain', repo: null, repoId: null, repoKey: null, resource: 'deploy'} as const;
		await store.claim({...place, owner: 'iza-2', description: null, ttlMs: 1500, shared: false, process: null, nonce: 'n'});
		await feed.refresh();
		assert.equal(feed.current()?.facts.claims[0]?.state, 'held');
		await until(() => feed.current()?.facts.claims[0]?.state === 'expired', 'the end of the lease');
		const before = reads();
		later = 20_000;
		await until(() => reads() > before, 'another look');
	});

	it('keeps the objects of what did not change', async t => {
		const {feed, file} = await world(t);
		const child = await writer(t, file);
		await order(child, mails(2));
		await until(() => bodies(feed).length === 2, 'two mails');
		const before = feed.current()?.facts.inbox.find(({body}) => body === 'mail 1');
		await order(child, [{do: 'tell', to: 'queen', body: 'one more'}]);
		await until(() => bodies(feed).length === 3, 'three mails');
		assert.equal(
			feed.current()?.facts.inbox.find(({body}) => body === 'mail 1'),
			before,
		);
	});

	it('shows our own write as soon as it is asked to, and reads all mail only when asked', async t => {
		const {store, feed} = await world(t);
		await store.sendMail({
			from: 'queen',
			fromVerified: 'yes',
			to: ['iza-2'],
			repoKey: null,
			body: 'ours',
			priority: 'normal',
			kind: 'mail',
			replyTo: null,
			nonce: 'n',
		});
		await feed.refresh();
		assert.deepEqual(feed.current()?.facts.mail, []);
		feed.allMail(true);
		await feed.refresh();
		assert.deepEqual(
			feed.current()?.facts.mail.map(({body}) => body),
			['ours'],
		);
	});

	// Mutation seen red: the isCurrent() of read() replaced by true.
	it('says when the database file was replaced', async t => {
		const {feed, problems, file} = await world(t);
		renameSync(file, `${file}.away`);
		writeFileSync(file, '');
		await feed.refresh();
		assert.match(problems.at(-1) ?? '', /replaced or deleted/);
		renameSync(`${file}.away`, file);
		await feed.refresh();
		assert.equal(problems.at(-1), null, 'and when it is there again');
	});

	it('is silent after it was closed', async t => {
		const {feed, file, told, problems} = await world(t);
		const child = await writer(t, file);
		feed.close();
		const before = told();
		await order(child, mails(1));
		await feed.refresh();
		assert.equal(told(), before);
		assert.ok(problems.every(problem => problem === null));
	});
});
