/**
 * What is new for a sister, and that she was told. Two operations, because what was printed may be marked only afterwards: whoever is killed in
 * between is told the same again, and nothing is ever skipped.
 */
import {markTold, untold} from './conflicts.ts';
import {currentOnly, scopesOf, toEntry} from './context.ts';
import type {Database} from './database.ts';
import {isUnread, type MessageSource, messageColumns, stamp, toMessage} from './messages.ts';
import type {Moment} from './moment.ts';
import type {ContextRow} from './rows.ts';
import {marks} from './sql.ts';
import type {SyncLimits, SyncSeen} from './store.ts';
import type {ContextCursor, ContextEntry, SyncNews} from './types.ts';

type Some<T> = {readonly shown: readonly T[]; readonly more: number};

const unseen = `m.surfaced_at IS NULL AND ${isUnread}`;

function newMail(db: Database, name: string, limit: number | null): Some<SyncNews['messages'][number]> {
	const rows = db.sql.all<MessageSource>(`${messageColumns} WHERE m.to_sister = ? AND ${unseen} ORDER BY m.id LIMIT ?`, name, limit ?? -1);
	const isCut = limit !== null && rows.length === limit;
	const all = isCut ? (db.sql.value<number>(`SELECT count(*) FROM messages m WHERE m.to_sister = ? AND ${unseen}`, name) ?? 0) : rows.length;
	return {shown: rows.map(toMessage), more: all - rows.length};
}

type ScopeNews = Some<ContextEntry> & {readonly older: number; readonly cursor: ContextCursor | null};

/** Her first time in a scope has the newest, afterwards the oldest come first; what is hers is no news to her. */
function newContext(db: Database, moment: Moment, name: string, scope: string, newest: number, limit: number | null): ScopeNews {
	const known = db.sql.value<number>('SELECT context_id FROM sync_cursors WHERE sister = ? AND scope = ?', name, scope);
	if (known !== undefined && known >= newest) return {shown: [], more: 0, older: 0, cursor: null};
	const [current, values] = currentOnly(moment);
	const isFirst = known === undefined;
	const where = `repo_key = ? AND id > ? AND by_sister <> ? AND ${current}`;
	const given = [scope, known ?? 0, name, ...values] as const;
	const order = isFirst ? 'DESC' : 'ASC';
	const rows = db.sql.all<ContextRow>(`SELECT * FROM shared_context WHERE ${where} ORDER BY id ${order} LIMIT ?`, ...given, limit ?? -1);
	const isCut = limit !== null && rows.length === limit;
	const all = isCut ? (db.sql.value<number>(`SELECT count(*) FROM shared_context WHERE ${where}`, ...given) ?? 0) : rows.length;
	const left = all - rows.length;
	const shown = (isFirst ? rows.toReversed() : rows).map(row => toEntry(row, moment));
	const through = isFirst || left === 0 ? newest : (rows.at(-1)?.id ?? newest);
	return {shown, more: isFirst ? 0 : left, older: isFirst ? left : 0, cursor: {scope, through}};
}

function displayNames(db: Database, names: readonly string[]): Readonly<Record<string, string>> {
	if (names.length === 0) return {};
	const rows = db.sql.all<{name: string; display_name: string}>(`SELECT name, display_name FROM sisters WHERE name IN ${marks(names)}`, ...names);
	return Object.fromEntries(rows.map(row => [row.name, row.display_name]));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Reads only. `repoKey`: where she stands; null outside of any repository. */
export function readNews(db: Database, moment: Moment, name: string, repoKey: string | null, limits: SyncLimits): SyncNews {
	const mail = newMail(db, name, limits.messages);
	// Read in the same transaction as the entries: nothing can have come in between.
	const newest = db.sql.value<number>('SELECT max(id) FROM shared_context') ?? 0;
	const scopes = scopesOf(repoKey).map(scope => newContext(db, moment, name, scope, newest, limits.context));
	const context = scopes.flatMap(({shown}) => shown).toSorted((a, b) => a.id - b.id);
	const authors = new Set([...mail.shown.map(({from}) => from), ...context.map(({by}) => by)]);
	return {
		messages: mail.shown,
		context,
		conflicts: untold(db, name),
		more: {messages: mail.more, context: sum(scopes.map(({more}) => more))},
		older: sum(scopes.map(({older}) => older)),
		cursors: scopes.flatMap(({cursor}) => cursor ?? []),
		// All of them can be thousands, more than one statement takes; then they are called by their slugs.
		displayNames: displayNames(db, [...authors].slice(0, 500)),
	};
}

/** A cursor only goes forward: of two syncs at once the slower one must not take back what the other said. */
export function commitNews(db: Database, moment: Moment, name: string, seen: SyncSeen): void {
	stamp(db, moment, 'surfaced_at', name, seen.surfaced);
	stamp(db, moment, 'read_at', name, seen.read);
	for (const {scope, through} of seen.cursors)
		db.sql.run(
			`INSERT INTO sync_cursors (sister, scope, context_id) VALUES (?, ?, ?)
			ON CONFLICT (sister, scope) DO UPDATE SET context_id = max(context_id, excluded.context_id)`,
			name,
			scope,
			through,
		);
	if (seen.told.length > 0) markTold(db, name, seen.told);
}

/** A sister got another name. Where both were told, the one who heard less decides: twice is better than never. */
export function moveCursors(db: Database, from: string, to: string): void {
	db.sql.run(
		`INSERT INTO sync_cursors (sister, scope, context_id) SELECT ?, scope, context_id FROM sync_cursors WHERE sister = ?
		ON CONFLICT (sister, scope) DO UPDATE SET context_id = min(context_id, excluded.context_id)`,
		to,
		from,
	);
	db.sql.run('DELETE FROM sync_cursors WHERE sister = ?', from);
}

/** Whoever has this name next was told of nothing. */
export const forgetCursors = (db: Database, name: string): number => db.sql.run('DELETE FROM sync_cursors WHERE sister = ?', name).changes;
