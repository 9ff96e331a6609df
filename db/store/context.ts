/** What is written down for all, and what each sister was told of. Each operation is one transaction (../store.ts). */
import type {ContextCategory, ContextCursor, ContextEntry, Sister, SyncNews, Verified} from '../types.ts';
import type {StatusChange} from './sisters.ts';

/** Something written down for all. */
export type NewContext = {
	readonly by: string;
	readonly byVerified: Verified;
	/** Null: of the replaced entry, else `discovery`. */
	readonly category: ContextCategory | null;
	readonly body: string;
	/** The repository that it is about; both null: the whole colony. An entry in place of another has that one's. */
	readonly repo: string | null;
	readonly repoKey: string | null;
	readonly ttlMs: number | null;
	readonly supersedes: number | null;
	/** A retry with the same nonce stores nothing and answers with the first entry. */
	readonly nonce: string;
};

/** superseded: another entry (`supersededBy`) stands in its place already. */
export type AddedContext =
	| {readonly ok: true; readonly entry: ContextEntry}
	| {readonly ok: false; readonly reason: 'unknown' | 'superseded'; readonly entry: ContextEntry | null};

/** over: it is expired already, or another entry stands in its place. */
export type ExpiredContext =
	| {readonly ok: true; readonly entry: ContextEntry}
	| {readonly ok: false; readonly reason: 'unknown' | 'over'; readonly entry: ContextEntry | null};

export type ContextQuery = {
	/** A repository with what is for the whole colony; `repoKey` null: that alone. */
	readonly where: 'everywhere' | {readonly repoKey: string | null};
	/** Also what is superseded or expired. */
	readonly all?: boolean;
	readonly category?: ContextCategory | null;
	/** All of them, in the text, the category or the author. */
	readonly words?: readonly string[];
	readonly limit: number | null;
};

/** How much one sync says at most; null: all. `context` counts for each scope. */
export type SyncLimits = {readonly messages: number | null; readonly context: number | null};

/** What a sister was shown. */
export type SyncSeen = {
	readonly surfaced: readonly number[];
	readonly read: readonly number[];
	readonly cursors: readonly ContextCursor[];
	/** Conflicts. */
	readonly told: readonly number[];
};

export type ContextStore = {
	addContext(entry: NewContext): Promise<AddedContext>;
	/** Ends an entry now; `by` is who says so. It stays, marked as expired, as one whose time ran out. */
	expireContext(id: number, by: string): Promise<ExpiredContext>;
	/** Newest first; `total` counts what the limit cut. */
	context(query: ContextQuery): Promise<{readonly entries: readonly ContextEntry[]; readonly total: number}>;
	contextEntry(id: number): Promise<ContextEntry | null>;
	/** What she was not told yet. Reads only: `commitSync` follows when it was printed. Cheap where nothing is new. */
	syncNews(name: string, repoKey: string | null, limits: SyncLimits): Promise<SyncNews>;
	/** Only after it was printed. */
	commitSync(name: string, seen: SyncSeen): Promise<void>;
	/** `change` null: she says nothing any more. `by`: who writes it. Null: nobody has that name. */
	declareStatus(name: string, change: StatusChange | null, by: string): Promise<Sister | null>;
};
