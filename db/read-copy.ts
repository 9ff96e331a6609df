/**
 * A database in a place where nothing can be written: SQLite reads one with a log (WAL) only through an index in shared memory that lies beside it.
 * Without a log the file itself is all there is, and a copy of it in memory can be read.
 */
import {existsSync, readFileSync, statSync} from 'node:fs';
import type {ColonyFiles} from './files.ts';
import {StoreError} from './store.ts';

const hasLog = ({database}: ColonyFiles): boolean => existsSync(`${database}-wal`) || existsSync(`${database}-journal`);

/** Both say 2 for "with a log", which a copy in memory cannot have. */
const versionBytes = [18, 19];

const stampOf = ({database}: ColonyFiles): string => {
	const {ino, size, mtimeMs} = statSync(database);
	return `${ino} ${size} ${mtimeMs}`;
};

/**
 * The bytes of the database as they lie on the disk, to be opened in memory. No connection of this process may hold the file: closing it would
 * free that one's locks (research/reliability.md, F3). Throws a sentence where a log says that they are not all, or somebody writes just now.
 */
export function bytesWithoutLog(files: ColonyFiles): Buffer {
	const before = stampOf(files);
	if (hasLog(files))
		throw new StoreError(
			'read-only',
			`${files.database} can only be read by you, and its last changes lie in a log that cannot be read so: let its owner run "queen status" once`,
		);
	const bytes = readFileSync(files.database);
	if (hasLog(files) || stampOf(files) !== before) throw new StoreError('busy', `${files.database} is being changed by another program: try again in a moment`);
	for (const at of versionBytes) if (bytes[at] === 2) bytes[at] = 1;
	return bytes;
}
