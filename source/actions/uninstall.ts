/** What of ours lies on this machine, and its removal. Nothing else in those folders is touched. */
import {lstatSync, readdirSync, rmdirSync, rmSync} from 'node:fs';
import path from 'node:path';
import type {HivePaths} from '../paths.ts';

const names = (folder: string): readonly string[] => (lstatSync(folder, {throwIfNoEntry: false})?.isDirectory() ? readdirSync(folder) : []);

/** Files of ours beside the database: itself, SQLite's, copies, quarantine, flags, spool. Only by names that we give. */
function beside({db, folder}: HivePaths): readonly string[] {
	const base = path.basename(db);
	const isOurs = (name: string): boolean =>
		name === base || name.startsWith(`${base}-`) || name.startsWith(`${base}.`) || ['flags', 'spool', 'quarantine', 'backups', 'colony.json'].includes(name);
	return names(folder)
		.filter(isOurs)
		.map(name => path.join(folder, name));
}

/** Absolute paths of everything that `uninstall` deletes; empty when nothing is there. */
export function ourFiles(paths: HivePaths): readonly string[] {
	const config = lstatSync(paths.config, {throwIfNoEntry: false}) ? [paths.config] : [];
	return [...beside(paths), ...config];
}

/** Deletes exactly these; then the folders that were only ours, when they are empty. */
export function deleteFiles(files: readonly string[], paths: HivePaths): void {
	for (const file of files) rmSync(file, {recursive: true, force: true});
	for (const folder of [paths.folder, path.dirname(paths.config)])
		if (names(folder).length === 0 && lstatSync(folder, {throwIfNoEntry: false})) rmdirSync(folder);
}
