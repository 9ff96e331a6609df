/**
 * A terminal program hosted in the view's own terminal: the way to a pane for a keeper who is outside of tmux. The program
 * runs in a pty of its own, wired to the real terminal byte for byte; Ctrl-Q ends it and comes back.
 */
import type {IPty} from 'node-pty';
import {createModes} from './terminal-modes.ts';

export type AttachDeps = {
	readonly command: readonly string[];
	/** The whole environment of the program. */
	readonly env: Readonly<Record<string, string>>;
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream;
	/** One line that is seen before the program takes the screen. */
	readonly notice: string;
	/** Tells how to end the program and give the terminal back at once, for a view that must go itself. */
	onStart(giveUp: () => void): void;
};

/** `code` is the program's exit status when it ended by itself; `said` its last line of text then. */
export type AttachResult = {readonly cameBack: boolean; readonly code: number; readonly said: string};

/** Ctrl-Q as a byte, and as terminals write it that report keys in full. */
const comeBackKeys = ['\u0011', '\u001b[113;5u', '\u001b[27;5;113~'];
/** How long the program may take to end before it is killed. */
const patienceMs = 1000;

/**
 * What a program may have left otherwise, besides its modes: synchronised output, scroll region, colours, charset, application
 * keys, extended keys, the cursor's shape. Each is harmless where nothing was changed.
 */
const giveBack = ['\u001b[?2026l', '\u001b[r', '\u001b[0m', '\u001b(B\u000f', '\u001b>', '\u001b[>4m', '\u001b[0 q', '\u001b[?25h'].join('');
const clearLine = '\r\u001b[2K';

/** The text before the first key that comes back, and whether there was one. */
export function untilComeBack(chunk: string): {readonly text: string; readonly back: boolean} {
	const at = comeBackKeys.map(key => chunk.indexOf(key)).filter(index => index >= 0);
	return at.length === 0 ? {text: chunk, back: false} : {text: chunk.slice(0, Math.min(...at)), back: true};
}

const lastLine = (text: string): string =>
	text
		.replace(/\u001b\[[0-?]*[ -/]*[@-~]|\u001b[ -/]*[0-~]/g, '')
		.split(/[\r\n]+/)
		.map(line => line.trim())
		.findLast(line => line !== '') ?? '';

async function start(deps: AttachDeps): Promise<IPty> {
	const [file = '', ...args] = deps.command;
	// Loaded only here: it is native code, and most keepers live in tmux.
	const {spawn} = await import('node-pty');
	return spawn(file, args, {
		name: deps.env['TERM'] ?? 'xterm-256color',
		cols: deps.stdout.columns,
		rows: deps.stdout.rows,
		cwd: deps.env['HOME'] ?? '/',
		env: deps.env,
	});
}

/** Ends the program: politely (a tmux client detaches), then for certain. */
function end(pty: IPty, exited: Promise<unknown>): void {
	pty.kill('SIGHUP');
	const timer = setTimeout(() => pty.kill('SIGKILL'), patienceMs);
	void exited.then(() => clearTimeout(timer));
}

/** The wires between the real terminal and the program; `cut` takes them away and resets what the program left on, once. */
function wire(pty: IPty, {stdin, stdout}: AttachDeps, comeBack: () => void): {readonly cut: () => void; readonly said: () => string} {
	const modes = createModes();
	let isCut = false;
	let said = '';
	const output = pty.onData(chunk => {
		modes.see(chunk);
		said = (said + chunk).slice(-1000);
		stdout.write(chunk);
	});
	const onKeys = (chunk: string | Buffer): void => {
		const {text, back} = untilComeBack(String(chunk));
		if (text !== '') pty.write(text);
		if (back) comeBack();
	};
	const onResize = (): void => pty.resize(Math.max(1, stdout.columns), Math.max(1, stdout.rows));
	stdin.setRawMode(true);
	stdin.ref();
	stdin.on('data', onKeys);
	stdin.resume();
	stdout.on('resize', onResize);
	const cut = (): void => {
		if (isCut) return;
		isCut = true;
		output.dispose();
		stdin.off('data', onKeys);
		stdout.off('resize', onResize);
		stdin.setRawMode(false);
		stdout.write(`${giveBack}${modes.undo()}${clearLine}`);
	};
	return {cut, said: () => lastLine(said)};
}

/**
 * Runs the program until it ends or Ctrl-Q is pressed. The terminal must be ours: Ink suspended. Leaves it in cooked mode on
 * the normal screen, with no process behind. Rejects when the program cannot be started.
 */
export async function attach(deps: AttachDeps): Promise<AttachResult> {
	deps.stdout.write(`${clearLine}${deps.notice}`);
	const pty = await start(deps);
	let cameBack = false;
	const exited = new Promise<number>(resolve => pty.onExit(({exitCode}) => resolve(exitCode)));
	const comeBack = (): void => {
		if (cameBack) return;
		cameBack = true;
		end(pty, exited);
	};
	const {cut, said} = wire(pty, deps, comeBack);
	deps.onStart(() => {
		cut();
		comeBack();
	});
	try {
		const code = await exited;
		return {cameBack, code, said: said()};
	} finally {
		cut();
	}
}
