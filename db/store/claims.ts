/** Claims, and who waits for them. Each operation is one transaction (../store.ts). */
import type {Claim, ClaimKind, ProcessIdentity, Verified, Waiter} from '../types.ts';

export type NewClaim = {
	readonly kind: ClaimKind;
	readonly repo: string | null;
	readonly repoId: string | null;
	readonly repoKey: string | null;
	readonly resource: string;
	readonly owner: string;
	readonly description: string | null;
	readonly ttlMs: number | null;
	readonly shared: boolean;
	/** The owner's agent process when known by ancestry: the claim is bound to it. */
	readonly process: ProcessIdentity | null;
	/** True for the default time of a path claim (no `--ttl`): every sign of work of its owner starts its time anew. */
	readonly renewedByActivity?: boolean;
	/** It lies where `a.ts` and `A.ts` are one file. */
	readonly ignoreCase?: boolean;
	readonly nonce: string;
};

export type ClaimResult =
	| {
			readonly ok: true;
			readonly outcome: 'granted' | 'renewed';
			readonly claim: Claim /** Stale claims that this one closed. */;
			readonly closed: readonly Claim[];
	  }
	| {readonly ok: false; readonly holder: Claim; readonly holderTask: string | null};

/** A place in the queue for a claim. `place` 1 is the next; `holder` null: only those before her are in the way. */
export type QueueResult =
	| Extract<ClaimResult, {ok: true}>
	| {readonly ok: false; readonly ticket: number; readonly place: number; readonly holder: Claim | null; readonly holderTask: string | null};

/** How it stands with a place. gone: it was lost, because the claim that it was given was taken away again, or somebody cleared it up. */
export type Turn =
	| {readonly state: 'granted'; readonly claim: Claim}
	| {readonly state: 'waiting'; readonly place: number; readonly holder: Claim | null}
	| {readonly state: 'gone'};

/** fence: another grant of the same number is in force; released, lapsed: this one is over. */
export type FenceCheck =
	| {readonly ok: true; readonly claim: Claim}
	| {readonly ok: false; readonly reason: 'unknown' | 'fence' | 'released' | 'lapsed'; readonly claim: Claim | null};

export type ReleaseResult =
	/** `next`: who waited for it, and has it now. */
	| {readonly ok: true; readonly claim: Claim; readonly next?: Claim | null}
	| {readonly ok: false; readonly reason: 'unknown' | 'not-yours' | 'already' | 'retaken' | 'fence'; readonly claim: Claim | null};

export type ClaimStore = {
	claim(claim: NewClaim): Promise<ClaimResult>;
	/**
	 * Takes it when it is free and nobody waits for it; else a place in the queue. wait: for as long as the process `waiter` lives, which asks with
	 * `turn` and goes with `leaveQueue`. notify: one letter to the owner when it is free.
	 */
	queueClaim(claim: NewClaim, mode: 'wait' | 'notify', waiter: ProcessIdentity | null): Promise<QueueResult>;
	/** Cheap while there is nothing to do: then it only reads. A claim that it answers is taken up, and the place is given back. */
	turn(ticket: number): Promise<Turn>;
	leaveQueue(ticket: number): Promise<void>;
	/** In the order in which they asked. */
	waiters(): Promise<readonly Waiter[]>;
	/** Is this grant still the one in force? For every action that a claim guards. */
	checkFence(id: number, fence: number): Promise<FenceCheck>;
	/** `by` must own it unless `force`. The owner gets mail when another did it. With a `fence` only that grant is released. */
	release(
		id: number,
		by: {readonly name: string; readonly verified: Verified; readonly force: boolean; readonly why: string | null; readonly fence?: number},
	): Promise<ReleaseResult>;
	/** Gives a released claim back to its owner with the old expiry, unless somebody took it meanwhile. */
	undoRelease(id: number): Promise<ReleaseResult>;
	extend(id: number, byMs: number): Promise<ReleaseResult>;
	/** Releases a living holder's claim and takes it, with a reason; the holder is told. */
	steal(id: number, by: NewClaim, why: string): Promise<ClaimResult>;
};
