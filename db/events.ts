/**
 * The event log. What stands in `data`, by kind:
 *   tell, dispatch {id, to, count, priority, text}   ack {id, from}   decline {id, from, why}   recall {id, count}   withdraw {id}
 *   iam {task, dispatch}   done {task, closed}   name {from, to}   beat {task}
 *   claim {id, resource, kind, ttlMs, shared}   renew {id, resource, ttlMs}   release {id, resource, owner, why}   steal {id, resource, owner, why}
 *   conflict, notice {id, type, detail, severity}   resolved {id, type, detail}   muted {id, type, why}
 *   appeared {agent, repo, branch}   gone {}   status {from, to, waitingFor}   branch {from, to}
 *   scan {sisters, crons, conflicts, <every beating sister>: true}
 *   recovered {what, kept}   import {from, mail, claims, sisters, kept} (from elsewhere also context, reviews)   forget {name or before, rows}
 *   guard {hook, rules, files, repo, branch, verified}: a guard stopped it   bypass {…, why}: let through against it
 *   context {id, category, text, supersedes, repo}   update {status, note, workstream} (and by, when the keeper said it)
 * A notice without an id is about a name: {type: 'name-taken', detail}.
 */
import type {Value} from './connection.ts';
import type {Database} from './database.ts';
import type {Moment} from './moment.ts';
import type {EventRow} from './rows.ts';
import {marks} from './sql.ts';
import type {ColonyEvent, EventKind, IsoTime} from './types.ts';

export function addEvent(db: Database, moment: Moment, kind: EventKind, sister: string, data: ColonyEvent['data']): void {
	const redacted = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, typeof value === 'string' ? db.redact(value) : value]));
	db.sql.run('INSERT INTO events (at, kind, sister, data) VALUES (?, ?, ?, ?)', moment.iso, kind, sister, JSON.stringify(redacted));
}

const toEvent = (row: EventRow): ColonyEvent => ({
	id: row.id,
	at: row.at,
	kind: row.kind as EventKind,
	sister: row.sister,
	data: JSON.parse(row.data) as ColonyEvent['data'],
});

/** The newest ones, oldest first. */
export function newestEvents(db: Database, limit: number): readonly ColonyEvent[] {
	return db.sql.all<EventRow>('SELECT id, at, kind, sister, data FROM events ORDER BY id DESC LIMIT ?', limit).toReversed().map(toEvent);
}

export type EventQuery = {
	readonly after?: number;
	readonly since?: IsoTime;
	readonly limit: number;
	readonly sister?: string;
	readonly kinds?: readonly EventKind[];
};

/** Oldest first. With `after` the next ones after that event, so that a follower misses none; otherwise the newest ones. */
export function selectEvents(db: Database, query: EventQuery): readonly ColonyEvent[] {
	const conditions: string[] = [];
	const values: Value[] = [];
	const where = (condition: string, ...more: readonly Value[]): void => {
		conditions.push(condition);
		values.push(...more);
	};
	if (query.after !== undefined) where('id > ?', query.after);
	if (query.since !== undefined) where('at >= ?', query.since);
	if (query.sister !== undefined) where('sister = ?', query.sister);
	if (query.kinds !== undefined) where(`kind IN ${marks(query.kinds)}`, ...query.kinds);
	const following = query.after !== undefined;
	const text = `SELECT id, at, kind, sister, data FROM events ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''} ORDER BY id ${following ? 'ASC' : 'DESC'} LIMIT ?`;
	const rows = db.sql.all<EventRow>(text, ...values, query.limit);
	return (following ? rows : rows.toReversed()).map(toEvent);
}
