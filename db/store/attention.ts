/** Who is told of what outside of the view. Each operation is one transaction (../store.ts). */
import type {AttentionEdge, AttentionRules, AttentionVerdict, Audience} from '../types.ts';

export type AttentionStore = {
	/** For each edge: does this caller tell it? In one transaction, so that of all views and daemons exactly one does. */
	claimAttention(audience: Audience, edges: readonly AttentionEdge[], rules: AttentionRules): Promise<readonly AttentionVerdict[]>;
	/** No news of her outside of the view; `forMs` null: until it is taken back. False: nobody has that name. */
	mute(name: string, forMs: number | null): Promise<boolean>;
	unmute(name: string): Promise<boolean>;
};
