/** What making, migrating, importing and recovering have in common. */
import type {Connect, Connection} from './connection.ts';
import type {Database} from './database.ts';
import {sqliteCode} from './failures.ts';
import {type ColonyFiles, readIdentity, writeIdentity} from './files.ts';
import {readMeta, writeMeta} from './meta.ts';
import {migrate} from './migrate.ts';
import type {Migration} from './migrations/index.ts';
import type {Moment} from './moment.ts';
import {createSql} from './sql.ts';
import type {StoreOptions} from './store.ts';

export type Preparation = {
	readonly connect: Connect;
	readonly files: ColonyFiles;
	readonly options: StoreOptions;
	readonly steps: readonly Migration[];
	readonly moment: Moment;
};

/** How long the first open of several at once waits for the others. */
export const patienceMs = 10_000;

export const isDamage = (error: unknown): boolean => ['SQLITE_CORRUPT', 'SQLITE_NOTADB'].some(code => sqliteCode(error).startsWith(code));

/** Opens a file for one piece of work. */
export function withConnection<T>({connect}: Preparation, file: string, work: (connection: Connection) => T): T {
	const connection = connect(file, {timeout: patienceMs});
	try {
		return work(connection);
	} finally {
		connection.close();
	}
}

/** WAL is stored in the file. SQLite does not wait for readers here, so we do. */
function switchToWal(connection: Connection): void {
	for (let tries = 0; ; tries += 1) {
		try {
			connection.pragma('journal_mode = WAL');
			return;
		} catch (error) {
			if (tries > patienceMs / 20 || !sqliteCode(error).startsWith('SQLITE_BUSY')) throw error;
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
		}
	}
}

/**
 * Brings the file at our path to today's schema and gives the colony its identity. `first` runs before the missing steps and
 * `last` after them, in the same exclusive transaction: a killed process leaves the old file or the finished one.
 */
export function build(preparation: Preparation, first?: (db: Database) => void, last?: (db: Database) => void): void {
	const {files, options, moment, steps} = preparation;
	withConnection(preparation, files.database, connection => {
		const db: Database = {file: files.database, sql: createSql(connection), redact: options.redact, moment: () => moment};
		connection.pragma('auto_vacuum = INCREMENTAL');
		switchToWal(connection);
		migrate(connection, steps, {
			first: () => first?.(db),
			last: () => {
				identify(db, moment, readIdentity(files));
				last?.(db);
			},
		});
		writeIdentity(files, readMeta(db.sql, 'colony_id') ?? '');
	});
}

/** `crypto` is the global one: importing node:crypto would cost every hot command 5 ms. */
function identify(db: Database, moment: Moment, known: string | null): void {
	if (readMeta(db.sql, 'colony_id') !== null) return;
	writeMeta(db.sql, 'colony_id', known ?? crypto.randomUUID());
	writeMeta(db.sql, 'began_at', moment.iso);
	writeMeta(db.sql, 'quiet_since', moment.iso);
}
