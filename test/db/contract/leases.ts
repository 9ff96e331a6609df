/** Automatic leases, what blocks, and places where case does not count. */
import assert from 'node:assert/strict';
import type {Store} from '../../../db/store.ts';
import type {Claim, SeenEdit} from '../../../db/types.ts';
import {minutes, newMail, pathClaim, registration, seconds, sighting, type World} from '../world.ts';
import {type Cases, log} from './cases.ts';
import {granted, refused} from './claims.ts';

const edit = (world: World, pid: number, path: string, more: Partial<SeenEdit> = {}): SeenEdit => ({
	process: world.process(pid),
	repoKey: 'example.org/shop',
	worktree: '/r/shop',
	repo: 'shop',
	repoId: '/r/shop/.git',
	path,
	at: new Date(world.clock.wall()).toISOString(),
	...more,
});

/** A pass of the scanner in which hooks saw these edits. */
const pass = (store: Store, world: World, edits: readonly SeenEdit[], pids: readonly number[] = [1, 2]): Promise<boolean> =>
	store.recordSightings({epoch: null, sightings: pids.map(pid => sighting(world.process(pid))), complete: true, edits, leaseEdits: true});

/** iza-1 and iza-2 have names of their own, the process 3 has none. */
async function newColony(store: Store, world: World): Promise<void> {
	for (const pid of [1, 2]) await store.register(registration(`iza-${pid}`, {process: world.process(pid), agent: 'claude'}));
	await pass(store, world, [], [1, 2, 3]);
}

const told = (claims: readonly Claim[]): readonly string[] => claims.map(({owner, resource, auto}) => `${owner} ${resource}${auto ? ' auto' : ''}`);

export function leaseCases(contract: Cases): void {
	contract('the first edit of a file that nobody claimed is a lease of 15 minutes, which edits renew', async ({store, world}) => {
		await newColony(store, world);
		await pass(store, world, [edit(world, 1, 'src/a.ts')]);
		const [lease] = await store.claims();
		assert.deepEqual([lease?.owner, lease?.resource, lease?.auto, lease?.ttlMs, lease?.repo], ['iza-1', 'src/a.ts', true, minutes(15), 'shop']);
		world.pass(minutes(14));
		await pass(store, world, [edit(world, 1, 'src/a.ts')]);
		world.pass(minutes(14));
		await pass(store, world, []);
		// Mutation seen red: isSettled that is always true for her own lease.
		assert.equal((await store.claims())[0]?.id, lease?.id);
		world.pass(minutes(1));
		await pass(store, world, []);
		assert.deepEqual(await store.claims(), [], 'over, and cleared away without a word');
		assert.deepEqual(await log(store, 'claim', 'renew', 'release'), []);
	});

	contract('never for one without a name, outside of a repository, from long ago, or when nobody asked for leases', async ({store, world}) => {
		await newColony(store, world);
		const old = new Date(world.clock.wall() - minutes(16)).toISOString();
		const edits = [edit(world, 3, 'src/a.ts'), edit(world, 9, 'src/b.ts'), edit(world, 1, '/tmp/x', {repoKey: null}), edit(world, 1, 'src/c.ts', {at: old})];
		await pass(store, world, edits, [1, 2, 3]);
		await store.recordSightings({epoch: null, sightings: [], complete: false, edits: [edit(world, 1, 'src/d.ts')]});
		// Mutations seen red: name_source not asked; repoKey null let through; isFresh left out; leaseEdits true without being asked.
		assert.deepEqual(await store.claims(), []);
	});

	contract('her own word, or another who holds it, leaves no room for a lease', async ({store, world}) => {
		await newColony(store, world);
		granted(await store.claim(pathClaim('iza-1', 'src/**')));
		granted(await store.claim(pathClaim('iza-2', 'doc')));
		await pass(store, world, [edit(world, 1, 'src/a.ts'), edit(world, 1, 'doc/x.md'), edit(world, 2, 'lib/x.ts')]);
		await pass(store, world, [edit(world, 1, 'lib/x.ts')]);
		assert.deepEqual(told(await store.claims()), ['iza-1 src/**', 'iza-2 doc', 'iza-2 lib/x.ts auto']);
	});

	contract('what is committed is given back without a word; what she wrote since, or elsewhere, and what was claimed is not', async ({store, world}) => {
		await newColony(store, world);
		granted(await store.claim(pathClaim('iza-1', 'src/word.ts')));
		const files = ['src/word.ts', 'src/a.ts', 'src/later.ts', 'src/elsewhere.ts'];
		await pass(
			store,
			world,
			files.map(path => edit(world, 1, path)),
		);
		await pass(store, world, [edit(world, 2, 'src/hers.ts')]);
		world.pass(seconds(5));
		const at = new Date(world.clock.wall()).toISOString();
		world.pass(seconds(5));
		await pass(store, world, [edit(world, 1, 'src/later.ts'), edit(world, 1, 'src/elsewhere.ts', {worktree: '/r/other'})]);
		const committed = (path: string, more: Partial<SeenEdit> = {}) => edit(world, 1, path, {at, isCommitted: true, ...more});
		await pass(
			store,
			world,
			[...files, 'src/never.ts'].map(path => committed(path)),
		);
		await pass(store, world, [committed('src/hers.ts', {worktree: '/r/unknown'})]);
		// Mutations seen red: wroteSince that answers false; that asks for this worktree only; that takes no edit at all for none; endCommitted without `auto`.
		assert.deepEqual(told(await store.claims()), ['iza-1 src/word.ts', 'iza-1 src/later.ts auto', 'iza-1 src/elsewhere.ts auto', 'iza-2 src/hers.ts auto']);
		assert.deepEqual(await log(store, 'release'), []);
		// Whoever commits it: it is her lease, by what she wrote.
		await pass(store, world, [edit(world, 1, 'src/hers.ts', {at, isCommitted: true})]);
		assert.deepEqual(told(await store.claims()), ['iza-1 src/word.ts', 'iza-1 src/later.ts auto', 'iza-1 src/elsewhere.ts auto']);
		await pass(store, world, [edit(world, 1, 'src/a.ts')]);
		assert.equal(told(await store.claims()).includes('iza-1 src/a.ts auto'), true, 'the next edit holds it anew');
	});

	contract('a word makes a lease a claim; to others it is refused with what it is', async ({store, world}) => {
		await newColony(store, world);
		await pass(store, world, [edit(world, 1, 'src/a.ts')]);
		const holder = refused(await store.claim(pathClaim('iza-2', 'src')));
		assert.deepEqual([holder.owner, holder.auto], ['iza-1', true]);
		granted(await store.claim(pathClaim('iza-3', 'lib')));
		await pass(store, world, [edit(world, 1, 'src/b.ts')]);
		const claim = granted(await store.claim(pathClaim('iza-1', 'src/a.ts', {description: 'mine'})));
		// Mutation seen red: renew that leaves `auto` as it was.
		assert.deepEqual([claim.auto, claim.id, claim.description], [false, holder.id, 'mine']);
		await pass(store, world, [edit(world, 1, 'src/a.ts')]);
		assert.equal((await store.claims())[0]?.auto, false, 'and an edit does not make it a lease again');
	});

	contract('leases end with the session at once; claims by word have their grace', async ({store, world}) => {
		await newColony(store, world);
		await pass(store, world, [edit(world, 1, 'src/a.ts')]);
		const claim = granted(await store.claim(pathClaim('iza-1', 'doc', {process: world.process(1)})));
		world.kill(world.process(1));
		await pass(store, world, [], [2]);
		assert.deepEqual(told(await store.claims()), ['iza-1 doc']);
		assert.deepEqual([(await store.claims())[0]?.state, (await store.claims())[0]?.blocks], ['orphaned', true]);
		world.pass(seconds(15));
		// Mutation seen red: `blocks` of a claim that is always true.
		assert.equal((await store.findClaims(String(claim.id)))[0]?.blocks, false);
	});

	contract('leases stand in no number, and no detector sees them', async ({store, world}) => {
		await newColony(store, world);
		await pass(store, world, [edit(world, 1, 'src/a.ts'), edit(world, 1, 'src/b.ts')]);
		granted(await store.claim(pathClaim('iza-1', 'doc')));
		const {counts, sisters, claims} = await store.snapshot('queen');
		assert.equal(counts.claims, 1);
		assert.equal(sisters.find(({name}) => name === 'iza-1')?.claims, 1);
		assert.equal(claims.length, 3, 'but they are shown');
		assert.deepEqual(told((await store.facts()).claims), ['iza-1 doc']);
	});

	contract('of one who writes very many files the oldest leases go', async ({store, world}) => {
		await newColony(store, world);
		for (let part = 0; part < 3; part += 1)
			await pass(
				store,
				world,
				Array.from({length: 50}, (_, n) => edit(world, 1, `src/${part}-${n}.ts`)),
			);
		const claims = await store.claims();
		assert.equal(claims.length, 100);
		assert.equal(claims.at(-1)?.resource, 'src/2-49.ts');
	});

	contract('lock files of other tools stand in the view until they are gone or over', async ({store, world}) => {
		const [own] = [granted(await store.claim(pathClaim('iza-1', 'doc')))];
		const lock: Claim = {
			...own,
			id: 0,
			owner: 'ani',
			resource: 'src',
			lockFile: '.agent-locks/src.lock',
			expiresAt: new Date(world.clock.wall() + minutes(5)).toISOString(),
		};
		const look = async (locks?: readonly Claim[]): Promise<readonly string[]> => {
			await store.recordSightings({epoch: null, sightings: [], complete: false, ...(locks ? {locks} : {})});
			return (await store.snapshot('queen')).claims.map(({owner}) => owner);
		};
		assert.deepEqual(await look([lock]), ['iza-1', 'ani']);
		assert.deepEqual(await look(), ['iza-1', 'ani'], 'a pass that did not look knows nothing new');
		assert.equal((await store.claims()).length, 1);
		assert.equal((await store.snapshot('queen')).counts.claims, 1);
		// Mutation seen red: foreignLocks that shows everything.
		world.pass(minutes(5));
		assert.deepEqual(await look(), ['iza-1']);
		assert.deepEqual(await look([]), ['iza-1']);
	});

	contract('where case does not count two spellings are one file', async ({store}) => {
		granted(await store.claim(pathClaim('iza-1', 'src/New.ts', {ignoreCase: true})));
		refused(await store.claim(pathClaim('iza-2', 'src/new.ts')));
		refused(await store.claim(pathClaim('iza-2', 'SRC/*.ts', {ignoreCase: true})));
		granted(await store.claim(pathClaim('iza-1', 'lib/New.ts')));
		granted(await store.claim(pathClaim('iza-2', 'lib/new.ts')));
		assert.deepEqual(
			(await store.claims()).map(({ignoreCase}) => ignoreCase),
			[true, false, false],
		);
	});

	contract('an edit is a sign of work: it keeps a claim from being quiet', async ({store, world}) => {
		await newColony(store, world);
		granted(await store.claim(pathClaim('iza-1', 'src', {ttlMs: null})));
		world.pass(minutes(31));
		await store.sendMail(newMail('iza-2', 'iza-1', 'still there?'));
		assert.equal((await store.claims())[0]?.state, 'quiet');
		await pass(store, world, [edit(world, 1, 'src/a.ts')]);
		assert.equal((await store.claims())[0]?.state, 'held');
	});
}
