/**
 * Did anything change in a worktree since it was last read? Answered by looking at files' facts only, without a git
 * process, so that a quiet repository costs nothing but `lstat`.
 */
import {createHash} from 'node:crypto';
import {lstatSync, readdirSync, type Stats} from 'node:fs';
import path from 'node:path';
import type {GitPlace} from './find-repository.ts';

/** Above this a worktree is not watched file by file: `git status` runs at each complete pass. */
export const maxWatchedFiles = 20_000;
const maxWatchedFolders = 10_000;

/** A file's facts without following a link; null where it is gone or hidden. */
export const factsOf = (file: string): Stats | null => {
	try {
		return lstatSync(file, {throwIfNoEntry: false}) ?? null;
	} catch {
		// A folder on the way became a file or may not be entered: as good as gone, and a change.
		return null;
	}
};

/** ctime too: a program may set mtime back, not ctime. */
const stamp = (file: string): string => {
	const facts = factsOf(file);
	return facts === null ? '-' : `${facts.ino}:${facts.size}:${facts.mode}:${facts.mtimeMs}:${facts.ctimeMs}`;
};

/** What decides branch, commit, upstream and what is ignored; not the files of the worktree. */
export const refsFingerprint = ({worktree, gitDir, commonDir}: GitPlace, branch: string | null, upstream: string | null): string => {
	const refs = (name: string): string => path.join(commonDir, 'refs', name);
	const files = [
		...['HEAD', 'index', 'logs/HEAD', 'config.worktree', 'MERGE_HEAD'].map(name => path.join(gitDir, name)),
		...['config', 'packed-refs', 'reftable/tables.list', 'info/exclude'].map(name => path.join(commonDir, name)),
		path.join(worktree, '.gitignore'),
		...(branch === null ? [] : [refs(`heads/${branch}`)]),
		// `origin/main`, or `main` where the upstream is a local branch.
		...(upstream === null ? [] : [refs(`remotes/${upstream}`), refs(`heads/${upstream}`)]),
	];
	return files.map(stamp).join(' ');
};

/** What git's index lists changed only when this did. */
export const indexFingerprint = ({gitDir}: GitPlace): string => stamp(path.join(gitDir, 'index'));

/** Files and folders of a worktree whose facts are compared. */
export type WatchList = {readonly files: readonly string[]; readonly folders: readonly string[]};

/** Folders that hold tracked files, and all above them up to the worktree's top. */
const trackedFolders = (tracked: readonly string[]): Set<string> => {
	const folders = new Set(['']);
	for (const file of tracked) {
		for (let at = file.lastIndexOf('/'); at > 0; at = file.lastIndexOf('/', at - 1)) {
			const folder = file.slice(0, at);
			if (folders.has(folder)) break;
			folders.add(folder);
		}
	}
	return folders;
};

const childrenOf = (folder: string): {readonly folders: readonly string[]; readonly hasFiles: boolean} => {
	try {
		const entries = readdirSync(folder, {withFileTypes: true});
		const folders = entries.filter(entry => entry.isDirectory() && entry.name !== '.git').map(entry => entry.name);
		return {folders, hasFiles: entries.some(entry => !entry.isDirectory())};
	} catch {
		return {folders: [], hasFiles: false};
	}
};

/**
 * A new file shows in its folder's mtime. So all folders with tracked files are watched, and below them the first ones
 * that hold a file: whether a folder counts as untracked (or is ignored as a whole) is decided there. Null: too many.
 */
const watchedFolders = (worktree: string, tracked: readonly string[]): readonly string[] | null => {
	const known = trackedFolders(tracked);
	const queue = [...known];
	const found: string[] = [];
	for (let folder = queue.pop(); folder !== undefined; folder = queue.pop()) {
		if (found.length >= maxWatchedFolders) return null;
		const full = path.join(worktree, folder);
		found.push(full);
		const {folders, hasFiles} = childrenOf(full);
		if (hasFiles && !known.has(folder)) continue;
		for (const name of folders) {
			const child = folder === '' ? name : `${folder}/${name}`;
			if (!known.has(child)) queue.push(child);
		}
	}
	return found;
};

/**
 * The list for a worktree whose tracked paths are these (relative, as `git ls-files -z` prints them). Null when it
 * cannot be watched: too many files, or a name that is no UTF-8 and so cannot be looked up.
 */
export const watchList = (worktree: string, tracked: readonly string[]): WatchList | null => {
	if (tracked.length > maxWatchedFiles || tracked.some(file => file.includes('\ufffd'))) return null;
	const folders = watchedFolders(worktree, tracked);
	return folders === null ? null : {files: tracked.map(file => `${worktree}/${file}`), folders};
};

const factsOfEach = 5;
/** Room for the facts of the largest worktree so far: as text they would cost twice what looking them up does, in each pass for each file. */
let numbers = new Float64Array(0);

const note = (at: number, file: string): void => {
	const facts = factsOf(file);
	numbers[at] = facts?.ino ?? -1;
	numbers[at + 1] = facts?.size ?? -1;
	numbers[at + 2] = facts?.mode ?? -1;
	numbers[at + 3] = facts?.mtimeMs ?? -1;
	numbers[at + 4] = facts?.ctimeMs ?? -1;
};

/** Facts of all watched files and folders as one short text. */
export const worktreeFingerprint = ({files, folders}: WatchList): string => {
	const length = (files.length + folders.length) * factsOfEach;
	if (numbers.length < length) numbers = new Float64Array(length);
	let at = 0;
	for (const list of [files, folders])
		for (const file of list) {
			note(at, file);
			at += factsOfEach;
		}
	return createHash('sha1')
		.update(new Uint8Array(numbers.buffer, 0, length * Float64Array.BYTES_PER_ELEMENT))
		.digest('hex');
};
