import {signalCodes} from '../watching/endings.ts';

/**
 * Work that has an end of its own, which a signal may bring sooner: the work then undoes or finishes its step, also when the key is
 * pressed again. Answers the exit code of the signal, or 0.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<{readonly result: T; readonly code: number}> {
	const ending = new AbortController();
	let code = 0;
	const heard = Object.entries(signalCodes).map(([name, exit]) => {
		const listener = (): void => {
			code = exit;
			ending.abort();
		};
		process.on(name, listener);
		return () => process.off(name, listener);
	});
	try {
		return {result: await work(ending.signal), code};
	} finally {
		for (const forget of heard) forget();
	}
}
