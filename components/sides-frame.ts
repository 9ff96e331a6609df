/** Both sides of a conflict as git shows them, read while its box is open. Every text has passed the sanitizer. */
import type {Safe} from '../db/types.ts';

export type DiffLine = {readonly text: Safe; readonly kind: 'file' | 'hunk' | 'added' | 'removed' | 'same'};

export type Side = {
	readonly sister: Safe;
	/** What she changed in the files of the conflict, against where both began; at most so many lines as are worth reading. */
	readonly lines: readonly DiffLine[];
	/** Why there is nothing to show, or that it was cut; null: this is all of it. */
	readonly note: Safe | null;
};

export type SidesFrame = {
	/** Number of the conflict. */
	readonly conflict: number;
	readonly sides: readonly Side[];
};
