/** The coordination of another program as it is taken over (`queen import`). Texts are as that program had them; times are ours. */
import type {ClaimKind} from './claim.ts';
import type {ContextCategory} from './context.ts';
import type {Priority} from './mail.ts';
import type {IsoTime} from './text.ts';

/** `key` is made of what the row says: the same row has the same key in every copy of that database, so that it comes in once. */
type Foreign = {readonly key: string};

export type ForeignSister = {
	readonly displayName: string;
	readonly seenAt: IsoTime | null;
	readonly branch: string | null;
	readonly task: string | null;
	/** What she said of herself; null: nothing. */
	readonly declared: {readonly status: string; readonly note: string | null; readonly workstream: string | null} | null;
};
export type ForeignLetter = Foreign & {
	readonly from: string;
	readonly to: string;
	readonly body: string;
	readonly priority: Priority;
	readonly sentAt: IsoTime | null;
	readonly readAt: IsoTime | null;
	readonly ackedAt: IsoTime | null;
};
export type ForeignClaim = Foreign & {
	readonly owner: string;
	/** As it is written there: a domain, or a path somehow spelled. */
	readonly text: string;
	readonly description: string | null;
	readonly claimedAt: IsoTime | null;
	/** Null: still held. */
	readonly releasedAt: IsoTime | null;
};
export type ForeignContext = Foreign & {readonly by: string; readonly category: ContextCategory; readonly body: string; readonly addedAt: IsoTime | null};
/** No commits are known of it, so it can clear no branch: it is kept as closed. */
export type ForeignReview = Foreign & {
	readonly requester: string;
	readonly reviewer: string;
	/** Of the requester's session; null: not known. */
	readonly branch: string | null;
	readonly diff: string | null;
	readonly approved: boolean;
	readonly comment: string | null;
	readonly requestedAt: IsoTime | null;
};

/** All that a foreign database says. */
export type ForeignColony = {
	readonly from: 'claude-swarm' | 'the original queen' | 'the minimal hive';
	/** The file, for the notes that say where the rest of a long text is. */
	readonly file: string;
	readonly sisters: readonly ForeignSister[];
	readonly letters: readonly ForeignLetter[];
	readonly claims: readonly ForeignClaim[];
	readonly context: readonly ForeignContext[];
	readonly reviews: readonly ForeignReview[];
};

/** What a claim's text means here; decided outside of the store, which knows no files. */
export type ClaimPlace = {
	readonly kind: ClaimKind;
	readonly resource: string;
	readonly repo: string | null;
	readonly repoId: string | null;
	readonly repoKey: string | null;
	readonly ignoreCase: boolean;
};

/** What came in; all 0: everything was here already. */
export type Imported = {
	readonly sisters: number;
	readonly mail: number;
	readonly claims: number;
	readonly context: number;
	readonly reviews: number;
	/** Claims that another holds here: they stayed out. */
	readonly held: readonly {readonly resource: string; readonly owner: string; readonly holder: string}[];
};
