/**
 * Lock files that other tools keep in a repository (`.agent-locks/auth.lock`, seed 5), read as claims of others. Never written or deleted by us.
 *   {"agent": "ani", "task": "refactor auth", "started": "2026-04-11T10:00:00Z", "files": ["src/auth/*.ts"], "ttl": 3600}   ttl in seconds
 *   ani is working on this                                                                                                  the first word is who
 * Without `files` the file's own name says what it is about, with `-` for `/`: `src-auth.lock` is src/auth. Without a time it counts from its last
 * change, without a `ttl` for an hour: a lock whose owner died must end by itself. Light: hooks and hot commands load it.
 */
import {readdirSync, readFileSync, statSync} from 'node:fs';
import type {Claim} from '../db/types.ts';
import {slug} from './names.ts';
import {redact} from './redact.ts';

export const locksFolder = '.agent-locks';

/** What a lock belongs to. */
export type LockPlace = {readonly worktree: string | null; readonly repo: string | null; readonly repoId: string | null; readonly repoKey: string | null};

type Lock = {readonly agent: string; readonly task: string | null; readonly files: readonly string[]; readonly started: number; readonly ttlMs: number};

const mostFiles = 200;
const mostBytes = 64 * 1024;
const mostPatterns = 100;
const standardTtl = 3600;

const longestText = 300;
const textOr = <T>(value: unknown, other: T): string | T => (typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, longestText) : other);

const isPattern = (value: unknown): value is string =>
	typeof value === 'string' && value !== '' && value.length <= 4096 && !value.includes('\0') && !value.split('/').includes('..');

/** `src-auth` may be src-auth, src/auth: a lock's name has no slash. Of a name with very many dashes only its first ones are looked at so. */
function fromName(name: string): string {
	let dashes = 0;
	return name.replace(/[*?[\]{}\\,()!+@]|-/g, sign => {
		if (sign !== '-') return `\\${sign}`;
		dashes += 1;
		return dashes <= 6 ? '{-,/}' : '-';
	});
}

const patternsOf = (files: unknown): readonly string[] =>
	(Array.isArray(files) ? files : [files])
		.filter(isPattern)
		.slice(0, mostPatterns)
		.map(file => file.replace(/^(?:\.?\/)+/, ''));

function parse(text: string): Readonly<Record<string, unknown>> {
	try {
		const value: unknown = JSON.parse(text);
		if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Readonly<Record<string, unknown>>;
	} catch {
		// Not JSON: a sentence.
	}
	return {agent: /\S+/.exec(text)?.[0], task: text.split('\n', 1)[0]};
}

const redactOr = (text: string | null): string | null => (text === null ? null : redact(text));

/** `changed`: milliseconds since the epoch. */
function toLock(name: string, text: string, changed: number): Lock {
	const {agent, owner, task, started, files, ttl} = parse(text);
	const since = typeof started === 'number' ? started * 1000 : Date.parse(textOr(started, ''));
	const patterns = patternsOf(files);
	return {
		agent: textOr(agent, textOr(owner, 'unknown')),
		task: redactOr(textOr(task, null)),
		files: patterns.length > 0 ? patterns : [fromName(name)],
		started: Number.isFinite(since) ? since : changed,
		ttlMs: (typeof ttl === 'number' && ttl >= 0 && ttl < 1e9 ? ttl : standardTtl) * 1000,
	};
}

/** Null: no plain file, too large, or gone meanwhile. A pipe with that name must not be opened: nobody writes into it. */
function readLock(folder: string, file: string): Lock | null {
	try {
		const path = `${folder}/${file}`;
		const facts = statSync(path);
		if (!facts.isFile() || facts.size > mostBytes) return null;
		return toLock(file.replace(/\.lock$/, ''), readFileSync(path, 'utf8'), facts.mtimeMs);
	} catch {
		return null;
	}
}

function lockFiles(folder: string): readonly string[] {
	try {
		return readdirSync(folder)
			.filter(name => name.endsWith('.lock'))
			.sort()
			.slice(0, mostFiles);
	} catch {
		// The usual case: there is no such folder.
		return [];
	}
}

const isoOf = (ms: number): string => new Date(Math.max(-8.64e15, Math.min(8.64e15, ms))).toISOString();

/** What the lock files of a worktree say, as claims with the number 0. Expired ones are among them, and block nobody. `wall`: now, in milliseconds. */
export function agentLocks({worktree, repo, repoId, repoKey}: LockPlace, wall: number): readonly Claim[] {
	if (worktree === null || repoKey === null) return [];
	const folder = `${worktree}/${locksFolder}`;
	return lockFiles(folder).flatMap(name => {
		const lock = readLock(folder, name);
		if (lock === null) return [];
		const ends = lock.started + lock.ttlMs;
		const isOver = ends <= wall;
		return lock.files.map(
			(resource): Claim => ({
				id: 0,
				kind: 'path',
				repo,
				repoId,
				repoKey,
				resource,
				owner: slug(lock.agent),
				description: lock.task,
				claimedAt: isoOf(lock.started),
				expiresAt: isoOf(ends),
				ttlMs: lock.ttlMs,
				state: isOver ? 'expired' : 'held',
				stale: isOver,
				staleWhy: isOver ? 'its time ran out' : null,
				blocks: !isOver,
				auto: false,
				ignoreCase: false,
				lockFile: `${locksFolder}/${name}`,
				fence: 0,
				shared: false,
				releasedAt: null,
				releasedBy: null,
			}),
		);
	});
}
