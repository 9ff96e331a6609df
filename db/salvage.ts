import type {Value} from './connection.ts';
import type {Database} from './database.ts';
import {sqliteCode} from './failures.ts';
import {type Preparation, withConnection} from './preparation.ts';
import {createSql, type Sql} from './sql.ts';

/** What people wrote and hold, most precious first. With a number: rows are read around a dead page; the others all or not at all. */
const numbered = ['messages', 'dispatches', 'claims', 'sisters', 'sessions', 'conflicts', 'events'] as const;
const whole = ['drafts', 'aliases'] as const;
const stride = 100;

type Row = Readonly<Record<string, Value>>;

/** Copies every row of a damaged database that can still be read over what the new one has. Answers how many; 0 when it is past reading. */
export function salvage(preparation: Preparation, db: Database, damaged: string): number {
	return withConnection({...preparation, connect: (file, options) => preparation.connect(file, {...options, readonly: true})}, damaged, connection => {
		const from = createSql(connection);
		const rows = [
			...numbered.map(table => copy(db.sql, table, numberedRows(from, table))),
			...whole.map(table => copy(db.sql, table, wholeTable(from, table))),
		];
		keepNumbersGrowing(db.sql, from);
		return rows.reduce((sum, count) => sum + count, 0);
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

function numberedRows(from: Sql, table: string): readonly Row[] {
	const all = attempt(() => from.all<Row>(`SELECT * FROM ${table}`));
	if (all) return all;
	const last = attempt(() => from.value<number>(`SELECT max(id) FROM ${table}`)) ?? lastNumber(from, table);
	const found: Row[] = [];
	for (let start = 1; start <= last; start += stride) found.push(...rowsBetween(from, table, start, start + stride - 1));
	return found;
}

const lastNumber = (from: Sql, table: string): number => attempt(() => from.value<number>('SELECT seq FROM sqlite_sequence WHERE name = ?', table)) ?? 100_000;

/** A stretch of rows; where it hits a dead page, one by one. */
function rowsBetween(from: Sql, table: string, first: number, last: number): readonly Row[] {
	const some = attempt(() => from.all<Row>(`SELECT * FROM ${table} WHERE id BETWEEN ? AND ?`, first, last));
	if (some) return some;
	const ids = Array.from({length: last - first + 1}, (_, index) => first + index);
	return ids.flatMap(id => attempt(() => from.all<Row>(`SELECT * FROM ${table} WHERE id = ?`, id)) ?? []);
}

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
