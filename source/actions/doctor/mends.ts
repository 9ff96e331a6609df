/** What `queen doctor --fix` can mend by itself: only files of ours. Planned first, so that it can be said before it is done. */
import {chmodSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, type Stats} from 'node:fs';
import path from 'node:path';
import {leftovers} from '../../../db/backup.ts';
import {makeFolder} from '../../../db/files.ts';
import {readHookAlarm} from '../../hooks/alarm.ts';
import {hookPlaces} from '../../hooks/places.ts';
import type {HivePaths} from '../../paths.ts';

export type Mend = {
	readonly about: string;
	/** In the past tense: said after it was done. */
	readonly did: string;
	/** Something is gone afterwards that a person could want: only with `--yes`. */
	readonly destroys: boolean;
	run(): void | Promise<void>;
};

const hour = 3_600_000;
const dayMs = 24 * hour;
/** Nobody works so long on a file that was made beside another. */
const abandonedMs = hour;
const oldAlarmMs = 7 * dayMs;
const oldQuarantineMs = 30 * dayMs;

const facts = (file: string): Stats | undefined => lstatSync(file, {throwIfNoEntry: false});
const entries = (folder: string): readonly string[] => (facts(folder)?.isDirectory() ? readdirSync(folder).map(name => path.join(folder, name)) : []);

/** Links are left alone: they lead to somebody else's files. */
function closing(file: string, uid: number): readonly Mend[] {
	const stat = facts(file);
	if (stat === undefined || stat.uid !== uid || !(stat.isFile() || stat.isDirectory())) return [];
	const allowed = stat.isDirectory() ? 0o700 : 0o600;
	if ((stat.mode & 0o777 & ~allowed) === 0) return [];
	return [{about: 'permissions', did: `chmod ${allowed.toString(8)} ${file}`, destroys: false, run: () => chmodSync(file, allowed)}];
}

function permissions({db, folder}: HivePaths): readonly Mend[] {
	const uid = process.geteuid?.() ?? -1;
	const beside = ['', '-wal', '-shm', '-journal', '.lock', '.suspect', '.new'].map(suffix => `${db}${suffix}`);
	const kept = ['backups', 'quarantine'].map(name => path.join(folder, name));
	const within = kept.flatMap(place => entries(place)).flatMap(entry => [entry, ...entries(entry)]);
	return [folder, ...beside, path.join(folder, 'colony.json'), ...kept, ...within].flatMap(file => closing(file, uid));
}

const missing = (folder: string): readonly Mend[] =>
	facts(folder) === undefined ? [{about: 'folder', did: `made ${folder}`, destroys: false, run: () => makeFolder(folder)}] : [];

const removal = (about: string, file: string): Mend => ({about, did: `removed ${file}`, destroys: false, run: () => rmSync(file, {force: true})});

/** Halves that a killed process left: copies, an identity, a database made beside the damaged one. */
function rests({db, folder}: HivePaths, wall: number): readonly Mend[] {
	const isAbandoned = (file: string): boolean => {
		const stat = facts(file);
		return stat !== undefined && wall - stat.mtimeMs > abandonedMs;
	};
	const identities = entries(folder).filter(file => /^colony\.json\.\d+$/.test(path.basename(file)));
	// Without the database itself it may be the finished one of a recovery that was killed: then the next open takes it.
	const replacements = facts(db) === undefined ? [] : ['', '-wal', '-shm', '-journal'].map(suffix => `${db}.new${suffix}`);
	const files = [...leftovers(path.join(folder, 'backups'), wall), ...[...identities, ...replacements].filter(isAbandoned)];
	return files.map(file => removal('leftover', file));
}

/** A log without its database would be taken for that of the next one: put aside, not deleted. */
function orphanedLog({db, folder}: HivePaths, wall: number): readonly Mend[] {
	if (facts(db) !== undefined) return [];
	const files = ['-wal', '-shm'].map(suffix => `${db}${suffix}`).filter(file => facts(file) !== undefined);
	if (files.length === 0) return [];
	const aside = path.join(folder, 'quarantine', new Date(wall).toISOString().replace(/[-:]|\.\d+/g, ''));
	const run = (): void => {
		mkdirSync(aside, {recursive: true, mode: 0o700});
		for (const file of files) renameSync(file, path.join(aside, path.basename(file)));
	};
	return [{about: 'leftover', did: `moved the log of a database that is gone to ${aside}`, destroys: false, run}];
}

function alarms({folder}: HivePaths, wall: number): readonly Mend[] {
	const alarm = readHookAlarm(folder);
	return alarm === null || wall - Date.parse(alarm.at) < oldAlarmMs ? [] : [removal('alarm', hookPlaces(folder).alarm)];
}

function quarantines({folder}: HivePaths, wall: number): readonly Mend[] {
	return entries(path.join(folder, 'quarantine'))
		.filter(place => wall - (facts(place)?.mtimeMs ?? wall) > oldQuarantineMs)
		.map(place => ({about: 'quarantine', did: `deleted ${place}`, destroys: true, run: () => rmSync(place, {recursive: true, force: true})}));
}

/** Before the database is opened. `wall`: milliseconds. */
export function planMends(paths: HivePaths, wall: number): readonly Mend[] {
	return [
		...orphanedLog(paths, wall),
		...missing(paths.folder),
		...missing(path.join(paths.folder, 'backups')),
		...permissions(paths),
		...rests(paths, wall),
		...alarms(paths, wall),
		...quarantines(paths, wall),
	];
}
