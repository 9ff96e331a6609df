/** What a claim's text means: a domain, or a path that every worktree of a repository calls by the same name. Light. */
import {lstatSync, realpathSync} from 'node:fs';
import path from 'node:path';
import {QueenError} from './errors.ts';
import {findRepository, type Repository} from './find-repository.ts';

export type ClaimTarget = {
	readonly kind: 'domain' | 'path';
	readonly resource: string;
	readonly repo: string | null;
	readonly repoId: string | null;
	readonly repoKey: string | null;
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

/** Where the walk stands, and the last thing on the way that exists. They differ once the rest is only a name. */
type Walk = {readonly real: string; readonly existing: string};

const step = ({real, existing}: Walk, part: string): Walk => {
	if (part === '' || part === '.') return {real, existing};
	if (part === '..') return {real: path.dirname(real), existing: real === existing ? path.dirname(existing) : existing};
	const next = path.join(real, part);
	const found = real === existing ? realPath(next) : null;
	return found === null ? {real: next, existing} : {real: found, existing: found};
};

/**
 * Walks the path as the system would: links are followed before `..` is taken, and what does not exist yet (or is a
 * glob) is kept as written below the last thing that exists. Unicode in composed form, so that one file has one name.
 */
const resolveThroughLinks = (text: string, cwd: string): Walk => {
	const start = path.isAbsolute(text) ? '/' : (realPath(cwd) ?? path.resolve(cwd));
	const end = text.split('/').reduce(step, {real: start, existing: start});
	return {real: end.real.normalize('NFC'), existing: end.existing};
};

/**
 * One name for a path: relative to its worktree's top where it lies in a repository (`.` for the top itself), else its
 * real path. Links that lead out of a repository are followed: the name then belongs to where they lead.
 */
export const canonicalPath = (text: string, cwd: string): {readonly path: string; readonly repository: Repository | null} => {
	const {real, existing} = resolveThroughLinks(text, cwd);
	const repository = findRepository(existing);
	if (repository === null) return {path: real, repository};
	return {path: path.relative(repository.worktree.normalize('NFC'), real) || '.', repository};
};

const isPath = (text: string, cwd: string): boolean => text.includes('/') || globSign.test(text) || text.startsWith('.') || exists(path.resolve(cwd, text));

const domain = (resource: string): ClaimTarget => ({kind: 'domain', resource, repo: null, repoId: null, repoKey: null});

const pathTarget = (text: string, cwd: string): ClaimTarget => {
	const {path: resource, repository} = canonicalPath(text, cwd);
	return {kind: 'path', resource, repo: repository?.repo ?? null, repoId: repository?.repoId ?? null, repoKey: repository?.repoKey ?? null};
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
