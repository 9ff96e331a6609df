/** Starts the scanner's process, for the view (for as long as it lives) and for commands (one pass). */
import {type ChildProcess, type ForkOptions, fork} from 'node:child_process';
import type {ScannerMessage, ScannerRequest} from './messages.ts';

/** In a bundle `dist/scanner.js`; from source its TypeScript. */
const entry = new URL(import.meta.url.endsWith('.ts') ? './main.ts' : './scanner.js', import.meta.url);

/** Options of our own Node (a debugger's port, a preload) are not for it. A small young generation: what a pass makes is garbage a second later. */
const settings: ForkOptions = {stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: ['--max-semi-space-size=1']};

const firstDelayMs = 500;
const longestDelayMs = 30_000;
/** A child that lived this long was well: the next restart is quick again. */
const wellMs = 60_000;

/** The end of what a child said on stderr, as one sentence: what is older is history. */
function keepLastWords(child: ChildProcess): () => string | null {
	let words = '';
	child.stderr?.setEncoding('utf8');
	child.stderr?.on('data', (text: string) => {
		words = (words + text).slice(-4000);
	});
	return () => words.trim().split('\n').at(-1)?.trim() || null;
}

/** Neither the child nor its pipes keep the parent from ending. */
function unref(child: ChildProcess): void {
	child.unref();
	child.channel?.unref();
	(child.stderr as {unref?: () => void} | null)?.unref?.();
}

export type RunningScanner = {
	/** A complete scan as soon as possible; lost when the scanner is just being restarted, which begins with one. */
	rescan(): void;
	/** What keeps it from scanning, in one sentence, or null when it is well. */
	trouble(): string | null;
	stop(): void;
};

export type StartOptions = {
	readonly env?: NodeJS.ProcessEnv;
	/** Called when `trouble()` changes. */
	readonly onTrouble?: (text: string | null) => void;
};

/**
 * The view's scanner. Ends with its parent however that ends (its channel closes); started again when it dies, later and later when it
 * keeps dying.
 */
export function startScanner({env = process.env, onTrouble}: StartOptions = {}): RunningScanner {
	let child: ChildProcess | null = null;
	let timer: NodeJS.Timeout | null = null;
	let delayMs = firstDelayMs;
	let trouble: string | null = null;
	let isStopped = false;

	const say = (text: string | null): void => {
		if (text === trouble) return;
		trouble = text;
		onTrouble?.(text);
	};

	const onMessage = (message: ScannerMessage): void => say(message.type === 'error' ? message.text : null);

	const restart = (why: string): void => {
		child = null;
		if (isStopped) return;
		say(`the scanner ended (${why}) and is started again`);
		timer = setTimeout(start, delayMs);
		timer.unref();
		delayMs = Math.min(delayMs * 2, longestDelayMs);
	};

	const start = (): void => {
		const started = performance.now();
		const mine = fork(entry, [], {...settings, env});
		const lastWords = keepLastWords(mine);
		let isOver = false;
		const over = (why: string): void => {
			if (isOver) return;
			isOver = true;
			if (performance.now() - started >= wellMs) delayMs = firstDelayMs;
			restart(lastWords() ?? why);
		};
		mine.on('message', message => onMessage(message as ScannerMessage));
		mine.on('error', error => over(error.message));
		// Not `exit`: only now its last words are all there.
		mine.on('close', (code, signal) => over(signal ?? `exit code ${code}`));
		unref(mine);
		child = mine;
	};

	start();
	return {
		rescan: () => {
			// A channel that just closed is a child that just ended: the next one begins with a complete scan.
			if (child?.connected) child.send({type: 'rescan'} satisfies ScannerRequest, () => {});
		},
		trouble: () => trouble,
		stop: () => {
			isStopped = true;
			if (timer !== null) clearTimeout(timer);
			child?.kill('SIGTERM');
		},
	};
}

/** How a single pass ended: `code` is an exit code of the contract (0: it was written), `why` a sentence. */
export type OnceResult = {readonly code: number; readonly why: string | null};

/** One complete pass in a process of its own; ended when it takes longer than `timeoutMs`. Never rejects. */
export const scanOnce = (timeoutMs: number, env: NodeJS.ProcessEnv = process.env): Promise<OnceResult> => runOnce('once', 'the scan', timeoutMs, env);

/** One copy of the database in a process of its own, if anything has changed. Never rejects. */
export const backupOnce = (timeoutMs: number, env: NodeJS.ProcessEnv = process.env): Promise<OnceResult> =>
	runOnce('backup', 'the copy of the database', timeoutMs, env);

function runOnce(word: 'once' | 'backup', what: string, timeoutMs: number, env: NodeJS.ProcessEnv): Promise<OnceResult> {
	return new Promise(resolve => {
		const child = fork(entry, [word, String(timeoutMs)], {...settings, env});
		const lastWords = keepLastWords(child);
		const timer = setTimeout(() => {
			// It ends what it started, and itself; if not, it ends when we do.
			child.kill('SIGTERM');
			unref(child);
			end({code: 1, why: `${what} took longer than ${timeoutMs / 1000} s and was ended`});
		}, timeoutMs);
		const end = (result: OnceResult): void => {
			clearTimeout(timer);
			resolve(result);
		};
		child.on('error', error => end({code: 1, why: `the scanner could not be started: ${error.message}`}));
		child.on('close', (code, signal) => {
			if (code === 0) end({code: 0, why: null});
			else end({code: code ?? 1, why: lastWords() ?? `${what} was ended by ${signal ?? `code ${code}`}`});
		});
	});
}
