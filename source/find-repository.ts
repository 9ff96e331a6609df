/**
 * Which repository a folder belongs to, by reading files only: no git process, no lock. Light: hot commands load it.
 * What stands in a repository's files is data from others; it is never run or handed to a program here.
 */
import {readdirSync, readFileSync, realpathSync, type Stats, statSync} from 'node:fs';
import path from 'node:path';
import {configValue} from './git-config.ts';
import {remoteKey} from './remote-key.ts';

export type Repository = {
	/** Folder name of the main worktree. */
	readonly repo: string;
	/** Real path of git's common directory (RULES.md, "Repository"). */
	readonly repoId: string;
	/** What clones of one project have in common: the origin's URL without user, scheme and `.git`; else repoId. */
	readonly repoKey: string;
	/** Real path of this worktree's top. */
	readonly worktree: string;
};

/** Real paths of a worktree's top, of its own git directory, and of the one that all worktrees share. */
export type GitPlace = {readonly worktree: string; readonly gitDir: string; readonly commonDir: string};

/** The file's text, or null where there is none that we may read. */
export const readText = (file: string): string | null => {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return null;
	}
};

const realPath = (file: string): string | null => {
	try {
		return realpathSync.native(file);
	} catch {
		return null;
	}
};

const statOrNull = (file: string): Stats | null => {
	try {
		return statSync(file);
	} catch {
		return null;
	}
};

/** `.git` is the directory itself, or (linked worktree, submodule) a file that names it. */
const gitDirectory = (worktree: string): string | null => {
	const dotGit = path.join(worktree, '.git');
	const facts = statOrNull(dotGit);
	if (facts === null) return null;
	if (facts.isDirectory()) return realPath(dotGit);
	const named = /^gitdir: (.+)$/m.exec(readText(dotGit) ?? '')?.[1];
	return named === undefined ? null : realPath(path.resolve(worktree, named));
};

const commonDirectory = (gitDir: string): string => {
	const named = readText(path.join(gitDir, 'commondir'))?.trim();
	return named ? (realPath(path.resolve(gitDir, named)) ?? gitDir) : gitDir;
};

/** A folder that merely has a `.git` in it (an empty one, a broken link) is no repository. */
const isGitDirectory = (gitDir: string, commonDir: string): boolean =>
	readText(path.join(gitDir, 'HEAD')) !== null && realPath(path.join(commonDir, 'objects')) !== null;

/** The folder itself and all above it, by their real paths. */
const upwards = (cwd: string): readonly string[] => {
	const found: string[] = [];
	for (let folder = realPath(cwd); folder !== null; folder = path.dirname(folder) === folder ? null : path.dirname(folder)) found.push(folder);
	return found;
};

const placeAt = (worktree: string): GitPlace | null => {
	const gitDir = gitDirectory(worktree);
	const commonDir = gitDir === null ? null : commonDirectory(gitDir);
	return gitDir !== null && commonDir !== null && isGitDirectory(gitDir, commonDir) ? {worktree, gitDir, commonDir} : null;
};

/** The worktree around a folder, or null outside of any repository (also inside a bare one, which has no worktree). */
export const locateGit = (cwd: string): GitPlace | null => {
	for (const folder of upwards(cwd)) {
		const place = placeAt(folder);
		if (place !== null) return place;
	}
	return null;
};

/** Is there something at `.git` that was a repository, or that we may not look into? An empty folder of that name is nothing. */
const isBroken = (worktree: string): boolean => {
	const dotGit = path.join(worktree, '.git');
	const facts = statOrNull(dotGit);
	if (facts === null) return false;
	if (facts.isFile()) return /^gitdir: /.test(readText(dotGit) ?? 'gitdir: ');
	try {
		return readdirSync(dotGit).some(name => name === 'config' || name === 'objects' || name === 'HEAD');
	} catch {
		return true;
	}
};

/** The nearest worktree around a folder whose `.git` cannot be read, or null: then what `locateGit` finds is right. */
export const brokenGit = (cwd: string): string | null => {
	for (const folder of upwards(cwd)) {
		if (placeAt(folder) !== null) return null;
		if (isBroken(folder)) return folder;
	}
	return null;
};

/** `/w/app/.git` is app; worktrees of a bare `/w/app.git` or `/w/app/.bare` are app too; a submodule is its own folder. */
const repositoryName = ({worktree, gitDir, commonDir}: GitPlace): string => {
	const folder = path.basename(commonDir);
	if (folder === '.git') return path.basename(path.dirname(commonDir));
	if (gitDir === commonDir) return path.basename(worktree);
	const bare = folder.replace(/\.git$/, '');
	return bare === '' || bare.startsWith('.') ? path.basename(path.dirname(commonDir)) : bare;
};

/** Names and keys of a worktree that was located. */
export const describeRepository = (place: GitPlace): Repository => {
	const url = configValue(readText(path.join(place.commonDir, 'config')) ?? '', 'remote.origin', 'url');
	return {
		repo: repositoryName(place),
		repoId: place.commonDir,
		repoKey: url === null ? place.commonDir : remoteKey(url, place.worktree),
		worktree: place.worktree,
	};
};

/** The repository around a folder, or null. Never throws: what cannot be read is no repository to us. */
export const findRepository = (cwd: string): Repository | null => {
	const place = locateGit(cwd);
	return place === null ? null : describeRepository(place);
};

/** The branch that HEAD names, or null when it is detached or kept in a form that we do not read (reftable). Raw text. */
export const headBranch = (place: GitPlace): string | null => {
	const branch = /^ref: refs\/heads\/(.+)\n?$/.exec(readText(path.join(place.gitDir, 'HEAD')) ?? '')?.[1];
	return branch === undefined || branch === '.invalid' ? null : branch;
};

/** The upstream that a branch is configured to have, as git shortens it (`origin/main`, or `main` where it is local); null when none. */
export const configuredUpstream = (place: GitPlace, branch: string): string | null => {
	const config = readText(path.join(place.commonDir, 'config')) ?? '';
	const remote = configValue(config, `branch.${branch}`, 'remote');
	const merge = configValue(config, `branch.${branch}`, 'merge')?.replace(/^refs\/heads\//, '');
	if (remote === null || merge === undefined) return null;
	return remote === '.' ? merge : `${remote}/${merge}`;
};
