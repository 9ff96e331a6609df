/** The diff of a review as git shows it, read while it is open. Every text has passed the sanitizer. */
import type {Safe} from '../db/types.ts';
import type {DiffLine} from './sides-frame.ts';

export type ReviewFrame = {
	/** Number of the review. */
	readonly review: number;
	/** All of its diff, or as many lines as are worth reading; null: it is being read. */
	readonly lines: readonly DiffLine[] | null;
	/** Why there is nothing to show, or that it was cut; null: this is all of it. */
	readonly note: Safe | null;
	/** Is the branch no longer what is reviewed? Null: nobody knows (yet). */
	readonly stale: boolean | null;
};
