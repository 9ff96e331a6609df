/**
 * Runs `work` with a signal that is aborted after `ms` milliseconds. Rejects then with a sentence about `what`, also when what hangs does
 * not listen to its signal.
 */
export async function withDeadline<T>(ms: number, signal: AbortSignal, what: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
	const late = new AbortController();
	const gaveUp = Promise.withResolvers<never>();
	const timer = setTimeout(() => {
		const error = new Error(`${what} took longer than ${ms / 1000} s and was given up`);
		late.abort(error);
		gaveUp.reject(error);
	}, ms);
	try {
		return await Promise.race([work(AbortSignal.any([signal, late.signal])), gaveUp.promise]);
	} finally {
		clearTimeout(timer);
	}
}
