/** One step of `queen park`: what it finds, and what it does about it. */

import type {WaitOptions} from '../claim-wait.ts';
import type {Caller, Context} from '../context.ts';

export type ParkWanted = {
	/** Commits all that is not committed, with this message. */
	readonly commit: string | null;
	/** What whoever comes next should know. */
	readonly note: string | null;
	/** Who gets urgent mail that was not read, and jobs that are not done. */
	readonly to: string | null;
	readonly push: boolean;
	readonly dryRun: boolean;
};

export type Leaving = {
	readonly context: Context;
	readonly caller: Caller;
	readonly wanted: ParkWanted;
	/** For the turn to push. */
	readonly waiting: WaitOptions;
};

/**
 * already: nothing was to do. done: it was done (in a dry run: it would be). failed: it cannot; `next` is the command that mends it. `said` is a
 * part of a sentence that stands for itself.
 */
export type Found = {readonly state: 'already' | 'done' | 'failed'; readonly said: string; readonly next: string | null};

export const already = (said: string): Found => ({state: 'already', said, next: null});
export const done = (said: string): Found => ({state: 'done', said, next: null});
export const failed = (said: string, next: string): Found => ({state: 'failed', said, next});

/** What to do when it was found that something is to be done: in a dry run nothing, but the same is said. */
export const unlessDry = async (leaving: Leaving, said: string, act: () => Promise<Found | null>): Promise<Found> =>
	leaving.wanted.dryRun ? done(said) : ((await act()) ?? done(said));
