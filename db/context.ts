/** Shared context: what sisters write down for all, by repository or for the whole colony. Nothing is rewritten: a new entry supersedes an old one. */
import type {Value} from './connection.ts';
import type {Database} from './database.ts';
import {addEvent} from './events.ts';
import {iso, type Moment} from './moment.ts';
import type {ContextRow} from './rows.ts';
import {insert, marks} from './sql.ts';
import type {AddedContext, ContextQuery, ExpiredContext, NewContext} from './store.ts';
import type {ContextCategory, ContextEntry, Verified} from './types.ts';

/** How much of a body stands in the event log. */
const textInLog = 200;

const inLog = (body: string): string => (body.length > textInLog ? `${body.slice(0, textInLog).toWellFormed()}…` : body);

/** The part of a WHERE that leaves out what is superseded or expired, and its values. Same boot: the monotonic clock decides (RULES.md, Claims). */
export const currentOnly = ({bootId, mono, wall}: Moment): readonly [string, readonly Value[]] => [
	'superseded_by IS NULL AND (deadline_wall IS NULL OR iif(deadline_boot = ?, deadline_mono > ?, deadline_wall > ?))',
	[bootId, mono, wall],
];

function stateOf(row: ContextRow, moment: Moment): ContextEntry['state'] {
	if (row.superseded_by !== null) return 'superseded';
	if (row.deadline_wall === null || row.deadline_mono === null) return 'current';
	const left = row.deadline_boot === moment.bootId ? row.deadline_mono - moment.mono : row.deadline_wall - moment.wall;
	return left > 0 ? 'current' : 'expired';
}

export const toEntry = (row: ContextRow, moment: Moment): ContextEntry => ({
	id: row.id,
	by: row.by_sister,
	byVerified: row.by_verified as Verified,
	repo: row.repo,
	repoKey: row.repo_key === '' ? null : row.repo_key,
	category: row.category as ContextCategory,
	body: row.body,
	addedAt: row.added_at,
	expiresAt: row.deadline_wall === null ? null : iso(row.deadline_wall),
	supersedes: row.supersedes,
	supersededBy: row.superseded_by,
	supersededAt: row.superseded_at,
	state: stateOf(row, moment),
});

const rowById = (db: Database, id: number): ContextRow | undefined => db.sql.get<ContextRow>('SELECT * FROM shared_context WHERE id = ?', id);

export function contextById(db: Database, moment: Moment, id: number): ContextEntry | null {
	const row = rowById(db, id);
	return row === undefined ? null : toEntry(row, moment);
}

/** An entry in place of another has its place and, where none was given, its category. */
type Place = Pick<ContextRow, 'repo' | 'repo_key' | 'category'>;

function placeOf(entry: NewContext, old: ContextRow | undefined): Place {
	if (old !== undefined) return {repo: old.repo, repo_key: old.repo_key, category: entry.category ?? old.category};
	return {repo: entry.repo, repo_key: entry.repoKey ?? '', category: entry.category ?? 'discovery'};
}

/** Throws a RangeError for more than 8 KiB: the commands refuse that with exit 2 before. */
export function addContext(db: Database, moment: Moment, entry: NewContext): AddedContext {
	const again = db.sql.get<ContextRow>('SELECT * FROM shared_context WHERE nonce = ?', entry.nonce);
	if (again !== undefined) return {ok: true, entry: toEntry(again, moment)};
	const old = entry.supersedes === null ? undefined : rowById(db, entry.supersedes);
	if (entry.supersedes !== null && old === undefined) return {ok: false, reason: 'unknown', entry: null};
	if (old !== undefined && old.superseded_by !== null) return {ok: false, reason: 'superseded', entry: toEntry(old, moment)};
	const body = db.redact(entry.body);
	if (Buffer.byteLength(body) > 8192) throw new RangeError('An entry holds at most 8 KiB: shorten it, or put the text in a file and name its path');
	const place = placeOf(entry, old);
	const ttl = entry.ttlMs === null ? null : Math.round(entry.ttlMs);
	const id = insert(db.sql, 'shared_context', {
		...place,
		body,
		by_sister: entry.by,
		by_verified: entry.byVerified,
		added_at: moment.iso,
		nonce: entry.nonce,
		supersedes: entry.supersedes,
		...(ttl === null ? {} : {deadline_wall: moment.wall + ttl, deadline_mono: moment.mono + ttl, deadline_boot: moment.bootId}),
	});
	if (old !== undefined) db.sql.run('UPDATE shared_context SET superseded_by = ?, superseded_at = ? WHERE id = ?', id, moment.iso, old.id);
	addEvent(db, moment, 'context', entry.by, {id, category: place.category, text: inLog(body), supersedes: entry.supersedes, repo: place.repo});
	const added = rowById(db, id);
	if (added === undefined) throw new Error(`entry ${id} vanished inside a transaction`);
	return {ok: true, entry: toEntry(added, moment)};
}

/** Ends an entry before its time, or one that had none. Whoever may write one may end one: nothing is lost, and the log says who did. */
export function expireContext(db: Database, moment: Moment, id: number, by: string): ExpiredContext {
	const old = rowById(db, id);
	if (old === undefined) return {ok: false, reason: 'unknown', entry: null};
	const entry = toEntry(old, moment);
	if (entry.state !== 'current') return {ok: false, reason: 'over', entry};
	db.sql.run('UPDATE shared_context SET deadline_wall = ?, deadline_mono = ?, deadline_boot = ? WHERE id = ?', moment.wall, moment.mono, moment.bootId, id);
	addEvent(db, moment, 'context', by, {id, category: old.category, text: inLog(old.body), expired: true, repo: old.repo});
	return {ok: true, entry: {...entry, expiresAt: iso(moment.wall), state: 'expired'}};
}

/** The scopes of a repository: its own, and the whole colony's. */
export const scopesOf = (repoKey: string | null): readonly string[] => (repoKey === null ? [''] : ['', repoKey]);

function conditionsOf(moment: Moment, {where, all, category}: ContextQuery): {readonly text: string; readonly values: readonly Value[]} {
	const parts: (readonly [string, readonly Value[]])[] = [];
	if (where !== 'everywhere') parts.push([`repo_key IN ${marks(scopesOf(where.repoKey))}`, scopesOf(where.repoKey)]);
	if (category) parts.push(['category = ?', [category]]);
	if (!all) parts.push(currentOnly(moment));
	const text = parts.length === 0 ? '' : `WHERE ${parts.map(([part]) => part).join(' AND ')}`;
	return {text, values: parts.flatMap(([, values]) => values)};
}

/** All words stand in the text, the category or the author, in whatever case. */
function matcher(words: readonly string[]): (row: ContextRow) => boolean {
	const wanted = words.map(word => word.toLowerCase());
	return ({body, category, by_sister: by}) => {
		const text = `${category}\n${by}\n${body}`.toLowerCase();
		return wanted.every(word => text.includes(word));
	};
}

/** Newest first; `total` counts what the limit cut. */
export function readContext(db: Database, moment: Moment, query: ContextQuery): {readonly entries: readonly ContextEntry[]; readonly total: number} {
	const {text, values} = conditionsOf(moment, query);
	const all = `SELECT * FROM shared_context ${text} ORDER BY id DESC`;
	const words = query.words ?? [];
	if (words.length > 0) {
		// SQLite folds the case of ASCII only.
		const found = db.sql.all<ContextRow>(all, ...values).filter(matcher(words));
		return {entries: found.slice(0, query.limit ?? undefined).map(row => toEntry(row, moment)), total: found.length};
	}
	const rows = db.sql.all<ContextRow>(`${all} LIMIT ?`, ...values, query.limit ?? -1);
	const isCut = query.limit !== null && rows.length >= query.limit;
	const total = isCut ? (db.sql.value<number>(`SELECT count(*) FROM shared_context ${text}`, ...values) ?? 0) : rows.length;
	return {entries: rows.map(row => toEntry(row, moment)), total};
}

/** What nobody is shown any more, the oldest first. Answers rows deleted. */
export function pruneContext(db: Database, before: string, rows: number): number {
	const over = '(superseded_at < ? OR deadline_wall < ?)';
	return db.sql.run(
		`DELETE FROM shared_context WHERE id IN (SELECT id FROM shared_context WHERE ${over} ORDER BY id LIMIT ${rows})`,
		before,
		Date.parse(before),
	).changes;
}

/** Everything that she wrote. */
export const forgetContext = (db: Database, name: string): number => db.sql.run('DELETE FROM shared_context WHERE by_sister = ?', name).changes;
