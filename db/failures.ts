import {StoreError, type StoreErrorCode} from './store.ts';

/** SQLite's result codes, longest prefix first, and what they mean to the person who reads the sentence. */
const meanings: readonly (readonly [prefix: string, code: StoreErrorCode, sentence: (file: string) => string])[] = [
	['SQLITE_BUSY', 'busy', file => `The database ${file} is busy with another writer: try again in a moment`],
	['SQLITE_LOCKED', 'busy', file => `The database ${file} is busy with another writer: try again in a moment`],
	['SQLITE_FULL', 'full', file => `No space left to write ${file}: nothing was stored; free some disk space and run it again`],
	[
		'SQLITE_IOERR_WRITE',
		'full',
		file => `The disk refused a write to ${file}: nothing was stored; free some space (or raise the file size limit) and run it again`,
	],
	['SQLITE_IOERR_SHMSIZE', 'full', file => `No space left to open ${file}: free some disk space and run it again`],
	[
		'SQLITE_READONLY',
		'read-only',
		file => `${file} can only be read by you: nothing was stored; make it and its folder writable, or set HIVE_DB to another file`,
	],
	['SQLITE_CANTOPEN', 'io', file => `${file} cannot be opened: check that its folder exists and belongs to you, or set HIVE_DB to another file`],
	['SQLITE_CORRUPT', 'corrupt', file => `The database ${file} is damaged: run the command again, it is then put in quarantine and a good one takes its place`],
	[
		'SQLITE_NOTADB',
		'corrupt',
		file => `${file} is not a readable database: run the command again, it is then put in quarantine and a good one takes its place`,
	],
	['SQLITE_IOERR', 'io', file => `The disk failed while reading or writing ${file}: check the disk, then run "queen doctor"`],
];

/** A path as it stands in a sentence: a very long one by its two ends. */
export const named = (file: string): string => (file.length <= 300 ? file : `${file.slice(0, 140)} … ${file.slice(-60)}`);

export const noFile = (file: string): string => `${named(file)} is no file (a folder, a pipe or a device): set HIVE_DB to a file in a folder of yours`;

/** SQLite's own result code (`SQLITE_BUSY_SNAPSHOT`), or '' for anything else. */
export function sqliteCode(error: unknown): string {
	const code = error instanceof Error && 'code' in error ? error.code : '';
	return typeof code === 'string' ? code : '';
}

/** A StoreError for everything that the storage says no to; other errors (our own mistakes) pass unchanged. */
export function failure(error: unknown, file: string): unknown {
	if (error instanceof StoreError) return error;
	const code = sqliteCode(error);
	const meaning = meanings.find(([prefix]) => code.startsWith(prefix));
	if (meaning) return new StoreError(meaning[1], meaning[2](named(file)), {cause: error});
	return systemFailure(error, code, named(file));
}

/** What the file system refuses before SQLite is asked: folders, permissions, space. */
function systemFailure(error: unknown, code: string, file: string): unknown {
	if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG')
		return new StoreError('full', `No space left to write beside ${file}: free some disk space and run it again`, {cause: error});
	if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM')
		return new StoreError('read-only', `You may not write beside ${file}: make its folder writable, or set HIVE_DB to another file`, {cause: error});
	if (code === 'EEXIST' || code === 'ENOTDIR')
		return new StoreError('io', `${file} cannot be made: something on the way to it is no folder; set HIVE_DB to a file in a folder of yours`, {cause: error});
	if (/^E[A-Z]+$/.test(code)) return new StoreError('io', `${file} cannot be opened (${code}): set HIVE_DB to a file in a folder of yours`, {cause: error});
	return error;
}
