/** Claims. */
import type {IsoTime} from './text.ts';

export type ClaimKind = 'domain' | 'path';
/** held blocks; expired and orphaned block nobody; quiet still blocks but is stale. RULES.md, "Claims". */
export type ClaimState = 'held' | 'expired' | 'orphaned' | 'quiet' | 'released';

export type Claim = {
	readonly id: number;
	readonly kind: ClaimKind;
	readonly repo: string | null;
	readonly repoId: string | null;
	readonly repoKey: string | null;
	readonly resource: string;
	readonly owner: string;
	readonly description: string | null;
	readonly claimedAt: IsoTime;
	/** Computed when read (the monotonic clock decides); null: does not expire. */
	readonly expiresAt: IsoTime | null;
	readonly ttlMs: number | null;
	readonly state: ClaimState;
	/** Not held any more: see state. */
	readonly stale: boolean;
	/** Why it is stale, in words, or null. */
	readonly staleWhy: string | null;
	/** Nobody else may have it now: held and quiet ones, and orphaned ones for the first 15 s. */
	readonly blocks: boolean;
	/** Made by an edit of its owner, not by a word: who edits there is warned, not stopped. */
	readonly auto: boolean;
	/** It lies where `a.ts` and `A.ts` are one file. */
	readonly ignoreCase: boolean;
	/** Another tool's lock file that says so (`.agent-locks/x.lock`), never one of ours: its number is 0. Else null. */
	readonly lockFile: string | null;
	/** Grows with every grant in the colony; guarded actions compare it. */
	readonly fence: number;
	readonly shared: boolean;
	readonly releasedAt: IsoTime | null;
	/** Who ended it: its owner, who took it, or the keeper (also where its time or its owner was over). Null while it is not released. */
	readonly releasedBy?: string | null;
};

/** Somebody who waits for a claim (`queen claim --wait`), or wants a letter when it is free (`--notify`). */
export type Waiter = {
	readonly id: number;
	readonly mode: 'wait' | 'notify';
	readonly owner: string;
	readonly kind: ClaimKind;
	readonly repo: string | null;
	readonly repoKey: string | null;
	readonly resource: string;
	readonly shared: boolean;
	readonly askedAt: IsoTime;
};
