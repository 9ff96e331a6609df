/**
 * Every way out of the view ends here: the terminal is given back first, then what is not yet stored is stored, then everything
 * is closed in the order that was asked for, and the process ends with the exit code that this way out has.
 */
import {writeSync} from 'node:fs';

export type LeaveDeps = {
	/** Gives the terminal back: alternate screen off, cursor on, raw mode and bracketed paste off. */
	restore(): void;
	/** In this order; a step that fails does not keep the next ones from running. */
	readonly steps: readonly (() => void | Promise<void>)[];
	/** Written to stderr after the terminal was given back. */
	say(text: string): void;
	/** Milliseconds that all steps together may take. */
	readonly deadlineMs: number;
	/** Ends the view with this exit code. */
	done(code: number): void;
};

/** Leaves with the exit code; `why` is said on the normal screen. Only the first call counts. */
export type Leave = (code: number, why?: string) => void;

const words = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

async function runSteps({steps, say}: LeaveDeps): Promise<void> {
	for (const step of steps) {
		try {
			await step();
		} catch (error) {
			say(words(error));
		}
	}
}

export function createLeave(deps: LeaveDeps): Leave {
	let isLeaving = false;
	return (code, why) => {
		if (isLeaving) return;
		isLeaving = true;
		try {
			deps.restore();
		} catch (error) {
			restoreByHand();
			deps.say(words(error));
		}
		if (why) deps.say(why);
		const timer = setTimeout(() => deps.done(code), deps.deadlineMs);
		void runSteps(deps).then(() => {
			clearTimeout(timer);
			deps.done(code);
		});
	};
}

/** The last net, when Ink itself failed: bracketed paste off, alternate screen off, colours off, cursor on. */
const byHand = '\u001b[?2004l\u001b[?1049l\u001b[0m\u001b[?25h';

/** Writes to the terminal without any library in between; a terminal that is gone needs nothing. */
export function restoreByHand(): void {
	try {
		process.stdin.setRawMode?.(false);
		writeSync(1, byHand);
	} catch {
		// EIO or EPIPE: there is no terminal left to give back.
	}
}

/** Exit code after SIGINT. */
export const interrupted = 130;

const bySignal: readonly (readonly [NodeJS.Signals, number])[] = [
	['SIGINT', interrupted],
	['SIGTERM', 143],
	['SIGHUP', 129],
	['SIGQUIT', 131],
];

/**
 * Signals, errors that nobody caught and a terminal that is gone all lead to `leave`. Answers how to stop listening.
 * A terminal that hung up reports EIO (or EPIPE) before SIGHUP arrives: 1 when nothing else says more.
 */
export function watchWaysOut(leave: Leave, stdout: NodeJS.WriteStream): () => void {
	const onError = (error: unknown): void => leave(1, `queen stopped because of an error in itself:\n${words(error)}`);
	const onStdout = (): void => leave(1);
	const listeners = bySignal.map(([signal, code]) => [signal, () => leave(code)] as const);
	for (const [signal, listener] of listeners) process.on(signal, listener);
	process.on('uncaughtException', onError);
	process.on('unhandledRejection', onError);
	stdout.on('error', onStdout);
	return () => {
		for (const [signal, listener] of listeners) process.off(signal, listener);
		process.off('uncaughtException', onError);
		process.off('unhandledRejection', onError);
		stdout.off('error', onStdout);
	};
}
