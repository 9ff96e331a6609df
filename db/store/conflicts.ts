/** Conflicts: accepted, and told to those whom they concern. Each operation is one transaction (../store.ts). */
import type {Conflict} from '../types.ts';

export type ConflictStore = {
	/** Mutes an open one with a reason until its evidence changes. */
	resolve(id: number, by: string, why: string): Promise<{readonly ok: boolean; readonly conflict: Conflict | null}>;
	/** By its number, also a resolved one. */
	conflict(id: number): Promise<Conflict | null>;
	/** Open, unmuted conflicts (no notices) that a sister is part of and was not told of yet. Cheap: every inbox asks. */
	untold(name: string): Promise<readonly Conflict[]>;
	/** After it was printed. A conflict that comes back, or with new evidence, is told anew. */
	markTold(name: string, ids: readonly number[]): Promise<void>;
};
