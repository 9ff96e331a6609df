/**
 * The only file that opens the database. Two ways in: the short one reads two numbers from the header (every command pays for it);
 * everything else (first use, migration, damage, somebody else's file) goes through `prepare.ts` under a lock among processes.
 */
import {existsSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, resolve} from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import type {Connect, Connection, ConnectOptions} from './connection.ts';
import type {Database} from './database.ts';
import {failure, noFile, sqliteCode} from './failures.ts';
import {type ColonyFiles, createPrivate, type FileIdentity, filesOf, identify} from './files.ts';
import {applicationId, applicationOf, newestVersion, versionOf} from './migrate.ts';
import type {Migration} from './migrations/index.ts';
import {momentOf} from './moment.ts';
import {createSql} from './sql.ts';
import {createStore} from './sqlite-store.ts';
import {type Store, StoreError, type StoreOptions} from './store.ts';

/** better-sqlite3's folder, looked for upwards by hand: Node's own resolution costs a hot command more than its query. */
function packageFolder(): string {
	for (let folder = import.meta.dirname; folder !== ''; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
		const found = `${folder}/node_modules/better-sqlite3`;
		if (existsSync(found)) return found;
	}
	return dirname(createRequire(import.meta.filename).resolve('better-sqlite3/package.json'));
}

/** The second is for musl, where the first is there too and does not load. */
const addonNames = [`${process.platform}-${process.arch}`, `${process.platform}musl-${process.arch}`];

/** The native part, loaded by its path, without `require` and its search. Null: it was built from source, and the package knows where. */
function loadAddon(): object | null {
	const folder = packageFolder();
	for (const name of addonNames) {
		const loaded: {exports: object} = {exports: {}};
		try {
			process.dlopen(loaded, `${folder}/prebuilds/${name}.node`);
			return loaded.exports;
		} catch (error) {
			if (!(error instanceof Error && 'code' in error && error.code === 'ERR_DLOPEN_FAILED')) throw error;
		}
	}
	return null;
}

let addon: object | null | undefined;

/** Opens a connection; the busy timeout is its first setting. Throws SQLite's errors. */
export const connect: Connect = (file, options) => connectTo(file, options);

function connectTo(what: string | Buffer, options: ConnectOptions): Connection {
	if (addon === undefined) addon = loadAddon();
	return new BetterSqlite3(what, addon === null ? options : withAddon(options, addon));
}

/** The package takes the loaded addon as well as its path; its types know the path only. */
function withAddon(options: ConnectOptions, loaded: object): ConnectOptions {
	const given = {...options, nativeBinding: loaded};
	return given;
}

/**
 * Opens the colony's database, made on first use (folder 0700, file 0600). Rejects with a StoreError: `newer`, `foreign`, `corrupt`
 * (recovered once already and damaged again), `full`, `read-only`, `io`, `busy`.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
	const newest = typeof HIVE_SCHEMA_VERSION === 'number' ? HIVE_SCHEMA_VERSION : newestVersion(await allSteps());
	return open(options, newest, allSteps);
}

/** openStore with another list of migrations: for the tests of migrations that do not exist yet. */
export const openWith = (options: StoreOptions, steps: readonly Migration[]): Promise<Store> => open(options, newestVersion(steps), async () => steps);

/** Baked in by the build: a command on a database in today's shape loads no migration. */
declare const HIVE_SCHEMA_VERSION: number | undefined;

type Steps = () => Promise<readonly Migration[]>;

const allSteps: Steps = async () => (await import('./prepare.ts')).migrations;

async function open(options: StoreOptions, newest: number, steps: Steps): Promise<Store> {
	const files = filesOf(resolve(options.file));
	try {
		const held = (await openEasily(files, options, newest)) ?? (await openLong(files, options, newest, steps));
		return createStore(holderOf(files, held, options));
	} catch (error) {
		throw failure(error, files.database);
	}
}

/** Where nothing can be written, SQLite may lack what it needs beside the file: then a copy is read. */
async function openEasily(files: ColonyFiles, options: StoreOptions, newest: number): Promise<Held | null> {
	if (!options.readOnly) return openShort(files, options, newest);
	try {
		return openShort(files, options, newest);
	} catch (error) {
		if (error instanceof StoreError || !/^SQLITE_(?:READONLY|CANTOPEN)/.test(sqliteCode(error))) throw error;
		return await openCopy(files, options, newest);
	}
}

type Held = {readonly connection: Connection; readonly identity: FileIdentity};

/** The usual case: our database in today's shape, nothing suspicious (`isExamined`: that was looked into). Null: somebody must look closer. */
function openShort(files: ColonyFiles, options: StoreOptions, newest: number, isExamined = false): Held | null {
	const identity = identify(files.database);
	if (identity?.isFile === false) throw new StoreError('io', noFile(files.database));
	if (identity === null || (!isExamined && existsSync(files.suspicion))) return null;
	let connection: Connection | undefined;
	try {
		connection = connect(files.database, {timeout: options.busyMs, readonly: options.readOnly ?? false, fileMustExist: true});
		const isOurs = isToday(connection, newest);
		if (isOurs && isSame(identity, identify(files.database))) {
			applySettings(connection, options);
			return {connection, identity};
		}
	} catch (error) {
		connection?.close();
		if (isDamage(error, files)) {
			if (!options.readOnly) markSuspicious(files);
		} else if (!isBeingMade(error, files)) throw error;
		return null;
	}
	connection.close();
	return null;
}

const isToday = (connection: Connection, newest: number): boolean => applicationOf(connection) === applicationId && versionOf(connection) === newest;

/** Only to be read, and without a log: its bytes in memory. Null: they are in another shape. */
async function openCopy(files: ColonyFiles, options: StoreOptions, newest: number): Promise<Held | null> {
	const {bytesWithoutLog} = await import('./prepare.ts');
	const identity = identify(files.database);
	if (identity === null) return null;
	const connection = connectTo(bytesWithoutLog(files), {timeout: options.busyMs, readonly: true});
	if (isToday(connection, newest)) return {connection, identity};
	connection.close();
	return null;
}

/** Another process makes, migrates or recovers it at this moment: the long way waits for it. */
const isBeingMade = (error: unknown, files: ColonyFiles): boolean =>
	sqliteCode(error).startsWith('SQLITE_BUSY') || (sqliteCode(error) === 'SQLITE_CANTOPEN' && identify(files.database) === null);

const isSame = (a: FileIdentity, b: FileIdentity | null): boolean => b !== null && a.dev === b.dev && a.ino === b.ino;

const isDamage = (error: unknown, files: ColonyFiles): boolean => {
	const known = failure(error, files.database);
	return known instanceof StoreError && known.code === 'corrupt';
};

async function openLong(files: ColonyFiles, options: StoreOptions, newest: number, steps: Steps): Promise<Held> {
	const {prepareDatabase} = await import('./prepare.ts');
	prepareDatabase({connect, files, options, steps: await steps(), moment: momentOf(options.clock, options.isAlive)});
	// Who may only read leaves the suspicion to others.
	const held = openShort(files, options, newest, options.readOnly);
	if (held) return held;
	throw new StoreError('busy', `${files.database} is being changed by another program: try again in a moment`);
}

/** Measured defaults: research/reliability.md, section 4. */
function applySettings(connection: Connection, options: StoreOptions): void {
	connection.exec(
		`PRAGMA synchronous = ${options.strict ? 'FULL' : 'NORMAL'}; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA journal_size_limit = 16777216`,
	);
}

function holderOf(files: ColonyFiles, held: Held, options: StoreOptions) {
	const {connection, identity} = held;
	const database: Database = {
		file: files.database,
		sql: createSql(connection),
		redact: options.redact,
		...(options.retention === undefined ? {} : {retention: options.retention}),
		moment: () => momentOf(options.clock, options.isAlive),
	};
	const isCurrent = (): boolean => isSame(identity, identify(files.database));
	return {
		database,
		isCurrent,
		assertCurrent: () => {
			if (!isCurrent()) throw new StoreError('replaced', `${files.database} was replaced or deleted while it was open: nothing was stored; run it again`);
		},
		suspect: () => markSuspicious(files),
		failure: (error: unknown) => {
			if (isDamage(error, files)) markSuspicious(files);
			return failure(error, files.database);
		},
		backup: (to: string) => {
			if (!createPrivate(to)) throw new StoreError('io', `${to} exists already: choose another name for the copy`);
			connection.prepare('VACUUM INTO ?').run(to);
		},
		close: () => {
			connection.close();
		},
	};
}

/** The next open looks closely; where even this cannot be written, the damage is met again and says so again. */
function markSuspicious(files: ColonyFiles): void {
	try {
		createPrivate(files.suspicion);
	} catch (error) {
		if (!(error instanceof Error && 'code' in error)) throw error;
	}
}
