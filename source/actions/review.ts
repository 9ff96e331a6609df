import type {DecidedReview, RequestedReview} from '../../db/store.ts';
import type {Review, ReviewVerdict} from '../../db/types.ts';
import type {Caller, Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {createGitReader} from '../git.ts';
import type {NewRange} from '../git-range.ts';
import {findRepository} from '../repository.ts';
import {trustedCaller} from './identity.ts';
import {gone, patience, placeOfReview, type StandingReview, withStanding} from './review-standing.ts';
import {recipient} from './tell.ts';
import {checkText, newNonce} from './text.ts';

export type Wanted = {
	/** Null: who looked at the branch before, else the least loaded sister of the repository. */
	readonly to: string | null;
	/** `A..B`; null: all that the branch adds to the main line. */
	readonly range: string | null;
	/** Null: the first line of the newest commit. */
	readonly title: string | null;
};
export type Requested = Extract<RequestedReview, {ok: true}>;

async function readRange({env, cwd}: Context, typed: string | null): Promise<NewRange> {
	if (findRepository(cwd) === null)
		throw new QueenError('refused', 'You are in no git repository, so there is nothing to review: go into the worktree of your branch.');
	try {
		return await createGitReader(env).range(cwd, typed, patience());
	} catch (error) {
		throw new QueenError('refused', error instanceof Error ? error.message : String(error), {cause: error});
	}
}

function oneReviewer(to: string): string {
	const name = recipient(to);
	if (name.startsWith('@')) throw new QueenError('usage', `A review has one reviewer, not ${name}: --to NAME, or leave --to out.`);
	return name;
}

/**
 * Asks for a review of a range of commits. Refused under `verified: no` too: who asks in another's name could decide about her own work then.
 * A request of the same branch before it is superseded.
 */
export async function requestReview(context: Context, {to, range: typed, title}: Wanted): Promise<Requested> {
	const caller = await trustedCaller(context, 'ask for a review');
	const named = to === null ? null : oneReviewer(to);
	const {subject, ...range} = await readRange(context, typed);
	const result = await context.store.requestReview({
		requester: caller.name,
		requesterVerified: caller.verified,
		byKeeper: caller.isKeeper,
		to: named,
		title: checkText(title ?? (subject === '' ? range.branch : subject), 'the title'),
		range,
		nonce: newNonce(),
	});
	if (result.ok) return result;
	if (result.reason === 'nobody')
		throw new QueenError('refused', `No other sister is in ${range.repo} right now. Name somebody: --to NAME, or ask the keeper: --to @keeper`);
	throw new QueenError('refused', `${result.name} asked for a review of ${range.branch} herself, so she cannot be its reviewer. Name somebody else: --to NAME`);
}

const unknown = (id: number): QueenError => new QueenError('refused', `There is no review #${id}. See them: queen review list --all`);

const refusals: Readonly<Record<Exclude<Extract<DecidedReview, {ok: false}>['reason'], 'unknown'>, (review: Review, doing: string) => string>> = {
	own: ({id, branch}, doing) =>
		`You asked for a review of ${branch} yourself, so you cannot ${doing} #${id}. Somebody else must: queen review request --to NAME`,
	'not-yours': ({id, reviewer}, doing) => `#${id} is ${reviewer}'s to review, not yours: you cannot ${doing} it. Write to her: queen tell ${reviewer} "..."`,
	decided: ({id, verdict, decidedBy}) =>
		`#${id} was ${verdict} already, by ${decidedBy}; nothing changed. A new verdict needs a new request: queen review request`,
	superseded: ({id, supersededBy}) =>
		supersededBy === null
			? `#${id} was imported as closed; nothing changed. Ask anew: queen review request`
			: `#${id} was superseded by #${supersededBy}; nothing changed. Look at that one: queen review show ${supersededBy}`,
};

function accepted(result: DecidedReview, id: number, doing: string): Review {
	if (result.ok) return result.review;
	const {reason, review} = result;
	if (review === null || reason === 'unknown') throw unknown(id);
	throw new QueenError('refused', refusals[reason](review, doing));
}

const verbs: Readonly<Record<ReviewVerdict, string>> = {approved: 'approve', rejected: 'reject'};
const said = ({name, verified, isKeeper}: Caller): {by: string; verified: Caller['verified']; isKeeper: boolean} => ({by: name, verified, isKeeper});

async function standingOf({env, cwd}: Context, review: Review): Promise<StandingReview> {
	const [found] = await withStanding([review], env, cwd);
	if (found === undefined) throw new Error('one review in, none out');
	return found;
}

/** The one verdict about a review: by its reviewer or the keeper, never by who asked for it, never under `verified: no`. */
export async function decideReview(context: Context, id: number, verdict: ReviewVerdict, comment: string | null): Promise<StandingReview> {
	const body = comment === null ? null : checkText(comment, 'the comment');
	const caller = await trustedCaller(context, `${verbs[verdict]} a review`);
	return standingOf(context, accepted(await context.store.decideReview(id, {...said(caller), verdict, body}), id, verbs[verdict]));
}

/** Says something about a review without deciding it. */
export async function commentReview(context: Context, id: number, comment: string): Promise<Review> {
	const body = checkText(comment, 'the comment');
	const caller = await trustedCaller(context, 'comment on a review');
	return accepted(await context.store.commentReview(id, {...said(caller), body}), id, 'comment on');
}

export type Found = {readonly repo: string | null; readonly reviews: readonly StandingReview[]; readonly total: number};

/** Reviews that wait, newest first: of this repository, outside of any of all. `all`: also what is decided or superseded. Needs no identity. */
export async function findReviews(context: Context, {all, everywhere, limit}: {all: boolean; everywhere: boolean; limit: number | null}): Promise<Found> {
	const place = everywhere ? null : findRepository(context.cwd);
	const {reviews, total} = await context.store.reviews({which: all ? 'all' : 'pending', repoKey: place?.repoKey ?? null, limit});
	return {repo: place?.repo ?? null, reviews: await withStanding(reviews, context.env, context.cwd), total};
}

export type Shown = StandingReview & {/** The patch, raw; null: `trouble` says why it cannot be read. */ readonly diff: string | null};

/** One review, and its diff as git shows it now: commits do not change. */
export async function showReview(context: Context, id: number, withDiff: boolean): Promise<Shown> {
	const review = await context.store.review(id);
	if (review === null) throw unknown(id);
	const found = await standingOf(context, review);
	if (!withDiff) return {...found, diff: null};
	// Imported: no commits are known of it, and what was said about it stands in its comments.
	if (review.head === '') return {...found, diff: null};
	const place = placeOfReview(review, context.cwd);
	if (place === null) return {...found, diff: null, trouble: gone(review)};
	try {
		return {...found, diff: await createGitReader(context.env).rangePatch(place, review, patience())};
	} catch (error) {
		return {...found, diff: null, trouble: error instanceof Error ? error.message : String(error)};
	}
}
