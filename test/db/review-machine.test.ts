/** Random lives of reviews against a model of a few lines, and what must hold whatever happens. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import type {Store} from '../../db/store.ts';
import type {ReviewVerdict} from '../../db/types.ts';
import {makeSqliteStore} from './colony.ts';
import {commit, decision, newRange, newReview} from './contract/reviews.ts';
import {isFull} from './processes.ts';
import {createWorld, registration} from './world.ts';

const names = ['ann', 'bea', 'cat', 'queen'] as const;
const branches = ['x', 'y'] as const;
const shop = {repo: 'shop', repoId: '/r/shop/.git', repoKey: 'example.org/shop'};

const step = fc.oneof(
	{
		weight: 2,
		arbitrary: fc.record({
			do: fc.constant('request' as const),
			by: fc.constantFrom('ann', 'bea', 'cat'),
			to: fc.constantFrom(null, ...names),
			branch: fc.constantFrom(...branches),
			head: fc.constantFrom('b', 'c', 'd'),
		}),
	},
	{
		weight: 3,
		arbitrary: fc.record({
			do: fc.constant('decide' as const),
			by: fc.constantFrom(...names),
			pick: fc.nat(3),
			verdict: fc.constantFrom<ReviewVerdict>('approved', 'rejected'),
		}),
	},
	fc.record({do: fc.constant('comment' as const), by: fc.constantFrom(...names), pick: fc.nat(3)}),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

type Known = {id: number; branch: string; by: string; reviewer: string; head: string; verdict: ReviewVerdict | null; superseded: boolean};
type Life = {readonly store: Store; readonly known: Known[]};

const authors = ({known}: Life, branch: string): readonly string[] => known.filter(each => each.branch === branch).map(({by}) => by);

async function request(life: Life, given: Extract<Step, {do: 'request'}>): Promise<void> {
	const {store, known} = life;
	const {by, to, branch, head} = given;
	const result = await store.requestReview(newReview(by, to, {range: newRange(branch, {head: commit(head)})}));
	const own = [...authors(life, branch), by];
	if (to !== null && own.includes(to)) {
		assert.deepEqual(result, {ok: false, reason: 'own', name: to});
		return;
	}
	const old = known.find(each => each.branch === branch && !each.superseded);
	if (!result.ok) {
		// All three sisters have asked about this branch, and nobody else was named.
		assert.deepEqual([to, result.reason, new Set(own).size], [null, 'nobody', 3]);
		return;
	}
	const {id, reviewer} = result.review;
	assert.ok(!own.includes(reviewer) && (to === null || to === reviewer));
	if (result.outcome === 'already') {
		assert.deepEqual([old?.id, old?.verdict, old?.head, old?.by, old?.reviewer], [id, null, head, by, reviewer]);
		return;
	}
	assert.equal(result.superseded, old?.id ?? null);
	if (old) old.superseded = true;
	known.push({id, branch, by, reviewer, head, verdict: null, superseded: false});
}

/** What the rules say to her. */
function refusal(life: Life, review: Known, by: string): string | null {
	if (authors(life, review.branch).includes(by)) return 'own';
	return by === review.reviewer || by === 'queen' ? null : 'not-yours';
}

async function decide(life: Life, {by, pick, verdict}: Extract<Step, {do: 'decide'}>): Promise<void> {
	const review = life.known[pick];
	if (!review) return;
	const result = await life.store.decideReview(review.id, decision(by, verdict));
	const expected = refusal(life, review, by) ?? (review.superseded ? 'superseded' : review.verdict === null ? null : 'decided');
	assert.equal(result.ok ? null : result.reason, expected);
	if (result.ok) review.verdict = verdict;
}

async function comment(life: Life, {by, pick}: Extract<Step, {do: 'comment'}>): Promise<void> {
	const review = life.known[pick];
	if (!review) return;
	const result = await life.store.commentReview(review.id, {by, verified: 'yes', isKeeper: by === 'queen', body: 'hm'});
	assert.equal(result.ok ? null : result.reason, refusal(life, review, by));
}

async function check({store, known}: Life): Promise<void> {
	const {reviews} = await store.reviews({which: 'all', limit: null});
	assert.deepEqual(
		reviews.map(({id, state, verdict}) => [id, state, verdict]),
		known.toReversed().map(({id, superseded, verdict}) => [id, superseded ? 'superseded' : (verdict ?? 'pending'), verdict]),
	);
	const inForce = reviews.filter(({state}) => state !== 'superseded');
	assert.equal(new Set(inForce.map(({branch}) => branch)).size, inForce.length, 'one counts for each branch');
	for (const review of reviews) assert.ok(review.decidedBy === null || review.decidedBy === review.reviewer || review.decidedBy === 'queen');
}

test('whatever is asked and said: one request counts a branch, one verdict a request, and nobody decides about her own', async () => {
	// Mutations seen red: authorsOf of the request in force only; supersede left out; decideReview without `superseded_at !== null`, told from `decided`.
	const lives = fc.asyncProperty(fc.array(step, {minLength: 1, maxLength: 30}), async steps => {
		const colony = await makeSqliteStore(createWorld());
		try {
			const life: Life = {store: colony.store, known: []};
			for (const name of ['ann', 'bea', 'cat']) await colony.store.register(registration(name, shop));
			for (const one of steps) {
				if (one.do === 'request') await request(life, one);
				else if (one.do === 'decide') await decide(life, one);
				else await comment(life, one);
				await check(life);
			}
		} finally {
			await colony.remove();
		}
	});
	await fc.assert(lives, {numRuns: isFull ? 300 : 60});
});
