/** What may be read at all. */
import {statSync} from 'node:fs';
import type {GitPlace} from './find-repository.ts';

/** Why a folder cannot be looked at (not ours, a disk that went away); null: it can, or there is none of that name. */
export const closedWhy = (folder: string): string | null => {
	try {
		statSync(folder, {throwIfNoEntry: false});
		return null;
	} catch (error) {
		return error instanceof Error && 'code' in error ? String(error.code) : String(error);
	}
};

/** Throws for a repository of somebody else: it runs with her settings, under our name, so it is not ours to read. */
export const requireOwn = ({worktree, gitDir, commonDir}: GitPlace): void => {
	const own = process.geteuid?.();
	const foreign = [worktree, gitDir, commonDir].find(folder => statSync(folder).uid !== own);
	if (foreign !== undefined) throw new Error(`${foreign} belongs to another user`);
};
