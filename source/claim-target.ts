/** What a claim's text means: a domain, or a path that every worktree of a repository calls by the same name. Light. */
import {lstatSync, readdirSync, realpathSync} from 'node:fs';
import path from 'node:path';
import {QueenError} from './errors.ts';
import {findRepository, type Repository, readText} from './find-repository.ts';
import {configValue} from './git-config.ts';

export type ClaimTarget = {
	readonly kind: 'domain' | 'path';
	readonly resource: string;
	readonly repo: string | null;
	readonly repoId: string | null;
	readonly repoKey: string | null;
	/** It lies where `a.ts` and `A.ts` are one file. */
	readonly ignoreCase: boolean;
	/** Real path of the worktree's top that it was named in, or null. */
	readonly worktree: string | null;
};

const globSign = /[*?[\]{}]/;

/** A link that leads nowhere exists too. */
const exists = (file: string): boolean => {
	try {
		lstatSync(file);
		return true;
	} catch {
		return false;
	}
};

/** Real path of something that exists; null for what does not, or may not be looked into. */
const realPath = (file: string): string | null => {
	try {
		return realpathSync.native(file);
	} catch {
		return null;
	}
};

/** The name on disk that differs from this one in its case only, or in how its letters are composed; null: there is none. */
const spelledOnDisk = (folder: string, name: string): string | null => {
	const folded = (text: string): string => text.normalize('NFC').toLowerCase();
	try {
		const names = readdirSync(folder);
		return names.find(each => each === name) ?? names.find(each => folded(each) === folded(name)) ?? null;
	} catch {
		return null;
	}
};

/** Where the walk stands, and the last thing on the way that exists. They differ once the rest is only a name. */
type Walk = {readonly real: string; readonly existing: string};

const step =
	(ignoreCase: boolean) =>
	({real, existing}: Walk, part: string): Walk => {
		if (part === '' || part === '.') return {real, existing};
		if (part === '..') return {real: path.dirname(real), existing: real === existing ? path.dirname(existing) : existing};
		if (real !== existing) return {real: path.join(real, part), existing};
		const found = realPath(path.join(real, (ignoreCase ? spelledOnDisk(real, part) : null) ?? part));
		return found === null ? {real: path.join(real, part), existing} : {real: found, existing: found};
	};

/**
 * Walks the path as the system would: links are followed before `..` is taken, and what does not exist yet (or is a
 * glob) is kept as written below the last thing that exists. Unicode in composed form, so that one file has one name.
 */
const resolveThroughLinks = (text: string, cwd: string, ignoreCase: boolean): Walk => {
	const start = path.isAbsolute(text) ? '/' : (realPath(cwd) ?? path.resolve(cwd));
	const end = text.split('/').reduce(step(ignoreCase), {real: start, existing: start});
	return {real: end.real.normalize('NFC'), existing: end.existing};
};

/** What git found out when it made the repository: whether its file system tells `a` from `A`. */
const ignoresCase = ({repoId}: Repository): boolean => /^(?:true|yes|on|1)$/i.test(configValue(readText(`${repoId}/config`) ?? '', 'core', 'ignorecase') ?? '');

export type CanonicalPath = {
	readonly path: string;
	readonly repository: Repository | null;
	/** It lies where `a.ts` and `A.ts` are one file. */
	readonly ignoreCase: boolean;
};

/**
 * One name for a path: relative to its worktree's top where it lies in a repository (`.` for the top itself), else its
 * real path. Links that lead out of a repository are followed: the name then belongs to where they lead. Where case does not count, what exists
 * is called as it is on the disk, and what does not exist as it was written: claims there are compared without case.
 */
export const canonicalPath = (text: string, cwd: string): CanonicalPath => {
	const plain = resolveThroughLinks(text, cwd, false);
	const repository = findRepository(plain.existing);
	if (repository === null) return {path: plain.real, repository, ignoreCase: false};
	const named = (real: string, {worktree}: Repository): string => path.relative(worktree.normalize('NFC'), real) || '.';
	if (!ignoresCase(repository)) return {path: named(plain.real, repository), repository, ignoreCase: false};
	const spelled = resolveThroughLinks(text, cwd, true);
	const home = findRepository(spelled.existing) ?? repository;
	return {path: named(spelled.real, home), repository: home, ignoreCase: true};
};

const isPath = (text: string, cwd: string): boolean => text.includes('/') || globSign.test(text) || text.startsWith('.') || exists(path.resolve(cwd, text));

const domain = (resource: string): ClaimTarget => ({
	kind: 'domain',
	resource,
	repo: null,
	repoId: null,
	repoKey: null,
	ignoreCase: false,
	worktree: null,
});

const pathTarget = (text: string, cwd: string): ClaimTarget => {
	const {path: resource, repository, ignoreCase} = canonicalPath(text, cwd);
	const {repo = null, repoId = null, repoKey = null, worktree = null} = repository ?? {};
	return {kind: 'path', resource, repo, repoId, repoKey, ignoreCase, worktree};
};

const forced = /^(path|domain):(.*)$/s;

/** What `queen claim TEXT` is about (RULES.md, "Claims"). Throws a usage error for an empty text or one with a NUL. */
export const claimTarget = (text: string, cwd: string): ClaimTarget => {
	if (text.includes('\0')) throw new QueenError('usage', 'A claim may not hold a NUL byte: give a plain domain, path or glob.');
	const [, kind, rest] = forced.exec(text) ?? [];
	const meant = rest ?? text;
	if (meant.trim() === '') throw new QueenError('usage', 'Nothing to claim: give a domain (db-schema), a path (src/auth.ts) or a glob ("src/auth/**").');
	if (kind === 'domain') return domain(meant);
	return kind === 'path' || isPath(meant, cwd) ? pathTarget(meant, cwd) : domain(meant);
};
