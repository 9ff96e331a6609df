import {setTimeout as pause} from 'node:timers/promises';

/**
 * Runs `work` with a signal that is aborted after `ms` milliseconds. Rejects then with a sentence about `what`, also when what hangs does
 * not listen to its signal.
 */
export async function withDeadline<T>(ms: number, signal: AbortSignal, what: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
	const done = new AbortController();
	const deadline = new AbortController();
	const late = pause(ms, undefined, {signal: done.signal}).then(() => {
		const error = new Error(`${what} took longer than ${ms / 1000} s and was given up`);
		deadline.abort(error);
		throw error;
	});
	// Ended by `done` it rejects too, when nobody listens any more.
	late.catch(() => {});
	try {
		return await Promise.race([work(AbortSignal.any([signal, deadline.signal])), late]);
	} finally {
		done.abort();
	}
}
