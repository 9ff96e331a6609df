/** Waiting that can be cut short. Without `node:timers/promises`, which a hot command would have to load for it. */

/** Resolves after `ms` milliseconds, or at once when the signal ends it; never rejects. `keepsAlive: false`: a program may end meanwhile. */
export const pause = (ms: number, signal: AbortSignal, {keepsAlive = true}: {readonly keepsAlive?: boolean} = {}): Promise<void> =>
	new Promise(resolve => {
		const end = (): void => {
			clearTimeout(timer);
			signal.removeEventListener('abort', end);
			resolve();
		};
		const timer = setTimeout(end, ms);
		if (!keepsAlive) timer.unref();
		signal.addEventListener('abort', end);
		if (signal.aborted) end();
	});
