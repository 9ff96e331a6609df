/** A copy takes the database's place. What was there is kept, dated, and nobody's acknowledged write falls between the two. */
import {existsSync, renameSync, rmSync, statSync} from 'node:fs';
import {basename, join, resolve} from 'node:path';
import type {Connection} from './connection.ts';
import {addEvent} from './events.ts';
import {failure} from './failures.ts';
import {type ColonyFiles, createPrivate, filesOf, freshFolder, identify, makeFolder, namesIn, quarantine} from './files.ts';
import {applicationId, applicationOf, versionOf} from './migrate.ts';
import {migrations} from './migrations/index.ts';
import {momentOf} from './moment.ts';
import {keeperName} from './names.ts';
import {connect} from './open.ts';
import {build, isDamage, type Preparation, patienceMs, withConnection} from './preparation.ts';
import {takeLock} from './prepare.ts';
import {isGood, replacementOf} from './recover.ts';
import {createSql} from './sql.ts';
import {StoreError, type StoreOptions} from './store.ts';
import type {IsoTime} from './types.ts';

/** One copy. What could not be read is null. */
export type Backup = {
	readonly name: string;
	readonly at: IsoTime | null;
	/** hourly, version-1 (before a migration), original (before an import). */
	readonly kind: string;
	readonly bytes: number;
	/** Of ours, and whole. Others are shown and never restored. */
	readonly whole: boolean;
	readonly mails: number | null;
	readonly claims: number | null;
	readonly events: number | null;
};
/** `kept`: the folder with what was there before; null: nothing was. */
export type Restored = {readonly name: string; readonly kept: string | null};

const named = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z(?:\.\d+)?-([a-z0-9-]+)\.db$/;

function timeOf(name: string): IsoTime | null {
	const [, year, month, day, hour, minute, second] = named.exec(name) ?? [];
	return year === undefined ? null : `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
}

const preparationOf = (options: StoreOptions): Preparation => ({
	connect,
	files: filesOf(resolve(options.file)),
	options,
	steps: migrations,
	moment: momentOf(options.clock, options.isAlive),
});

function look(preparation: Preparation, name: string): Backup {
	const file = join(preparation.files.backups, name);
	const facts = {name, at: timeOf(name), kind: named.exec(name)?.[7] ?? '', bytes: statSync(file).size};
	if (!isGood(preparation, file)) return {...facts, whole: false, mails: null, claims: null, events: null};
	return withConnection(preparation, file, connection => {
		const sql = createSql(connection);
		const count = (table: string): number => sql.value<number>(`SELECT count(*) FROM ${table}`) ?? 0;
		return {...facts, whole: true, mails: count('messages'), claims: count('claims'), events: count('events')};
	});
}

/** Newest first. Looks into each of them. */
export function listBackups(options: StoreOptions): readonly Backup[] {
	const preparation = preparationOf(options);
	const {backups} = preparation.files;
	return namesIn(backups)
		.filter(name => named.test(name))
		.toSorted()
		.toReversed()
		.map(name => look(preparation, name));
}

/**
 * Puts the copy of that name in place, brought up to today's shape. Writers of this moment are waited for; those who hold the old file
 * hear `replaced` at their next write and store nothing there. Throws a StoreError when there is no such copy or it is not whole.
 */
export function restoreBackup(options: StoreOptions, name: string): Restored {
	const preparation = preparationOf(options);
	const {files} = preparation;
	const copy = join(files.backups, name);
	if (!named.test(name) || !existsSync(copy)) throw new StoreError('io', `There is no copy ${name}: see queen doctor --restore`);
	makeFolder(files.folder);
	const lock = takeLock(preparation);
	try {
		if (!isGood(preparation, copy)) throw new StoreError('corrupt', `The copy ${name} is damaged, or not of this queen: choose another one`);
		return putInPlace(preparation, copy);
	} catch (error) {
		throw failure(error, files.database);
	} finally {
		lock.close();
	}
}

function putInPlace(preparation: Preparation, copy: string): Restored {
	const {files, moment} = preparation;
	const isThere = identify(files.database) !== null;
	const kept = isThere ? freshFolder(files.quarantine, moment.wall) : null;
	const beside = replacementOf(preparation);
	for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${beside.files.database}${suffix}`, {force: true});
	createPrivate(beside.files.database);
	withConnection(beside, copy, connection => connection.prepare('VACUUM INTO ?').run(beside.files.database));
	build(beside, undefined, db => addEvent(db, moment, 'recovered', keeperName, {what: `the copy ${basename(copy)} was put in place`, kept}));
	const hold = isThere ? holdWriters(files) : null;
	try {
		if (kept !== null) quarantine(files, kept);
		renameSync(beside.files.database, files.database);
	} finally {
		hold?.close();
	}
	rmSync(files.suspicion, {force: true});
	return {name: basename(copy), kept};
}

/** The write lock of the old database: nobody commits to it while it is moved. A damaged one has no writers that could be waited for. */
function holdWriters(files: ColonyFiles): Connection | null {
	const connection = connect(files.database, {timeout: patienceMs, fileMustExist: true});
	try {
		if (applicationOf(connection) !== applicationId || versionOf(connection) === 0) {
			connection.close();
			return null;
		}
		connection.exec('BEGIN IMMEDIATE');
		return connection;
	} catch (error) {
		connection.close();
		if (isDamage(error)) return null;
		throw error;
	}
}
