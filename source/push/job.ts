/** What everything that pushes needs: who, where, which git, and the lock around it. */

import {trustedCaller} from '../actions/identity.ts';
import {registerCaller} from '../actions/register.ts';
import type {WaitOptions} from '../claim-wait.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {describeRepository, type GitPlace, type Repository} from '../find-repository.ts';
import {RunError} from '../run.ts';
import {type UserGit, userGit} from './git.ts';
import {lockName, type PushLock, takePushLock} from './lock.ts';
import {findTarget, type Target} from './remote.ts';

export type Job = {
	readonly context: Context;
	readonly me: string;
	readonly place: GitPlace;
	readonly repository: Repository;
	readonly git: UserGit;
	/** For what takes the lock of her index: ended in the middle it would leave that lock behind. */
	readonly steady: UserGit;
	readonly target: Target;
	readonly signal: AbortSignal;
};

/** `isCurrent`: the branch is the one at HEAD. `remote` null: origin. */
export type Place = {readonly place: GitPlace; readonly remote: string | null; readonly branch: string; readonly isCurrent: boolean};

/** Under whose name the lock stands; everybody but the keeper is registered by pushing. */
async function nameOf(context: Context, doing: string | null): Promise<string> {
	if (doing === null) return (await context.caller()).name;
	const caller = await trustedCaller(context, doing);
	return caller.isKeeper ? caller.name : (await registerCaller(context)).sister.name;
}

/** `doing` completes "cannot …"; null: nothing, it is only looked. Throws one sentence for what cannot be pushed to. */
export async function prepareJob(context: Context, {place, remote, branch, isCurrent}: Place, doing: string | null, signal: AbortSignal): Promise<Job> {
	const git = userGit(place.worktree, context.env, signal);
	const steady = userGit(place.worktree, context.env, new AbortController().signal);
	const target = await findTarget(git, place.worktree, remote ?? 'origin', branch, isCurrent);
	return {context, me: await nameOf(context, doing), place, repository: describeRepository(place), git, steady, target, signal};
}

/** A git that is missing, silent or ended is a sentence too. */
function sentence(error: unknown, lock: PushLock | null): unknown {
	if (!(error instanceof RunError)) return error;
	if (lock?.lost.aborted) return new QueenError('refused', `The lock ${lock.claim.resource} was lost while this worked. Look what the remote has: queen push`);
	return new QueenError('refused', `${error.message}. Look what the remote has: queen push`, {cause: error});
}

export type NoTurn = {readonly ok: false; readonly why: 'given up' | 'timeout'; readonly lock: string};

/** Waits for the lock of the remote and works in it; the job's git ends when the lock is lost. */
export async function inPushLock<T>(job: Job, options: WaitOptions, work: (job: Job, lock: PushLock) => Promise<T>): Promise<T | NoTurn> {
	let lock: PushLock | null = null;
	try {
		lock = await takePushLock(job.context, job.target, {name: job.me, repository: job.repository}, options);
		if (lock === null) return {ok: false, why: options.signal.aborted ? 'given up' : 'timeout', lock: lockName(job.target)};
		const signal = AbortSignal.any([options.signal, lock.lost]);
		return await work({...job, signal, git: userGit(job.place.worktree, job.context.env, signal)}, lock);
	} catch (error) {
		throw sentence(error, lock);
	} finally {
		await lock?.release();
	}
}
