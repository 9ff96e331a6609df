import assert from 'node:assert/strict';
import type {ClaimResult, Store} from '../../../db/store.ts';
import type {Claim} from '../../../db/types.ts';
import {hours, minutes, newClaim, newMail, nonce, pathClaim, registration, seconds, sighting} from '../world.ts';
import type {Cases} from './cases.ts';

/** The claim of an answer that must be yes. */
export function granted(result: ClaimResult): Claim {
	assert.ok(result.ok, `refused: ${JSON.stringify(result)}`);
	return result.claim;
}

export function refused(result: ClaimResult): Claim {
	assert.ok(!result.ok, `granted: ${JSON.stringify(result)}`);
	return result.holder;
}

const stateOf = async (store: Store, id: number): Promise<string> => (await store.findClaims(String(id)))[0]?.state ?? 'unknown';

export function claimCases(contract: Cases): void {
	contract('one holder; the other is told who and what she is doing', async ({store}) => {
		await store.register(registration('iza-1'));
		await store.declareTask('iza-1', 'deploying', null);
		const held = granted(await store.claim(newClaim('iza-1', 'deploy', {description: 'release 3'})));
		assert.equal(held.state, 'held');
		assert.equal(held.expiresAt, null);
		const answer = await store.claim(newClaim('iza-2', 'deploy'));
		assert.equal(refused(answer).owner, 'iza-1');
		assert.equal(!answer.ok && answer.holderTask, 'deploying');
		assert.equal((await store.claims()).length, 1);
	});

	contract('the lock of a push is a claim like any other, and is counted nowhere', async ({store}) => {
		await store.register(registration('iza-1'));
		granted(await store.claim(newClaim('iza-1', 'deploy')));
		const lock = granted(await store.claim(newClaim('iza-1', 'push:github.com/maya/hive')));
		assert.ok(lock.blocks && (await store.claims()).some(({id}) => id === lock.id));
		// Mutation seen red: isPushLock left out of openWorths(), of countBlocking().
		assert.equal((await store.counts('queen')).claims, 1);
		assert.equal((await store.sister('iza-1'))?.claims, 1);
		assert.equal((await store.snapshot('queen')).sisters[0]?.claims, 1);
	});

	contract('fences only grow, over releases and resources', async ({store}) => {
		const fences: number[] = [];
		for (const resource of ['a', 'b', 'a', 'c']) {
			const claim = granted(await store.claim(newClaim('iza-1', resource)));
			fences.push(claim.fence);
			await store.release(claim.id, {name: 'iza-1', verified: 'yes', force: false, why: null});
		}
		// Mutation seen red: nextNumber without `value + 1`.
		assert.deepEqual(
			fences,
			[...new Set(fences)].sort((x, y) => x - y),
		);
		assert.equal(fences.length, 4);
	});

	contract('renewal by the owner keeps number and fence, and starts the time anew', async ({store, world}) => {
		const first = granted(await store.claim(newClaim('iza-1', 'deploy', {ttlMs: minutes(10), description: 'one'})));
		world.pass(minutes(9));
		const answer = await store.claim(newClaim('iza-1', 'deploy', {ttlMs: minutes(10), description: 'two'}));
		const renewed = granted(answer);
		assert.equal(answer.ok && answer.outcome, 'renewed');
		assert.deepEqual([renewed.id, renewed.fence, renewed.description], [first.id, first.fence, 'two']);
		world.pass(minutes(9));
		assert.equal(await stateOf(store, first.id), 'held');
	});

	contract('a retry with the same nonce is the same claim', async ({store}) => {
		const wanted = newClaim('iza-1', 'deploy');
		const first = granted(await store.claim(wanted));
		const again = granted(await store.claim(wanted));
		assert.equal(again.id, first.id);
		assert.equal(again.fence, first.fence);
		assert.equal((await store.claims({released: true})).length, 1);
	});

	contract('expired blocks nobody: the next one closes it and wins with a higher fence', async ({store, world}) => {
		const old = granted(await store.claim(pathClaim('iza-1', 'src', {ttlMs: minutes(10)})));
		world.pass(minutes(10) - 1);
		refused(await store.claim(pathClaim('iza-2', 'src/db.ts')));
		world.pass(1);
		assert.equal(await stateOf(store, old.id), 'expired');
		const answer = await store.claim(pathClaim('iza-2', 'src/db.ts'));
		// Mutation seen red: `left <= 0` as `left < -1000` in claim-state.ts.
		assert.ok(granted(answer).fence > old.fence);
		assert.deepEqual(answer.ok && answer.closed.map(claim => claim.id), [old.id]);
		assert.equal(await stateOf(store, old.id), 'released');
	});

	contract('within one boot only the monotonic clock counts; the hour shown follows the wall clock', async ({store, world}) => {
		const claim = granted(await store.claim(newClaim('iza-1', 'deploy', {ttlMs: hours(1)})));
		world.stepWall(hours(24));
		assert.equal(await stateOf(store, claim.id), 'held');
		const [shown] = await store.findClaims('deploy');
		assert.equal(Date.parse(shown?.expiresAt ?? ''), world.clock.wall() + hours(1));
		world.stepWall(hours(-48));
		world.pass(hours(1));
		// Mutation seen red: remaining() always by the wall clock.
		assert.equal(await stateOf(store, claim.id), 'expired');
	});

	contract('after a reboot: unbound claims go by wall time, bound ones are orphaned and free at once', async ({store, world}) => {
		const bound = granted(await store.claim(newClaim('iza-1', 'bound', {process: world.process(10)})));
		const timed = granted(await store.claim(newClaim('iza-1', 'timed', {ttlMs: hours(1)})));
		const endless = granted(await store.claim(newClaim('iza-1', 'endless')));
		world.stepWall(minutes(5));
		world.reboot();
		assert.deepEqual(await Promise.all([bound, timed, endless].map(claim => stateOf(store, claim.id))), ['orphaned', 'held', 'held']);
		granted(await store.claim(newClaim('iza-2', 'bound')));
		refused(await store.claim(newClaim('iza-2', 'timed')));
		world.stepWall(hours(1));
		assert.equal(await stateOf(store, timed.id), 'expired');
	});

	contract('orphaned: blocks for 15 s after its process was first seen gone', async ({store, world}) => {
		const process = world.process(10);
		const claim = granted(await store.claim(newClaim('iza-1', 'deploy', {process})));
		world.kill(process);
		assert.equal(await stateOf(store, claim.id), 'orphaned');
		refused(await store.claim(newClaim('iza-2', 'deploy')));
		world.pass(seconds(15) - 1);
		// Mutation seen red: noteOrphan that does not write gone_mono (then it never gets free); grace 0 (then it is free at once).
		refused(await store.claim(newClaim('iza-2', 'deploy')));
		world.pass(1);
		granted(await store.claim(newClaim('iza-2', 'deploy')));
	});

	contract('the scanner notices the death too: the grace counts from its pass', async ({store, world}) => {
		const process = world.process(10);
		await store.claim(newClaim('iza-1', 'deploy', {process}));
		world.kill(process);
		await store.recordSightings({epoch: null, sightings: [], complete: false});
		world.pass(seconds(15));
		// Mutation seen red: recordSightings without noteOrphans.
		granted(await store.claim(newClaim('iza-2', 'deploy')));
	});

	contract('a claim of another host is not judged by our processes', async ({store, world}) => {
		const process = {...world.process(10), host: 'elsewhere', bootId: 'theirs'};
		const claim = granted(await store.claim(newClaim('iza-1', 'deploy', {process})));
		assert.equal(await stateOf(store, claim.id), 'held');
	});

	contract('paths: equal, folders both ways, globs by their literal part; only within one repository', async ({store}) => {
		granted(await store.claim(pathClaim('iza-1', 'src/auth')));
		refused(await store.claim(pathClaim('iza-2', 'src/auth')));
		refused(await store.claim(pathClaim('iza-2', 'src/auth/token.ts')));
		refused(await store.claim(pathClaim('iza-2', 'src')));
		refused(await store.claim(pathClaim('iza-2', 'src/**/*.ts')));
		granted(await store.claim(pathClaim('iza-2', 'src/authors')));
		granted(await store.claim(pathClaim('iza-2', 'src/auth', {repoKey: 'example.org/other', repoId: '/r/other/.git'})));
		granted(await store.claim(pathClaim('iza-2', '/r/shop/src/auth', {repoKey: null, repoId: null, repo: null})));
		refused(await store.claim(pathClaim('iza-3', '/r/shop/src', {repoKey: null, repoId: null, repo: null})));
	});

	contract('own overlap is allowed, and a domain is one thing for the whole colony', async ({store}) => {
		granted(await store.claim(pathClaim('iza-1', 'src')));
		granted(await store.claim(pathClaim('iza-1', 'src/a.ts')));
		granted(await store.claim(newClaim('iza-1', 'deploy', {repoKey: 'example.org/shop'})));
		refused(await store.claim(newClaim('iza-2', 'deploy', {repoKey: 'example.org/other'})));
		refused(await store.claim(newClaim('iza-2', 'deploy')));
		granted(await store.claim(newClaim('iza-2', 'Deploy')));
	});

	contract('shared claims stand beside each other, never beside an exclusive one', async ({store}) => {
		granted(await store.claim(pathClaim('iza-1', 'src', {shared: true})));
		granted(await store.claim(pathClaim('iza-2', 'src/a.ts', {shared: true})));
		granted(await store.claim(pathClaim('iza-3', 'src', {shared: true})));
		refused(await store.claim(pathClaim('iza-4', 'src/b.ts')));
		// Making her shared one exclusive needs the others gone.
		refused(await store.claim(pathClaim('iza-1', 'src')));
		granted(await store.claim(pathClaim('iza-4', 'doc')));
		refused(await store.claim(pathClaim('iza-1', 'doc', {shared: true})));
	});

	contract('quiet after 30 minutes without a sign: still blocks; any sign ends it', async ({store, world}) => {
		await store.register(registration('iza-1'));
		const claim = granted(await store.claim(newClaim('iza-1', 'deploy')));
		world.pass(minutes(30) - 1);
		assert.equal(await stateOf(store, claim.id), 'held');
		world.pass(1);
		assert.equal(await stateOf(store, claim.id), 'quiet');
		assert.equal((await store.findClaims('deploy'))[0]?.stale, true);
		refused(await store.claim(newClaim('iza-2', 'deploy')));
		await store.sendMail(newMail('iza-1', 'iza-2', 'still here'));
		// Mutation seen red: sendMail without touchSign.
		assert.equal(await stateOf(store, claim.id), 'held');
		world.pass(minutes(31));
		await store.declareTask('iza-1', 'deploying still', null);
		assert.equal(await stateOf(store, claim.id), 'held');
		const timed = granted(await store.claim(newClaim('iza-1', 'other', {ttlMs: hours(5)})));
		world.pass(hours(1));
		assert.equal(await stateOf(store, timed.id), 'held', 'a claim with an end is never quiet');
	});

	contract('an edit seen by the scanner is a sign', async ({store, world}) => {
		const process = world.process(10);
		const see = (dirty: boolean) => ({...sighting(process), git: {...sighting(process).git, dirty} as NonNullable<ReturnType<typeof sighting>['git']>});
		await store.recordSightings({epoch: null, sightings: [see(false)], complete: true});
		const name = (await store.sisters())[0]?.name ?? '';
		const claim = granted(await store.claim(newClaim(name, 'deploy', {process})));
		world.pass(minutes(31));
		await store.recordSightings({epoch: null, sightings: [see(false)], complete: true});
		assert.equal(await stateOf(store, claim.id), 'quiet');
		await store.recordSightings({epoch: null, sightings: [see(true)], complete: true});
		assert.equal(await stateOf(store, claim.id), 'held');
	});

	contract('the default time of a path starts anew with every sign of work; a time that was asked for does not', async ({store, world}) => {
		await store.register(registration('iza-1'));
		const lazy = granted(await store.claim(pathClaim('iza-1', 'src', {ttlMs: hours(2), renewedByActivity: true})));
		const fixed = granted(await store.claim(pathClaim('iza-1', 'doc', {ttlMs: hours(2)})));
		world.pass(hours(1));
		await store.declareTask('iza-1', 'on it', null);
		world.pass(hours(1));
		assert.equal(await stateOf(store, lazy.id), 'held');
		assert.equal(await stateOf(store, fixed.id), 'expired');
		world.pass(hours(1));
		assert.equal(await stateOf(store, lazy.id), 'expired');
	});

	contract('what is said about a claim is redacted', async ({store}) => {
		const claim = granted(await store.claim(newClaim('iza-1', 'deploy', {description: 'with SECRET', nonce: nonce()})));
		assert.equal(claim.description, 'with [redacted]');
		const renewed = granted(await store.claim(newClaim('iza-1', 'deploy', {description: 'SECRET again'})));
		assert.equal(renewed.description, '[redacted] again');
	});
}
