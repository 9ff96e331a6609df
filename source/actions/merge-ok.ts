/** May a branch be merged? Only when the newest request about it is approved, and the branch is still what was approved. */
import type {Review} from '../../db/types.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {createGitReader, type GitReader} from '../git.ts';
import {isKeeperName, keeperAddress, slug} from '../names.ts';
import {findRepository} from '../repository.ts';
import {patience, placeOfReview, standing} from './review-standing.ts';

export type MergeOk = {
	readonly ok: boolean;
	/** One sentence: why, or why not. */
	readonly why: string;
	/** The command that helps; null where it is clear. */
	readonly next: string | null;
	readonly review: Review | null;
	/** Where the branch is now. */
	readonly branchHead: string | null;
};

const short = (commit: string): string => commit.slice(0, 8);
const couldBeName = (text: string): boolean => /^[A-Za-z0-9._-]+$/.test(text) || isKeeperName(text);

/** The request that counts now for what somebody asked last. */
async function ofName({store}: Context, name: string, repoKey: string | null): Promise<Review | null> {
	const requester = isKeeperName(name) ? keeperAddress : slug(name);
	const [newest] = (await store.reviews({which: 'all', requester, repoKey, withCommits: true, limit: 1})).reviews;
	if (newest?.state !== 'superseded') return newest ?? null;
	const {reviews} = await store.reviews({which: 'in-force', repoKey: newest.repoKey, branch: newest.branch, limit: 1});
	return reviews[0] ?? null;
}

async function ofBranch({store}: Context, branch: string, repoKey: string | null): Promise<Review | null> {
	const {reviews} = await store.reviews({which: 'in-force', repoKey, branch, limit: null});
	const [first, second] = reviews;
	if (first !== undefined && second !== undefined)
		throw new QueenError('refused', `${branch} is a branch of ${first.repo} and of ${second.repo}: ask in the repository that you mean.`);
	return first ?? null;
}

async function find(context: Context, text: string): Promise<Review | null> {
	const repoKey = findRepository(context.cwd)?.repoKey ?? null;
	const [, kind, rest = ''] = /^(name|branch):(.+)$/.exec(text) ?? [];
	if (kind === 'name') return ofName(context, rest, repoKey);
	if (kind === 'branch') return ofBranch(context, rest, repoKey);
	const [named, branch] = [couldBeName(text) ? await ofName(context, text, repoKey) : null, await ofBranch(context, text, repoKey)];
	if (named !== null && branch !== null && named.id !== branch.id)
		throw new QueenError('refused', `"${text}" is a name (#${named.id}) and a branch (#${branch.id}): say name:${text} or branch:${text}.`);
	return named ?? branch;
}

/** Where the branch is in the clone in which we stand, when that is not the one where the review was asked for. */
async function headHere(git: GitReader, review: Review, cwd: string): Promise<string | null> {
	const here = findRepository(cwd);
	if (here === null || here.repoKey !== review.repoKey || here.repoId === review.repoId) return null;
	return git.headOf(cwd, review.branch, patience());
}

type Answer = Omit<MergeOk, 'review'>;
const again = 'queen review request';
const no = (why: string, next: string, branchHead: string | null = null): Answer => ({ok: false, why, next, branchHead});

/** Null: it is approved. */
function undecided({id, branch, reviewer, verdict, decidedBy, comments}: Review): Answer | null {
	if (verdict === 'approved') return null;
	if (verdict === null) return no(`#${id} of ${branch} waits for ${reviewer}`, `queen review show ${id}`);
	const why = comments.find(comment => comment.verdict === 'rejected')?.body;
	return no(`${decidedBy} rejected #${id} of ${branch}${why === undefined ? '' : `: "${why}"`}`, again);
}

function moved({id, branch, head, repo}: Review, at: string | null, where: string): Answer {
	if (at === null) return no(`${branch} is no longer a branch of ${repo}, so the approval #${id} is about nothing${where}`, again);
	return no(`#${id} approved ${branch} at ${short(head)}, but it is at ${short(at)} now${where}: what came since was not reviewed`, again, at);
}

async function compare(context: Context, review: Review, git: GitReader): Promise<Answer> {
	const {id, branch, head, decidedBy, decidedVerified} = review;
	const {stale, branchHead, trouble} = await standing(git, review, context.cwd);
	if (stale === null) return no(`Nobody can tell whether ${branch} is still what was approved in #${id}: ${trouble}`, again);
	if (stale) return moved(review, branchHead, '');
	const here = await headHere(git, review, context.cwd);
	if (here !== null && here !== head) return moved(review, here, ' in this clone');
	const {reviews} = await context.store.reviews({which: 'all', repoKey: review.repoKey, verdict: 'approved', withCommits: true, limit: 100});
	const others = reviews.filter(other => other.id !== id);
	const place = placeOfReview(review, context.cwd) ?? review.worktree;
	const before = await git.uncovered(place, review, others, patience());
	if (before > 0)
		return no(
			`#${id} is approved, but ${before} earlier commit${before === 1 ? '' : 's'} of ${branch} ${before === 1 ? 'was' : 'were'} in no approved review`,
			again,
			branchHead,
		);
	const doubt = decidedVerified === 'yes' ? '' : ' (unverified)';
	return {ok: true, why: `${branch} is clear to merge at ${short(head)}: #${id}, approved by ${decidedBy}${doubt}`, next: null, branchHead};
}

/** `text`: a sister (what she asked for last), or a branch; `name:` and `branch:` say which. Needs no identity. */
export async function mergeOk(context: Context, text: string): Promise<MergeOk> {
	const review = await find(context, text);
	if (review === null) return {...no(`Nobody asked for a review of "${text.replace(/^(?:name|branch):(?=.)/, '')}" yet`, again), review};
	const answer = undecided(review);
	if (answer !== null) return {...answer, review};
	try {
		return {...(await compare(context, review, createGitReader(context.env))), review};
	} catch (error) {
		const trouble = error instanceof Error ? error.message : String(error);
		return {...no(`Nobody can tell whether ${review.branch} is still what was approved in #${review.id}: ${trouble}`, again), review};
	}
}
