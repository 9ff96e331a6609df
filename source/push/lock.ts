/**
 * The push lock: a claim of the domain `push:<address of the remote>` for as long as one process pushes there. So everybody sees it and who waits for
 * it, in `queen claims` and in the view; it is bound to pid and start time, has a fence and ends by itself. It keeps sisters from rebasing over
 * each other for nothing; what keeps the remote safe is that no push is sent but onto the commit that was looked at (`remote.ts`).
 */
import type {Claim} from '../../db/types.ts';
import {newNonce} from '../actions/text.ts';
import {type WaitOptions, waitForClaim} from '../claim-wait.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import type {Repository} from '../find-repository.ts';
import type {Target} from './remote.ts';

/** Long enough for a slow remote between two renewals, short enough that a stopped process does not hold up a colony. */
const ttlMs = 60_000;
const renewEveryMs = 15_000;

export type PushLock = {
	readonly claim: Claim;
	/** Ends when the lock was lost: what is under way must stop. */
	readonly lost: AbortSignal;
	/** Throws one sentence when the lock is another's by now, or nobody's. Asked before anything that cannot be taken back. */
	require(): Promise<void>;
	release(): Promise<void>;
};

export const lockName = ({key}: Target): string => `push:${key}`;

const lostSentence = (name: string): string =>
	`The lock ${name} was taken away, or ran out while this process stood still. Nothing was pushed; begin anew: queen push`;

/** More time as it passes. A lock that somebody released, or that went on to another, is never taken back. */
function keepRenewed({store, clock}: Context, claim: Claim): {readonly lost: AbortController; readonly stop: () => Promise<void>} {
	const lost = new AbortController();
	let last = clock.mono();
	let renewing: Promise<void> = Promise.resolve();
	const renew = async (): Promise<void> => {
		const now = clock.mono();
		const {ok} = await store.checkFence(claim.id, claim.fence);
		const held = ok ? await store.extend(claim.id, Math.min(ttlMs, now - last)) : {ok};
		last = now;
		if (!held.ok) lost.abort();
	};
	const timer = setInterval(() => {
		renewing = renewing.then(renew).catch(() => lost.abort());
	}, renewEveryMs);
	const stop = async (): Promise<void> => {
		clearInterval(timer);
		await renewing;
	};
	return {lost, stop};
}

type Who = {readonly name: string; readonly repository: Repository};

/** Waits for its turn. Answers null when she gave up or the time ran out; `onWaiting` is told who has it. */
export async function takePushLock(context: Context, target: Target, {name, repository}: Who, options: WaitOptions): Promise<PushLock | null> {
	const {store, processes} = context;
	const self = processes.get(process.pid);
	if (self === null) throw new QueenError('refused', 'This process cannot see itself in the list of processes, so nobody could see it end: no push from here.');
	const {repo, repoId, repoKey} = repository;
	const resource = lockName(target);
	const description = `pushes ${target.branch} of ${repo} (pid ${process.pid})`;
	const wanted = {kind: 'domain', repo, repoId, repoKey, resource, owner: name, description, ttlMs, shared: false} as const;
	const result = await waitForClaim(context, {...wanted, process: processes.identify(self), nonce: newNonce()}, () => null, options);
	if (!result.ok) return null;
	const {claim} = result;
	const {lost, stop} = keepRenewed(context, claim);
	return {
		claim,
		lost: lost.signal,
		require: async () => {
			const {ok} = await store.checkFence(claim.id, claim.fence);
			if (!ok) throw new QueenError('refused', lostSentence(resource));
		},
		release: async () => {
			await stop();
			// Lost already: then it is not ours to give back, and the fence says so.
			await store.release(claim.id, {name, verified: 'yes', force: false, why: null, fence: claim.fence});
		},
	};
}
