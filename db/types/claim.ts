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
	/** Grows with every grant in the colony; guarded actions compare it. */
	readonly fence: number;
	readonly shared: boolean;
	readonly releasedAt: IsoTime | null;
};
