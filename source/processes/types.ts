import type {ProcessIdentity} from '../../db/types.ts';

/** One process as the system shows it. macOS and others get a file of their own behind `Processes`. */
export type Process = {
	readonly pid: number;
	readonly ppid: number;
	/** Process group, session, controlling terminal (0: none), foreground group of that terminal. */
	readonly group: number;
	readonly session: number;
	readonly tty: number;
	readonly foreground: number;
	/** R S D T Z X …; Z and X are dead, T is suspended. */
	readonly state: string;
	/** Clock ticks since boot, as text. */
	readonly startTime: string;
	readonly uid: number;
	/** Empty for kernel threads and zombies. */
	readonly argv: readonly string[];
};

export type Processes = {
	/** Every process of this user. A pid that ended meanwhile is left out. */
	list(): readonly Process[];
	/** One process, or null when it does not exist. */
	get(pid: number): Process | null;
	/** The caller's ancestors, nearest first, at most 64. */
	ancestors(pid: number): readonly Process[];
	isAlive(process: ProcessIdentity): boolean;
	identify(process: Process): ProcessIdentity;
	/** Current directory, or null when it may not be read. */
	cwd(pid: number): string | null;
	/** Only TMUX, TMUX_PANE, KITTY_WINDOW_ID, KITTY_LISTEN_ON; nothing else is read out (RULES.md, "Scanning"). */
	terminalHints(pid: number): Readonly<Record<string, string>>;
};
