/** What is written down for all: where it counts, what stands in its place, when it ends; and what sisters say of themselves. */
import assert from 'node:assert/strict';
import type {AddedContext, ContextQuery, NewContext} from '../../../db/store.ts';
import type {ContextEntry} from '../../../db/types.ts';
import {hours, minutes, nonce, registration, seconds} from '../world.ts';
import {type Case, type Cases, log} from './cases.ts';

const shop = {repo: 'shop', repoKey: 'example.org/shop'};

export const newEntry = (by: string, body: string, more: Partial<NewContext> = {}): NewContext => ({
	by,
	byVerified: 'yes',
	category: 'decision',
	body,
	...shop,
	ttlMs: null,
	supersedes: null,
	nonce: nonce(),
	...more,
});

/** The entry that was stored. */
export function stored(result: AddedContext): ContextEntry {
	assert.ok(result.ok);
	return result.entry;
}

const inShop: ContextQuery = {where: {repoKey: shop.repoKey}, limit: null};
const bodies = async ({store}: Pick<Case, 'store'>, query: Partial<ContextQuery> = {}) =>
	(await store.context({...inShop, ...query})).entries.map(({body}) => body);

export function contextCases(contract: Cases): void {
	contract('an entry counts in its repository, one for the colony everywhere', async ({store}) => {
		await store.addContext(newEntry('ann', 'in the shop'));
		await store.addContext(newEntry('ann', 'elsewhere', {repo: 'guide', repoKey: 'guide'}));
		await store.addContext(newEntry('ann', 'for all', {repo: null, repoKey: null, category: null}));
		// Mutation seen red: scopesOf without '' for the colony; with no condition on the repository.
		assert.deepEqual(await bodies({store}), ['for all', 'in the shop']);
		assert.deepEqual(await bodies({store}, {where: {repoKey: null}}), ['for all']);
		assert.deepEqual(await bodies({store}, {where: 'everywhere'}), ['for all', 'elsewhere', 'in the shop']);
		const [first] = (await store.context({...inShop, where: {repoKey: null}})).entries;
		assert.deepEqual([first?.category, first?.repo, first?.repoKey, first?.state], ['discovery', null, null, 'current']);
	});

	contract('a retry stores nothing; secrets never get in', async ({store}) => {
		const entry = newEntry('ann', 'the key is SECRET');
		const [one, two] = [stored(await store.addContext(entry)), stored(await store.addContext(entry))];
		assert.deepEqual([one.id, one.body], [two.id, 'the key is [redacted]']);
		assert.equal((await bodies({store})).length, 1);
		assert.deepEqual(await log(store, 'context'), ['context ann']);
		assert.ok(!JSON.stringify(await store.events({limit: 10})).includes('SECRET'));
	});

	contract('a body of more than 8 KiB is refused and nothing is stored', async ({store}) => {
		await assert.rejects(store.addContext(newEntry('ann', 'ä'.repeat(4097))));
		await store.addContext(newEntry('ann', 'ä'.repeat(4096)));
		assert.equal((await bodies({store})).length, 1);
	});

	contract('what is superseded stays, marked; it can be superseded once', async ({store, world}) => {
		const old = stored(await store.addContext(newEntry('ann', 'sessions', {category: 'interface'})));
		world.pass(minutes(5));
		const fresh = stored(await store.addContext(newEntry('bea', 'JWT', {category: null, repo: 'x', repoKey: 'x', supersedes: old.id})));
		// It has the place and the category of the old one.
		assert.deepEqual([fresh.supersedes, fresh.repoKey, fresh.repo, fresh.category], [old.id, shop.repoKey, 'shop', 'interface']);
		const after = await store.contextEntry(old.id);
		assert.deepEqual([after?.body, after?.state, after?.supersededBy, after?.supersededAt], ['sessions', 'superseded', fresh.id, fresh.addedAt]);
		assert.deepEqual(await bodies({store}), ['JWT']);
		assert.deepEqual(await bodies({store}, {all: true}), ['JWT', 'sessions']);
		// Mutation seen red: addContext without the look at superseded_by (two truths at once).
		const late = await store.addContext(newEntry('cat', 'cookies', {supersedes: old.id}));
		assert.deepEqual([late.ok, late.ok ? null : late.reason, late.ok ? null : late.entry?.supersededBy], [false, 'superseded', fresh.id]);
		assert.deepEqual(await store.addContext(newEntry('cat', 'x', {supersedes: 99})), {ok: false, reason: 'unknown', entry: null});
		assert.deepEqual(await bodies({store}, {all: true}), ['JWT', 'sessions']);
	});

	contract('an entry expires by the clock that nobody can set, and by the wall after a boot', async ({store, world}) => {
		const {expiresAt, addedAt} = stored(await store.addContext(newEntry('ann', 'migration runs', {ttlMs: hours(1)})));
		assert.equal(Date.parse(expiresAt ?? '') - Date.parse(addedAt), hours(1));
		world.stepWall(hours(5));
		// Mutation seen red: currentOnly by the wall clock alone.
		assert.deepEqual(await bodies({store}), ['migration runs']);
		world.stepWall(-hours(5));
		world.pass(hours(1) - 1);
		assert.equal((await bodies({store})).length, 1);
		world.pass(1);
		assert.deepEqual(await bodies({store}), []);
		assert.deepEqual((await store.context({...inShop, all: true})).entries[0]?.state, 'expired');
		await store.addContext(newEntry('ann', 'after', {ttlMs: hours(1)}));
		world.reboot();
		assert.deepEqual(await bodies({store}), ['after']);
		world.pass(hours(1));
		assert.deepEqual(await bodies({store}), []);
	});

	contract('an entry is ended by hand: once, in the log, and by the clock that nobody can set', async ({store, world}) => {
		const {id} = stored(await store.addContext(newEntry('ann', 'port 8080 is SECRET', {ttlMs: hours(1)})));
		await store.addContext(newEntry('ann', 'stays'));
		world.pass(minutes(1));
		const ended = await store.expireContext(id, 'bea');
		assert.deepEqual([ended.ok, ended.entry?.state, ended.entry?.expiresAt], [true, 'expired', new Date(world.clock.wall()).toISOString()]);
		// Mutation seen red: expireContext that answers without the UPDATE; one that sets the wall clock's deadline alone.
		world.stepWall(-hours(5));
		assert.deepEqual(await bodies({store}), ['stays']);
		assert.deepEqual(await bodies({store}, {all: true}), ['stays', 'port 8080 is [redacted]']);
		assert.deepEqual(await log(store, 'context'), ['context ann', 'context ann', 'context bea']);
		const again = await store.expireContext(id, 'bea');
		assert.deepEqual([again.ok, again.ok ? null : again.reason, again.entry?.id], [false, 'over', id]);
		assert.deepEqual(await store.expireContext(99, 'bea'), {ok: false, reason: 'unknown', entry: null});
		const fresh = stored(await store.addContext(newEntry('cat', 'port 9090', {supersedes: id})));
		const superseded = await store.expireContext(id, 'bea');
		assert.deepEqual([fresh.supersedes, superseded.ok ? null : superseded.reason, superseded.entry?.supersededBy], [id, 'over', fresh.id]);
		assert.deepEqual((await log(store, 'context')).length, 4);
	});

	contract('search: all words, in any case and script, in text, category and author', async ({store}) => {
		await store.addContext(newEntry('ann', 'API uses snake_case for all fields'));
		await store.addContext(newEntry('bea', 'Größe of 100% is EVERYTHING', {category: 'warning'}));
		const found = async (...words: readonly string[]) => bodies({store}, {words});
		assert.deepEqual((await found('SNAKE', 'api')).length, 1);
		// Mutation seen red: `some` instead of `every`.
		assert.deepEqual((await found('snake', 'size')).length, 0);
		assert.deepEqual(
			[(await found('GRÖSSE')).length, (await found('GRÖßE')).length, (await found('warning')).length, (await found('bea')).length],
			[0, 1, 1, 1],
		);
		// Signs of LIKE are letters here.
		assert.deepEqual([(await found('100%')).length, (await found('%')).length, (await found('snake_c')).length, (await found('snakeXc')).length], [1, 1, 1, 0]);
		assert.deepEqual((await store.context({...inShop, words: ['a'], limit: 1})).total, 2);
		assert.deepEqual((await store.context({...inShop, limit: 1})).total, 2);
		assert.deepEqual(await bodies({store}, {category: 'warning'}), ['Größe of 100% is EVERYTHING']);
	});

	contract('forgetting a sister forgets what she wrote', async ({store, world}) => {
		await store.addContext(newEntry('ann', 'one'));
		await store.addContext(newEntry('bea', 'two'));
		world.pass(seconds(1));
		await store.forget({name: 'ann'});
		assert.deepEqual(await bodies({store}), ['two']);
	});

	contract('what she says of herself stands beside what is seen, and her notes go with their status', async ({store, world}) => {
		assert.equal(await store.declareStatus('ann', {status: 'ready', note: null, workstream: null}, 'ann'), null);
		await store.register(registration('ann'));
		assert.equal((await store.sister('ann'))?.declared, null);
		const say = async (status: string | null, note: string | null, workstream: string | null = null) =>
			(await store.declareStatus('ann', {status, note, workstream}, 'ann'))?.declared;
		const at = new Date(world.clock.wall()).toISOString();
		assert.deepEqual(await say('blocked', 'waiting for SECRET', 'backend'), {
			status: 'blocked',
			note: 'waiting for [redacted]',
			workstream: 'backend',
			since: at,
		});
		world.pass(minutes(3));
		assert.deepEqual(await say(null, 'still waiting'), {status: 'blocked', note: 'still waiting', workstream: 'backend', since: at});
		assert.deepEqual((await say('blocked', null))?.note, 'still waiting');
		// Mutation seen red: columnsFor keeping the note of another status.
		const running = await say('running', null);
		assert.deepEqual([running?.note, running?.workstream, running?.since !== at], [null, 'backend', true]);
		assert.equal((await say(null, null, ''))?.workstream, null);
		assert.equal((await store.sister('ann'))?.status, 'unknown');
		assert.equal((await store.snapshot('queen')).sisters[0]?.declared?.status, 'running');
		await store.rename('ann', 'anna', 'Anna');
		assert.equal((await store.sister('anna'))?.declared?.status, 'running');
		assert.equal((await store.declareStatus('ann', null, 'queen'))?.declared, null);
		assert.equal((await log(store, 'update')).length, 6);
	});

	contract('a name that takes the place of a gone one keeps what was said under it', async ({store, world}) => {
		await store.register(registration('ann'));
		await store.declareStatus('ann', {status: 'ready', note: 'all green', workstream: null}, 'ann');
		world.pass(hours(1));
		await store.register(registration('bea'));
		await store.recordSightings({epoch: null, sightings: [], complete: true});
		assert.equal((await store.sister('ann'))?.status, 'gone');
		assert.ok((await store.rename('bea', 'ann', 'ann')).ok);
		// Mutation seen red: inherited() without inheritedStatus.
		assert.equal((await store.sister('ann'))?.declared?.note, 'all green');
	});
}
