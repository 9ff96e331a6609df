/** What was written down for all, read while its box is open and only then. Every text has passed the sanitizer. */
import type {ContextCategory, ContextEntry, Safe, Sanitized} from '../db/types.ts';
import type {EditorText} from './editor-text.ts';

export type SeenEntry = Sanitized<ContextEntry>;

/** Which entries are looked at. */
export type SharedQuery = {
	/** A sister whose repository is meant; null: the repository in which the view was started. */
	readonly repoOf: string | null;
	/** Of all repositories. */
	readonly everywhere: boolean;
	/** Also what is superseded or expired. */
	readonly past: boolean;
};

export type SharedFrame = {
	readonly query: SharedQuery;
	/** Folder name of the repository that is meant, and what its clones are compared by; both null: there is none, only the whole colony. */
	readonly repo: Safe | null;
	readonly repoKey: Safe | null;
	/** Newest first, at most so many as are worth looking through. */
	readonly entries: readonly SeenEntry[];
	/** All of them, with those that are left out. */
	readonly total: number;
	/** Why they could not be read; null: they could. */
	readonly trouble: Safe | null;
};

/** The box of what was written down for all: of one category (null: all) that holds the words. */
export type SharedOverlay = {
	readonly kind: 'shared';
	readonly query: SharedQuery;
	readonly category: ContextCategory | null;
	readonly words: string;
	/** The words, while they are typed. */
	readonly typing: EditorText | null;
	/** The chosen entry; null: the first. */
	readonly entry: number | null;
};

/** What of it a key changes. */
export type SharedLook = {readonly category?: ContextCategory | null; readonly entry?: number; readonly query?: SharedQuery};
