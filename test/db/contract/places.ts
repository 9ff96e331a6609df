/** Sisters known by name only: what git says of the folder that they said to stand in (RULES.md, "Sisters"). */
import assert from 'node:assert/strict';
import type {Registration} from '../../../db/store.ts';
import type {NamedPlace} from '../../../db/types.ts';
import {gitFacts, minutes, registration, sighting} from '../world.ts';
import {type Case, type Cases, log} from './cases.ts';

const ann: NamedPlace = {name: 'ann', cwd: '/r/shop', git: gitFacts({dirty: true, changed: ['a.ts'], untracked: 2, ahead: 3, branch: 'ann/parser'})};

const pass = ({store}: Case, ...places: readonly NamedPlace[]): Promise<boolean> => store.recordSightings({epoch: null, sightings: [], complete: true, places});
const here = (more: Partial<Registration> = {}): Registration =>
	registration('ann', {cwd: '/r/shop', repo: 'shop', repoId: '/r/shop/.git', repoKey: 'example.org/shop', ...more});
const place = async ({store}: Case) => {
	const sister = await store.sister('ann');
	return [sister?.worktree, sister?.branch, sister?.head, sister?.dirty, sister?.changed, sister?.untracked, sister?.ahead];
};
const nothing = [null, null, null, false, [], 0, null];

export function placeCases(contract: Cases): void {
	contract('nobody looked yet: the repository that she named, and nothing of a branch', async given => {
		await given.store.register(here());
		assert.deepEqual(await place(given), nothing);
		assert.equal((await given.store.sister('ann'))?.repo, 'shop');
	});

	contract('git at her folder is hers; her status stays unknown, and looking is no sign of life', async given => {
		const {store, world} = given;
		await store.register(here());
		const before = await store.sister('ann');
		world.pass(minutes(1));
		await pass(given, ann);
		assert.deepEqual(await place(given), ['/r/shop', 'ann/parser', 'c0ffee', true, ['a.ts'], 2, 3]);
		const after = await store.sister('ann');
		assert.deepEqual(
			[after?.status, after?.statusSource, after?.pid, after?.lastSeen, after?.lastSign],
			['unknown', 'none', null, before?.lastSeen, before?.lastSign],
		);
		world.pass(minutes(30));
		await pass(given, {...ann, git: gitFacts({head: 'beef'})});
		assert.equal((await store.sister('ann'))?.status, 'gone', 'a commit in her folder may be anybody’s');
	});

	contract('another branch is told once; the same facts write nothing', async given => {
		await given.store.register(here());
		await pass(given, ann);
		await pass(given, ann);
		assert.deepEqual(await log(given.store, 'branch'), []);
		await pass(given, {...ann, git: gitFacts({branch: 'main'})});
		await pass(given, {...ann, git: gitFacts({branch: 'main'})});
		assert.deepEqual(await log(given.store, 'branch'), ['branch ann']);
	});

	contract('the repository is gone: nothing of it stays', async given => {
		await given.store.register(here());
		await pass(given, ann);
		await pass(given, {...ann, git: null});
		assert.deepEqual(await place(given), nothing);
		assert.equal((await given.store.sister('ann'))?.repo, null);
	});

	contract('she moved while git was read: what it says of the old folder is not hers', async given => {
		await given.store.register(here({cwd: '/r/other', repo: 'other', repoId: '/r/other/.git', repoKey: '/r/other/.git'}));
		// Mutation seen red: notePlaces without comparing the folder.
		await pass(given, ann, {...ann, name: 'nobody'});
		assert.deepEqual(await place(given), nothing);
		assert.equal(await given.store.sister('nobody'), null);
	});

	contract('a sister with a session is judged by what was seen of it', async given => {
		const {store, world} = given;
		const seen = sighting(world.process(7), {clientName: 'ann'});
		await store.recordSightings({epoch: null, sightings: [seen], complete: true, places: [ann]});
		// Mutation seen red: notePlaces without `seen`.
		assert.equal((await store.sister('ann'))?.branch, 'main');
	});

	contract('a gone sister stands nowhere', async given => {
		const {store, world} = given;
		await store.register(here());
		world.pass(minutes(31));
		await pass(given);
		await pass(given, ann);
		assert.deepEqual([(await store.sister('ann'))?.status, await place(given)], ['gone', nothing]);
	});

	contract('she calls in from another folder: what git said holds for as long as it is the same worktree', async given => {
		const {store} = given;
		await store.register(here());
		await pass(given, ann);
		await store.register(here({cwd: '/r/shop/src', worktree: '/r/shop'}));
		assert.equal((await store.sister('ann'))?.branch, 'ann/parser');
		// Mutation seen red: placeOf without `elsewhere`.
		await store.register(here({cwd: '/r/shop/.worktrees/two', worktree: '/r/shop/.worktrees/two'}));
		assert.deepEqual([await place(given), (await store.sister('ann'))?.repo], [nothing, 'shop']);
		await pass(given, {...ann, cwd: '/r/shop/.worktrees/two'});
		// Where it is not said in which worktree, the folder decides.
		await store.register(here({cwd: '/r/shop/.worktrees/two'}));
		assert.equal((await store.sister('ann'))?.branch, 'ann/parser');
		await store.register(here({cwd: '/r/shop'}));
		assert.deepEqual(await place(given), nothing);
	});
}
