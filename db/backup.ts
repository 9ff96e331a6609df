/**
 * Copies of the database, made in a process of its own (VACUUM INTO keeps a thread busy for half a second on 55 MB). A copy has its name
 * only when it is whole: written beside it, looked over, flushed, renamed.
 */
import {closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync} from 'node:fs';
import {join, resolve} from 'node:path';
import type {Connection} from './connection.ts';
import {failure} from './failures.ts';
import {type ColonyFiles, createPrivate, filesOf, freshName, identify, makeFolder, namesIn} from './files.ts';
import {type LastBackup, readMeta, writeMeta} from './meta.ts';
import {applicationId, applicationOf} from './migrate.ts';
import {type Moment, momentOf} from './moment.ts';
import {connect} from './open.ts';
import {createSql, type Sql} from './sql.ts';
import {StoreError, type StoreOptions} from './store.ts';

/** How many of the last copies are kept, and of how many last days the newest one. */
export type BackupPlan = {readonly hourly: number; readonly daily: number};
/** `made`: path of the new copy; null: nothing has changed since the last one. */
export type BackupResult = {readonly made: string | null; readonly removed: readonly string[]};

const tail = '-hourly.db';
const ours = /^(\d{8})T\d{6}Z(?:\.\d+)?-hourly\.db$/;
const unfinished = /\.db\.part$/;
/** No copy takes so long; an older one that is not finished never will be. */
const givenUpMs = 10 * 60_000;

/** Pure: the names that go. Copies made before a migration or an import are not among them. */
export function superfluous(names: readonly string[], {hourly, daily}: BackupPlan): readonly string[] {
	const newestFirst = names
		.filter(name => ours.test(name))
		.toSorted()
		.toReversed();
	const days = [...new Set(newestFirst.map(name => name.slice(0, 8)))].slice(0, daily);
	const kept = new Set([...newestFirst.slice(0, hourly), ...days.map(day => newestFirst.find(name => name.startsWith(day)))]);
	return newestFirst.filter(name => !kept.has(name));
}

/** Copies that were never finished. */
export function leftovers(folder: string, wall: number): readonly string[] {
	const files = namesIn(folder)
		.filter(name => unfinished.test(name))
		.map(name => join(folder, name));
	return files.filter(file => wall - (statSync(file, {throwIfNoEntry: false})?.mtimeMs ?? wall) > givenUpMs);
}

/** Changes with everything that a person would miss; the scanner's own pulse is not among it. */
function markOf(sql: Sql): string {
	return sql.read(() =>
		JSON.stringify([
			sql.value("SELECT max(id) FROM events WHERE kind <> 'scan'") ?? 0,
			sql.value('SELECT max(id) FROM messages') ?? 0,
			sql.value('SELECT max(read_at) FROM messages') ?? '',
			sql.value('SELECT max(saved_at) FROM drafts') ?? '',
		]),
	);
}

const readLast = (sql: Sql): LastBackup => JSON.parse(readMeta(sql, 'last_backup') ?? '{"at":null,"file":null,"mark":null,"trouble":null}') as LastBackup;

const writeLast = (sql: Sql, last: LastBackup): void => sql.immediate(() => writeMeta(sql, 'last_backup', JSON.stringify(last)));

/** What was written is on the disk, and not only in memory. */
function flush(path: string): void {
	const descriptor = openSync(path, 'r');
	try {
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
}

function assertWhole(file: string): void {
	const copy = connect(file, {timeout: 0, readonly: true});
	try {
		if (applicationOf(copy) !== applicationId || copy.pragma('quick_check(1)', {simple: true}) !== 'ok')
			throw new StoreError('io', `The copy ${file} is not whole: check the disk`);
	} finally {
		copy.close();
	}
}

/** A whole copy under a name by its time. What goes wrong leaves nothing behind. */
export function copyOf(connection: Connection, files: ColonyFiles, wall: number, nameEnd: string): string {
	makeFolder(files.backups);
	const name = freshName(files.backups, wall, nameEnd);
	const part = `${name}.part`;
	if (!createPrivate(part)) throw new StoreError('busy', `Another process makes ${name} at this moment`);
	try {
		connection.prepare('VACUUM INTO ?').run(part);
		assertWhole(part);
		flush(part);
		renameSync(part, name);
		flush(files.backups);
		return name;
	} catch (error) {
		rmSync(part, {force: true});
		throw error;
	}
}

function removeAll(folder: string, names: readonly string[]): readonly string[] {
	for (const name of names) rmSync(join(folder, name), {force: true});
	return names;
}

function backUp(connection: Connection, files: ColonyFiles, moment: Moment, plan: BackupPlan): BackupResult {
	const sql = createSql(connection);
	const last = readLast(sql);
	const mark = markOf(sql);
	for (const file of leftovers(files.backups, moment.wall)) rmSync(file, {force: true});
	if (last.mark === mark && last.trouble === null && last.file !== null && existsSync(last.file)) return {made: null, removed: []};
	try {
		const made = copyOf(connection, files, moment.wall, tail);
		writeLast(sql, {at: moment.iso, file: made, mark, trouble: null});
		return {made, removed: removeAll(files.backups, superfluous(namesIn(files.backups), plan))};
	} catch (error) {
		const known = failure(error, files.backups);
		noteTrouble(sql, {...last, trouble: `No copy of the database could be made: ${known instanceof Error ? known.message : String(known)}`});
		throw known;
	}
}

/** Where even this cannot be written, the caller hears of the first failure. */
function noteTrouble(sql: Sql, last: LastBackup): void {
	try {
		writeLast(sql, last);
	} catch (error) {
		if (!(failure(error, '') instanceof StoreError)) throw error;
	}
}

/**
 * Makes a copy when something has changed since the last one, and removes those that are too many. Rejects with a StoreError; the
 * reason then also stands in the colony, for the view and the doctor. It takes no write lock while it copies.
 */
export async function takeBackup(options: StoreOptions, plan: BackupPlan): Promise<BackupResult> {
	const files = filesOf(resolve(options.file));
	if (identify(files.database) === null) return {made: null, removed: []};
	const connection = connect(files.database, {timeout: options.busyMs, fileMustExist: true});
	try {
		if (applicationOf(connection) !== applicationId) throw new StoreError('foreign', `${files.database} is not a database of ours: nothing to copy`);
		return backUp(connection, files, momentOf(options.clock, options.isAlive), plan);
	} catch (error) {
		throw failure(error, files.database);
	} finally {
		connection.close();
	}
}
