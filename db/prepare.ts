/**
 * Everything that comes before a database can be used: making it, migrating it, taking over an older one, putting a damaged one aside.
 * One process at a time does it, under a lock that its death frees.
 */
import {accessSync, constants, existsSync, rmSync} from 'node:fs';
import type {Connection} from './connection.ts';
import {addEvent} from './events.ts';
import {failure, named} from './failures.ts';
import {type ColonyFiles, createPrivate, freshFile, identify, isDanglingLink, makeFolder} from './files.ts';
import {importOriginal, originalOf, tableNames} from './import-original.ts';
import {applicationId, applicationOf, newestVersion, versionOf} from './migrate.ts';
import {keeperName} from './names.ts';
import {build, isDamage, type Preparation, patienceMs, withConnection} from './preparation.ts';
import {adoptFinished, recover} from './recover.ts';
import {createSql} from './sql.ts';
import {StoreError} from './store.ts';

export {migrations} from './migrations/index.ts';
export {bytesWithoutLog} from './read-copy.ts';

/** Afterwards the database is ours and up to date; a StoreError or SQLite's error says why not. */
export function prepareDatabase(preparation: Preparation): void {
	const {files, options} = preparation;
	// Before the lock is made beside it.
	if (isDanglingLink(files.database))
		throw new StoreError('io', `${named(files.database)} is a link to nothing: make what it points to, remove it, or set HIVE_DB to another file`);
	if (options.readOnly) {
		refuseReadOnly(preparation);
		return;
	}
	makeFolder(files.folder);
	assertWritable(files);
	const lock = takeLock(preparation);
	try {
		prepareLocked(preparation);
	} finally {
		lock.close();
	}
}

function assertWritable(files: ColonyFiles): void {
	try {
		accessSync(files.folder, constants.W_OK);
	} catch (error) {
		throw failure(error, files.database);
	}
}

export function takeLock({connect, files}: Preparation): Connection {
	createPrivate(files.lock);
	const lock = connect(files.lock, {timeout: patienceMs});
	lock.exec('BEGIN EXCLUSIVE');
	return lock;
}

/** Read-only: nothing is made, migrated or mended; this only finds the sentence that says so. */
function refuseReadOnly(preparation: Preparation): void {
	const {files} = preparation;
	const finding = examine(preparation);
	if (finding === 'missing' || finding === 'fresh')
		throw new StoreError('io', `There is no database at ${files.database} yet: run "queen scan" once, or set HIVE_DB to the one that you mean`);
	if (finding === 'damaged' || finding === 'emptied')
		throw new StoreError('corrupt', `The database ${files.database} is damaged: run "queen scan", which puts it in quarantine and takes the newest good copy`);
	if (finding !== 'ready') throw new StoreError('read-only', `${files.database} has an older shape: run "queen scan" once, which brings it up to date`);
}

type Finding = 'missing' | 'ready' | 'outdated' | 'fresh' | 'emptied' | 'original' | 'damaged';

function prepareLocked(preparation: Preparation): void {
	const finding = examine(preparation);
	if (finding === 'missing' && adoptFinished(preparation)) return;
	if (finding === 'missing' || finding === 'fresh') begin(preparation);
	else if (finding === 'damaged' || finding === 'emptied') recover(preparation, finding);
	else if (finding === 'original') takeOver(preparation);
	else if (finding === 'outdated') upgrade(preparation);
}

/** What lies at our path. Throws for what is none of our business: a newer version, a stranger's database. */
function examine(preparation: Preparation): Finding {
	const {files} = preparation;
	if (identify(files.database) === null) return 'missing';
	try {
		return withConnection(preparation, files.database, connection => {
			if (applicationOf(connection) === applicationId) return examineOurs(connection, preparation);
			const sql = createSql(connection);
			if (tableNames(sql).length === 0) return existsSync(files.identity) ? 'emptied' : 'fresh';
			if (applicationOf(connection) === 0 && originalOf(sql) !== null) return 'original';
			throw new StoreError('foreign', `${files.database} is a SQLite database of another program: set HIVE_DB to another file`);
		});
	} catch (error) {
		if (isDamage(error)) return 'damaged';
		throw error;
	}
}

function examineOurs(connection: Connection, {files, options, steps}: Preparation): Finding {
	const version = versionOf(connection);
	if (version > newestVersion(steps))
		throw new StoreError('newer', `${files.database} was written by a newer queen: update this one (npm install -g hivequeen), or set HIVE_DB to another file`);
	if (existsSync(files.suspicion)) {
		if (connection.pragma('quick_check(1)', {simple: true}) !== 'ok') return 'damaged';
		if (!options.readOnly) rmSync(files.suspicion, {force: true});
	}
	return version === newestVersion(steps) ? 'ready' : 'outdated';
}

/** First use, or the file was deleted. */
function begin(preparation: Preparation): void {
	const {files, moment} = preparation;
	const isNewFile = createPrivate(files.database);
	const lost = isNewFile && existsSync(files.identity);
	// Removed first: a process killed between the two must not leave a new, still empty file that looks emptied.
	if (lost) rmSync(files.identity);
	const what = 'the database file was missing, so a new colony began';
	build(preparation, undefined, db => {
		if (lost) addEvent(db, moment, 'recovered', keeperName, {what, kept: null});
	});
	preparation.options.onMade?.();
}

/** A copy for the person who wants to go back; only then the steps. */
function upgrade(preparation: Preparation): void {
	const version = withConnection(preparation, preparation.files.database, versionOf);
	withCopy(preparation, `version-${version}`, () => build(preparation));
}

/** The original queen's database, or the minimal hive's: kept as a dated copy, and what it knew comes along, in place and all or nothing. */
function takeOver(preparation: Preparation): void {
	withCopy(preparation, 'original', kept => importOriginal(preparation, kept));
}

/** Keeps a dated copy and then does the work; where that fails, nothing was changed and the copy is not needed. */
function withCopy(preparation: Preparation, what: string, work: (kept: string) => void): void {
	const {files, moment} = preparation;
	makeFolder(files.backups);
	const kept = freshFile(files.backups, moment.wall, `-${what}.db`);
	try {
		withConnection(preparation, files.database, connection => connection.prepare('VACUUM INTO ?').run(kept));
		work(kept);
	} catch (error) {
		rmSync(kept);
		throw error;
	}
}
