/** Peer review: a range of commits of one branch that somebody else must agree to before it is merged. */
import type {Verified} from './mail.ts';
import type {IsoTime} from './text.ts';

export type ReviewVerdict = 'approved' | 'rejected';
/** superseded: a newer request for the same branch stands in its place, whatever was said about this one. */
export type ReviewState = 'pending' | ReviewVerdict | 'superseded';

/** A changed file of the range; null counts: git counts no lines in it (binary). */
export type ReviewFile = {readonly path: string; readonly added: number | null; readonly removed: number | null};

export type ReviewComment = {
	readonly id: number;
	readonly by: string;
	readonly byVerified: Verified;
	readonly at: IsoTime;
	/** The verdict that it was said with; null: a remark. */
	readonly verdict: ReviewVerdict | null;
	readonly body: string;
};

/** What is reviewed: commits by their ids, never their text. */
export type ReviewRange = {
	readonly repo: string;
	readonly repoId: string;
	readonly repoKey: string;
	/** Where it was asked for: one place in which the commits are. */
	readonly worktree: string;
	readonly branch: string;
	/** The diff goes from `base` (an ancestor of `head`) to `head`: 40 or 64 hex digits each. */
	readonly base: string;
	readonly head: string;
	readonly commits: number;
	/** Of the whole range; `files` names the first hundred. */
	readonly fileCount: number;
	readonly insertions: number;
	readonly deletions: number;
	readonly files: readonly ReviewFile[];
};

export type Review = ReviewRange & {
	readonly id: number;
	readonly title: string;
	readonly requester: string;
	readonly requesterVerified: Verified;
	/** The keeper asked for it herself, under whatever name. */
	readonly byKeeper: boolean;
	readonly reviewer: string;
	readonly requestedAt: IsoTime;
	readonly state: ReviewState;
	/** Kept when a newer request supersedes it. */
	readonly verdict: ReviewVerdict | null;
	readonly decidedBy: string | null;
	readonly decidedVerified: Verified | null;
	readonly decidedAt: IsoTime | null;
	readonly supersededBy: number | null;
	/** Oldest first. */
	readonly comments: readonly ReviewComment[];
};
