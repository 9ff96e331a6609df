/** Folders of ours under the system's temporary one: removed when the work is done, or by the next one after a kill. */
import {lstatSync, mkdtempSync, readdirSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const isAlive = (pid: number): boolean => {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// It lives, but is not ours to signal.
		return error instanceof Error && 'code' in error && error.code === 'EPERM';
	}
};

/** The user's own of a process that is gone. Several may sweep at once: what another removed already is removed. */
function sweep(folder: string): void {
	for (const name of readdirSync(folder)) {
		const pid = /^queen-(?:push|gate|plan)-(\d+)-/.exec(name)?.[1];
		if (pid === undefined || isAlive(Number(pid))) continue;
		const place = path.join(folder, name);
		const found = lstatSync(place, {throwIfNoEntry: false});
		if (found?.isDirectory() && found.uid === process.getuid?.()) rmSync(place, {recursive: true, force: true, maxRetries: 3});
	}
}

/** Works in a new folder, which is removed whatever happens but a kill. */
export async function inFolder<T>(what: 'push' | 'gate' | 'plan', work: (folder: string) => Promise<T>): Promise<T> {
	const all = os.tmpdir();
	sweep(all);
	const folder = mkdtempSync(path.join(all, `queen-${what}-${process.pid}-`));
	try {
		return await work(folder);
	} finally {
		rmSync(folder, {recursive: true, force: true, maxRetries: 3});
	}
}
