/** Looking after the database: what is checked, deleted, copied. */
import {bounce} from './bouncing.ts';
import {forgetWaiters} from './claim-queue.ts';
import {forgetContext, pruneContext} from './context.ts';
import type {Database} from './database.ts';
import {holdsSomething} from './departures.ts';
import {addEvent} from './events.ts';
import {readMeta, writeMeta} from './meta.ts';
import {iso, type Moment, type Stamp, since, stampOf} from './moment.ts';
import {keeperName} from './names.ts';
import {forgetReminders} from './reminders.ts';
import {forgetReviews, pruneReviews} from './reviews.ts';
import {livingRow, sisterRow} from './sisters.ts';
import type {Retention, Store} from './store.ts';
import {forgetCursors} from './sync.ts';

/** What is wrong with the file, in SQLite's own words; empty when nothing is. Reads every page. */
export function checkDatabase(db: Database): readonly string[] {
	const rows = db.sql.all<{integrity_check: string}>('PRAGMA integrity_check(20)').map(row => row.integrity_check);
	return rows.filter(row => row !== 'ok');
}

const settled = '(acked_at IS NOT NULL OR recalled_at IS NOT NULL OR bounced_at IS NOT NULL)';
const openJobs = "SELECT id FROM dispatches WHERE state IN ('open', 'taken', 'working')";

const jobsWithoutMail = 'DELETE FROM dispatches WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = dispatches.id OR m.group_id = dispatches.id)';

const some = 'LIMIT 5000';

/** At most 5000 a call, so that no writer waits long. */
const pruneEvents = (db: Database, before: string): number =>
	db.sql.run(`DELETE FROM events WHERE id IN (SELECT id FROM events WHERE at < ? ${some})`, before).changes;

/** Deletes what is older than the bound and settled: events, acked mail, ended sessions, released claims, resolved conflicts. At most 5000 rows of each a call. */
export function prune(db: Database, before: string): number {
	const rows = pruneEvents(db, before) + pruneSettled(db, before);
	giveBack(db);
	return rows;
}

/** Acked mail, ended sessions, released claims, resolved conflicts; the oldest first, at most `rows` of each. */
function pruneSettled(db: Database, before: string, rows = 5000): number {
	const oldest = `ORDER BY id LIMIT ${rows}`;
	return (
		db.sql.run(
			`DELETE FROM messages WHERE id IN (SELECT id FROM messages WHERE sent_at < ? AND ${settled} AND ifnull(group_id, id) NOT IN (${openJobs}) ${oldest})`,
			before,
		).changes +
		db.sql.run(jobsWithoutMail).changes +
		db.sql.run(`DELETE FROM claims WHERE id IN (SELECT id FROM claims WHERE released_at < ? ${oldest})`, before).changes +
		db.sql.run(`DELETE FROM conflicts WHERE id IN (SELECT id FROM conflicts WHERE resolved_at < ? ${oldest})`, before).changes +
		pruneContext(db, before, rows) +
		pruneReviews(db, before, rows) +
		db.sql.run(`DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE ended_at < ? ${oldest})`, before).changes
	);
}

/** Free pages go back to the disk, a few at a time. */
const giveBack = (db: Database): void => db.sql.exec('PRAGMA incremental_vacuum(500)');

const day = 24 * 3_600_000;
/** Without a configuration: the log for 30 days, what is settled for ever, 200 MB. */
const standard: Retention = {eventsMs: 30 * day, settledMs: null, bytes: 200 << 20};
const pruneEveryMs = 3_600_000;

/** The database stays bounded by itself: by age once an hour, by size whenever it is too large. Mail that nobody acknowledged is never deleted. */
export function pruneLog(db: Database, moment: Moment): void {
	const {eventsMs, settledMs, bytes} = db.retention ?? standard;
	if (usedBytes(db) > bytes) shrink(db, moment, settledMs !== null);
	const last = JSON.parse(readMeta(db.sql, 'last_prune') ?? 'null') as Stamp | null;
	if (last !== null && since(moment, last) >= 0 && since(moment, last) < pruneEveryMs) return;
	writeMeta(db.sql, 'last_prune', JSON.stringify(stampOf(moment)));
	const events = eventsMs === null ? 0 : pruneEvents(db, iso(moment.wall - eventsMs));
	const settledRows = settledMs === null ? 0 : pruneSettled(db, iso(moment.wall - settledMs));
	if (events + settledRows > 0) giveBack(db);
}

/** Pages in use; what is free already is given back bit by bit. */
function usedBytes(db: Database): number {
	const pragma = (name: string): number => db.sql.value<number>(`PRAGMA ${name}`) ?? 0;
	return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
}

/** The newest events stay in any case: they say what happened. */
const keptEvents = 1000;

/** So few went that only new ones come in: the size lies elsewhere. */
const fewEvents = 500;

/** The oldest events first; when there are hardly any left to take and it may go, what is settled. */
function shrink(db: Database, moment: Moment, settledToo: boolean): void {
	const oldest = `SELECT id FROM events WHERE id <= (SELECT max(id) - ${keptEvents} FROM events) ORDER BY id ${some}`;
	const rows = db.sql.run(`DELETE FROM events WHERE id IN (${oldest})`).changes;
	const more = rows < fewEvents && settledToo ? pruneSettled(db, moment.iso, 200) : 0;
	if (rows + more > 0) giveBack(db);
}

type Forgotten = Awaited<ReturnType<Store['forget']>>;

export function forgetBefore(db: Database, moment: Moment, before: string): Forgotten {
	let rows = 0;
	for (let deleted = prune(db, before); deleted > 0; deleted = prune(db, before)) rows += deleted;
	for (const {name} of db.sql.all<{name: string}>("SELECT name FROM sisters WHERE status = 'gone' AND gone_at < ?", before))
		if (!holdsSomething(db, name)) rows += forgetTraces(db, name);
	addEvent(db, moment, 'forget', keeperName, {before, rows});
	return {ok: true, reason: null, rows};
}

/** Everything about one name. What she has not read goes back to those who wrote it. Refuses a living sister. */
export function forgetName(db: Database, moment: Moment, name: string): Forgotten {
	if (livingRow(sisterRow(db, name))) return {ok: false, reason: 'alive', rows: 0};
	bounce(db, moment, name, 'the keeper made the colony forget her');
	const rows = forgetRows(db, name);
	if (rows === 0) return {ok: false, reason: 'unknown', rows: 0};
	addEvent(db, moment, 'forget', keeperName, {name, rows});
	return {ok: true, reason: null, rows};
}

const deleted = (db: Database, text: string, ...names: readonly string[]): number => db.sql.run(text, ...names).changes;

/** That she was here. What she wrote and what was written to her stays: others may not have settled it. */
const forgetTraces = (db: Database, name: string): number =>
	forgetWaiters(db, name) +
	forgetCursors(db, name) +
	forgetReminders(db, name) +
	deleted(db, 'DELETE FROM sessions WHERE sister = ?', name) +
	deleted(db, 'DELETE FROM activity WHERE sister = ?', name) +
	deleted(db, 'DELETE FROM edits WHERE sister = ?', name) +
	deleted(db, 'DELETE FROM drafts WHERE to_sister = ?', name) +
	deleted(db, 'DELETE FROM aliases WHERE sister = ? OR name = ?', name, name) +
	deleted(db, 'DELETE FROM sisters WHERE name = ?', name);

const forgetRows = (db: Database, name: string): number =>
	deleted(db, 'DELETE FROM messages WHERE from_sister = ? OR to_sister = ?', name, name) +
	deleted(db, jobsWithoutMail) +
	deleted(db, 'DELETE FROM claims WHERE owner = ?', name) +
	deleted(db, 'DELETE FROM events WHERE sister = ?', name) +
	forgetContext(db, name) +
	forgetReviews(db, name) +
	forgetTraces(db, name);
