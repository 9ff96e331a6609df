import type {TerminalPlace} from '../../db/types.ts';

/** One pane of a terminal multiplexer, as its server lists it. */
export type TerminalPane = {
	readonly place: TerminalPlace;
	/** First process of the pane. */
	readonly pid: number;
	/** Raw text of the pane's title: hostile until sanitized. */
	readonly title: string;
	/** Basename of argv[0] of the foreground process. */
	readonly command: string;
	readonly cwd: string | null;
	readonly dead: boolean;
	/** Device number of the pane's tty (as in /proc/<pid>/stat), or 0. */
	readonly tty: number;
	/** Is it the pane somebody looks at now (active pane of an attached session's current window)? */
	readonly watched: boolean;
	/** Seconds since the epoch of the last output in the pane's window, or null. */
	readonly activity: number | null;
	readonly columns: number;
	readonly rows: number;
};

export type TerminalScan = {
	readonly panes: readonly TerminalPane[];
	/** Screens asked for, by `screenKey(place)`: the visible text with SGR, lines joined by \n. */
	readonly screens: ReadonlyMap<string, string>;
	/** What was looked at, in words: `tmux server default (3 panes)`. */
	readonly looked: readonly string[];
	/** What could not be read, in words. Not empty: the scan is not complete. */
	readonly unread: readonly string[];
};

export type JumpResult =
	/** `note`: what the keeper should be told, when what happened cannot be seen from here. */
	| {readonly ok: true; readonly how: 'switched'; readonly note?: string}
	/** No client of ours to switch: attach with this command (argv), hosted by the caller. */
	| {readonly ok: true; readonly how: 'attach'; readonly command: readonly string[]; readonly env: Readonly<Record<string, string | undefined>>}
	| {readonly ok: false; readonly why: string};

/** A kind of terminal that can be listed, read and jumped to. One file each; `terminals/index.ts` is the registry. */
export type Terminal = {
	readonly kind: TerminalPlace['kind'];
	/** One process per server: lists the panes and reads the wanted screens in one go. */
	scan(wanted: readonly TerminalPlace[], signal: AbortSignal): Promise<TerminalScan>;
	/** Read-only: the visible screen with colours, or null when the pane is gone. */
	read(place: TerminalPlace, signal: AbortSignal): Promise<string | null>;
	jump(place: TerminalPlace, env: NodeJS.ProcessEnv): Promise<JumpResult>;
};

export const screenKey = (place: TerminalPlace): string => `${place.socket}\n${place.server}\n${place.pane}`;
