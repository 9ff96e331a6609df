/** What of ours lies on this machine, and its removal. Files are known by the names that we give; nothing else in those folders is touched. */
import {lstatSync, readdirSync, rmdirSync, rmSync} from 'node:fs';
import path from 'node:path';
import {systemClock} from '../clock.ts';
import {QueenError} from '../errors.ts';
import {whoIsCalling} from '../identity.ts';
import type {HivePaths} from '../paths.ts';
import {systemProcesses} from '../processes/index.ts';

/** Without following a link: a folder of somebody else must not be emptied through one. */
const isFolder = (file: string): boolean => lstatSync(file, {throwIfNoEntry: false})?.isDirectory() === true;
const exists = (file: string): boolean => lstatSync(file, {throwIfNoEntry: false}) !== undefined;
const within = (folder: string, ours: RegExp): readonly string[] =>
	isFolder(folder)
		? readdirSync(folder)
				.filter(name => ours.test(name))
				.map(name => path.join(folder, name))
		: [];

/** SQLite's companions, ours, and those of the lock that orders first opens. */
const suffixes = ['', '-wal', '-shm', '-journal', '.suspect', '.lock', '.lock-journal', '.lock-wal', '.lock-shm'];
/** `20261121T160812Z`, `20261121T160812Z.2`, and copies with what they were taken for: db/files.ts gives these names. */
const kept = /^\d{8}T\d{6}Z(?:[.-]\d+)?(?:-[a-z0-9-]+\.db(?:\.part)?)?$/;
const marks = /^[a-z0-9._-]{1,64}$/;

/** A colony that knows nobody. */
const nobody = {nearestSession: async () => null, nameInForce: async (name: string) => name} as const;

/**
 * Only the keeper deletes the whole colony. The database is not asked: a broken one must not keep her from it. Who has a name, or an agent among
 * her ancestors, is not the keeper whatever stands in there.
 */
export async function checkUninstall(env: NodeJS.ProcessEnv): Promise<void> {
	const caller = await whoIsCalling({store: nobody, processes: systemProcesses(systemClock()), env}).catch((error: unknown) => {
		if (error instanceof QueenError) return null;
		throw error;
	});
	if (caller?.isKeeper !== true) throw new QueenError('refused', 'Only the keeper can delete the colony. Ask her: queen tell @keeper "..."');
}

/** Absolute paths of everything that `uninstall` deletes; empty when nothing is there. */
export function ourFiles({db, folder, flags, spool, config}: HivePaths): readonly string[] {
	return [
		...suffixes.map(suffix => `${db}${suffix}`).filter(exists),
		...[path.join(folder, 'colony.json'), config].filter(exists),
		...within(path.join(folder, 'backups'), kept),
		...within(path.join(folder, 'quarantine'), kept),
		...within(flags, marks),
		...within(spool, marks),
		...within(path.join(folder, 'merges'), marks),
		...[path.join(folder, 'hooks'), path.join(folder, 'guard'), path.join(folder, 'ao')].filter(isFolder),
	];
}

/** Deletes exactly these; then the folders that were for us, where they are empty. */
export function deleteFiles(files: readonly string[], {folder, flags, spool, config}: HivePaths): void {
	for (const file of files) rmSync(file, {recursive: true, force: true});
	const ours = [path.join(folder, 'backups'), path.join(folder, 'quarantine'), path.join(folder, 'merges'), flags, spool, folder, path.dirname(config)];
	for (const each of ours) if (isFolder(each) && readdirSync(each).length === 0) rmdirSync(each);
}
