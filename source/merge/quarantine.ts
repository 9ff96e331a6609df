/** The folder beside the database in which sandboxes lie: one for each process, removed with it, or by the next one after a kill. */
import {existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync} from 'node:fs';
import path from 'node:path';

export type Quarantine = {
	/** Removes what processes left behind that did not end by themselves. */
	sweep(): void;
	/** A path for one more sandbox; makes our folder when it is the first. */
	place(): string;
	/** Removes one sandbox. */
	remove(place: string): void;
	/** Removes all of ours. */
	close(): void;
};

const isAlive = (pid: number): boolean => {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// It lives, but is not ours to signal.
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
};

const remove = (place: string): void => rmSync(place, {recursive: true, force: true, maxRetries: 3});

/** `base`: a folder that is ours alone. Made when the first sandbox is. */
export const createQuarantine = (base: string): Quarantine => {
	let own: string | null = null;
	let count = 0;

	const sweep = (): void => {
		if (!existsSync(base)) return;
		for (const name of readdirSync(base)) {
			// Folders are called `<pid>-<random>`.
			const pid = Number(/^(\d+)-/.exec(name)?.[1]);
			if (!(pid > 0 && isAlive(pid))) remove(path.join(base, name));
		}
	};
	const close = (): void => {
		if (own === null) return;
		remove(own);
		own = null;
		process.off('exit', close);
	};
	const place = (): string => {
		if (own === null) {
			mkdirSync(base, {recursive: true, mode: 0o700});
			own = mkdtempSync(path.join(base, `${process.pid}-`));
			process.on('exit', close);
		}
		count += 1;
		return path.join(own, String(count));
	};
	return {sweep, place, remove, close};
};
