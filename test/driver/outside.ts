import {DatabaseSync} from 'node:sqlite';

/** The database looked at from outside of the program, by another SQLite. Writes nothing. */
export const rowsIn = <T>(db: string, sql: string): readonly T[] => {
	const connection = new DatabaseSync(db, {readOnly: true});
	try {
		return connection.prepare(sql).all() as unknown as readonly T[];
	} finally {
		connection.close();
	}
};

/** Changes the database from outside of the program: for what only time would bring. */
export const changeIn = (db: string, sql: string): void => {
	const connection = new DatabaseSync(db);
	try {
		connection.exec(sql);
	} finally {
		connection.close();
	}
};
