import type {Context} from '../context.ts';

/** One option of a command. `value` is the word that help shows for it; without it the option is a switch. */
export type Flag = {readonly value?: string; readonly help: string};
export type Flags = Readonly<Record<string, string | boolean | undefined>>;

/** Where a command prints. Plain text has passed the sanitizer; writes are synchronous, so that nothing is lost at exit. */
export type Output = {
	/** One or more lines on stdout. */
	print(text: string): void;
	/** One sentence on stderr. */
	note(text: string): void;
	/** One JSON value on stderr: how `--json` reports an error. */
	error(value: unknown): void;
	/** JSON on stdout, with everything that a terminal could take for a command as `\u` escapes. */
	json(value: unknown): void;
	readonly colour: boolean;
	/** May be more than ASCII: the locale is UTF-8 and the configuration does not say otherwise. */
	readonly unicode: boolean;
	readonly columns: number;
	readonly isTerminal: boolean;
};

export type Call = {
	readonly args: readonly string[];
	readonly flags: Flags;
	readonly json: boolean;
	readonly out: Output;
	readonly env: NodeJS.ProcessEnv;
	readonly cwd: string;
	/** All of stdin, when the text is `-`. */
	readStdin(): Promise<string>;
	/** Opens the database (made on first use) the first time it is asked for. */
	open(): Promise<Context>;
};

/** A command is one record: it runs, and it is its own help, README row and completion. One file each; `commands/index.ts` is the registry. */
export type Command = {
	readonly name: string;
	readonly group: 'see' | 'sisters' | 'mail' | 'claims' | 'conflicts' | 'git' | 'care';
	/** Without `queen`: `tell NAME|@all|@repo|@waiting "text"|- [--urgent]`. */
	readonly usage: string;
	/** One line, no full stop. */
	readonly summary: string;
	readonly details?: string;
	/** One line that can be pasted. */
	readonly example: string;
	readonly flags: Readonly<Record<string, Flag>>;
	/** What `--json` prints here, where that is not one JSON value on stdout. */
	readonly json?: string;
	/** Answers the exit code; throws a `QueenError` for everything that goes wrong. */
	run(call: Call): Promise<number>;
};
