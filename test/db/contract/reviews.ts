/** Reviews: who looks, who may decide, that one verdict wins, what a new request does to the old one. */
import assert from 'node:assert/strict';
import type {Decision, NewReview, RequestedReview} from '../../../db/store.ts';
import type {Review, ReviewRange} from '../../../db/types.ts';
import {hours, nonce, registration, seconds} from '../world.ts';
import {type Case, type Cases, log} from './cases.ts';

const shop = {repo: 'shop', repoId: '/r/shop/.git', repoKey: 'example.org/shop'};
export const commit = (digit: string): string => digit.repeat(40);

export const newRange = (branch: string, more: Partial<ReviewRange> = {}): ReviewRange => ({
	...shop,
	worktree: '/r/shop',
	branch,
	base: commit('a'),
	head: commit('b'),
	commits: 2,
	fileCount: 1,
	insertions: 10,
	deletions: 2,
	files: [{path: 'src/a.ts', added: 10, removed: 2}],
	...more,
});

export const newReview = (requester: string, to: string | null, more: Partial<NewReview> = {}): NewReview => ({
	requester,
	requesterVerified: 'yes',
	byKeeper: false,
	to,
	title: 'JWT',
	range: newRange('feat/x'),
	nonce: nonce(),
	...more,
});

export const decision = (by: string, verdict: Decision['verdict'], body: string | null = null): Decision => ({
	by,
	verified: 'yes',
	isKeeper: by === 'queen',
	verdict,
	body,
});

/** The request that was stored. */
export function made(result: RequestedReview): Review {
	assert.ok(result.ok, JSON.stringify(result));
	return result.review;
}

const here = (name: string, more: Parameters<typeof registration>[1] = {}) => registration(name, {...shop, ...more});
const unread = async ({store}: Pick<Case, 'store'>, name: string) =>
	(await store.inbox(name, {all: false, limit: null})).messages.map(({from, body}) => `${from}: ${body}`);

function requestCases(contract: Cases): void {
	contract('a request is stored as commits, its reviewer gets mail; a retry and the very same request store nothing', async ({store}) => {
		await store.register(here('ann'));
		await store.register(here('bea'));
		const given = newReview('ann', 'bea', {title: 'the key is SECRET', range: newRange('feat/x', {files: [{path: 'SECRET.txt', added: null, removed: null}]})});
		const review = made(await store.requestReview(given));
		assert.equal(made(await store.requestReview(given)).id, review.id);
		// Mutation seen red: isRepeated that is always false (a second letter for the same commits).
		const again = await store.requestReview({...given, nonce: nonce()});
		assert.deepEqual([again.ok && again.outcome, made(again).id], ['already', review.id]);
		assert.deepEqual(
			[review.state, review.title, review.files, review.base, review.head],
			['pending', 'the key is [redacted]', [{path: '[redacted].txt', added: null, removed: null}], commit('a'), commit('b')],
		);
		const mail = await unread({store}, 'bea');
		assert.equal(mail.length, 1);
		assert.match(mail[0] ?? '', /^ann: Review #1 requested: feat\/x in shop .*queen review show 1/);
		assert.ok(!JSON.stringify([await store.events({limit: 10}), mail]).includes('SECRET'));
		assert.deepEqual(await log(store, 'review'), ['review ann']);
	});

	contract('without a name: the living sister of the repository who has the fewest to look at, never who asks', async ({store, world}) => {
		assert.deepEqual(await store.requestReview(newReview('ann', null)), {ok: false, reason: 'nobody', name: null});
		await store.register(here('gone'));
		world.pass(hours(1));
		await store.recordSightings({epoch: null, sightings: [], complete: true});
		await store.register(here('ann'));
		await store.register(registration('far', {repo: 'guide', repoId: '/r/guide/.git', repoKey: 'guide'}));
		assert.equal((await store.requestReview(newReview('ann', null))).ok, false);
		await store.register(here('bea'));
		await store.register(here('cat'));
		const reviewers: string[] = [];
		for (const branch of ['b1', 'b2', 'b3']) reviewers.push(made(await store.requestReview(newReview('ann', null, {range: newRange(branch)}))).reviewer);
		// Mutations seen red: no count in leastLoaded; `not` without the one who asks; no `status <> 'gone'`.
		assert.deepEqual(reviewers, ['bea', 'cat', 'bea']);
		await store.decideReview(1, decision('bea', 'approved'));
		await store.decideReview(3, decision('bea', 'approved'));
		assert.equal(made(await store.requestReview(newReview('ann', null, {range: newRange('b4')}))).reviewer, 'bea');
	});

	contract('a new request supersedes the old one of its branch alone; without a name it goes to who knows the branch', async ({store}) => {
		for (const name of ['ann', 'bea', 'cat']) await store.register(here(name));
		const first = made(await store.requestReview(newReview('ann', 'cat')));
		const other = made(await store.requestReview(newReview('ann', 'bea', {range: newRange('feat/y')})));
		await store.decideReview(first.id, decision('cat', 'rejected', 'types first'));
		const second = await store.requestReview(newReview('ann', null, {range: newRange('feat/x', {head: commit('c')})}));
		assert.deepEqual([second.ok && second.superseded, made(second).reviewer], [first.id, 'cat']);
		const old = await store.review(first.id);
		assert.deepEqual([old?.state, old?.verdict, old?.supersededBy, old?.comments[0]?.body], ['superseded', 'rejected', made(second).id, 'types first']);
		// Mutation seen red: rowInForce without the branch.
		assert.equal((await store.review(other.id))?.state, 'pending');
		const pending = await store.reviews({which: 'pending', limit: null});
		assert.deepEqual([pending.reviews.map(({id}) => id), pending.total], [[made(second).id, other.id], 2]);
		assert.deepEqual(await store.decideReview(first.id, decision('cat', 'approved')), {ok: false, reason: 'superseded', review: old});
		const third = made(await store.requestReview(newReview('ann', 'bea')));
		assert.equal(third.reviewer, 'bea');
		assert.ok((await unread({store}, 'cat')).some(line => line.includes('no longer needed')));
		assert.equal((await store.reviews({which: 'all', limit: 1})).total, 4);
		assert.equal((await store.reviews({which: 'in-force', repoKey: 'example.org/shop', branch: 'feat/x', limit: null})).reviews[0]?.id, third.id);
	});

	contract('a name nobody has yet is stored and said; the keeper can be asked', async ({store}) => {
		await store.register(here('ann'));
		const unknown = await store.requestReview(newReview('ann', 'zoe'));
		assert.deepEqual([unknown.ok && unknown.isKnown, made(unknown).reviewer], [false, 'zoe']);
		const keeper = await store.requestReview(newReview('ann', 'queen'));
		assert.equal(keeper.ok && keeper.isKnown, true);
		assert.equal((await store.snapshot('queen')).reviews?.length, 1);
	});
}

function verdictCases(contract: Cases): void {
	contract('only the reviewer and the keeper decide, once; who asked gets mail', async ({store}) => {
		for (const name of ['ann', 'bea', 'cat']) await store.register(here(name));
		const {id} = made(await store.requestReview(newReview('ann', 'bea')));
		const reasons: (string | null)[] = [];
		const tried = async (given: Decision) => {
			const result = await store.decideReview(id, given);
			reasons.push(result.ok ? null : result.reason);
		};
		// Mutations seen red: notHers that is always null; notHers without authorsOf; isPending left out of the UPDATE (a second verdict).
		await tried(decision('ann', 'approved'));
		await tried(decision('cat', 'approved'));
		await tried(decision('bea', 'approved', 'lgtm, SECRET'));
		await tried(decision('bea', 'rejected', 'no'));
		await tried(decision('queen', 'rejected', 'no'));
		assert.deepEqual(reasons, ['own', 'not-yours', null, 'decided', 'decided']);
		const review = await store.review(id);
		assert.deepEqual([review?.state, review?.decidedBy, review?.decidedVerified, review?.comments.length], ['approved', 'bea', 'yes', 1]);
		assert.deepEqual([review?.comments[0]?.body, review?.comments[0]?.verdict], ['lgtm, [redacted]', 'approved']);
		assert.match((await unread({store}, 'ann'))[0] ?? '', /^bea: Review #1 of feat\/x: approved\. "lgtm, \[redacted\]".*queen merge-ok feat\/x$/);
		assert.equal((await unread({store}, 'ann')).length, 1);
		assert.deepEqual((await store.decideReview(99, decision('bea', 'approved'))).ok, false);
	});

	contract('whoever asked for the branch once never decides about it: not through another, not under a new name, not as keeper', async ({store}) => {
		for (const name of ['ann', 'bea', 'cat']) await store.register(here(name));
		made(await store.requestReview(newReview('ann', 'bea')));
		assert.deepEqual(await store.requestReview(newReview('cat', 'ann', {range: newRange('feat/x', {head: commit('c')})})), {
			ok: false,
			reason: 'own',
			name: 'ann',
		});
		const {id} = made(await store.requestReview(newReview('cat', 'bea', {range: newRange('feat/x', {head: commit('c')})})));
		await store.rename('ann', 'anna', 'Anna');
		// Mutation seen red: naming.ts without moveReviews.
		const asked = await store.requestReview(newReview('cat', 'anna', {range: newRange('feat/x', {head: commit('d')})}));
		assert.deepEqual(asked, {ok: false, reason: 'own', name: 'anna'});
		await store.rename('bea', 'beatrix', 'Beatrix');
		const decided = await store.decideReview(id, decision('bea', 'approved'));
		assert.equal(decided.ok && decided.review.decidedBy, 'beatrix');
		const own = made(await store.requestReview(newReview('maya', 'bea', {byKeeper: true, range: newRange('feat/k')})));
		// Mutation seen red: notHers without by_keeper (the keeper has one name in the view and another in a shell).
		assert.equal((await store.decideReview(own.id, {...decision('queen', 'approved'), isKeeper: true})).ok, false);
		assert.deepEqual((await store.requestReview(newReview('maya', 'queen', {byKeeper: true, range: newRange('feat/z')}))).ok, false);
	});

	contract('a comment decides nothing, reaches who asked, and is only for who may decide', async ({store, world}) => {
		for (const name of ['ann', 'bea', 'cat']) await store.register(here(name));
		const {id} = made(await store.requestReview(newReview('ann', 'bea')));
		const said = async (by: string, body: string) => {
			const result = await store.commentReview(id, {by, verified: 'unknown', isKeeper: by === 'queen', body});
			return result.ok ? null : result.reason;
		};
		assert.deepEqual(
			[await said('ann', 'x'), await said('cat', 'x'), await said('bea', 'which db?'), await said('queen', 'soon')],
			['own', 'not-yours', null, null],
		);
		world.pass(seconds(1));
		const review = await store.review(id);
		assert.deepEqual(
			[review?.state, review?.comments.map(({by, body, verdict}) => [by, body, verdict])],
			[
				'pending',
				[
					['bea', 'which db?', null],
					['queen', 'soon', null],
				],
			],
		);
		assert.equal((await unread({store}, 'ann')).length, 2);
		await assert.rejects(store.commentReview(id, {by: 'bea', verified: 'yes', isKeeper: false, body: 'ä'.repeat(4097)}));
		assert.equal((await store.review(id))?.comments.length, 2);
	});

	contract('what waits is never pruned; what is forgotten clears nothing for a merge', async ({store, world}) => {
		for (const name of ['ann', 'bea']) await store.register(here(name));
		const one = made(await store.requestReview(newReview('ann', 'bea')));
		await store.decideReview(one.id, decision('bea', 'approved', 'fine'));
		made(await store.requestReview(newReview('ann', 'zoe', {range: newRange('feat/y')})));
		world.pass(hours(2));
		await store.prune(new Date(world.clock.wall() - hours(1)).toISOString());
		assert.deepEqual(
			(await store.reviews({which: 'all', limit: null})).reviews.map(({branch, state}) => [branch, state]),
			[['feat/y', 'pending']],
		);
		// Mutation seen red: forgetRows without forgetReviews.
		assert.equal((await store.forget({name: 'zoe'})).ok, true);
		assert.equal((await store.reviews({which: 'all', limit: null})).total, 0);
	});
}

export function reviewCases(contract: Cases): void {
	requestCases(contract);
	verdictCases(contract);
}
