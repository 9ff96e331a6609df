import {watch} from 'node:fs';

/**
 * SQLite writes the log first and makes it valid in memory that no watcher sees: who looks at the first notice may find nothing new yet, and
 * no other notice comes. So it looks again, this many milliseconds later.
 */
const againMs: readonly number[] = [3, 15, 60];

/** `wake` now and a few times more; a new call begins anew. `later` calls back after so many milliseconds and answers how to stop that. */
export function echoing(wake: () => void, later: (ms: number, call: () => void) => () => void): {readonly call: () => void; readonly stop: () => void} {
	let stop = (): void => {};
	const wait = (step: number): void => {
		const ms = againMs[step];
		if (ms === undefined) return;
		stop = later(ms, () => {
			wait(step + 1);
			wake();
		});
	};
	return {
		call: () => {
			stop();
			wait(0);
			wake();
		},
		stop: () => stop(),
	};
}

function realLater(ms: number, call: () => void): () => void {
	const timer = setTimeout(call, ms);
	timer.unref();
	return () => clearTimeout(timer);
}

/**
 * Calls `wake` whenever something in the folder changes (the database, its -wal and -shm), and a little later again. Where the system cannot
 * watch (no inotify left, a network folder) nothing is called and `failed` says why: the feed's poll goes on. Answers how to stop.
 */
export function watchFolder(folder: string, wake: () => void, failed: (error: Error) => void): () => void {
	try {
		const {call, stop} = echoing(wake, realLater);
		const watcher = watch(folder, {persistent: false}, call);
		watcher.on('error', error => {
			watcher.close();
			failed(error);
		});
		return () => {
			stop();
			watcher.close();
		};
	} catch (error) {
		failed(error instanceof Error ? error : new Error(String(error)));
		return () => {};
	}
}
