/** Which hooks of which repositories ask us, so that they can be found again and taken out. Lies beside the database. */
import {createHash} from 'node:crypto';
import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {writeOwn} from './hook-file.ts';
import type {GuardPlaces} from './places.ts';

export type Guarded = {
	/** Real path of git's common directory. */
	readonly repository: string;
	/** Top of the worktree from which it was installed: what people know it by. */
	readonly worktree: string;
	/** Files with lines of ours. */
	readonly files: readonly string[];
	/** Folders that we made, deepest last. */
	readonly folders: readonly string[];
};

const areTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(item => typeof item === 'string');

function isGuarded(value: unknown): value is Guarded {
	if (typeof value !== 'object' || value === null) return false;
	const {repository, worktree, files, folders} = value as Readonly<Record<string, unknown>>;
	return typeof repository === 'string' && typeof worktree === 'string' && areTexts(files) && areTexts(folders);
}

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What stands in the record; nothing where there is none or it cannot be read: our lines are then still found where they must be. */
export function readGuarded({record}: Pick<GuardPlaces, 'record'>): readonly Guarded[] {
	try {
		const value: unknown = JSON.parse(readFileSync(record, 'utf8'));
		return Array.isArray(value) ? value.filter(isGuarded) : [];
	} catch {
		return [];
	}
}

/** Replaces what is recorded of this repository; without files and folders it is forgotten. */
export function recordGuarded(places: GuardPlaces, entry: Guarded): void {
	const others = readGuarded(places).filter(({repository}) => repository !== entry.repository);
	const all = entry.files.length > 0 ? [...others, entry] : others;
	if (all.length === 0) rmSync(places.record, {force: true});
	else writeOwn(places.record, `${JSON.stringify(all, null, '\t')}\n`, 0o600);
}

/** `20261121-163002`: sorts by time and stands in a file name. */
const stampOf = (wall: number): string => new Date(wall).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');

/** Keeps a copy of a hook (latin1 text) and answers where. */
export function keepCopy({backups}: Pick<GuardPlaces, 'backups'>, file: string, text: string, wall: number): string {
	mkdirSync(backups, {recursive: true, mode: 0o700});
	const copy = path.join(backups, `${path.basename(file)}-${digest(file).slice(0, 8)}-${stampOf(wall)}`);
	writeFileSync(copy, text, {mode: 0o600, encoding: 'latin1'});
	return copy;
}
