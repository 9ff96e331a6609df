/** No letter is stored without a flag: whatever operation writes it, the addressee's next hook looks. */
import assert from 'node:assert/strict';
import {existsSync, mkdirSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import type {Store} from '../../../db/store.ts';
import {withFlags} from '../../../source/hooks/flagging-store.ts';
import {hookFlags, startFlags} from '../../../source/hooks/flags.ts';
import {type HookPlaces, hookPlaces} from '../../../source/hooks/places.ts';
import {writeCard} from '../../../source/hooks/session-card.ts';
import {makeSqliteStore} from '../../db/colony.ts';
import {decision, made, newReview} from '../../db/contract/reviews.ts';
import {createWorld, minutes, newClaim, newMail, registration} from '../../db/world.ts';

const shop = {repo: 'shop', repoId: '/r/shop/.git', repoKey: 'example.org/shop'};
const names = ['ann', 'bea'] as const;

/** A folder in which hooks are installed, with a session of each. */
function install(folder: string): HookPlaces {
	const places = hookPlaces(folder);
	for (const place of [places.hooks, places.spool, places.mail, places.claims, places.sessions]) mkdirSync(place, {recursive: true});
	startFlags(places);
	for (const [index, name] of names.entries())
		writeCard(places.sessions, 1000 + index, {name, repositoryFlag: 'none', worktree: null}, new Date(Date.now() + 1000));
	return places;
}

const held = async (store: Store, owner: string): Promise<number> => {
	const result = await store.claim(newClaim(owner, 'deploy'));
	assert.ok(result.ok);
	return result.claim.id;
};
const by = (name: string) => ({name, verified: 'yes' as const, force: true, why: 'why'});
const asked = async (store: Store): Promise<number> => made(await store.requestReview(newReview('ann', 'bea'))).id;
const rules = {repeatMs: 1000, most: 5, withinMs: 1000};

/** Each writes to `to`; `before` is what has to stand already. */
const writers: Readonly<Record<string, {readonly to: string; before?(store: Store): Promise<unknown>; write(store: Store): Promise<unknown>}>> = {
	sendMail: {to: 'bea', write: store => store.sendMail(newMail('ann', 'bea', 'hello'))},
	release: {to: 'ann', before: store => held(store, 'ann'), write: store => store.release(1, by('queen'))},
	steal: {to: 'ann', before: store => held(store, 'ann'), write: store => store.steal(1, newClaim('bea', 'deploy'), 'why')},
	requestReview: {to: 'bea', write: asked},
	decideReview: {to: 'ann', before: asked, write: store => store.decideReview(1, decision('bea', 'approved'))},
	commentReview: {to: 'ann', before: asked, write: store => store.commentReview(1, {by: 'bea', verified: 'yes', isKeeper: false, body: 'look'})},
	remind: {
		to: 'bea',
		write: store => store.remind({from: 'queen', fromVerified: 'yes', rules, reminders: [{what: 'stale', about: 'bea', edge: 'x', to: 'bea', body: 'look'}]}),
	},
};

// Mutations seen red: each of these operations left out of flagging-store.ts, which is how those of reviews and reminders were.
for (const [name, {to, before, write}] of Object.entries(writers))
	test(`${name}: its letter raises the flag of ${to}`, async () => {
		const colony = await makeSqliteStore(createWorld());
		try {
			const folder = path.dirname(colony.store.file);
			const places = install(folder);
			const store = withFlags(colony.store, folder);
			for (const each of names) await store.register(registration(each, shop));
			await before?.(store);
			for (const each of names) hookFlags(folder).lowerMail(each);
			const known = (await store.inbox(to, {all: true, limit: null})).total;
			await write(store);
			assert.equal((await store.inbox(to, {all: true, limit: null})).total, known + 1);
			assert.ok(existsSync(path.join(places.mail, to)));
		} finally {
			await colony.remove();
		}
	});

test('who leaves the queue may set somebody free to be told: a flag for all', async () => {
	const world = createWorld();
	const colony = await makeSqliteStore(world);
	try {
		const folder = path.dirname(colony.store.file);
		const places = install(folder);
		const store = withFlags(colony.store, folder);
		await store.claim(newClaim('cody', 'deploy', {ttlMs: minutes(1)}));
		const waiting = await store.queueClaim(newClaim('ann', 'deploy'), 'wait', world.process(1));
		await store.queueClaim(newClaim('bea', 'deploy'), 'notify', null);
		assert.ok(!waiting.ok);
		world.pass(minutes(2));
		await store.leaveQueue(waiting.ticket);
		assert.match((await store.inbox('bea', {all: false, limit: null})).messages[0]?.body ?? '', /is free now/);
		// Mutation seen red: leaveQueue left out of flagging-store.ts.
		assert.ok(existsSync(path.join(places.mail, 'bea')));
	} finally {
		await colony.remove();
	}
});
