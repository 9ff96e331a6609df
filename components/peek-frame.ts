import type {MailPace, Status} from '../db/types.ts';

/** One run of equal attributes in a watched terminal pane. Colours are what Ink takes: an ANSI name, `ansi256(n)` or `#rrggbb`; null is the default. */
export type Span = {
	readonly text: string;
	readonly color: string | null;
	readonly backgroundColor: string | null;
	readonly bold: boolean;
	readonly dim: boolean;
	readonly italic: boolean;
	readonly underline: boolean;
	readonly inverse: boolean;
};

/** What the store remembers of a sister; null where nobody could tell. */
export type Past = {
	/** How fast she reads her mail. */
	readonly pace: MailPace | null;
	/** What she was in each of the last 60 minutes, oldest first. */
	readonly hour: readonly (Status | null)[] | null;
};

/** What a sister's terminal pane showed a moment ago. Every text in it has passed the sanitizer. */
export type PeekFrame = Partial<Past> & {
	readonly sister: string;
	/** Says what is shown and, where there is nothing to show, why: `%12`, `cannot be read: the server is gone`. */
	readonly title: readonly string[];
	/** Top to bottom, as the terminal pane has them. */
	readonly lines: readonly (readonly Span[])[];
	/** Wall time in milliseconds at which it was read. */
	readonly at: number;
};
