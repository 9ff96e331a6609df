/** What sisters write down for all, and what is new for one of them. */
import type {Conflict} from './conflict.ts';
import type {Message, Verified} from './mail.ts';
import type {IsoTime} from './text.ts';

export type ContextCategory = 'decision' | 'interface' | 'warning' | 'convention' | 'discovery';

export type ContextEntry = {
	readonly id: number;
	readonly by: string;
	readonly byVerified: Verified;
	/** Folder name of the repository it is about; null with `repoKey`: for the whole colony. */
	readonly repo: string | null;
	readonly repoKey: string | null;
	readonly category: ContextCategory;
	readonly body: string;
	readonly addedAt: IsoTime;
	readonly expiresAt: IsoTime | null;
	/** The entry that this one stands in place of. */
	readonly supersedes: number | null;
	readonly supersededBy: number | null;
	readonly supersededAt: IsoTime | null;
	readonly state: 'current' | 'superseded' | 'expired';
};

/** How far a sister was told in one scope; `scope` is a repoKey, '' for the whole colony. */
export type ContextCursor = {readonly scope: string; readonly through: number};

/** What `queen sync` has to say; each list oldest first. */
export type SyncNews = {
	/** Unread mail that no hook, inbox or sync has shown her. */
	readonly messages: readonly Message[];
	/** Of others, current, since she was last told. */
	readonly context: readonly ContextEntry[];
	/** Open conflicts of hers that she was not told of. */
	readonly conflicts: readonly Conflict[];
	/** What the limits cut: the next sync has it. */
	readonly more: {readonly messages: number; readonly context: number};
	/** Entries that were there before her first sync and that it left out. */
	readonly older: number;
	readonly cursors: readonly ContextCursor[];
	/** Their authors as they wrote their names (`B` of `b`), where they are known. */
	readonly displayNames: Readonly<Record<string, string>>;
};

/** What a sister says of herself (`queen update`), beside what is seen of her. */
export type DeclaredStatus = {
	/** `running`, `blocked`, `ready`, `done`, … or a word of her own. */
	readonly status: string;
	readonly note: string | null;
	readonly workstream: string | null;
	/** Since when she says this status. */
	readonly since: IsoTime;
};
