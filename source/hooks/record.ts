/** What we did to which settings file, so that it can be undone byte for byte. Lies beside the database. */
import {createHash} from 'node:crypto';
import {mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import type {HookPlaces} from './places.ts';

export type Installed = {
	/** Real path of the settings file. */
	readonly settings: string;
	/** Copy of the file as it was before us; null: there was none. */
	readonly before: string | null;
	/** SHA-256 of the file as we left it. */
	readonly after: string;
	/** The topmost folder that we made for it, or null. */
	readonly folder: string | null;
};

const isText = (value: unknown): value is string => typeof value === 'string';
const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value);

function isInstalled(value: unknown): value is Installed {
	if (typeof value !== 'object' || value === null) return false;
	const {settings, before, after, folder} = value as Readonly<Record<string, unknown>>;
	return isText(settings) && isTextOrNull(before) && isText(after) && isTextOrNull(folder);
}

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What stands in the record; nothing where there is none or it cannot be read: then entries are taken out one by one. */
export function readRecord({record}: Pick<HookPlaces, 'record'>): readonly Installed[] {
	try {
		const value: unknown = JSON.parse(readFileSync(record, 'utf8'));
		return Array.isArray(value) ? value.filter(isInstalled) : [];
	} catch {
		return [];
	}
}

export function writeRecord({hooks, record}: Pick<HookPlaces, 'hooks' | 'record'>, entries: readonly Installed[]): void {
	mkdirSync(hooks, {recursive: true, mode: 0o700});
	if (entries.length === 0) {
		rmSync(record, {force: true});
		return;
	}
	const beside = `${record}.${process.pid}`;
	writeFileSync(beside, `${JSON.stringify(entries, null, '\t')}\n`, {mode: 0o600});
	renameSync(beside, record);
}

/** `20261121-163002`: sorts by time and stands in a file name. */
const stampOf = (wall: number): string => new Date(wall).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');

/** Keeps a copy of a settings file and answers where. */
export function keepCopy({backups}: Pick<HookPlaces, 'backups'>, settings: string, text: string, wall: number): string {
	mkdirSync(backups, {recursive: true, mode: 0o700});
	const name = `${path.basename(settings, '.json')}-${digest(settings).slice(0, 8)}-${stampOf(wall)}.json`;
	const file = path.join(backups, name);
	writeFileSync(file, text, {mode: 0o600});
	return file;
}

/** The copy's text, or null where it is gone. */
export function readCopy(file: string): string | null {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return null;
	}
}
