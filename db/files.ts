/** The files beside the database. None of these functions ever opens the database itself: `fs` and SQLite's locks do not mix (research/reliability.md, F3). */
import {closeSync, lstatSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';

/** The files that belong to the colony's database. */
export type ColonyFiles = {
	readonly database: string;
	readonly folder: string;
	/** Names the colony, so that an emptied database is noticed. */
	readonly identity: string;
	/** Its mere presence says that somebody met a damaged page: the next open looks closely. */
	readonly suspicion: string;
	/** A tiny database whose lock orders first opens, migrations and recoveries among processes; freed by the death of its holder. */
	readonly lock: string;
	readonly quarantine: string;
	readonly backups: string;
};

export const filesOf = (database: string): ColonyFiles => {
	const folder = dirname(database);
	return {
		database,
		folder,
		identity: join(folder, 'colony.json'),
		suspicion: `${database}.suspect`,
		lock: `${database}.lock`,
		quarantine: join(folder, 'quarantine'),
		backups: join(folder, 'backups'),
	};
};

export type FileIdentity = {readonly dev: number; readonly ino: number /** No folder, pipe or device. */; readonly isFile: boolean};

/** Device and inode, or null when nothing is there. */
export function identify(file: string): FileIdentity | null {
	const stat = statSync(file, {throwIfNoEntry: false});
	return stat === undefined ? null : {dev: stat.dev, ino: stat.ino, isFile: stat.isFile()};
}

/** A link whose target is not there: `identify` sees nothing, and a file made through it would lie where nobody looked. */
export const isDanglingLink = (file: string): boolean => lstatSync(file, {throwIfNoEntry: false})?.isSymbolicLink() === true && identify(file) === null;

/** What Node's error says, or ''. */
const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : '');

const isFolder = (path: string): boolean => statSync(path, {throwIfNoEntry: false})?.isDirectory() ?? false;

function makeOne(folder: string): void {
	try {
		mkdirSync(folder, {mode: 0o700});
	} catch (error) {
		if (codeOf(error) !== 'EEXIST' || !isFolder(folder)) throw error;
	}
}

/**
 * Makes the folder and those above it. Node's own `recursive` never ends where a folder that is there takes no entry (`/proc/x` answers ENOENT
 * for ever), so each step is tried once, and once again below a folder that was made.
 */
export function makeFolder(folder: string): void {
	try {
		makeOne(folder);
	} catch (error) {
		const above = dirname(folder);
		if (codeOf(error) !== 'ENOENT' || above === folder || isFolder(above)) throw error;
		makeFolder(above);
		makeOne(folder);
	}
}

/** Makes an empty file for its owner only, whatever the umask; false when something is there already. SQLite's own files take its permissions. */
export function createPrivate(file: string): boolean {
	try {
		closeSync(openSync(file, 'wx', 0o600));
		return true;
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
		throw error;
	}
}

/** `20261121T160812Z`: sorts by time. */
export const datePart = (wall: number): string => new Date(wall).toISOString().replace(/[-:]|\.\d+/g, '');

/** Names by time that nothing has yet: `20261121T160812Z`, then `20261121T160812Z.2` … Taken by `take`, which says whether it could. */
function takeFresh(folder: string, wall: number, tail: string, take: (path: string) => boolean): string {
	for (let n = 1; ; n += 1) {
		const path = join(folder, `${datePart(wall)}${n === 1 ? '' : `.${n}`}${tail}`);
		if (take(path)) return path;
	}
}

/** A new, empty, private file. */
export const freshFile = (folder: string, wall: number, tail: string): string => takeFresh(folder, wall, tail, createPrivate);

/** Names in a folder; none where there is no folder. */
export const namesIn = (folder: string): readonly string[] => (statSync(folder, {throwIfNoEntry: false})?.isDirectory() ? readdirSync(folder) : []);

/** The name of a file that is not there yet. */
export const freshName = (folder: string, wall: number, tail: string): string => takeFresh(folder, wall, tail, path => identify(path) === null);

/** The name of a folder that is not there yet. */
export const freshFolder = (folder: string, wall: number): string => takeFresh(folder, wall, '', path => identify(path) === null);

type Identity = {readonly id: string; readonly application: 'hivequeen'};

/** The colony that the folder belongs to, or null. A damaged file counts as none: it only ever helps to notice, it decides nothing. */
export function readIdentity(files: ColonyFiles): string | null {
	try {
		const {id} = JSON.parse(readFileSync(files.identity, 'utf8')) as Partial<Identity>;
		return typeof id === 'string' ? id : null;
	} catch {
		return null;
	}
}

export function writeIdentity(files: ColonyFiles, id: string): void {
	const fresh = `${files.identity}.${process.pid}`;
	writeFileSync(fresh, `${JSON.stringify({id, application: 'hivequeen'} satisfies Identity)}\n`, {mode: 0o600});
	renameSync(fresh, files.identity);
}

/** Moves the database with its log and its index into the folder. Nothing is ever deleted or overwritten. */
export function quarantine(files: ColonyFiles, folder: string): void {
	makeFolder(folder);
	for (const suffix of ['', '-wal', '-shm', '-journal']) {
		const file = `${files.database}${suffix}`;
		if (identify(file) !== null) renameSync(file, join(folder, `queen.db${suffix}`));
	}
}
