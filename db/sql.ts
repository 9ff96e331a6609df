import type {Connection, Parameters, Statement, Value} from './connection.ts';

/** Hand-written SQL on one connection. Statements are prepared when first used: a hot command pays for two of them, not for fifty. */
export type Sql = {
	get<Row>(text: string, ...values: readonly Value[]): Row | undefined;
	all<Row>(text: string, ...values: readonly Value[]): readonly Row[];
	/** The first column of the first row, or undefined. */
	value<T extends Value>(text: string, ...values: readonly Value[]): T | undefined;
	/** Values by position, or one record for `@name` parameters. `id` is the row id of the last insert. */
	run(text: string, ...values: readonly (Value | Readonly<Record<string, Value>>)[]): {readonly changes: number; readonly id: number};
	exec(text: string): void;
	/** Every write: takes the write lock before the first read, so that a lock is waited for once and never lost half-way. */
	immediate<T>(work: () => T): T;
	/** Several reads that see one state of the colony. */
	read<T>(work: () => T): T;
};

export function createSql(connection: Connection): Sql {
	const remembered = (make: (text: string) => Statement): ((text: string) => Statement) => {
		const statements = new Map<string, Statement>();
		return text => {
			const known = statements.get(text);
			if (known) return known;
			const prepared = make(text);
			statements.set(text, prepared);
			return prepared;
		};
	};
	const statement = remembered(text => connection.prepare(text));
	// Of their own: a statement that answers rows makes itself a function for them, which costs more than the query.
	const single = remembered(text => connection.prepare(text).pluck());
	const transaction = <T>(begin: string, work: () => T): T => {
		statement(begin).run();
		try {
			const result = work();
			statement('COMMIT').run();
			return result;
		} catch (error) {
			// A full disk makes SQLite roll back by itself.
			if (connection.inTransaction) statement('ROLLBACK').run();
			throw error;
		}
	};
	return {
		get: <Row>(text: string, ...values: readonly Value[]) => statement(text).get(...values) as Row | undefined,
		all: <Row>(text: string, ...values: readonly Value[]) => statement(text).all(...values) as Row[],
		value: <T extends Value>(text: string, ...values: readonly Value[]) => single(text).get(...values) as T | undefined,
		run: (text, ...values) => {
			const {changes, lastInsertRowid} = statement(text).run(...values);
			return {changes, id: Number(lastInsertRowid)};
		},
		exec: text => {
			connection.exec(text);
		},
		immediate: work => transaction('BEGIN IMMEDIATE', work),
		read: work => transaction('BEGIN', work),
	};
}

/** `INSERT` with the record's keys as columns. The keys are column names written in this folder, never text from outside. */
export function insert(sql: Sql, table: string, record: Readonly<Record<string, Value>>): number {
	const columns = Object.keys(record);
	return sql.run(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(column => `@${column}`).join(', ')})`, record).id;
}

/** Writes only the given columns of one row. `key` is the column that finds it. */
export function update(sql: Sql, table: string, key: string, value: Value, record: Readonly<Record<string, Value>>): number {
	const columns = Object.keys(record);
	if (columns.length === 0) return 0;
	const assignments = columns.map(column => `${column} = @${column}`).join(', ');
	return sql.run(`UPDATE ${table} SET ${assignments} WHERE ${key} = @row_key`, {...record, row_key: value}).changes;
}

/** `(?, ?, ?)` for a list of values. */
export const marks = (values: readonly unknown[]): string => `(${values.map(() => '?').join(', ')})`;

export type {Parameters, Value};
