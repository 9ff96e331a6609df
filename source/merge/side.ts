/** One worktree's work as one commit: HEAD, and on top of it what is not committed. */
import {createHash} from 'node:crypto';
import {existsSync, lstatSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import type {GitFacts, MergeSide} from '../../db/types.ts';
import {type GitPlace, locateGit, readText} from '../find-repository.ts';
import type {GitReader} from '../git.ts';
import {type CaptureTools, capture} from './capture.ts';
import type {History, Point, Reading} from './history.ts';
import type {Sandbox} from './sandbox.ts';
import {type MergeSettings, mergeSettings} from './settings.ts';
import {parseWork} from './work-changes.ts';

export type Side = {
	readonly facts: GitFacts;
	readonly side: MergeSide;
	readonly place: GitPlace;
	readonly settings: MergeSettings;
	/** Text of the repository's `info/attributes`. */
	readonly attributes: string;
	/** The commit that the work stands on. */
	readonly base: Point;
	/** The work. The same as `base` when all is committed. */
	readonly work: Point;
	readonly unread: ReadonlyMap<string, string>;
	readonly isNewUnread: boolean;
	readonly warning: string | null;
	/** Untracked files and folders that the git reader does not watch, with what they looked like. */
	readonly watch: readonly string[];
	readonly stamp: string;
};

/** What is read in the user's own repository. */
export type MergeReader = Pick<GitReader, 'config' | 'work'>;

/** Nothing can be said of this worktree now. The message says why. */
export class Uncompared extends Error {
	override readonly name = 'Uncompared';
}

/** Somebody commits or switches just now: what was read does not fit together, and the next pass reads it again. */
export class Moved extends Error {
	override readonly name = 'Moved';
}

const maxAttributes = 1_048_576;
/** Folders of untracked files that are watched; where there are more, the worktree is read at each complete pass. */
const maxFolders = 1000;

const requireNoRebase = ({gitDir}: GitPlace): void => {
	const busy = ['rebase-merge', 'rebase-apply'].some(name => existsSync(path.join(gitDir, name)));
	if (busy) throw new Uncompared('a rebase is under way in it');
};

const mergeHeads = ({gitDir}: GitPlace): readonly string[] => (readText(path.join(gitDir, 'MERGE_HEAD')) ?? '').split('\n').filter(line => line !== '');

const attributesText = ({commonDir}: GitPlace): string => {
	const file = path.join(commonDir, 'info/attributes');
	const facts = lstatSync(file, {throwIfNoEntry: false});
	if (facts === undefined || !facts.isFile()) return '';
	if (facts.size > maxAttributes) throw new Uncompared('its info/attributes is too large');
	return readFileSync(file, 'utf8');
};

/** Folders below (and with) `folder`; null when there are too many. */
const foldersBelow = (folder: string): readonly string[] | null => {
	const found: string[] = [];
	const queue = [folder];
	for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
		found.push(at);
		if (found.length > maxFolders) return null;
		try {
			const inside = readdirSync(at, {withFileTypes: true});
			queue.push(...inside.filter(entry => entry.isDirectory() && entry.name !== '.git').map(entry => path.join(at as string, entry.name)));
		} catch {
			// Gone or closed to us: its parent's time changes when that changes.
		}
	}
	return found;
};

/** The untracked files, and every folder of untracked files: new ones in tracked folders the git reader sees itself. */
const watchOf = (worktree: string, untracked: readonly string[], tracked: ReadonlySet<string>): readonly string[] | null => {
	const tops = new Set<string>();
	for (const file of untracked) {
		const parts = file.split('/').slice(0, -1);
		const top = parts.findIndex((_, at) => !tracked.has(parts.slice(0, at + 1).join('/')));
		if (top >= 0) tops.add(parts.slice(0, top + 1).join('/'));
	}
	const folders: string[] = [];
	for (const top of tops) {
		const below = foldersBelow(path.join(worktree, top));
		if (below === null || folders.length + below.length > maxFolders) return null;
		folders.push(...below);
	}
	return [...untracked.map(file => path.join(worktree, file)), ...folders];
};

/** What `lstat` says of these, as one text. */
export const stampOf = (watch: readonly string[]): string =>
	watch
		.map(file => {
			try {
				const facts = lstatSync(file, {throwIfNoEntry: false});
				return facts === undefined ? '-' : `${facts.ino}:${facts.size}:${facts.mode}:${facts.mtimeMs}:${facts.ctimeMs}`;
			} catch {
				return '-';
			}
		})
		.join(' ');

export type SideTools = CaptureTools & {readonly history: History; readonly reader: MergeReader};

/** The object directory that a worktree's commits lie in. */
export const objectsOf = ({commonDir}: GitPlace): string => path.join(commonDir, 'objects');

/** The place of a worktree whose work can be compared; rejects with `Uncompared` when there is none. */
export const comparablePlace = ({worktree}: GitFacts): GitPlace => {
	const place = locateGit(worktree);
	if (place === null) throw new Uncompared('it is no repository any more');
	requireNoRebase(place);
	return place;
};

export const readSettings = async (reader: MergeReader, worktree: string, signal: AbortSignal): Promise<MergeSettings> =>
	mergeSettings(await reader.config(worktree, signal));

/** HEAD, or in a merge whose conflicts are all solved the commit that would come of it. */
const baseOf = async ({sandbox, history}: SideTools, place: GitPlace, head: string, reading: Reading): Promise<Point> => {
	const point = await history.point(head, reading);
	const others = mergeHeads(place);
	if (others.length === 0) return point;
	return {...point, commit: workCommit(sandbox, point.tree, [head, ...others], point.seconds)};
};

const workCommit = (sandbox: Sandbox, tree: string, parents: readonly string[], seconds: number): string => {
	const who = `queen <queen> ${seconds} +0000`;
	return sandbox.write('commit', `tree ${tree}\n${parents.map(parent => `parent ${parent}\n`).join('')}author ${who}\ncommitter ${who}\n\nuncommitted\n`);
};

/** Reads one worktree. Rejects with `Uncompared` when nothing can be said of it now, and with a sentence when git fails. */
export const readSide = async (tools: SideTools, facts: GitFacts, place: GitPlace, settings: MergeSettings, reading: Reading): Promise<Side> => {
	const {worktree, branch, head, dirty} = facts;
	if (head === null) throw new Uncompared('it has no commit yet');
	// What changes while git reads is seen the next time: its stamp is then another.
	const base = await baseOf(tools, place, head, reading);
	const clean = {work: base, unread: new Map<string, string>(), isNewUnread: false, warning: null, watch: [], stamp: ''};
	const common = {facts, side: {worktree, branch, head, dirty}, place, settings, attributes: attributesText(place), base};
	if (!dirty) return {...common, ...clean};
	const work = parseWork(await tools.reader.work(worktree, reading.signal));
	if (work.head !== head) throw new Moved('HEAD moved while it was read');
	const taken = await capture(tools, {worktree, tree: base.tree, work, settings, lent: reading.lent, signal: reading.signal});
	const watch = watchOf(worktree, taken.untracked, taken.folders);
	const {tree, unread, isNewUnread, warning} = taken;
	const asCommit = tree === base.tree ? base : {commit: workCommit(tools.sandbox, tree, [base.commit], base.seconds), tree, seconds: base.seconds};
	return {...common, work: asCommit, unread, isNewUnread, warning, watch: watch ?? [], stamp: watch === null ? 'unwatched' : stampOf(watch)};
};

const keys = new WeakMap<Side, string>();

/** Everything of a side that decides how a merge with it ends. */
export const sideKey = (side: Side): string => {
	const known = keys.get(side);
	if (known !== undefined) return known;
	const {passed, filters, drivers, defaultDriver} = side.settings;
	const parts = [side.base.commit, side.work.tree, passed, [...filters], [...drivers], defaultDriver, side.attributes, [...side.unread], side.isNewUnread];
	const key = createHash('sha1').update(JSON.stringify(parts)).digest('hex');
	keys.set(side, key);
	return key;
};
