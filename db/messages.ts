import type {Database} from './database.ts';
import type {Moment} from './moment.ts';
import {keeperName} from './names.ts';
import type {DispatchRow, MessageRow} from './rows.ts';
import {insert, marks} from './sql.ts';
import type {DispatchState, Message, MessageKind, Priority, Verified} from './types.ts';

export type MessageSource = MessageRow & {state: string | null} & Pick<DispatchRow, 'taken_by' | 'taken_at' | 'worked_at' | 'done_at'>;

/** Every message with its job. */
export const messageColumns = `SELECT m.*, d.state, d.taken_by, d.taken_at, d.worked_at, d.done_at
	FROM messages m LEFT JOIN dispatches d ON d.id = ifnull(m.group_id, m.id)`;
export const isUnread = 'm.read_at IS NULL AND m.acked_at IS NULL AND m.recalled_at IS NULL AND m.bounced_at IS NULL';

export const toMessage = (row: MessageSource): Message => ({
	id: row.id,
	from: row.from_sister,
	fromVerified: row.from_verified as Verified,
	to: row.to_sister,
	body: row.body,
	priority: row.priority as Priority,
	kind: row.kind as MessageKind,
	group: row.group_id ?? row.id,
	replyTo: row.reply_to,
	sentAt: row.sent_at,
	surfacedAt: row.surfaced_at,
	readAt: row.read_at,
	ackedAt: row.acked_at,
	recalledAt: row.recalled_at,
	bouncedAt: row.bounced_at,
	dispatch:
		row.kind !== 'dispatch'
			? null
			: {
					state: (row.state ?? 'open') as DispatchState,
					takenBy: row.taken_by,
					takenAt: row.taken_at,
					workedAt: row.worked_at,
					doneAt: row.done_at,
					declinedWhy: row.declined_why,
				},
});

export function messageById(db: Database, id: number): Message | null {
	const row = db.sql.get<MessageSource>(`${messageColumns} WHERE m.id = ?`, id);
	return row ? toMessage(row) : null;
}

const mostUrgent = 200;

/** To anybody, oldest first. */
export const unreadUrgent = (db: Database): readonly Message[] =>
	db.sql.all<MessageSource>(`${messageColumns} WHERE m.priority = 'urgent' AND ${isUnread} ORDER BY m.sent_at LIMIT ?`, mostUrgent).map(toMessage);

/** All rows of one send, by the number of its first. */
export const messagesOfGroup = (db: Database, group: number): readonly Message[] =>
	db.sql.all<MessageSource>(`${messageColumns} WHERE m.id = ? OR m.group_id = ? ORDER BY m.id`, group, group).map(toMessage);

export type Letter = {
	readonly from: string;
	readonly fromVerified: Verified;
	readonly to: string;
	readonly body: string;
	readonly priority: Priority;
	readonly kind: MessageKind;
	readonly group: number | null;
	readonly replyTo: number | null;
	/** Null: nobody will retry it. */
	readonly nonce: string | null;
};

/** Stores one row; the body is redacted here. Throws a RangeError when it is longer than 8 KiB: the commands refuse that with exit 2 before. */
export function insertLetter(db: Database, moment: Moment, letter: Letter): number {
	const body = db.redact(letter.body);
	if (Buffer.byteLength(body) > 8192) throw new RangeError('A message holds at most 8 KiB: shorten it, or put the text in a file and mail its path');
	return insert(db.sql, 'messages', {
		from_sister: letter.from,
		from_verified: letter.fromVerified,
		to_sister: letter.to,
		body,
		priority: letter.priority,
		kind: letter.kind,
		group_id: letter.group,
		reply_to: letter.replyTo,
		sent_at: moment.iso,
		...(letter.nonce === null ? {} : {nonce: letter.nonce}),
	});
}

/** A line from the colony itself: what became of a job or a claim. Long reasons are cut: a notice must never fail the deed it tells of. */
export function notify(db: Database, moment: Moment, to: string, body: string, replyTo: number | null = null): void {
	insertLetter(db, moment, {
		from: keeperName,
		fromVerified: 'yes',
		to,
		body: body.length > 1000 ? `${body.slice(0, 1000).toWellFormed()}…` : body,
		priority: 'normal',
		kind: 'notice',
		group: null,
		replyTo,
		nonce: null,
	});
}

export type InboxPage = {readonly messages: readonly Message[]; readonly total: number; readonly unread: number};

/** Unread first, each part newest first. Without `all` only what is unread. Taken-back mail is not in it. */
export function inboxPage(db: Database, name: string, all: boolean, limit: number | null): InboxPage {
	const most = limit ?? -1;
	const unread = unreadOf(db, name);
	const fresh = db.sql.all<MessageSource>(`${messageColumns} WHERE m.to_sister = ? AND ${isUnread} ORDER BY m.id DESC LIMIT ?`, name, most);
	if (!all) return {messages: fresh.map(toMessage), total: unread, unread};
	const left = limit === null ? -1 : limit - fresh.length;
	const old = left === 0 ? [] : readLetters(db, name, left);
	const total = db.sql.value<number>('SELECT count(*) FROM messages WHERE to_sister = ? AND recalled_at IS NULL', name) ?? 0;
	return {messages: [...fresh, ...old].map(toMessage), total, unread};
}

const readLetters = (db: Database, name: string, limit: number): readonly MessageSource[] =>
	db.sql.all<MessageSource>(
		`${messageColumns} WHERE m.to_sister = ? AND m.recalled_at IS NULL AND (m.read_at IS NOT NULL OR m.acked_at IS NOT NULL OR m.bounced_at IS NOT NULL) ORDER BY m.id DESC LIMIT ?`,
		name,
		limit,
	);

/** The reader's newest for the view, without counting them all. */
export function newestTo(db: Database, name: string, limit: number): readonly Message[] {
	const fresh = db.sql.all<MessageSource>(`${messageColumns} WHERE m.to_sister = ? AND ${isUnread} ORDER BY m.id DESC LIMIT ?`, name, limit);
	const old = fresh.length === limit ? [] : readLetters(db, name, limit - fresh.length);
	return [...fresh, ...old].map(toMessage);
}

export const newestMail = (db: Database, limit: number): readonly Message[] =>
	db.sql.all<MessageSource>(`${messageColumns} ORDER BY m.id DESC LIMIT ?`, limit).map(toMessage);

export const unreadOf = (db: Database, name: string): number =>
	db.sql.value<number>(`SELECT count(*) FROM messages m WHERE m.to_sister = ? AND ${isUnread}`, name) ?? 0;

/** Unread mail by recipient. */
export const unreadCounts = (db: Database): ReadonlyMap<string, number> =>
	new Map(
		db.sql
			.all<{to_sister: string; n: number}>(`SELECT m.to_sister, count(*) AS n FROM messages m WHERE ${isUnread} GROUP BY m.to_sister`)
			.map(row => [row.to_sister, row.n]),
	);

/** Surfaced: a hook or an inbox printed it. Read: she asked for it. Both only where it was not so before. */
export function stamp(db: Database, moment: Moment, column: 'surfaced_at' | 'read_at', name: string, ids: readonly number[]): void {
	for (let start = 0; start < ids.length; start += 500) {
		const some = ids.slice(start, start + 500);
		db.sql.run(`UPDATE messages SET ${column} = ? WHERE to_sister = ? AND ${column} IS NULL AND id IN ${marks(some)}`, moment.iso, name, ...some);
	}
}
