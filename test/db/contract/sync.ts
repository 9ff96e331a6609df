/** What is new for a sister: at least once, in order, bounded; marked only when it was printed. */
import assert from 'node:assert/strict';
import type {Store} from '../../../db/store.ts';
import type {SyncNews} from '../../../db/types.ts';
import {finding, hours, newMail, registration, report, sighting} from '../world.ts';
import type {Cases} from './cases.ts';
import {newEntry, stored} from './context.ts';

const shop = 'example.org/shop';
const all = {messages: null, context: null};
const news = (store: Store, name: string, repoKey: string | null = shop, limits: Parameters<Store['syncNews']>[2] = all) =>
	store.syncNews(name, repoKey, limits);
const said = ({messages, context}: SyncNews): readonly string[] => [...messages.map(({body}) => body), ...context.map(({body}) => body)];

const commit = (store: Store, name: string, {messages, cursors, conflicts}: SyncNews): Promise<void> =>
	store.commitSync(name, {surfaced: messages.map(({id}) => id), read: [], cursors, told: conflicts.map(({id}) => id)});

/** One whole sync; answers what it said. */
async function sync(store: Store, name: string, repoKey: string | null = shop, limits = all as Parameters<Store['syncNews']>[2]): Promise<readonly string[]> {
	const found = await news(store, name, repoKey, limits);
	await commit(store, name, found);
	return said(found);
}

const limit = (context: number) => ({messages: null, context});

export function syncCases(contract: Cases): void {
	contract('told until it was committed, then never again; hers is no news to her', async ({store}) => {
		await store.sendMail(newMail('bea', 'ann', 'mail'));
		await store.addContext(newEntry('bea', 'entry'));
		await store.addContext(newEntry('ann', 'my own'));
		// Looking marks nothing: whoever was killed here is told again.
		assert.deepEqual(said(await news(store, 'ann')), ['mail', 'entry']);
		assert.deepEqual(await sync(store, 'ann'), ['mail', 'entry']);
		// Mutation seen red: commitNews without the cursors; without `surfaced`.
		assert.deepEqual(await sync(store, 'ann'), []);
		assert.equal((await store.inbox('ann', {all: false, limit: null})).unread, 1, 'surfaced is not read');
		assert.deepEqual(await sync(store, 'bea'), ['my own']);
	});

	contract('what comes between the looking and the commit is not lost', async ({store}) => {
		await store.addContext(newEntry('bea', 'one'));
		const looked = await news(store, 'ann');
		await store.addContext(newEntry('bea', 'two'));
		await store.sendMail(newMail('bea', 'ann', 'late'));
		await commit(store, 'ann', looked);
		// Mutation seen red: the cursor set to the newest entry at the time of the commit.
		assert.deepEqual(await sync(store, 'ann'), ['late', 'two']);
	});

	contract('a name that we made up goes to the next session, what its last one was told does not', async ({store, world}) => {
		const pass = async (...pids: readonly number[]): Promise<void> => {
			await store.recordSightings({epoch: null, sightings: pids.map(pid => sighting(world.process(pid))), complete: true});
			await store.recordFindings({epoch: null, findings: [], crons: null, report: report(world)});
		};
		await store.register(registration('ann', {process: world.process(1), agent: 'claude'}));
		await pass(1, 2);
		await store.addContext(newEntry('bea', 'JWT'));
		assert.deepEqual([await sync(store, 'shop-1'), await sync(store, 'ann')], [['JWT'], ['JWT']]);
		await pass();
		world.pass(hours(25));
		await pass();
		assert.deepEqual([await store.sister('shop-1'), await store.sister('ann')], [null, null]);
		await pass(3);
		// Mutation seen red: pruneGone that leaves the cursors of derived names.
		assert.deepEqual(await sync(store, 'shop-1'), ['JWT']);
		await store.register(registration('ann'));
		assert.deepEqual(await sync(store, 'ann'), [], 'a name that somebody chose is the same sister');
	});

	contract('the slower of two syncs takes nothing back', async ({store}) => {
		await store.addContext(newEntry('bea', 'one'));
		const slow = await news(store, 'ann');
		await store.addContext(newEntry('bea', 'two'));
		await sync(store, 'ann');
		await commit(store, 'ann', slow);
		// Mutation seen red: without max() in the upsert.
		assert.deepEqual(await sync(store, 'ann'), []);
	});

	contract('each repository has its own cursor, the colony one more', async ({store}) => {
		await store.addContext(newEntry('bea', 'guide', {repo: 'guide', repoKey: 'guide'}));
		await store.addContext(newEntry('bea', 'shop'));
		await store.addContext(newEntry('bea', 'colony', {repo: null, repoKey: null}));
		assert.deepEqual(await sync(store, 'ann'), ['shop', 'colony']);
		// Mutation seen red: one cursor for all scopes, which skips what is older elsewhere.
		assert.deepEqual(await sync(store, 'ann', 'guide'), ['guide']);
		assert.deepEqual(await sync(store, 'ann', null), []);
		assert.deepEqual(await sync(store, 'cat', null), ['colony']);
	});

	contract('a limit skips nothing: the oldest first, the rest next time', async ({store}) => {
		await sync(store, 'ann');
		for (const body of ['1', '2', '3', '4', '5']) {
			await store.addContext(newEntry('bea', body));
			await store.sendMail(newMail('bea', 'ann', `m${body}`));
		}
		const first = await news(store, 'ann', shop, {messages: 2, context: 2});
		assert.deepEqual([said(first), first.more, first.older], [['m1', 'm2', '1', '2'], {messages: 3, context: 3}, 0]);
		// Mutation seen red: `through` at the newest although something was cut.
		assert.deepEqual(await sync(store, 'ann', shop, {messages: 2, context: 2}), ['m1', 'm2', '1', '2']);
		assert.deepEqual(await sync(store, 'ann', shop, {messages: 2, context: 2}), ['m3', 'm4', '3', '4']);
		assert.deepEqual(await sync(store, 'ann', shop, {messages: 2, context: 2}), ['m5', '5']);
		assert.deepEqual(await sync(store, 'ann'), []);
	});

	contract('the first time the newest come, and it is said how many were before', async ({store}) => {
		for (const body of ['1', '2', '3', '4']) await store.addContext(newEntry('bea', body));
		const first = await news(store, 'ann', shop, limit(2));
		assert.deepEqual([said(first), first.older, first.more.context], [['3', '4'], 2, 0]);
		await commit(store, 'ann', first);
		assert.deepEqual(await sync(store, 'ann'), []);
	});

	contract('what was superseded or expired before she looked is no news', async ({store, world}) => {
		const old = stored(await store.addContext(newEntry('bea', 'old')));
		await store.addContext(newEntry('bea', 'short', {ttlMs: 1000}));
		await store.addContext(newEntry('cat', 'new', {supersedes: old.id}));
		world.pass(1000);
		assert.deepEqual(await sync(store, 'ann'), ['new']);
	});

	contract('mail that a hook showed, that was read or taken back is no news', async ({store}) => {
		for (const body of ['shown', 'read', 'acked', 'taken back', 'new']) await store.sendMail(newMail('bea', 'ann', body));
		await store.markSurfaced('ann', [1]);
		await store.markRead('ann', [2]);
		await store.ack('ann', [3]);
		await store.recall('bea', [4]);
		assert.deepEqual(await sync(store, 'ann'), ['new']);
		await store.sendMail(newMail('bea', 'ann', 'and read'));
		await store.commitSync('ann', {surfaced: [6], read: [6], cursors: [], told: []});
		assert.ok((await store.message(6))?.readAt);
		await store.commitSync('cat', {surfaced: [5], read: [5], cursors: [], told: []});
		assert.equal((await store.message(5))?.readAt, null, 'only her own mail');
	});

	contract('her conflicts, once', async ({store, world}) => {
		await store.recordFindings({epoch: null, findings: [finding({sisters: ['ann', 'bea']})], crons: null, report: report(world)});
		const first = await news(store, 'ann');
		assert.deepEqual(
			first.conflicts.map(({id}) => id),
			[1],
		);
		await commit(store, 'ann', first);
		assert.deepEqual((await news(store, 'ann')).conflicts, []);
		assert.equal((await news(store, 'bea')).conflicts.length, 1);
	});

	contract('a new name goes on where the old one was; of two cursors the earlier counts', async ({store, world}) => {
		await store.register(registration('ann'));
		await store.addContext(newEntry('bea', 'one'));
		await sync(store, 'ann');
		await store.rename('ann', 'anna', 'Anna');
		await store.addContext(newEntry('bea', 'two'));
		// Also under the old name, which is an alias. Mutation seen red: without moveCursors.
		assert.deepEqual(said(await news(store, 'ann')), ['two']);
		assert.deepEqual(await sync(store, 'anna'), ['two']);
		// A second name that heard more becomes one with her: what the one did not hear is said again.
		await store.addContext(newEntry('bea', 'three'));
		await store.register(registration('dot'));
		await sync(store, 'dot');
		world.pass(3_600_000);
		await store.register(registration('anna'));
		await store.recordSightings({epoch: null, sightings: [], complete: true});
		assert.ok((await store.rename('anna', 'dot', 'dot')).ok);
		// Mutation seen red: max() instead of min() in moveCursors.
		assert.deepEqual(await sync(store, 'dot'), ['three']);
	});

	contract('another connection says the same', async ({store, again}) => {
		await store.addContext(newEntry('bea', 'one'));
		const other = await again();
		assert.deepEqual(await sync(other, 'ann'), ['one']);
		assert.deepEqual(await sync(store, 'ann'), []);
	});

	contract('authors are called as they write themselves', async ({store}) => {
		await store.register(registration('bea', {displayName: 'Bea'}));
		await store.addContext(newEntry('bea', 'one'));
		await store.sendMail(newMail('cat', 'ann', 'two'));
		assert.deepEqual((await news(store, 'ann')).displayNames, {bea: 'Bea'});
	});
}
