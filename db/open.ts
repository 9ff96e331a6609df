/**
 * The only file that opens the database. Two ways in: the short one reads two numbers from the header (every command pays for it);
 * everything else (first use, migration, damage, somebody else's file) goes through `prepare.ts` under a lock among processes.
 */
import {existsSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import BetterSqlite3 from 'better-sqlite3';
import type {Connect, Connection, ConnectOptions} from './connection.ts';
import type {Database} from './database.ts';
import {failure, sqliteCode} from './failures.ts';
import {type ColonyFiles, createPrivate, type FileIdentity, filesOf, identify} from './files.ts';
import {applicationId, applicationOf, newestVersion, versionOf} from './migrate.ts';
import {type Migration, migrations} from './migrations/index.ts';
import {momentOf} from './moment.ts';
import {prepareDatabase} from './prepare.ts';
import {createSql} from './sql.ts';
import {createStore} from './sqlite-store.ts';
import {type Store, StoreError, type StoreOptions} from './store.ts';

/** better-sqlite3's folder, looked for upwards by hand: Node's own resolution costs a hot command more than its query. */
function packageFolder(): string {
	for (let folder = dirname(fileURLToPath(import.meta.url)); folder !== dirname(folder); folder = dirname(folder)) {
		const found = join(folder, 'node_modules', 'better-sqlite3');
		if (existsSync(found)) return found;
	}
	return dirname(createRequire(import.meta.url).resolve('better-sqlite3/package.json'));
}

/** The second is for musl, where the first is there too and does not load. */
const addonNames = [`${process.platform}-${process.arch}`, `${process.platform}musl-${process.arch}`];

/** The native part, loaded by its path, without `require` and its search. Null: it was built from source, and the package knows where. */
function loadAddon(): object | null {
	const prebuilds = join(packageFolder(), 'prebuilds');
	for (const name of addonNames) {
		const loaded: {exports: object} = {exports: {}};
		try {
			process.dlopen(loaded, join(prebuilds, `${name}.node`));
			return loaded.exports;
		} catch (error) {
			if (!(error instanceof Error && 'code' in error && error.code === 'ERR_DLOPEN_FAILED')) throw error;
		}
	}
	return null;
}

let addon: object | null | undefined;

/** Opens a connection; the busy timeout is its first setting. Throws SQLite's errors. */
export const connect: Connect = (file, options) => {
	if (addon === undefined) addon = loadAddon();
	return new BetterSqlite3(file, addon === null ? options : withAddon(options, addon));
};

/** The package takes the loaded addon as well as its path; its types know the path only. */
function withAddon(options: ConnectOptions, loaded: object): ConnectOptions {
	const given = {...options, nativeBinding: loaded};
	return given;
}

/**
 * Opens the colony's database, made on first use (folder 0700, file 0600). Rejects with a StoreError: `newer`, `foreign`, `corrupt`
 * (recovered once already and damaged again), `full`, `read-only`, `io`, `busy`.
 */
export const openStore = (options: StoreOptions): Promise<Store> => openWith(options, migrations);

/** openStore with another list of migrations: for the tests of migrations that do not exist yet. */
export async function openWith(options: StoreOptions, steps: readonly Migration[]): Promise<Store> {
	const files = filesOf(resolve(options.file));
	try {
		const held = openShort(files, options, steps) ?? openLong(files, options, steps);
		return createStore(holderOf(files, held, options));
	} catch (error) {
		throw failure(error, files.database);
	}
}

type Held = {readonly connection: Connection; readonly identity: FileIdentity};

/** The usual case: our database in today's shape, nothing suspicious. Null: somebody must look closer. */
function openShort(files: ColonyFiles, options: StoreOptions, steps: readonly Migration[]): Held | null {
	const identity = identify(files.database);
	if (identity === null || existsSync(files.suspicion)) return null;
	let connection: Connection | undefined;
	try {
		connection = connect(files.database, {timeout: options.busyMs, readonly: options.readOnly ?? false, fileMustExist: true});
		const isOurs = applicationOf(connection) === applicationId && versionOf(connection) === newestVersion(steps);
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

/** Another process makes, migrates or recovers it at this moment: the long way waits for it. */
const isBeingMade = (error: unknown, files: ColonyFiles): boolean =>
	sqliteCode(error).startsWith('SQLITE_BUSY') || (sqliteCode(error) === 'SQLITE_CANTOPEN' && identify(files.database) === null);

const isSame = (a: FileIdentity, b: FileIdentity | null): boolean => b !== null && a.dev === b.dev && a.ino === b.ino;

const isDamage = (error: unknown, files: ColonyFiles): boolean => {
	const known = failure(error, files.database);
	return known instanceof StoreError && known.code === 'corrupt';
};

function openLong(files: ColonyFiles, options: StoreOptions, steps: readonly Migration[]): Held {
	prepareDatabase({connect, files, options, steps, moment: momentOf(options.clock, options.isAlive)});
	const held = openShort(files, options, steps);
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
