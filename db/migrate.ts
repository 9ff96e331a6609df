import type {Connection} from './connection.ts';
import {type Migration, migrations} from './migrations/index.ts';
import {createSql} from './sql.ts';

/** 'HIVE': tells our file from any other SQLite database. */
export const applicationId = 0x48495645;

export const newestVersion = (steps: readonly Migration[] = migrations): number => steps.at(-1)?.version ?? 0;

export const versionOf = (connection: Connection): number => Number(connection.pragma('user_version', {simple: true}));
export const applicationOf = (connection: Connection): number => Number(connection.pragma('application_id', {simple: true}));

/**
 * Brings the schema up to date: all missing steps and the new version in one exclusive transaction, so that a killed process
 * leaves the old schema or the new one. `first` and `last` run before and after the steps, in the same transaction.
 */
export function migrate(connection: Connection, steps: readonly Migration[], around: {readonly first?: () => void; readonly last?: () => void} = {}): void {
	connection.exec('BEGIN EXCLUSIVE');
	try {
		// A stranger's own version says nothing about our steps.
		const from = applicationOf(connection) === applicationId ? versionOf(connection) : 0;
		around.first?.();
		const sql = createSql(connection);
		for (const step of steps) if (step.version > from) step.apply(sql);
		connection.pragma(`application_id = ${applicationId}`);
		connection.pragma(`user_version = ${Math.max(from, newestVersion(steps))}`);
		around.last?.();
		connection.exec('COMMIT');
	} catch (error) {
		if (connection.inTransaction) connection.exec('ROLLBACK');
		throw error;
	}
}
