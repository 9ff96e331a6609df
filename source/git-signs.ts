/**
 * What the conflict radar wants to know of a worktree beside its status: who moved HEAD, where the main line is, the stash, a forgotten lock.
 * Read from files; git itself is asked only about commits that were not asked about before, and these never change.
 */
import {type Dirent, readdirSync, statSync} from 'node:fs';
import path from 'node:path';
import type {Base, StashEntry, WorktreeSigns, WrittenFile} from '../db/types.ts';
import {type GitPlace, headBranch, type Repository, readText} from './find-repository.ts';
import {factsOf} from './git-fingerprint.ts';
import {readLog, readRef, readStash, remoteDefault} from './git-refs.ts';

/** Runs git in a worktree as `source/git.ts` does; rejects with a sentence. */
export type RunGit = (worktree: string, words: readonly string[], signal: AbortSignal) => Promise<string>;

const mostMoves = 20;
const mostStashed = 20;
const mostBehind = 1000;
const mostPaths = 2000;
const mostRemembered = 1000;
const mainNames = ['main', 'master', 'trunk'];
const isCommit = /^[0-9a-f]{40,64}$/;

const namesOnly = ['--no-optional-locks', 'diff', '--name-only', '-z', '--no-ext-diff', '--no-textconv', '--no-renames', '--ignore-submodules=all'];

/** Times and sizes of these files; a name that is not there any more has none. */
export const writtenFiles = (worktree: string, files: readonly string[]): readonly WrittenFile[] =>
	files.map(file => {
		const facts = factsOf(path.join(worktree, file));
		return {path: file, at: facts === null ? null : new Date(facts.mtimeMs).toISOString(), size: facts?.size ?? 0};
	});

const mostCreated = 200;
const deepest = 8;

/** What begins with a dot is rarely anybody's work: it comes last, where there is not room for all. */
const dotsLast = (a: {readonly name: string}, b: {readonly name: string}): number => Number(a.name.startsWith('.')) - Number(b.name.startsWith('.'));
const neverLookedInto = new Set(['node_modules', '.git']);

/** None where the folder is gone meanwhile, or closed to us (the data of a server that runs as somebody else): then nobody here works in it. */
const entriesOf = (folder: string): readonly Dirent[] => {
	try {
		return readdirSync(folder, {withFileTypes: true});
	} catch {
		return [];
	}
};

/** Files of a folder that is untracked as a whole, a few of them; what is ignored there is not known. */
function filesBelow(worktree: string, folder: string, room: number, depth = 0): readonly string[] {
	if (room <= 0 || depth > deepest) return [];
	const entries = entriesOf(path.join(worktree, folder))
		.filter(({name}) => !neverLookedInto.has(name))
		.sort(dotsLast);
	const files = entries.filter(entry => entry.isFile()).map(({name}) => folder + name);
	for (const entry of entries) {
		if (entry.isDirectory() && files.length < room) files.push(...filesBelow(worktree, `${folder}${entry.name}/`, room - files.length, depth + 1));
	}
	return files.slice(0, room);
}

/** What `git status` lists as untracked: files as they are, folders (they end with a slash) by what is in them. */
export function createdFiles(worktree: string, untracked: readonly string[]): readonly WrittenFile[] {
	const files: string[] = [];
	for (const name of untracked) {
		if (files.length >= mostCreated) break;
		files.push(...(name.endsWith('/') ? filesBelow(worktree, name, mostCreated - files.length) : [name]));
	}
	return writtenFiles(worktree, files);
}

type Line = Pick<Base, 'name' | 'commit' | 'movedAt'>;

function lineAt(commonDir: string, ref: string, name: string): Line | null {
	const commit = readRef(commonDir, ref);
	return commit === null ? null : {name, commit, movedAt: readLog(path.join(commonDir, 'logs', ref), 1)[0]?.at ?? null};
}

/** The main line: of the remote one and the local one that which moved last, so that both a fetch and a local merge count. */
function mainLine({commonDir}: GitPlace, branch: string | null): Line | null {
	const named = remoteDefault(commonDir);
	const name = named ?? mainNames.find(each => readRef(commonDir, `refs/heads/${each}`) ?? readRef(commonDir, `refs/remotes/origin/${each}`));
	if (name === undefined) return null;
	const remote = lineAt(commonDir, `refs/remotes/origin/${name}`, `origin/${name}`);
	const local = branch === name ? null : lineAt(commonDir, `refs/heads/${name}`, name);
	if (remote === null || local === null) return remote ?? local;
	return (local.movedAt ?? '') > (remote.movedAt ?? '') ? local : remote;
}

function lockedSince({gitDir}: GitPlace): string | null {
	const facts = statSync(path.join(gitDir, 'index.lock'), {throwIfNoEntry: false});
	return facts === undefined ? null : new Date(facts.mtimeMs).toISOString();
}

const mergeFiles = ['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'rebase-merge', 'rebase-apply'];

const isMerging = ({gitDir}: GitPlace): boolean => mergeFiles.some(file => statSync(path.join(gitDir, file), {throwIfNoEntry: false}) !== undefined);

const detachedHead = ({gitDir}: GitPlace): string | null => {
	const text = readText(path.join(gitDir, 'HEAD'))?.trim() ?? '';
	return isCommit.test(text) ? text : null;
};

/** git holds this lock from before it writes the log until the ref is there: meanwhile the two do not agree. */
const isBeingWritten = ({commonDir, gitDir}: GitPlace, branch: string | null): boolean =>
	factsOf(branch === null ? path.join(gitDir, 'HEAD.lock') : path.join(commonDir, `refs/heads/${branch}.lock`)) !== null;

const paths = (output: string): readonly string[] => output.split('\0').filter(Boolean).slice(0, mostPaths);

/** Answers about commits, which never change: each is worked out once. */
function remembered<T>(work: (worktree: string, key: string, signal: AbortSignal) => Promise<T>): typeof work {
	const known = new Map<string, T>();
	return async (worktree, key, signal) => {
		const before = known.get(key);
		if (before !== undefined) return before;
		const answer = await work(worktree, key, signal);
		if (known.size >= mostRemembered) known.clear();
		known.set(key, answer);
		return answer;
	};
}

export type SignsReader = (
	place: GitPlace,
	known: Pick<Repository, 'repoId' | 'repoKey'> & Pick<WorktreeSigns, 'changed' | 'created'>,
	signal: AbortSignal,
) => Promise<WorktreeSigns>;

export function createSignsReader(run: RunGit): SignsReader {
	/** `<head> <base>`: what the main line has and HEAD has not. */
	const behind = remembered(async (worktree, key, signal): Promise<Pick<Base, 'behind' | 'behindSince' | 'files'>> => {
		const [head = '', base = ''] = key.split(' ');
		const listed = await run(worktree, ['rev-list', '--timestamp', `--max-count=${mostBehind}`, base, `^${head}`, '--'], signal);
		const times = listed.split('\n').flatMap(line => (line === '' ? [] : [Number.parseInt(line, 10)]));
		if (times.length === 0) return {behind: 0, behindSince: null, files: []};
		// Histories that share nothing have no common commit, which git says by printing none: then no files are known.
		const common = (await run(worktree, ['merge-base', '--all', head, base], signal)).split('\n')[0] ?? '';
		const files = isCommit.test(common) ? paths(await run(worktree, [...namesOnly, common, base, '--'], signal)) : [];
		return {behind: times.length, behindSince: new Date(Math.min(...times) * 1000).toISOString(), files};
	});
	const stashed = remembered(async (worktree, commit, signal) => paths(await run(worktree, [...namesOnly, `${commit}^1`, commit, '--'], signal)));

	const baseOf = async (place: GitPlace, branch: string | null, head: string | null, signal: AbortSignal): Promise<Base | null> => {
		const line = mainLine(place, branch);
		if (line === null || head === null) return null;
		if (line.commit === head) return {...line, behind: 0, behindSince: null, files: []};
		return {...line, ...(await behind(place.worktree, `${head} ${line.commit}`, signal))};
	};
	const withFiles = async (worktree: string, entries: readonly StashEntry[], signal: AbortSignal): Promise<readonly StashEntry[]> => {
		const full: StashEntry[] = [];
		for (const entry of entries) full.push({...entry, files: await stashed(worktree, entry.commit, signal)});
		return full;
	};

	return async (place, {repoId, repoKey, changed, created}, signal) => {
		const branch = headBranch(place);
		// In the order in which git writes them: first the log, and, while the lock is still there, the branch.
		const moves = readLog(path.join(place.gitDir, 'logs/HEAD'), mostMoves);
		const isOpen = isBeingWritten(place, branch);
		const head = branch === null ? detachedHead(place) : readRef(place.commonDir, `refs/heads/${branch}`);
		return {
			worktree: place.worktree,
			repoId,
			repoKey,
			moves,
			head: isOpen && moves.at(-1)?.to !== head ? null : head,
			changed,
			created,
			base: await baseOf(place, branch, head, signal),
			stash: await withFiles(place.worktree, readStash(place.commonDir, mostStashed), signal),
			isMerging: isMerging(place),
			lockedSince: lockedSince(place),
		};
	};
}
