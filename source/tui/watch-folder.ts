import {watch} from 'node:fs';

/**
 * Calls `wake` whenever something in the folder changes (the database, its -wal and -shm). Where the system cannot watch
 * (no inotify left, a network folder) nothing is called and `failed` says why: the feed's poll goes on. Answers how to stop.
 */
export function watchFolder(folder: string, wake: () => void, failed: (error: Error) => void): () => void {
	try {
		const watcher = watch(folder, {persistent: false}, wake);
		watcher.on('error', error => {
			watcher.close();
			failed(error);
		});
		return () => watcher.close();
	} catch (error) {
		failed(error instanceof Error ? error : new Error(String(error)));
		return () => {};
	}
}
