/** Episodes of conflict: opened, kept, resolved, muted (RULES.md, Conflicts and notices). */
import {forgetTold} from './attention.ts';
import {type Database, redactOr} from './database.ts';
import {addEvent} from './events.ts';
import {readMeta, writeMeta} from './meta.ts';
import type {Moment} from './moment.ts';
import {keeperName} from './names.ts';
import type {Change, ConflictRow} from './rows.ts';
import {insert, update} from './sql.ts';
import type {Conflict, Finding, FindingType} from './types.ts';

/** Back within this time it is the same episode. */
const reopenMs = 10 * 60_000;
/** Complete scans in a row without the fact until it is resolved. */
const missesToResolve = 2;

const toConflict = (row: ConflictRow): Conflict => ({
	id: row.id,
	kind: row.kind as Conflict['kind'],
	type: row.type as FindingType,
	sisters: JSON.parse(row.sisters) as string[],
	repo: row.repo,
	repoId: row.repo_id,
	branch: row.branch,
	files: JSON.parse(row.files) as string[],
	detail: row.detail,
	next: row.next,
	severity: row.severity as Conflict['severity'],
	detectedAt: row.detected_at,
	resolvedAt: row.resolved_at,
	mutedWhy: row.muted_why,
	key: row.key,
	evidence: row.evidence,
});

/** The one order in which they are listed: what counts first, the worst first, then the oldest. */
const listed = `(kind = 'conflict' AND muted_why IS NULL) DESC, kind, CASE severity WHEN 'high' THEN 0 WHEN 'medium' THEN 1 ELSE 2 END, detected_at, id`;

const openRows = (db: Database, limit = 1000): readonly ConflictRow[] =>
	db.sql.all<ConflictRow>(`SELECT * FROM conflicts WHERE resolved_at IS NULL ORDER BY ${listed} LIMIT ?`, limit);

/** Open ones: those that count first, accepted ones and notices after them, each the worst first. */
export const openConflicts = (db: Database): readonly Conflict[] => openRows(db).map(toConflict);

/** The last resolved, newest first. */
export const resolvedConflicts = (db: Database, limit: number): readonly Conflict[] =>
	db.sql.all<ConflictRow>('SELECT * FROM conflicts WHERE resolved_at IS NOT NULL ORDER BY resolved_wall DESC, id DESC LIMIT ?', limit).map(toConflict);

export function countOpen(db: Database): {readonly conflicts: number; readonly notices: number} {
	const rows = db.sql.all<{kind: string; n: number}>('SELECT kind, count(*) AS n FROM conflicts WHERE resolved_at IS NULL AND muted_why IS NULL GROUP BY kind');
	const of = (kind: Conflict['kind']): number => rows.find(row => row.kind === kind)?.n ?? 0;
	return {conflicts: of('conflict'), notices: of('notice')};
}

const change = (db: Database, id: number, columns: Change<ConflictRow>): number => update(db.sql, 'conflicts', 'id', id, columns);

const findingColumns = (db: Database, finding: Finding): Change<ConflictRow> => ({
	kind: finding.kind,
	sisters: JSON.stringify(finding.sisters),
	repo: finding.repo,
	repo_id: finding.repoId,
	branch: finding.branch,
	files: JSON.stringify(finding.files),
	detail: db.redact(finding.detail),
	next: redactOr(db, finding.next ?? null),
	severity: finding.severity,
	evidence: db.redact(finding.evidence),
});

/** One pass of the detectors. What was not found again is resolved after two complete scans, never after one that could not see everything. */
export function recordFound(db: Database, moment: Moment, findings: readonly Finding[], complete: boolean): void {
	const open = new Map(openRows(db, -1).map(row => [`${row.type}\n${row.key}`, row]));
	for (const finding of findings) {
		const key = `${finding.type}\n${finding.key}`;
		const row = open.get(key);
		open.delete(key);
		if (row) keep(db, moment, row, finding);
		else begin(db, moment, finding);
	}
	if (complete) for (const row of open.values()) miss(db, moment, row);
	updateStreak(db, moment);
}

function begin(db: Database, moment: Moment, finding: Finding): void {
	const before = db.sql.get<ConflictRow>(
		'SELECT * FROM conflicts WHERE type = ? AND key = ? AND resolved_wall >= ? ORDER BY id DESC LIMIT 1',
		finding.type,
		finding.key,
		moment.wall - reopenMs,
	);
	const columns = findingColumns(db, finding);
	if (before) {
		const muted = before.evidence === columns['evidence'] ? {} : {muted_why: null, muted_by: null};
		// Its age is that of what stands open now: counted from the first time, three minutes would be called half an hour.
		change(db, before.id, {...columns, ...muted, detected_at: moment.iso, resolved_at: null, resolved_wall: null, missed: 0, told: '[]'});
		log(db, moment, finding.kind, before.id, finding);
		return;
	}
	const {type, key} = finding;
	const id = insert(db.sql, 'conflicts', {type, key, detected_at: moment.iso, ...columns});
	log(db, moment, finding.kind, id, finding);
}

function log(db: Database, moment: Moment, kind: Finding['kind'], id: number, {type, detail, severity}: Finding): void {
	addEvent(db, moment, kind, keeperName, {id, type, detail, severity});
}

/** Still there: the row follows the finding (a third joins, a notice becomes a conflict); new evidence ends a mute. */
function keep(db: Database, moment: Moment, row: ConflictRow, finding: Finding): void {
	const columns = findingColumns(db, finding);
	const isNews = row.evidence !== columns['evidence'];
	const unmuted = row.muted_why !== null && isNews;
	const becomesConflict = row.kind !== 'conflict' && finding.kind === 'conflict';
	const since = becomesConflict ? {detected_at: moment.iso} : {};
	const wanted: Change<ConflictRow> = {...columns, ...since, missed: 0, ...(unmuted ? {muted_why: null, muted_by: null} : {}), ...(isNews ? {told: '[]'} : {})};
	const old: Readonly<Record<string, unknown>> = row;
	const different = Object.fromEntries(Object.entries(wanted).filter(([column, value]) => old[column] !== value)) as Change<ConflictRow>;
	change(db, row.id, different);
	if (row.kind !== finding.kind || unmuted) log(db, moment, finding.kind, row.id, finding);
}

function miss(db: Database, moment: Moment, row: ConflictRow): void {
	const missed = row.missed + 1;
	if (missed < missesToResolve) {
		change(db, row.id, {missed});
		return;
	}
	change(db, row.id, {missed, resolved_at: moment.iso, resolved_wall: moment.wall});
	addEvent(db, moment, 'resolved', keeperName, {id: row.id, type: row.type, detail: row.detail});
}

const toldTo = (row: ConflictRow): readonly string[] => JSON.parse(row.told) as string[];

/** Open, unmuted conflicts that this sister is part of and was not told of yet, the worst first. */
export const untold = (db: Database, name: string): readonly Conflict[] =>
	openRows(db)
		.filter(row => row.kind === 'conflict' && row.muted_why === null && !toldTo(row).includes(name))
		.map(toConflict)
		.filter(({sisters}) => sisters.includes(name));

export function markTold(db: Database, name: string, ids: readonly number[]): void {
	for (const row of openRows(db)) {
		if (ids.includes(row.id) && !toldTo(row).includes(name)) change(db, row.id, {told: JSON.stringify([...toldTo(row), name])});
	}
}

export function conflictById(db: Database, id: number): Conflict | null {
	const row = db.sql.get<ConflictRow>('SELECT * FROM conflicts WHERE id = ?', id);
	return row === undefined ? null : toConflict(row);
}

/** The streak begins when the number goes back to 0, and ends when it leaves 0. */
function updateStreak(db: Database, moment: Moment): void {
	const quiet = countOpen(db).conflicts === 0;
	const quietSince = readMeta(db.sql, 'quiet_since');
	if (quiet && quietSince === null) writeMeta(db.sql, 'quiet_since', moment.iso);
	if (!quiet && quietSince !== null) writeMeta(db.sql, 'quiet_since', null);
}

/** Accepts an open one with a reason: it does not count until its evidence changes. */
export function mute(db: Database, moment: Moment, id: number, by: string, why: string): {ok: boolean; conflict: Conflict | null} {
	const row = db.sql.get<ConflictRow>('SELECT * FROM conflicts WHERE id = ?', id);
	if (row === undefined || row.resolved_at !== null) return {ok: false, conflict: row ? toConflict(row) : null};
	const reason = db.redact(why);
	change(db, id, {muted_why: reason, muted_by: by});
	forgetTold(db, `conflict ${id}`);
	addEvent(db, moment, 'muted', by, {id, type: row.type, why: reason});
	updateStreak(db, moment);
	return {ok: true, conflict: toConflict({...row, muted_why: reason, muted_by: by})};
}
