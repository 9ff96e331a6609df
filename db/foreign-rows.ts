/** What the readers of foreign databases have in common: which tables are there, and rows that may hold anything. Pure but for the reading. */
import {createHash} from 'node:crypto';
import {type OldRow, tableNames, text} from './import-original.ts';
import type {Sql} from './sql.ts';
import {StoreError} from './store.ts';

export type Columns = Readonly<Record<string, readonly string[]>>;

const columnsOf = (sql: Sql, table: string): readonly string[] => sql.all<{name: string}>('SELECT name FROM pragma_table_info(?)', table).map(({name}) => name);

/** Are these tables there, with at least these columns? */
export function hasTables(sql: Sql, wanted: Columns): boolean {
	const tables = tableNames(sql);
	return Object.entries(wanted).every(([table, columns]) => {
		const found = tables.includes(table) ? columnsOf(sql, table) : [];
		return columns.every(column => found.includes(column));
	});
}

/** All rows of a table, in the order in which they were written; none where there is no such table. A table without the needed columns is refused. */
export function rowsOf(sql: Sql, file: string, table: string, needed: readonly string[]): readonly OldRow[] {
	if (!tableNames(sql).includes(table)) return [];
	const missing = needed.filter(column => !columnsOf(sql, table).includes(column));
	if (missing.length > 0)
		throw new StoreError('foreign', `${file}: its table ${table} has no ${missing.join(', ')}, so it is of another program: nothing was imported`);
	return sql.all<OldRow>(`SELECT * FROM ${table}`);
}

/** What tables there are, for the sentence that refuses; names are text of a stranger. */
export function tablesInWords(sql: Sql): string {
	const names = tableNames(sql);
	const shown = names.slice(0, 6).map(name => name.slice(0, 40));
	return names.length === 0 ? 'it has no tables' : `its tables are ${shown.join(', ')}${names.length > shown.length ? ', ...' : ''}`;
}

/** The same for the same row of any copy: the words, never the place of the file. */
export const keyOf = (kind: string, ...values: readonly unknown[]): string =>
	`import:${kind}:${createHash('sha256')
		.update(JSON.stringify(values.map(text)))
		.digest('hex')
		.slice(0, 40)}`;

/** Text as we keep it: well-formed, without NUL. Empty is nothing. */
export function plain(value: unknown): string | null {
	const said = text(value)?.replaceAll('\0', '\uFFFD').toWellFormed() ?? '';
	return said === '' ? null : said;
}
