/**
 * Takes over the database of the original queen or of the minimal hive (seeds 1 and 2), recognised by its columns. Its mail keeps
 * its numbers; its sisters come as gone until they are seen, with their tasks; its claims are held under a bare name.
 */
import type {Database} from './database.ts';
import {addEvent} from './events.ts';
import {nextNumber} from './meta.ts';
import type {Moment} from './moment.ts';
import {keeperName, slug} from './names.ts';
import {build, type Preparation} from './preparation.ts';
import {insertSister, sisterRow} from './sisters.ts';
import {insert, type Sql} from './sql.ts';

export type Original = 'the original queen' | 'the minimal hive';

export const tableNames = (sql: Sql): readonly string[] =>
	sql.all<{name: string}>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'").map(row => row.name);

/** Whose it is, by the columns of its tables; null: nobody's that we know. */
export function originalOf(sql: Sql): Original | null {
	const has = (table: string, ...columns: readonly string[]): boolean => {
		const found = sql.all<{name: string}>('SELECT name FROM pragma_table_info(?)', table).map(row => row.name);
		return columns.every(column => found.includes(column));
	};
	if (has('messages', 'from_sister', 'to_sister', 'body', 'sent_at') || has('sisters', 'pid', 'name', 'current_task', 'last_seen')) return 'the original queen';
	if (has('workers', 'pid', 'name', 'task') || has('messages', 'to_worker', 'body', 'sent_at')) return 'the minimal hive';
	return null;
}

export type OldRow = Readonly<Record<string, unknown>>;
type Old = {
	readonly from: Original;
	readonly sisters: readonly OldRow[];
	readonly messages: readonly OldRow[];
	readonly claims: readonly OldRow[];
};

/** Builds the new tables with the old ones' rows, all in one transaction. `kept`: the dated copy. */
export function importOriginal(preparation: Preparation, kept: string): void {
	const {moment} = preparation;
	let old: Old | undefined;
	const takeOut = (db: Database): void => {
		old = readOld(db.sql);
		dropEverything(db.sql);
	};
	build(preparation, takeOut, db => {
		if (old === undefined) return;
		const mail = importMessages(db, moment, old.messages, kept);
		const claims = importClaims(db, moment, old.claims);
		const sisters = importSisters(db, moment, old.sisters);
		addEvent(db, moment, 'import', keeperName, {from: old.from, mail, claims, sisters, kept});
	});
}

function readOld(sql: Sql): Old {
	const tables = tableNames(sql);
	const rows = (table: string): readonly OldRow[] => (tables.includes(table) ? sql.all<OldRow>(`SELECT * FROM ${table}`) : []);
	return {from: originalOf(sql) ?? 'the minimal hive', sisters: [...rows('sisters'), ...rows('workers')], messages: rows('messages'), claims: rows('claims')};
}

/** The copy has it all; here only our own tables stay. */
function dropEverything(sql: Sql): void {
	for (const type of ['view', 'trigger', 'table']) {
		const names = sql.all<{name: string}>("SELECT name FROM sqlite_schema WHERE type = ? AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'", type);
		for (const {name} of names) sql.exec(`DROP ${type} IF EXISTS "${name.replaceAll('"', '""')}"`);
	}
}

/** Old tables were not strict: a number may stand where text belongs. */
export const text = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));

/** `2026-04-11T04:12:09Z`, `2026-04-11 04:12:09` (UTC) and Python's isoformat become ours; null: no time at all. */
export function time(value: unknown): string | null {
	const written = text(value) ?? '';
	const zoned = /(Z|[+-]\d\d:?\d\d)$/i.test(written) ? written : `${written.replace(' ', 'T')}Z`;
	const wall = Date.parse(zoned);
	return Number.isNaN(wall) ? null : new Date(wall).toISOString();
}

/** Names go into commands: they are slugged like all others. */
export const nameOf = (value: unknown): string => slug(text(value) ?? 'unknown');

export const priorities: readonly string[] = ['low', 'normal', 'high', 'urgent'];

function importMessages(db: Database, moment: Moment, rows: readonly OldRow[], kept: string): number {
	for (const row of rows) {
		const priority = text(row['priority']) ?? '';
		insert(db.sql, 'messages', {
			...(Number.isSafeInteger(row['id']) ? {id: Number(row['id'])} : {}),
			from_sister: nameOf(row['from_sister']),
			to_sister: nameOf(row['to_sister'] ?? row['to_worker']),
			body: shortened(db.redact(text(row['body']) ?? ''), kept),
			priority: priorities.includes(priority) ? priority : 'normal',
			sent_at: time(row['sent_at']) ?? moment.iso,
			read_at: time(row['read_at']),
			acked_at: time(row['acked_at']),
		});
	}
	return rows.length;
}

/** The original had no limit; the whole stays in the copy. */
export function shortened(body: string, kept: string): string {
	if (Buffer.byteLength(body) <= 8192) return body;
	const tail = `\n… (cut; the whole text is in ${kept})`;
	return `${Buffer.from(body)
		.subarray(0, 8192 - Buffer.byteLength(tail) - 3)
		.toString('utf8')
		.replace(/\uFFFD+$/, '')}${tail}`;
}

function importClaims(db: Database, moment: Moment, rows: readonly OldRow[]): number {
	for (const row of rows) {
		insert(db.sql, 'claims', {
			kind: 'domain',
			resource: text(row['id']) ?? '',
			owner: nameOf(row['owner']),
			description: db.redact(text(row['description']) ?? '') || null,
			fence: nextNumber(db.sql, 'fence'),
			nonce: crypto.randomUUID(),
			claimed_at: time(row['claimed_at']) ?? moment.iso,
			released_at: text(row['released_at']) === null ? null : (time(row['released_at']) ?? moment.iso),
			host: moment.host,
			boot_id: moment.bootId,
			since_wall: moment.wall,
			since_mono: moment.mono,
		});
	}
	return rows.length;
}

/** Of several processes under one name the last seen counts. Gone until somebody sees her. */
function importSisters(db: Database, moment: Moment, rows: readonly OldRow[]): number {
	const seenAt = (row: OldRow): string => time(row['last_seen'] ?? row['updated_at']) ?? moment.iso;
	const newestFirst = rows.toSorted((a, b) => (seenAt(a) < seenAt(b) ? 1 : -1));
	let count = 0;
	for (const row of newestFirst) {
		const name = nameOf(row['name']);
		if (name === keeperName || sisterRow(db, name) !== undefined) continue;
		const task = text(row['current_task'] ?? row['task']);
		const declared = task === null || task === '' ? {} : {current_task: db.redact(task), task_source: 'declared', task_since: seenAt(row)};
		const gone = {status: 'gone', last_seen: seenAt(row), gone_at: moment.iso, git_branch: text(row['git_branch'])};
		insertSister(db, moment, name, text(row['name']) ?? name, 'environment', {...gone, ...declared});
		count += 1;
	}
	return count;
}
