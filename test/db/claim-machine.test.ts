/** Random lives of claims against what must hold whatever happens. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {overlaps} from '../../db/overlap.ts';
import type {NewClaim, Store} from '../../db/store.ts';
import type {Claim, ProcessIdentity} from '../../db/types.ts';
import {makeSqliteStore} from './colony.ts';
import {isFull} from './processes.ts';
import {createWorld, minutes, newClaim, pathClaim, registration, seconds, type World} from './world.ts';

const owners = ['iza-1', 'iza-2', 'cody'] as const;
const resources = ['src', 'src/a.ts', 'src/**', 'doc', 'deploy', 'tests'] as const;

const step = fc.oneof(
	{
		weight: 6,
		arbitrary: fc.record({
			do: fc.constant('claim' as const),
			owner: fc.constantFrom(...owners),
			resource: fc.constantFrom(...resources),
			shared: fc.boolean(),
			ttl: fc.constantFrom(null, minutes(10)),
			bound: fc.boolean(),
		}),
	},
	fc.record({do: fc.constant('release' as const), pick: fc.nat(20)}),
	fc.record({do: fc.constant('undo' as const), pick: fc.nat(20)}),
	fc.record({do: fc.constant('steal' as const), pick: fc.nat(20), owner: fc.constantFrom(...owners)}),
	fc.record({do: fc.constant('pass' as const), ms: fc.constantFrom(seconds(14), seconds(16), minutes(11), minutes(31))}),
	fc.record({do: fc.constant('kill' as const), owner: fc.constantFrom(...owners)}),
	{
		weight: 3,
		arbitrary: fc.record({
			do: fc.constant('wait' as const),
			owner: fc.constantFrom(...owners),
			resource: fc.constantFrom(...resources),
			shared: fc.boolean(),
			ttl: fc.constantFrom(null, minutes(10)),
		}),
	},
	fc.record({do: fc.constant('turn' as const), place: fc.nat(5)}),
	fc.record({do: fc.constant('leave' as const), place: fc.nat(5)}),
	fc.record({do: fc.constant('kill waiter' as const), place: fc.nat(5)}),
	fc.record({do: fc.constant('edit' as const), owner: fc.constantFrom(...owners), path: fc.constantFrom('src/a.ts', 'src/b.ts', 'doc')}),
	fc.record({do: fc.constant('step clock' as const), ms: fc.constantFrom(minutes(-600), minutes(600))}),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** The reference model of the queue: who asked for what, in order; gone when she took it, left, or died. */
type Waiting = {readonly ticket: number; readonly wanted: NewClaim; readonly process: ProcessIdentity; isAlive: boolean};

type Life = {readonly store: Store; readonly world: World; readonly pids: Map<string, number>; readonly fences: number[]; readonly queue: Waiting[]};

const wantedOf = ({world, pids}: Life, owner: string, resource: string, more: {shared?: boolean; ttl?: number | null; bound?: boolean}) => {
	const process = more.bound ? world.process(pids.get(owner) ?? 0) : null;
	const make = resource === 'deploy' || resource === 'tests' ? newClaim : pathClaim;
	return make(owner, resource, {shared: more.shared ?? false, ttlMs: more.ttl ?? null, process});
};

const pickOf = (claims: readonly Claim[], pick: number): Claim | undefined => claims[pick % Math.max(1, claims.length)];

async function take(life: Life, now: Step): Promise<void> {
	const {store, world, pids} = life;
	// What became free without a write goes to who waits, so that the step below meets what the model knows.
	await store.recordSightings({epoch: null, sightings: [], complete: false});
	if (now.do === 'claim') {
		const before = await blocking(life);
		const wanted = wantedOf(life, now.owner, now.resource, now);
		const answer = await store.claim(wanted);
		const inTheWay = before.filter(claim => claim.owner !== now.owner && !(claim.shared && now.shared) && overlaps(claim, wanted));
		// Refused exactly when somebody who still blocks is in the way.
		assert.equal(answer.ok, inTheWay.length === 0, JSON.stringify([now, inTheWay]));
		if (answer.ok && answer.outcome === 'granted') life.fences.push(answer.claim.fence);
	} else if (now.do === 'pass') world.pass(now.ms);
	else if (now.do === 'step clock') world.stepWall(now.ms);
	else if (now.do === 'kill') {
		world.kill(world.process(pids.get(now.owner) ?? 0));
		pids.set(now.owner, (pids.get(now.owner) ?? 0) + 10);
		// The scanner sees it at once: from here the grace counts.
		await store.recordSightings({epoch: null, sightings: [], complete: false});
	} else if (now.do === 'edit') await edit(life, now);
	else if (now.do === 'wait') await ask(life, now);
	else if (now.do === 'turn' || now.do === 'leave' || now.do === 'kill waiter') await inQueue(life, now);
	else await change(life, now);
}

async function edit({store, world, pids}: Life, {owner, path}: Extract<Step, {do: 'edit'}>): Promise<void> {
	const process = world.process(pids.get(owner) ?? 0);
	await store.register(registration(owner, {process, agent: 'claude'}));
	const {repo, repoId, repoKey} = pathClaim(owner, path);
	const seen = {process, repo, repoId, repoKey, worktree: '/r/shop', path, at: new Date(world.clock.wall()).toISOString()};
	await store.recordSightings({epoch: null, sightings: [], complete: false, edits: [seen], leaseEdits: true});
	const claims = await store.claims();
	// Whoever edited holds it now, by word or by lease, or another does.
	assert.ok(claims.some(claim => claim.blocks && overlaps(claim, pathClaim(owner, path))));
}

const meets = (a: NewClaim, b: NewClaim): boolean => a.owner !== b.owner && !(a.shared && b.shared) && overlaps(a, b);

async function ask(life: Life, now: Extract<Step, {do: 'wait'}>): Promise<void> {
	const {store, world, queue} = life;
	const wanted = wantedOf(life, now.owner, now.resource, now);
	const process = world.process(1000 + queue.length);
	const inTheWay = (await blocking(life)).filter(claim => claim.owner !== now.owner && !(claim.shared && now.shared) && overlaps(claim, wanted));
	const before = (await ungranted(life)).filter(other => meets(other.wanted, wanted));
	const answer = await store.queueClaim(wanted, 'wait', process);
	assert.equal(answer.ok, inTheWay.length === 0 && before.length === 0, JSON.stringify([now, inTheWay, before]));
	if (answer.ok) {
		if (answer.outcome === 'granted') life.fences.push(answer.claim.fence);
		return;
	}
	assert.equal(answer.place, before.length + 1);
	queue.push({ticket: answer.ticket, wanted, process, isAlive: true});
}

/** Those of the model who live and were not given theirs yet. */
async function ungranted({store, queue}: Life): Promise<readonly Waiting[]> {
	const waiting = new Set((await store.waiters()).map(({id}) => id));
	return queue.filter(({ticket, isAlive}) => isAlive && waiting.has(ticket));
}

async function inQueue({store, world, queue}: Life, now: Extract<Step, {place: number}>): Promise<void> {
	const living = queue.filter(({isAlive}) => isAlive);
	const one = living[now.place % Math.max(1, living.length)];
	if (one === undefined) return;
	if (now.do === 'leave') await store.leaveQueue(one.ticket);
	else if (now.do === 'kill waiter') world.kill(one.process);
	else if ((await store.turn(one.ticket)).state === 'waiting') return;
	one.isAlive = false;
	await store.recordSightings({epoch: null, sightings: [], complete: false});
}

/** Nobody waits whose turn it is: something is in the way of each, a holder or one who asked before. */
async function mustWaitForAReason(life: Life): Promise<void> {
	await life.store.recordSightings({epoch: null, sightings: [], complete: false});
	const holders = await blocking(life);
	const waiting = await ungranted(life);
	for (const [place, one] of waiting.entries()) {
		const held = holders.some(claim => claim.owner !== one.wanted.owner && !(claim.shared && one.wanted.shared) && overlaps(claim, one.wanted));
		assert.ok(held || waiting.slice(0, place).some(other => meets(other.wanted, one.wanted)), `${one.wanted.owner} waits for nothing`);
	}
}

async function change({store, ...life}: Life, now: Extract<Step, {pick: number}>): Promise<void> {
	const open = await store.claims();
	const target = pickOf(open, now.pick);
	if (now.do === 'release' && target) await store.release(target.id, {name: target.owner, verified: 'yes', force: false, why: null});
	if (now.do === 'steal' && target) {
		const answer = await store.steal(target.id, wantedOf({store, ...life}, now.owner, target.resource, {}), 'hurry');
		if (answer.ok && answer.outcome === 'granted') life.fences.push(answer.claim.fence);
	}
	const released = (await store.claims({released: true})).filter(claim => claim.releasedAt !== null);
	const again = pickOf(released, now.pick);
	if (now.do === 'undo' && again) {
		const answer = await store.undoRelease(again.id);
		if (answer.ok && answer.claim.fence !== again.fence) life.fences.push(answer.claim.fence);
	}
}

/** Unreleased claims that still keep others away. An orphan does for 15 s, which only the answer to a claim shows: see below. */
async function blocking({store, world}: Life): Promise<readonly Claim[]> {
	const rows = await store.claims();
	const gone = orphanedSince(rows, world);
	return rows.filter(
		claim => claim.state === 'held' || claim.state === 'quiet' || (claim.state === 'orphaned' && world.clock.mono() - (gone.get(claim.id) ?? 0) < seconds(15)),
	);
}

/** When each claim was first seen orphaned, kept by the test itself. */
const seen = new WeakMap<World, Map<number, number>>();
function orphanedSince(rows: readonly Claim[], world: World): ReadonlyMap<number, number> {
	const known = seen.get(world) ?? new Map<number, number>();
	seen.set(world, known);
	for (const claim of rows) {
		if (claim.state !== 'orphaned' && claim.state !== 'expired') known.delete(claim.id);
		else if (claim.state === 'orphaned' && !known.has(claim.id)) known.set(claim.id, world.clock.mono());
	}
	return known;
}

async function mustHold(life: Life): Promise<void> {
	await mustWaitForAReason(life);
	const claims = await blocking(life);
	// What the claim itself says is what the test knows of time and death.
	assert.deepEqual(
		(await life.store.claims()).filter(({blocks}) => blocks).map(({id}) => id),
		claims.map(({id}) => id),
	);
	const all = (await life.store.claims({released: true})).map(({fence}) => fence);
	assert.equal(new Set(all).size, all.length);
	for (const [n, one] of claims.entries())
		for (const other of claims.slice(n + 1))
			if (one.owner !== other.owner && !(one.shared && other.shared)) assert.ok(!overlaps(one, other), `${JSON.stringify(one)} and ${JSON.stringify(other)}`);
	assert.deepEqual(
		life.fences,
		life.fences.toSorted((a, b) => a - b),
	);
	assert.equal(new Set(life.fences).size, life.fences.length);
}

// Mutations seen red: undoRelease without takenMeanwhile; a shared claim beside an exclusive one; grace 0; folders only one way in overlap.ts; quiet that does not block;
// earlierOf (claim-queue.ts) that is always empty.
test('whatever happens, nobody holds what another holds, fences only grow, and only a holder is in the way', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(step, {minLength: 5, maxLength: 30}), async steps => {
			const world = createWorld();
			const {store, remove} = await makeSqliteStore(world);
			const life: Life = {store, world, pids: new Map(owners.map((owner, n) => [owner, n + 1])), fences: [], queue: []};
			try {
				for (const now of steps) {
					await take(life, now);
					await mustHold(life);
				}
			} finally {
				await remove();
			}
		}),
		{numRuns: isFull ? 300 : 40},
	);
});
