import assert from 'node:assert/strict';
import {hours, minutes, newClaim, pathClaim, registration} from '../world.ts';
import {type Cases, log} from './cases.ts';
import {granted, refused} from './claims.ts';

const by = (name: string, more: {force?: boolean; verified?: 'yes' | 'no' | 'unknown'; why?: string} = {}) => ({
	name,
	verified: more.verified ?? 'yes',
	force: more.force ?? false,
	why: more.why ?? null,
});

export function releasingCases(contract: Cases): void {
	contract('only the owner releases, or who may force it; the owner is told by mail', async ({store}) => {
		const claim = granted(await store.claim(newClaim('iza-1', 'deploy')));
		assert.deepEqual(await store.release(99, by('iza-1')), {ok: false, reason: 'unknown', claim: null});
		const stranger = await store.release(claim.id, by('iza-2'));
		assert.equal(!stranger.ok && stranger.reason, 'not-yours');
		const impostor = await store.release(claim.id, by('iza-2', {force: true, verified: 'no'}));
		assert.equal(!impostor.ok && impostor.reason, 'not-yours');
		const forced = await store.release(claim.id, by('queen', {force: true, why: 'she is gone SECRET'}));
		assert.equal(forced.ok && forced.claim.state, 'released');
		const {messages} = await store.inbox('iza-1', {all: false, limit: null});
		assert.deepEqual(
			messages.map(message => [message.from, message.kind]),
			[['queen', 'notice']],
		);
		assert.match(messages[0]?.body ?? '', /deploy.*she is gone \[redacted\]/);
		const again = await store.release(claim.id, by('iza-1'));
		assert.equal(!again.ok && again.reason, 'already');
		granted(await store.claim(newClaim('iza-2', 'deploy')));
	});

	contract('releasing her own sends no mail', async ({store}) => {
		const claim = granted(await store.claim(newClaim('iza-1', 'deploy')));
		await store.release(claim.id, by('iza-1'));
		assert.equal((await store.inbox('iza-1', {all: true, limit: null})).total, 0);
		assert.deepEqual(await log(store, 'claim', 'release'), ['claim iza-1', 'release iza-1']);
	});

	contract('a release is undone: same number, same fence, the old end', async ({store, world}) => {
		const claim = granted(await store.claim(pathClaim('iza-1', 'src', {ttlMs: hours(1)})));
		await store.release(claim.id, by('queen', {force: true}));
		world.pass(minutes(1));
		const back = await store.undoRelease(claim.id);
		assert.ok(back.ok);
		assert.deepEqual(back.claim, {...claim, description: null});
		const twice = await store.undoRelease(claim.id);
		assert.equal(!twice.ok && twice.reason, 'already');
	});

	contract('undo is refused when somebody took it, or part of it, meanwhile', async ({store}) => {
		const claim = granted(await store.claim(pathClaim('iza-1', 'src')));
		await store.release(claim.id, by('queen', {force: true}));
		const other = granted(await store.claim(pathClaim('iza-2', 'src/db.ts')));
		const answer = await store.undoRelease(claim.id);
		// Mutation seen red: undoRelease without takenMeanwhile.
		assert.equal(!answer.ok && answer.reason, 'retaken');
		assert.equal(!answer.ok && answer.claim?.id, other.id);
		const own = granted(await store.claim(newClaim('iza-1', 'deploy')));
		await store.release(own.id, by('iza-1'));
		granted(await store.claim(newClaim('iza-1', 'deploy')));
		const mine = await store.undoRelease(own.id);
		assert.equal(!mine.ok && mine.reason, 'retaken');
	});

	contract('undo after somebody had it in between: a new fence, so that no old one is good any more', async ({store}) => {
		const claim = granted(await store.claim(newClaim('iza-1', 'deploy')));
		await store.release(claim.id, by('iza-1'));
		const between = granted(await store.claim(newClaim('iza-2', 'deploy')));
		await store.release(between.id, by('iza-2'));
		const back = await store.undoRelease(claim.id);
		// Mutation seen red: undoRelease that keeps row.fence.
		assert.ok(back.ok && back.claim.fence > between.fence);
	});

	contract('more time: added to what is left, from now when it is over, nothing where there is no end', async ({store, world}) => {
		const claim = granted(await store.claim(newClaim('iza-1', 'deploy', {ttlMs: minutes(30)})));
		world.pass(minutes(10));
		const longer = await store.extend(claim.id, minutes(30));
		assert.equal(Date.parse((longer.ok && longer.claim.expiresAt) || ''), world.clock.wall() + minutes(50));
		world.pass(minutes(60));
		const revived = await store.extend(claim.id, minutes(5));
		assert.equal(revived.ok && revived.claim.state, 'held');
		assert.equal(Date.parse((revived.ok && revived.claim.expiresAt) || ''), world.clock.wall() + minutes(5));
		const endless = granted(await store.claim(newClaim('iza-1', 'other')));
		const same = await store.extend(endless.id, minutes(5));
		assert.equal(same.ok && same.claim.expiresAt, null);
		assert.deepEqual(await store.extend(99, 1), {ok: false, reason: 'unknown', claim: null});
	});

	contract('stealing: a higher fence, the holder is told and nobody else, the reason is kept', async ({store}) => {
		await store.register(registration('iza-1'));
		const held = granted(await store.claim(newClaim('iza-1', 'deploy')));
		const stolen = granted(await store.steal(held.id, newClaim('iza-2', 'deploy'), 'she sleeps SECRET'));
		assert.ok(stolen.fence > held.fence);
		assert.equal(stolen.owner, 'iza-2');
		const mailOf = async (name: string) => (await store.inbox(name, {all: false, limit: null})).messages.map(({body}) => body);
		assert.match((await mailOf('iza-1'))[0] ?? '', /deploy.*she sleeps \[redacted\]/);
		// Nobody gets mail about what she did herself. Mutation seen red: steal that notifies by.owner too.
		assert.deepEqual(await mailOf('iza-2'), []);
		assert.deepEqual(await log(store, 'steal'), ['steal iza-2']);
	});

	contract('a steal with a third one in the way changes nothing', async ({store}) => {
		const held = granted(await store.claim(pathClaim('iza-1', 'src/a.ts')));
		const third = granted(await store.claim(pathClaim('iza-3', 'src/b.ts')));
		const answer = await store.steal(held.id, pathClaim('iza-2', 'src'), 'hurry');
		assert.equal(refused(answer).id, third.id);
		// Mutation seen red: steal that answers instead of throwing StealRefused (then iza-1 loses hers).
		assert.equal((await store.findClaims(String(held.id)))[0]?.state, 'held');
		assert.equal((await store.inbox('iza-1', {all: true, limit: null})).total, 0);
	});

	contract('claims are found by number and by exact text', async ({store}) => {
		const one = granted(await store.claim(newClaim('iza-1', 'deploy')));
		const number = granted(await store.claim(newClaim('iza-1', String(one.id))));
		assert.deepEqual(
			(await store.findClaims('deploy')).map(claim => claim.id),
			[one.id],
		);
		assert.deepEqual(
			(await store.findClaims(String(one.id))).map(claim => claim.id),
			[one.id, number.id],
		);
		assert.deepEqual(await store.findClaims('depl'), []);
		await store.release(one.id, by('iza-1'));
		assert.deepEqual(await store.findClaims('deploy'), []);
		assert.deepEqual(
			(await store.claims()).map(claim => claim.id),
			[number.id],
		);
		assert.deepEqual(
			(await store.claims({released: true})).map(claim => claim.id),
			[one.id, number.id],
		);
	});
}
