/**
 * Reads another program's SQLite file without touching it: the file and its log are copied, and only the copy is opened. So no lock, no `-shm` and
 * no checkpoint of ours ever reaches a program that may be at work on it.
 */
import {copyFileSync, mkdtempSync, rmSync, type Stats, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import type {Connection} from './connection.ts';
import {failure, sqliteCode} from './failures.ts';
import {identify} from './files.ts';
import {applicationId, applicationOf} from './migrate.ts';
import {connect} from './open.ts';
import {isDamage} from './preparation.ts';
import {createSql, type Sql} from './sql.ts';
import {StoreError} from './store.ts';

const mostBytes = 512 << 20;
/** A file at which somebody writes is copied again; after so many times it is said. */
const mostTries = 20;
const pauseMs = 50;

/** The file, its write-ahead log, or the journal of a transaction that was not ended. */
const suffixes = ['', '-wal', '-journal'] as const;

const stampOf = (stat: Stats | undefined): string => (stat === undefined ? '-' : `${stat.dev} ${stat.ino} ${stat.size} ${stat.mtimeMs} ${stat.ctimeMs}`);
const stampsOf = (file: string): string => suffixes.map(suffix => stampOf(statSync(`${file}${suffix}`, {throwIfNoEntry: false}))).join('\n');

const pause = (): void => {
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
};

/** Copies until nothing has changed meanwhile: a copy of two moments would be half of each. */
function copyWhole(file: string, folder: string): string {
	const copy = join(folder, 'copy.db');
	for (let tries = 0; tries < mostTries; tries += 1) {
		const before = stampsOf(file);
		for (const suffix of suffixes) {
			rmSync(`${copy}${suffix}`, {force: true});
			if (statSync(`${file}${suffix}`, {throwIfNoEntry: false})?.isFile()) copyFileSync(`${file}${suffix}`, `${copy}${suffix}`);
		}
		if (stampsOf(file) === before) return copy;
		pause();
	}
	throw new StoreError('busy', `${file} is being written all the time: stop the program that uses it, then import again; nothing was imported`);
}

function assertReadable(file: string, ours: string): void {
	const stat = statSync(file, {throwIfNoEntry: false});
	if (stat === undefined) throw new StoreError('io', `There is no file ${file}: nothing was imported`);
	if (!stat.isFile()) throw new StoreError('foreign', `${file} is no file: nothing was imported; give the database itself`);
	if (stat.size > mostBytes) throw new StoreError('foreign', `${file} is larger than ${mostBytes >> 20} MB: nothing was imported`);
	const mine = identify(ours);
	// Also by another name: opening and closing it as a file would drop SQLite's own locks on it.
	if (mine !== null && mine.dev === stat.dev && mine.ino === stat.ino)
		throw new StoreError('foreign', `${file} is the colony's own database: there is nothing to import from it`);
}

function assertForeign(connection: Connection, file: string): void {
	if (applicationOf(connection) === applicationId)
		throw new StoreError('foreign', `${file} is a colony of this program already: nothing was imported; set HIVE_DB to it to use it`);
	if (connection.pragma('quick_check(1)', {simple: true}) !== 'ok')
		throw new StoreError('foreign', `${file} is damaged: nothing was imported; mend it first (sqlite3 ${basename(file)} .recover)`);
}

/** What SQLite says of a file that is none of its own. */
function refusal(error: unknown, file: string): unknown {
	if (isDamage(error)) return new StoreError('foreign', `${file} is no SQLite database, or a damaged one: nothing was imported`, {cause: error});
	const code = sqliteCode(error);
	if (code === 'EACCES' || code === 'EPERM') return new StoreError('io', `${file} may not be read by you: nothing was imported`, {cause: error});
	if (code === 'ENOSPC' || code === 'EDQUOT')
		return new StoreError('full', `No space for a copy of ${file} in ${tmpdir()}: nothing was imported; set TMPDIR to another folder`, {cause: error});
	return failure(error, file);
}

/**
 * Calls `read` on a copy of the file, which is removed afterwards. `ours`: path of the colony's own database, which is refused. Throws a StoreError:
 * `foreign` for what is no readable database, or a colony of ours; `busy`, `io`, `full`.
 */
export function readForeign<T>(file: string, ours: string, read: (sql: Sql) => T): T {
	let folder: string | null = null;
	try {
		assertReadable(file, ours);
		folder = mkdtempSync(join(tmpdir(), 'queen-import-'));
		const connection = connect(copyWhole(file, folder), {timeout: 0, fileMustExist: true});
		try {
			// Whoever made the file wrote its schema too: nothing in it may call anything.
			connection.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA query_only = ON');
			assertForeign(connection, file);
			return read(createSql(connection));
		} finally {
			connection.close();
		}
	} catch (error) {
		throw refusal(error, file);
	} finally {
		if (folder !== null) rmSync(folder, {recursive: true, force: true});
	}
}
