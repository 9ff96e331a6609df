/** Review of commits by another sister. Each operation is one transaction (../store.ts). */
import type {Review, ReviewRange, ReviewVerdict, Verified} from '../types.ts';

/** Asks somebody to look at a range of commits. */
export type NewReview = {
	readonly requester: string;
	readonly requesterVerified: Verified;
	readonly byKeeper: boolean;
	/** Null: who looked at this branch before, else the living sister of the repository who has the fewest to look at. */
	readonly to: string | null;
	readonly title: string;
	readonly range: ReviewRange;
	/** A retry with the same nonce stores nothing and answers with the first request. */
	readonly nonce: string;
};

/**
 * already: the very same request waits. `isKnown`: its reviewer is here. own: that one asked for a review of this branch herself, now or before.
 * nobody: no other living sister of the repository.
 */
export type RequestedReview =
	| {
			readonly ok: true;
			readonly outcome: 'requested' | 'already';
			readonly review: Review;
			readonly superseded: number | null;
			readonly isKnown: boolean;
	  }
	| {readonly ok: false; readonly reason: 'own' | 'nobody'; readonly name: string | null};

export type Remark = {readonly by: string; readonly verified: Verified; readonly isKeeper: boolean; readonly body: string};

/** `rule`: it was decided by a rule that the keeper wrote, not by looking; it stands beside her name. */
export type Decision = Omit<Remark, 'body'> & {readonly verdict: ReviewVerdict; readonly body: string | null; readonly rule?: string};

/** own: she asked for it, or for an earlier one of the branch. decided: there is a verdict already. */
export type DecidedReview =
	| {readonly ok: true; readonly review: Review}
	| {readonly ok: false; readonly reason: 'unknown' | 'own' | 'not-yours' | 'decided' | 'superseded'; readonly review: Review | null};

export type ReviewQuery = {
	/** in-force: the newest of each branch. */
	readonly which: 'pending' | 'in-force' | 'all';
	readonly repoKey?: string | null;
	readonly branch?: string | null;
	readonly requester?: string | null;
	readonly verdict?: ReviewVerdict | null;
	/** Without those that were imported: they have no commits. */
	readonly withCommits?: boolean;
	readonly limit: number | null;
};

export type ReviewStore = {
	/** Its reviewer gets mail; the request of the same branch before it is superseded. */
	requestReview(request: NewReview): Promise<RequestedReview>;
	/** Exactly one verdict; who asked gets mail. The caller was made out before (`verified: no` never gets here). */
	decideReview(id: number, decision: Decision): Promise<DecidedReview>;
	commentReview(id: number, remark: Remark): Promise<DecidedReview>;
	review(id: number): Promise<Review | null>;
	/** Newest first, at most 1000; `total` counts what the limit cut. */
	reviews(query: ReviewQuery): Promise<{readonly reviews: readonly Review[]; readonly total: number}>;
};
