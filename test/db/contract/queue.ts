/** Waiting for a claim, being told when it is free, and the fence that a guarded action asks for. */
import assert from 'node:assert/strict';
import type {QueueResult, Store, Turn} from '../../../db/store.ts';
import type {Claim, ProcessIdentity} from '../../../db/types.ts';
import {hours, minutes, newClaim, pathClaim, registration, seconds, type World} from '../world.ts';
import {type Cases, log} from './cases.ts';
import {granted, refused} from './claims.ts';

const by = (name: string) => ({name, verified: 'yes' as const, force: false, why: null});

function ticketOf(result: QueueResult): number {
	assert.ok(!result.ok, `given at once: ${JSON.stringify(result)}`);
	return result.ticket;
}

function given(turn: Turn): Claim {
	assert.equal(turn.state, 'granted', JSON.stringify(turn));
	return turn.state === 'granted' ? turn.claim : assert.fail();
}

const wait = async (store: Store, world: World, owner: string, resource: string, pid: number, more: {shared?: boolean} = {}): Promise<number> =>
	ticketOf(await store.queueClaim(newClaim(owner, resource, more), 'wait', world.process(pid)));

const state = async (store: Store, ticket: number): Promise<string> => (await store.turn(ticket)).state;

/** Bodies of the colony's own letters. */
const letters = async (store: Store, name: string): Promise<readonly string[]> =>
	(await store.inbox(name, {all: true, limit: null})).messages.filter(({kind}) => kind === 'notice').map(({body}) => body);

export function queueCases(contract: Cases): void {
	contract('what is free is given at once, also with --wait and --notify', async ({store, world}) => {
		assert.ok((await store.queueClaim(newClaim('iza-1', 'deploy'), 'wait', world.process(1))).ok);
		assert.ok((await store.queueClaim(newClaim('iza-1', 'other'), 'notify', null)).ok);
		// What she holds is renewed.
		const again = await store.queueClaim(newClaim('iza-1', 'deploy'), 'wait', world.process(1));
		assert.equal(again.ok && again.outcome, 'renewed');
		assert.deepEqual(await store.waiters(), []);
	});

	contract('in the order of asking; a release gives it to the next in the same moment', async ({store, world}) => {
		const held = granted(await store.claim(newClaim('iza-1', 'deploy')));
		const first = await store.queueClaim(newClaim('iza-2', 'deploy'), 'wait', world.process(2));
		const second = await store.queueClaim(newClaim('iza-3', 'deploy'), 'wait', world.process(3));
		assert.ok(!first.ok && !second.ok);
		assert.deepEqual([first.place, first.holder?.owner, second.place], [1, 'iza-1', 2]);
		assert.deepEqual(
			(await store.waiters()).map(({owner, mode}) => `${owner} ${mode}`),
			['iza-2 wait', 'iza-3 wait'],
		);
		const released = await store.release(held.id, by('iza-1'));
		// Mutation seen red: release without serveQueue (then iza-4, who does not wait, gets it).
		assert.equal(released.ok && released.next?.owner, 'iza-2');
		assert.equal(refused(await store.claim(newClaim('iza-4', 'deploy'))).owner, 'iza-2');
		const hers = given(await store.turn(first.ticket));
		assert.equal(hers.owner, 'iza-2');
		assert.ok(hers.fence > held.fence);
		assert.deepEqual(await store.turn(first.ticket), {state: 'gone'}, 'taken up once');
		assert.equal(await state(store, second.ticket), 'waiting');
		await store.release(hers.id, by('iza-2'));
		assert.equal(given(await store.turn(second.ticket)).owner, 'iza-3');
	});

	contract('who comes later does not overtake one who waits for something wider', async ({store, world}) => {
		const held = granted(await store.claim(pathClaim('iza-1', 'src/a.ts')));
		const wide = ticketOf(await store.queueClaim(pathClaim('iza-2', 'src'), 'wait', world.process(2)));
		// Free as such, but iza-2 would wait for ever.
		const narrow = await store.queueClaim(pathClaim('iza-3', 'src/b.ts'), 'wait', world.process(3));
		// Mutation seen red: earlierOf that is always empty.
		assert.ok(!narrow.ok);
		assert.deepEqual([narrow.place, narrow.holder], [2, null]);
		const elsewhere = await store.queueClaim(pathClaim('iza-4', 'doc'), 'wait', world.process(4));
		assert.ok(elsewhere.ok);
		await store.release(held.id, by('iza-1'));
		assert.equal(given(await store.turn(wide)).resource, 'src');
		assert.equal(await state(store, narrow.ticket), 'waiting');
	});

	contract('shared ones are given together', async ({store, world}) => {
		const held = granted(await store.claim(newClaim('iza-1', 'docs')));
		const tickets = [await wait(store, world, 'iza-2', 'docs', 2, {shared: true}), await wait(store, world, 'iza-3', 'docs', 3, {shared: true})];
		const alone = await wait(store, world, 'iza-4', 'docs', 4);
		await store.release(held.id, by('iza-1'));
		for (const ticket of tickets) assert.equal(await state(store, ticket), 'granted');
		assert.equal(await state(store, alone), 'waiting');
	});

	contract('one who dies while she waits loses her place, also when it was given to her already', async ({store, world}) => {
		const held = granted(await store.claim(newClaim('iza-1', 'deploy')));
		const dies: ProcessIdentity = world.process(2);
		await store.queueClaim(newClaim('iza-2', 'deploy'), 'wait', dies);
		const diesLater = world.process(3);
		await store.queueClaim(newClaim('iza-3', 'deploy'), 'wait', diesLater);
		const third = await wait(store, world, 'iza-4', 'deploy', 4);
		world.kill(dies);
		const released = await store.release(held.id, by('iza-1'));
		assert.equal(released.ok && released.next?.owner, 'iza-3');
		world.kill(diesLater);
		// Mutation seen red: abandon that leaves the claim as it is (then iza-3 holds it for ever and knows nothing of it).
		await store.recordSightings({epoch: null, sightings: [], complete: false});
		assert.equal(given(await store.turn(third)).owner, 'iza-4');
		assert.deepEqual(
			(await store.claims()).map(({owner}) => owner),
			['iza-4'],
		);
	});

	contract('who does not wait any longer goes; what was just given to her goes on', async ({store, world}) => {
		const held = granted(await store.claim(newClaim('iza-1', 'deploy')));
		const first = await wait(store, world, 'iza-2', 'deploy', 2);
		const second = await wait(store, world, 'iza-3', 'deploy', 3);
		const third = await wait(store, world, 'iza-4', 'deploy', 4);
		await store.leaveQueue(second);
		await store.release(held.id, by('iza-1'));
		await store.leaveQueue(first);
		assert.equal(given(await store.turn(third)).owner, 'iza-4');
		await store.leaveQueue(third);
		await store.leaveQueue(99);
		assert.equal((await store.claims())[0]?.owner, 'iza-4', 'what was taken up is hers');
	});

	contract('time that runs out, and an owner who died, free it for the next too', async ({store, world}) => {
		granted(await store.claim(newClaim('iza-1', 'timed', {ttlMs: minutes(10)})));
		const process = world.process(1);
		granted(await store.claim(newClaim('iza-1', 'bound', {process})));
		const timed = await wait(store, world, 'iza-2', 'timed', 2);
		const bound = await wait(store, world, 'iza-2', 'bound', 2);
		world.pass(minutes(10) - 1);
		assert.equal(await state(store, timed), 'waiting');
		world.pass(1);
		// Nobody writes: her own look takes it.
		assert.equal(given(await store.turn(timed)).owner, 'iza-2');
		world.kill(process);
		// Mutation seen red: peekTurn without isUnnoted (then the grace never begins while nobody writes).
		assert.equal(await state(store, bound), 'waiting');
		world.pass(seconds(15));
		assert.equal(given(await store.turn(bound)).owner, 'iza-2');
	});

	contract('looking for her turn writes nothing while there is nothing to do', async ({store, world, again}) => {
		granted(await store.claim(newClaim('iza-1', 'deploy')));
		const ticket = await wait(store, world, 'iza-2', 'deploy', 2);
		const other = await again();
		other.changed();
		for (let n = 0; n < 20; n += 1) assert.equal(await state(store, ticket), 'waiting');
		// Mutation seen red: turn that always goes to takeTurn, with an event in it.
		assert.equal(other.changed(), false);
	});

	contract('a steal passes the queue by, a shared one waits on; a rename takes the place along', async ({store, world}) => {
		await store.register(registration('iza-2'));
		const held = granted(await store.claim(newClaim('iza-1', 'deploy')));
		const ticket = await wait(store, world, 'iza-2', 'deploy', 2);
		const stolen = granted(await store.steal(held.id, newClaim('iza-3', 'deploy'), 'hurry'));
		assert.equal(stolen.owner, 'iza-3');
		assert.equal(await state(store, ticket), 'waiting');
		await store.rename('iza-2', 'ada', 'ada');
		await store.release(stolen.id, by('iza-3'));
		assert.equal(given(await store.turn(ticket)).owner, 'ada');
	});

	contract('the claim that she gets is the one that she asked for', async ({store, world}) => {
		const process = world.process(2);
		const held = granted(await store.claim(pathClaim('iza-1', 'src')));
		const wanted = pathClaim('iza-2', 'src/*.ts', {ttlMs: hours(1), description: 'with SECRET', process, ignoreCase: true});
		const ticket = ticketOf(await store.queueClaim(wanted, 'wait', process));
		// A retry of the same send is the same place.
		assert.equal(ticketOf(await store.queueClaim(wanted, 'wait', process)), ticket);
		await store.release(held.id, by('iza-1'));
		const {resource, description, ttlMs, repo, ignoreCase} = given(await store.turn(ticket));
		assert.deepEqual([resource, description, ttlMs, repo, ignoreCase], ['src/*.ts', 'with [redacted]', hours(1), 'shop', true]);
		world.kill(process);
		assert.equal((await store.claims())[0]?.state, 'orphaned');
		const again = await store.queueClaim(wanted, 'wait', process);
		assert.ok(again.ok, 'and a later one is answered with what came of it');
	});

	contract('--notify: one letter when it is free, by release, expiry or death', async ({store, world}) => {
		const process = world.process(1);
		const held = granted(await store.claim(newClaim('iza-1', 'deploy')));
		granted(await store.claim(newClaim('iza-1', 'timed', {ttlMs: minutes(10)})));
		granted(await store.claim(newClaim('iza-1', 'bound', {process})));
		for (const resource of ['deploy', 'timed', 'bound', 'deploy']) ticketOf(await store.queueClaim(newClaim('iza-2', resource), 'notify', null));
		assert.equal((await store.waiters()).length, 3, 'asked twice is asked once');
		const pass = () => store.recordSightings({epoch: null, sightings: [], complete: false});
		await store.release(held.id, by('iza-1'));
		assert.deepEqual(await letters(store, 'iza-2'), ['deploy is free now. It is not yours yet: queen claim deploy']);
		world.pass(minutes(10));
		await pass();
		world.kill(process);
		await pass();
		assert.equal((await letters(store, 'iza-2')).length, 2);
		world.pass(seconds(15));
		// Mutation seen red: recordSightings without serveQueue.
		await pass();
		await pass();
		assert.equal((await letters(store, 'iza-2')).length, 3);
		assert.deepEqual(await store.waiters(), []);
		assert.deepEqual(await log(store, 'notice'), ['notice iza-2', 'notice iza-2', 'notice iza-2']);
	});

	contract('whoever dies while she waits for more keeps what she had before', async ({store, world}) => {
		const mine = granted(await store.claim(newClaim('iza-1', 'deploy', {shared: true})));
		const other = granted(await store.claim(newClaim('iza-2', 'deploy', {shared: true})));
		const ticket = await wait(store, world, 'iza-1', 'deploy', 1);
		await store.release(other.id, by('iza-2'));
		world.kill(world.process(1));
		await store.recordSightings({epoch: null, sightings: [], complete: false});
		assert.equal(await state(store, ticket), 'gone');
		const [held] = await store.findClaims('deploy');
		// Mutation seen red: abandon() that does not look whether the place itself was granted it.
		assert.deepEqual([held?.id, held?.owner, held?.state], [mine.id, 'iza-1', 'held']);
	});

	contract('who waits gets it before anybody is told that it is free', async ({store, world}) => {
		const held = granted(await store.claim(newClaim('iza-1', 'deploy')));
		ticketOf(await store.queueClaim(newClaim('iza-2', 'deploy'), 'notify', null));
		const ticket = await wait(store, world, 'iza-3', 'deploy', 3);
		await store.release(held.id, by('iza-1'));
		assert.deepEqual(await letters(store, 'iza-2'), []);
		await store.release(given(await store.turn(ticket)).id, by('iza-3'));
		assert.equal((await letters(store, 'iza-2')).length, 1);
	});

	contract('a fence is good until the grant is over, whatever its holder believes', async ({store, world}) => {
		const held = granted(await store.claim(newClaim('iza-1', 'deploy', {ttlMs: minutes(10)})));
		assert.equal((await store.checkFence(held.id, held.fence)).ok, true);
		assert.equal((await store.checkFence(held.id, held.fence + 1)).ok, false);
		const reason = async (id: number, fence: number): Promise<string> => {
			const answer = await store.checkFence(id, fence);
			return answer.ok ? 'good' : answer.reason;
		};
		assert.equal(await reason(99, 1), 'unknown');
		// She is stopped, her time runs out, another takes it, she goes on.
		world.pass(minutes(10));
		assert.equal(await reason(held.id, held.fence), 'lapsed');
		granted(await store.claim(newClaim('iza-2', 'deploy')));
		// Mutation seen red: checkFence that does not look at released_at.
		assert.equal(await reason(held.id, held.fence), 'released');
		const late = await store.release(held.id, {...by('iza-1'), fence: held.fence});
		assert.equal(!late.ok && late.reason, 'already');
	});

	contract('with a fence only that grant is released: not the one that came after it under the same number', async ({store}) => {
		const held = granted(await store.claim(newClaim('iza-1', 'deploy')));
		await store.release(held.id, by('iza-1'));
		const between = granted(await store.claim(newClaim('iza-2', 'deploy')));
		await store.release(between.id, by('iza-2'));
		const back = await store.undoRelease(held.id);
		assert.ok(back.ok && back.claim.fence > held.fence);
		const late = await store.release(held.id, {...by('iza-1'), fence: held.fence});
		// Mutation seen red: release that does not compare by.fence.
		assert.equal(!late.ok && late.reason, 'fence');
		assert.ok((await store.release(held.id, {...by('iza-1'), fence: back.ok ? back.claim.fence : 0})).ok);
	});
}
