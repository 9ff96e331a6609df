import type {Value} from './connection.ts';
import type {Database} from './database.ts';
import {sqliteCode} from './failures.ts';
import {tableNames} from './import-original.ts';
import {type Preparation, withConnection} from './preparation.ts';
import {createSql, type Sql} from './sql.ts';

/** What people wrote and hold, most precious first. With a number: rows are read around a dead page; the others all or not at all. */
const numbered = [
	...['messages', 'dispatches', 'claims', 'claim_queue', 'sisters', 'sessions', 'conflicts'],
	...['shared_context', 'reviews', 'review_comments', 'events'],
] as const;
// Not how far each sister was told (sync_cursors): what may have been lost is told again.
const whole = ['drafts', 'aliases'] as const;
/** A table that fails this often has nothing left to read. */
const patience = 2000;

type Row = Readonly<Record<string, Value>>;

/** Copies every row of a damaged database that can still be read over what the new one has. Answers how many; 0 when it is past reading. */
export function salvage(preparation: Preparation, db: Database, damaged: string): number {
	const readOnly: Preparation = {...preparation, connect: (file, options) => preparation.connect(file, {...options, readonly: true})};
	return withConnection(readOnly, damaged, connection => {
		const from = createSql(connection);
		const tables = attempt(() => tableNames(from)) ?? [];
		let count = 0;
		for (const table of numbered) if (tables.includes(table)) count += copy(db.sql, table, numberedRows(from, table));
		for (const table of whole) if (tables.includes(table)) count += copy(db.sql, table, wholeTable(from, table));
		if (tables.includes('counters')) keepNumbersGrowing(db.sql, from);
		return count;
	});
}

/** Undefined where SQLite says no: that is what a damaged page looks like. Other errors are ours. */
function attempt<T>(work: () => T): T | undefined {
	try {
		return work();
	} catch (error) {
		if (sqliteCode(error).startsWith('SQLITE_')) return undefined;
		throw error;
	}
}

const wholeTable = (from: Sql, table: string): readonly Row[] => attempt(() => from.all<Row>(`SELECT * FROM ${table}`)) ?? [];

/** All rows; around a dead page by halving the stretch that hits it until what is dead stands alone. */
function numberedRows(from: Sql, table: string): readonly Row[] {
	let left = patience;
	const between = (first: number, last: number): readonly Row[] => {
		if (left === 0 || first > last) return [];
		// A single row by `=`: BETWEEN would look at the next one too, which may lie on the dead page.
		const some = attempt(() =>
			first === last
				? from.all<Row>(`SELECT * FROM ${table} WHERE id = ?`, first)
				: from.all<Row>(`SELECT * FROM ${table} WHERE id BETWEEN ? AND ? ORDER BY id`, first, last),
		);
		if (some) return some;
		left -= 1;
		if (first === last) return [];
		const middle = Math.floor((first + last) / 2);
		return [...between(first, middle), ...between(middle + 1, last)];
	};
	return between(1, lastNumber(from, table));
}

/** The largest number that a row may have; where the page with the last row is dead, a generous guess. */
const lastNumber = (from: Sql, table: string): number =>
	attempt(() => from.value<number>(`SELECT max(id) FROM ${table}`)) ??
	attempt(() => from.value<number>('SELECT seq FROM sqlite_sequence WHERE name = ?', table)) ??
	2 ** 20;

/** The damaged file is newer than any backup: its rows win. A row that breaks a rule of the schema is damage too, and stays behind. */
function copy(to: Sql, table: string, rows: readonly Row[]): number {
	const known = to.all<{name: string}>('SELECT name FROM pragma_table_info(?)', table).map(column => column.name);
	let count = 0;
	for (const row of rows) {
		const columns = known.filter(column => column in row);
		const text = `INSERT OR REPLACE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(column => `@${column}`).join(', ')})`;
		const values = Object.fromEntries(columns.map(column => [column, row[column] ?? null]));
		count += attempt(() => to.run(text, values).changes) ?? 0;
	}
	return count;
}

/** Fences and numbers never come twice, even when the rows that used them are lost. */
function keepNumbersGrowing(to: Sql, from: Sql): void {
	for (const row of wholeTable(from, 'counters')) to.run('UPDATE counters SET value = max(value, ?) WHERE name = ?', row['value'] ?? 0, row['name'] ?? '');
	to.run("UPDATE counters SET value = max(value, (SELECT ifnull(max(fence), 0) FROM claims)) WHERE name = 'fence'");
	for (const row of wholeTable(from, 'sqlite_sequence')) {
		to.run(
			'INSERT INTO sqlite_sequence (name, seq) SELECT ?, 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ?)',
			row['name'] ?? '',
			row['name'] ?? '',
		);
		to.run('UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?', row['seq'] ?? 0, row['name'] ?? '');
	}
}
