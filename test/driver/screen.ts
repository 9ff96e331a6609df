/**
 * A program in a real pseudo-terminal, read by a real terminal parser: what a person at the keyboard would see.
 */
import {setTimeout as pause} from 'node:timers/promises';
import xterm from '@xterm/headless';
import {spawn} from 'node-pty';
import {type Cell, columnsOf, looksOf, readCell} from './cells.ts';
import type {Owner} from './cleanup.ts';
import {bytesOf} from './keys.ts';
import {end, isAlive, isAsleep} from './processes.ts';
import {deadlineMs} from './wait.ts';

export type {Cell} from './cells.ts';
export type Exit = {readonly code: number; readonly signal: number};
export type Osc = {readonly code: number; readonly data: string};
export type Wanted = string | RegExp | ((screen: Screen) => boolean);

export type Screen = {
	readonly pid: number;
	readonly columns: () => number;
	readonly height: () => number;
	/** Keys by name (`enter`, `ctrl-s`, `j`), one after the other as a hand does it: each waits for what the one before brought to the screen. */
	readonly press: (...names: readonly string[]) => Promise<void>;
	/** Text that comes in one piece, as from a fast hand over a slow line. */
	readonly type: (text: string) => Promise<void>;
	/** Text as a terminal hands over a bracketed paste. */
	readonly paste: (text: string) => void;
	/** Bytes as they are: reports of a mouse, answers of a terminal. */
	readonly send: (bytes: string) => void;
	/** Resolves as soon as the screen shows it; looks again at each output, not at each tick of a clock. */
	readonly waitFor: (wanted: Wanted, what?: string, limitMs?: number) => Promise<void>;
	readonly waitGone: (wanted: string | RegExp) => Promise<void>;
	readonly shows: (wanted: Wanted) => boolean;
	readonly rows: () => readonly string[];
	readonly row: (n: number) => string;
	readonly text: () => string;
	readonly cell: (row: number, column: number) => Cell;
	/** The looks of a row, one after the other without lengths. */
	readonly looks: (row: number) => string;
	/** The cells of the first place where the text stands. */
	readonly cellsOf: (text: string) => readonly Cell[];
	readonly resize: (columns: number, rows: number) => void;
	/** Everything that came so far, as bytes in latin1, and how much. */
	readonly raw: () => string;
	readonly bytes: () => number;
	readonly titles: () => readonly string[];
	readonly oscs: () => readonly Osc[];
	readonly isAlternate: () => boolean;
	/** Is the terminal's own cursor shown? */
	readonly isCursorShown: () => boolean;
	readonly exited: Promise<Exit>;
	/** The same, and an error that shows the screen when it does not end. */
	readonly waitExit: () => Promise<Exit>;
	readonly kill: (signal: NodeJS.Signals) => void;
	/** Calls back for every chunk, with its time of arrival, after the parser took it in. */
	readonly onOutput: (listener: (arrivedAt: number, bytes: number) => void) => () => void;
};

export type ScreenOptions = {
	/** What the terminal answers when it is asked for its background, as X11 writes colours; without it it does not know. */
	readonly background?: string;
	readonly command: readonly string[];
	readonly env: NodeJS.ProcessEnv;
	readonly cwd: string;
	readonly columns?: number;
	readonly rows?: number;
};

const matches = (screen: Screen, wanted: Wanted): boolean => {
	if (typeof wanted === 'function') return wanted(screen);
	return typeof wanted === 'string' ? screen.text().includes(wanted) : wanted.test(screen.text());
};

/** Notes every operating-system command; the terminal then does with it what it always does. */
const noteOscs = (terminal: xterm.Terminal): Osc[] => {
	const seen: Osc[] = [];
	for (const code of [0, 1, 2, 4, 7, 8, 9, 10, 11, 12, 50, 52, 99, 104, 110, 111, 133, 777, 1337]) {
		terminal.parser.registerOscHandler(code, data => {
			seen.push({code, data});
			return false;
		});
	}
	return seen;
};

/** Private modes that tests ask for: the cursor (25), a frame under way (2026). */
const noteModes = (terminal: xterm.Terminal): {isCursorShown: boolean; isUpdating: boolean} => {
	const modes = {isCursorShown: true, isUpdating: false};
	for (const final of ['h', 'l']) {
		terminal.parser.registerCsiHandler({prefix: '?', final}, parameters => {
			if (parameters.includes(25)) modes.isCursorShown = final === 'h';
			if (parameters.includes(2026)) modes.isUpdating = final === 'h';
			return false;
		});
	}
	return modes;
};

/** The longest pause after a key that brings nothing to the screen, and the one after its first output. */
const strokeMs = 100;
const breathMs = 15;
/** For so long a program waits after Escape whether more comes: a key right behind it would be Alt and that key. Ink: 20 ms. */
const escapeMs = 40;

/** Resolves when the program has read what was sent: with input to read it would not sleep. However slow the machine, keys stay keys of their own. */
const isRead = async (pid: number): Promise<void> => {
	const end = performance.now() + deadlineMs;
	for (let looks = 0; looks < 3 && performance.now() < end; ) {
		await pause(5);
		looks = isAsleep(pid) || !isAlive(pid) ? looks + 1 : 0;
	}
};

/** One key, and its first output. Keys that are sent at once reach a program in one piece, which is another story. */
const stroke = async (screen: Screen, bytes: string): Promise<void> => {
	await new Promise<void>(resolve => {
		const finish = (): void => {
			clearTimeout(timer);
			forget();
			setTimeout(resolve, breathMs);
		};
		const forget = screen.onOutput(finish);
		const timer = setTimeout(finish, strokeMs);
		screen.send(bytes);
	});
	await isRead(screen.pid);
	if (bytes !== '\u001b') return;
	await pause(escapeMs);
	await isRead(screen.pid);
};

const waitOn =
	(screen: Screen, holds: () => boolean, limitMs = deadlineMs) =>
	(what: string): Promise<void> =>
		new Promise((resolve, reject) => {
			if (holds()) return resolve();
			const stop = (): void => {
				clearTimeout(timer);
				forget();
			};
			const fail = (why: string): void => {
				stop();
				reject(new Error(`${why} while waiting for ${what}; the screen was\n${screen.text()}`));
			};
			const look = (): void => {
				if (!holds()) return;
				stop();
				resolve();
			};
			const forget = screen.onOutput(look);
			const timer = setTimeout(fail, limitMs, `${limitMs} ms went by`);
			void screen.exited.then(({code, signal}) => fail(`the program ended (code ${code}, signal ${signal})`));
		});

/** Starts the program; it is ended with the story. */
export const openScreen = (owner: Owner, options: ScreenOptions): Screen => {
	const [file = '', ...args] = options.command;
	let columns = options.columns ?? 120;
	let height = options.rows ?? 40;
	const terminal = new xterm.Terminal({cols: columns, rows: height, allowProposedApi: true, scrollback: 0});
	const oscs = noteOscs(terminal);
	const titles: string[] = [];
	terminal.onTitleChange(title => titles.push(title));
	const modes = noteModes(terminal);
	const chunks: Buffer[] = [];
	const listeners = new Set<(arrivedAt: number, bytes: number) => void>();
	const env = Object.fromEntries(Object.entries(options.env).filter((pair): pair is [string, string] => pair[1] !== undefined));
	const pty = spawn(file, args, {name: 'xterm-256color', cols: columns, rows: height, cwd: options.cwd, env, encoding: null});
	let hasExited = false;
	terminal.parser.registerOscHandler(11, asked => {
		if (asked === '?' && options.background && !hasExited) pty.write(`\u001b]11;${options.background}\u001b\\`);
		return true;
	});
	// The parser answers what a terminal is asked (size, colours, cursor).
	terminal.onData(answer => {
		if (!hasExited) pty.write(answer);
	});
	pty.onData(data => {
		const arrivedAt = performance.now();
		const chunk = Buffer.from(data);
		chunks.push(chunk);
		terminal.write(chunk, () => {
			// Between the marks of a synchronised update the frame is not whole: a real terminal would not show it yet.
			if (modes.isUpdating) return;
			for (const listener of listeners) listener(arrivedAt, chunk.length);
		});
	});
	const exited = new Promise<Exit>(resolve => {
		pty.onExit(({exitCode, signal}) => {
			hasExited = true;
			// What was printed last is still on its way through the parser.
			terminal.write('', () => resolve({code: exitCode, signal: signal ?? 0}));
		});
	});
	const text = (n: number): string => terminal.buffer.active.getLine(terminal.buffer.active.baseY + n)?.translateToString(true) ?? '';
	const screen: Screen = {
		pid: pty.pid,
		columns: () => columns,
		height: () => height,
		press: async (...names) => {
			for (const name of names) await stroke(screen, bytesOf(name));
		},
		type: async words => {
			await stroke(screen, words);
		},
		paste: words => pty.write(`\u001b[200~${words}\u001b[201~`),
		send: bytes => pty.write(bytes),
		waitFor: (wanted, what, limitMs) => waitOn(screen, () => matches(screen, wanted), limitMs)(what ?? String(wanted)),
		waitGone: wanted => waitOn(screen, () => !matches(screen, wanted))(`${String(wanted)} to go`),
		shows: wanted => matches(screen, wanted),
		rows: () => Array.from({length: height}, (_, n) => text(n)),
		row: text,
		text: () => screen.rows().join('\n'),
		cell: (row, column) => readCell(terminal, row, column),
		looks: row => looksOf(terminal, row),
		cellsOf: words => {
			for (let row = 0; row < height; row++) {
				const cells = Array.from({length: columns}, (_, column) => readCell(terminal, row, column));
				const at = columnsOf(cells, words);
				if (at !== null) return cells.slice(at.from, at.to);
			}
			throw new Error(`${words} is not on the screen\n${screen.text()}`);
		},
		resize: (newColumns, newRows) => {
			columns = newColumns;
			height = newRows;
			terminal.resize(newColumns, newRows);
			pty.resize(newColumns, newRows);
		},
		raw: () => Buffer.concat(chunks).toString('latin1'),
		bytes: () => chunks.reduce((sum, chunk) => sum + chunk.length, 0),
		titles: () => titles,
		oscs: () => oscs,
		isAlternate: () => terminal.buffer.active.type === 'alternate',
		isCursorShown: () => modes.isCursorShown,
		exited,
		waitExit: () => {
			const late = new Promise<never>((_, reject) => {
				const timer = setTimeout(() => reject(new Error(`the program did not end; the screen was\n${screen.text()}`)), deadlineMs);
				void exited.then(() => clearTimeout(timer));
			});
			return Promise.race([exited, late]);
		},
		kill: signal => pty.kill(signal),
		onOutput: listener => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
	owner.after(async () => {
		if (!hasExited) {
			// As when a terminal window is closed; only one who does not go gets the hard word.
			pty.kill('SIGHUP');
			const isGone = await Promise.race([exited.then(() => true), new Promise<boolean>(resolve => setTimeout(resolve, 5000, false))]);
			if (!isGone && isAlive(pty.pid)) await end(pty.pid);
			await exited;
		}
		terminal.dispose();
	});
	return screen;
};
