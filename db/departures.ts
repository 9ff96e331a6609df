/** Sessions that ended and sisters that are gone (RULES.md, Sisters). Inside a write transaction. */
import {processOf} from './columns.ts';
import type {Database} from './database.ts';
import {addEvent} from './events.ts';
import {unreadOf} from './messages.ts';
import {type Moment, processKey, since} from './moment.ts';
import type {Change, SisterRow} from './rows.ts';
import {changeSession, livingSessions} from './sessions.ts';
import {changeSister, isBeating} from './sisters.ts';
import {forgetCursors} from './sync.ts';
import type {NameSource} from './types.ts';

/** A name without a process is gone after this long without a word, unless she holds something. */
const silenceMs = 30 * 60_000;

/**
 * Ends the sessions of this host whose process is dead and, after a complete pass, those that were seen before and are no longer.
 * One that only registered itself and was never sighted (a client in no terminal that we know) goes by its process alone.
 * Answers the names that lost a session.
 */
export function endSessions(db: Database, moment: Moment, seen: ReadonlySet<string>, complete: boolean): ReadonlySet<string> {
	const names = new Set<string>();
	for (const session of livingSessions(db)) {
		const process = processOf(session);
		if (session.host !== moment.host || seen.has(processKey(process))) continue;
		if (moment.isAlive(process) && !(complete && session.sighted === 1)) continue;
		changeSession(db, session.id, {ended_at: moment.iso});
		names.add(session.sister);
	}
	return names;
}

/** She calls in with a new process before a scanner came by: her old ones must not count as a second sister under her name. */
export function endDeadSessions(db: Database, moment: Moment, name: string): void {
	for (const session of livingSessions(db, name)) if (!moment.isAlive(processOf(session))) changeSession(db, session.id, {ended_at: moment.iso});
}

const goneColumns = (moment: Moment, why: string): Change<SisterRow> => ({
	status: 'gone',
	detail: null,
	waiting_for: null,
	status_source: 'process',
	status_since: moment.iso,
	evidence: JSON.stringify([{source: 'process', said: why}]),
	pending: null,
	host: null,
	boot_id: null,
	pid: null,
	start_time: null,
	beat_wall: null,
	beat_mono: null,
	beat_boot: null,
	gone_at: moment.iso,
});

/** Sisters that nothing keeps: no living session, no beat, and no reason to wait for them. */
export function markGone(db: Database, moment: Moment, lostSession: ReadonlySet<string>): void {
	const rows = db.sql.all<SisterRow>(
		"SELECT * FROM sisters WHERE status <> 'gone' AND NOT EXISTS (SELECT 1 FROM sessions WHERE sessions.sister = sisters.name AND ended_at IS NULL)",
	);
	for (const row of rows) {
		const why = isBeating(row, moment) ? null : whyGone(db, moment, row, lostSession);
		if (why === null) continue;
		changeSister(db, row.name, goneColumns(moment, why));
		addEvent(db, moment, 'gone', row.name, {why});
	}
}

function whyGone(db: Database, moment: Moment, row: SisterRow, lostSession: ReadonlySet<string>): string | null {
	if (lostSession.has(row.name)) return 'her process ended, or its terminal pane closed';
	if (row.beat_wall !== null) return 'no beat came in time';
	const silent = since(moment, {wall: row.sign_wall, mono: row.sign_mono, boot: row.sign_boot}) >= silenceMs;
	return silent && !holdsSomething(db, row.name) ? 'no word from her for 30 minutes' : null;
}

/** Unread mail or a claim that is not released. */
export const holdsSomething = (db: Database, name: string): boolean =>
	unreadOf(db, name) > 0 || db.sql.value('SELECT 1 FROM claims WHERE owner = ? AND released_at IS NULL LIMIT 1', name) !== undefined;

const keptMs = 24 * 3_600_000;

/** Forgets gone sisters that left nothing open, a day later. Their mail and claims stay in the history. */
export function pruneGone(db: Database, moment: Moment): void {
	const oldest = new Date(moment.wall - keptMs).toISOString();
	const rows = db.sql.all<Pick<SisterRow, 'name' | 'name_source'>>(
		"SELECT name, name_source FROM sisters WHERE status = 'gone' AND gone_at < ? LIMIT 200",
		oldest,
	);
	for (const {name, name_source: source} of rows) {
		if (holdsSomething(db, name)) continue;
		// A name of ours goes to the next session, which is somebody else.
		if (source === ('derived' satisfies NameSource)) forgetCursors(db, name);
		db.sql.run('DELETE FROM sisters WHERE name = ?', name);
		db.sql.run('DELETE FROM sessions WHERE sister = ?', name);
		db.sql.run('DELETE FROM activity WHERE sister = ?', name);
	}
}
