import {DatabaseSync} from 'node:sqlite';

/** The database looked at from outside of the program, by another SQLite. Never writes. */
export const rowsIn = <T>(db: string, sql: string): readonly T[] => {
	const connection = new DatabaseSync(db, {readOnly: true});
	try {
		return connection.prepare(sql).all() as unknown as readonly T[];
	} finally {
		connection.close();
	}
};
