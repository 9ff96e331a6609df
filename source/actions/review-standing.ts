/** How a request for review stands against the repository: is what was looked at still what the branch is? */
import path from 'node:path';
import type {Review, ReviewRange} from '../../db/types.ts';
import {createGitReader, type GitReader} from '../git.ts';
import {findRepository} from '../repository.ts';

export type Standing = {
	/** Commits came (or the branch went) since it was asked for; null: the repository could not be read, `trouble` says why. */
	readonly stale: boolean | null;
	/** Where the branch is now; null: it is gone, or nobody knows. */
	readonly branchHead: string | null;
	readonly trouble: string | null;
};
export type StandingReview = Review & Standing;

/** Milliseconds for all that is asked of git about one thing. */
const patienceMs = 15_000;
export const patience = (): AbortSignal => AbortSignal.timeout(patienceMs);

const isThere = (folder: string, repoId: string): boolean => findRepository(folder)?.repoId === repoId;

/**
 * A folder in which the commits of a review are: where it was asked for, else the main worktree, else where we stand. A folder that is another
 * repository by now is none of them. Null: all are gone.
 */
export function placeOfReview({worktree, repoId}: Pick<ReviewRange, 'worktree' | 'repoId'>, cwd: string): string | null {
	return [worktree, path.dirname(repoId), cwd].find(folder => isThere(folder, repoId)) ?? null;
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const unread = (trouble: string): Standing => ({stale: null, branchHead: null, trouble});

export const gone = ({repo, worktree}: Pick<ReviewRange, 'repo' | 'worktree'>): string => `Repository ${repo} is no longer at ${worktree}`;

/** Compares the head of the branch, where the review was asked for, with what is reviewed. Never rejects. */
export async function standing(git: Pick<GitReader, 'headOf'>, review: ReviewRange, cwd: string): Promise<Standing> {
	const place = placeOfReview(review, cwd);
	if (place === null) return unread(gone(review));
	try {
		const branchHead = await git.headOf(place, review.branch, patience());
		return {stale: branchHead !== review.head, branchHead, trouble: null};
	} catch (error) {
		return unread(reason(error));
	}
}

/** All of them with how they stand; one that was superseded stands nowhere. */
export async function withStanding(reviews: readonly Review[], env: NodeJS.ProcessEnv, cwd: string): Promise<readonly StandingReview[]> {
	const git = createGitReader(env);
	const found: StandingReview[] = [];
	// One after another: a long list must not start as many processes at once.
	for (const review of reviews) found.push({...review, ...(review.state === 'superseded' ? {...unread(''), trouble: null} : await standing(git, review, cwd))});
	return found;
}
