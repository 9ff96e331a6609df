/** Who waits for a claim, as far as the queue tells: for the same thing, or for one that it covers or that covers it. */
import type {Claim, Sanitized, Waiter} from '../db/types.ts';
import {age} from '../source/format/age.ts';
import {matches} from './glob.ts';
import type {Facts} from './pane.ts';

type C = Sanitized<Claim>;
type W = Sanitized<Waiter>;

export {isPush, pushedProject} from '../source/format/push-queue.ts';

function isFor(claim: C, waiter: W): boolean {
	if (waiter.kind !== claim.kind) return false;
	if (claim.kind === 'domain') return waiter.resource === claim.resource;
	return waiter.repoKey === claim.repoKey && (matches(claim.resource, waiter.resource) || matches(waiter.resource, claim.resource));
}

/** In the order in which they get it; those who only want a letter when it is free do not wait. */
export const waitersFor = (claim: C, {waiters = []}: Facts): readonly W[] =>
	waiters.length === 0 || claim.lockFile !== null ? [] : waiters.filter(waiter => waiter.mode === 'wait' && isFor(claim, waiter));

/** `iza-3 2m, cody 10s`. */
export const waitingWords = (waiters: readonly W[], now: number): string => waiters.map(({owner, askedAt}) => `${owner} ${age(askedAt, now)}`).join(', ');
