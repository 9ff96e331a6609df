/** Who waits for a claim, as far as the queue tells: for the same thing, or for one that overlaps it. */
import type {Claim, Sanitized, Waiter} from '../db/types.ts';
import {age} from '../source/format/age.ts';
import {claimsOverlap} from '../source/format/claim-names.ts';
import type {Facts} from './pane.ts';

type C = Sanitized<Claim>;
type W = Sanitized<Waiter>;

export {isPush, pushAddress, pushedProject} from '../source/format/push-queue.ts';

/** Asked for every row of each frame, and the same for as long as the snapshot is. */
const known = new WeakMap<C, {readonly of: Facts['waiters']; readonly waiters: readonly W[]}>();

/** In the order in which they get it; those who only want a letter when it is free do not wait. */
export function waitersFor(claim: C, {waiters}: Facts): readonly W[] {
	if (!waiters || waiters.length === 0 || claim.lockFile !== null) return [];
	const before = known.get(claim);
	if (before?.of === waiters) return before.waiters;
	const found = waiters.filter(waiter => waiter.mode === 'wait' && claimsOverlap(claim, waiter));
	known.set(claim, {of: waiters, waiters: found});
	return found;
}

/** `iza-3 2m, cody 10s`. */
export const waitingWords = (waiters: readonly W[], now: number): string => waiters.map(({owner, askedAt}) => `${owner} ${age(askedAt, now)}`).join(', ');
