/** Turns the uncommitted work of a worktree into a tree in the sandbox: what `git add --all && git commit` would make of it there. */
import {accessSync, constants, lstatSync, type Stats} from 'node:fs';
import path from 'node:path';
import {attributesOf} from './attributes.ts';
import type {BaseIndexes} from './base-index.ts';
import type {Copier} from './objects.ts';
import type {GitCall, Sandbox} from './sandbox.ts';
import type {MergeSettings} from './settings.ts';
import type {WorkChange, WorkChanges} from './work-changes.ts';

/** Untracked files beyond these are not taken in; a single changed file and all together may have so many bytes. */
const maxUntracked = 2000;
const maxFile = 8_388_608;
const maxAll = 67_108_864;

export type Capture = {
	readonly tree: string;
	/** Changed files whose new content is not in the tree, and why. */
	readonly unread: ReadonlyMap<string, string>;
	/** One of these is new: whatever was deleted may have been moved there. */
	readonly isNewUnread: boolean;
	/** What is wrong with the whole, in words: too many files. */
	readonly warning: string | null;
	readonly untracked: readonly string[];
	/** Folders with tracked files at HEAD. */
	readonly folders: ReadonlySet<string>;
};

export type CaptureTools = {readonly sandbox: Sandbox; readonly copier: Copier; readonly bases: BaseIndexes};

export type CaptureOptions = {
	readonly worktree: string;
	/** Of HEAD. */
	readonly tree: string;
	readonly work: WorkChanges;
	readonly settings: MergeSettings;
	readonly lent: readonly string[];
	readonly signal: AbortSignal;
};

/** The work is in the middle of a merge: there is nothing yet that could be committed. */
export class Unmerged extends Error {
	override readonly name = 'Unmerged';
}

const factsOf = (file: string): Stats | null => {
	try {
		return lstatSync(file, {throwIfNoEntry: false}) ?? null;
	} catch {
		// A folder on the way became a file: the path is gone, as git sees it too.
		return null;
	}
};

const isReadable = (file: string): boolean => {
	try {
		accessSync(file, constants.R_OK);
		return true;
	} catch {
		return false;
	}
};

type Plan = {readonly read: readonly string[]; readonly gone: readonly string[]; readonly unread: ReadonlyMap<string, string>};

/** Why the content of a file cannot be taken in, or null. */
const whyUnread = (full: string, facts: Stats, filter: string | undefined, bytes: number): string | null => {
	if (filter !== undefined) return `the filter ${filter} changes it on its way into git`;
	if (full.includes('\ufffd')) return 'its name is no UTF-8';
	if (facts.isSymbolicLink()) return null;
	if (!facts.isFile()) return 'it is no regular file';
	if (!isReadable(full)) return 'it may not be read';
	return facts.size > maxFile || bytes + facts.size > maxAll ? `it is too large to be looked into (${facts.size} bytes)` : null;
};

/** Which files are read, and which are known to be there and no more. */
const plan = (worktree: string, files: readonly string[], filtered: ReadonlyMap<string, string>): Plan => {
	const read: string[] = [];
	const gone: string[] = [];
	const unread = new Map<string, string>();
	let bytes = 0;
	for (const file of files) {
		const full = path.join(worktree, file);
		const facts = factsOf(full);
		const why = facts === null ? null : whyUnread(full, facts, filtered.get(file), bytes);
		if (facts === null) gone.push(file);
		else if (why !== null) unread.set(file, why);
		else {
			bytes += facts.size;
			read.push(file);
		}
	}
	return {read, gone, unread};
};

/** `<mode> <id>\t<path>`; mode 0 takes a path out. */
const entry = (mode: string, id: string, file: string): string => `${mode} ${id}\t${file}\0`;

/** Where the index has something else than HEAD. */
const indexEntries = (tracked: readonly WorkChange[], gone: readonly string[], none: string): string => {
	const entries = tracked.map(change => {
		if (change.as === 'gone') return entry('0', none, change.path);
		const indexed = change.as === 'staged' ? change : change.as === 'file' && change.isStaged ? change.indexed : null;
		return indexed === null ? '' : entry(indexed.mode, indexed.id, change.path);
	});
	return `${entries.join('')}${gone.map(file => entry('0', none, file)).join('')}`;
};

/** Names of filters by file, for those that would run a program. */
const filteredFiles = async (
	sandbox: Sandbox,
	files: readonly string[],
	{settings, worktree, signal}: CaptureOptions,
): Promise<ReadonlyMap<string, string>> => {
	if (settings.filters.size === 0) return new Map();
	const attributes = await attributesOf(sandbox, files, ['filter'], {worktree, signal, config: settings.passed});
	return new Map([...attributes].flatMap(([file, of]) => (settings.filters.has(of['filter'] ?? '') ? [[file, of['filter'] ?? '']] : [])));
};

/** Changes the copy of HEAD's index into that of the work, and writes its tree. */
const writeTree = async (sandbox: Sandbox, index: string, known: string, read: readonly string[], options: CaptureOptions): Promise<string> => {
	const {worktree, settings, signal} = options;
	const write: GitCall = {index, worktree, signal, config: settings.passed};
	if (known !== '') await sandbox.git(['update-index', '-z', '--index-info'], {...write, input: known});
	if (read.length > 0) await sandbox.git(['update-index', '--add', '--remove', '--replace', '-z', '--stdin'], {...write, input: `${read.join('\0')}\0`});
	return (await sandbox.git(['write-tree', '--missing-ok'], {index, signal})).trim();
};

/** Rejects with `Unmerged` in the middle of a merge, and with a sentence when git fails. */
export const capture = async ({sandbox, copier, bases}: CaptureTools, options: CaptureOptions): Promise<Capture> => {
	const {work} = options;
	if (work.unmerged.length > 0) throw new Unmerged(`a merge is under way in it, with conflicts in ${work.unmerged.slice(0, 3).join(', ')}`);
	const untracked = work.untracked.slice(0, maxUntracked);
	const files = [...work.tracked.filter(change => change.as === 'file').map(change => change.path), ...untracked];
	const todo = plan(options.worktree, files, await filteredFiles(sandbox, files, options));
	const base = await bases.of(options.tree, options);
	// git looks at what the index has before it changes the line endings of a file: one with CR there keeps them.
	await copier.copy(
		work.tracked.flatMap(change => (change.as === 'file' ? (change.indexed?.id ?? []) : [])),
		options,
	);
	const known = indexEntries(work.tracked, todo.gone, '0'.repeat(sandbox.format === 'sha1' ? 40 : 64));
	const tree = await bases.withCopy(base, index => writeTree(sandbox, index, known, todo.read, options));
	const modules = work.tracked.filter(change => change.as === 'module');
	const unread = new Map([...todo.unread, ...modules.map(change => [change.path, 'it is a submodule with a new commit'] as const)]);
	const isNewUnread = untracked.some(file => unread.has(file));
	const beyond = work.untracked.length - untracked.length;
	return {tree, unread, isNewUnread, warning: beyond > 0 ? `${beyond} of its untracked files were not looked into` : null, untracked, folders: base.folders};
};
