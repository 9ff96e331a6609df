/** Dispatches: mail that hands out work, followed until it is done. To a group it is one job (RULES.md, Mail). */
import {nameInForce} from './aliases.ts';
import type {Database} from './database.ts';
import {addEvent} from './events.ts';
import {type MessageSource, messageById, messageColumns, messagesOfGroup, notify, toMessage} from './messages.ts';
import type {Moment} from './moment.ts';
import type {DispatchRow} from './rows.ts';
import {touchSign} from './sisters.ts';
import type {AckResult, Recalled} from './store.ts';
import type {Message} from './types.ts';
import {unanswer} from './unanswer.ts';

const openStates = "state IN ('open', 'taken', 'working')";

const jobOf = (db: Database, group: number): DispatchRow | undefined => db.sql.get<DispatchRow>('SELECT * FROM dispatches WHERE id = ?', group);

/** One message a job: the row of who took it, else of the first who did not decline. Oldest first. */
export function openDispatches(db: Database, limit: number): readonly Message[] {
	const rows = db.sql.all<MessageSource>(
		`${messageColumns} WHERE m.id IN (
			SELECT (SELECT r.id FROM messages r WHERE (r.id = j.id OR r.group_id = j.id)
				ORDER BY (r.to_sister = j.taken_by) DESC, r.declined_why IS NOT NULL, r.id LIMIT 1)
			FROM dispatches j WHERE j.${openStates} ORDER BY j.id LIMIT ?) ORDER BY m.id`,
		limit,
	);
	return rows.map(toMessage);
}

export const countOpenDispatches = (db: Database): number => db.sql.value<number>(`SELECT count(*) FROM dispatches WHERE ${openStates}`) ?? 0;

/** One id of `ack`, with or without `--decline`. */
export function ackOne(db: Database, moment: Moment, name: string, id: number, declineWhy: string | undefined): AckResult {
	const message = messageById(db, id);
	if (message === null || message.recalledAt !== null) return {id, outcome: 'unknown', takenBy: null, message: null};
	if (nameInForce(db, moment, message.to) !== name) return {id, outcome: 'not-yours', takenBy: null, message};
	const outcome = declineWhy === undefined ? accept(db, moment, name, message) : decline(db, moment, name, message, declineWhy);
	const after = messageById(db, id);
	return {id, outcome, takenBy: after?.dispatch?.takenBy ?? null, message: after};
}

function accept(db: Database, moment: Moment, name: string, message: Message): AckResult['outcome'] {
	if (message.dispatch === null) {
		if (message.ackedAt !== null) return 'already';
		settle(db, moment, message.id);
	} else {
		const {state, takenBy} = message.dispatch;
		if (takenBy !== null && takenBy !== name) return 'taken';
		if (state !== 'open' && state !== 'declined') return 'already';
		take(db, moment, name, message);
	}
	touchSign(db, moment, name);
	addEvent(db, moment, 'ack', name, {id: message.id, from: message.from});
	return 'acked';
}

function settle(db: Database, moment: Moment, id: number): void {
	db.sql.run('UPDATE messages SET acked_at = ?, read_at = ifnull(read_at, ?) WHERE id = ?', moment.iso, moment.iso, id);
}

/** She has the job; whoever else got it is told. */
function take(db: Database, moment: Moment, name: string, message: Message): void {
	settle(db, moment, message.id);
	db.sql.run('UPDATE messages SET declined_why = NULL WHERE id = ?', message.id);
	db.sql.run("UPDATE dispatches SET state = 'taken', taken_by = ?, taken_at = ? WHERE id = ?", name, moment.iso, message.group);
	for (const other of messagesOfGroup(db, message.group)) {
		if (other.id === message.id || other.recalledAt !== null || other.dispatch?.declinedWhy !== null) continue;
		notify(db, moment, other.to, `${name} took dispatch #${other.id}: you need not do it`, other.id);
	}
}

/** She says no; the sender is told why. A job that everybody declined is closed, one that she had taken is open again for the others. */
function decline(db: Database, moment: Moment, name: string, message: Message, why: string): AckResult['outcome'] {
	if (message.dispatch === null && message.ackedAt !== null) return 'already';
	if (message.dispatch !== null && !mayDecline(message, name))
		return message.dispatch.takenBy !== null && message.dispatch.takenBy !== name ? 'taken' : 'already';
	settle(db, moment, message.id);
	db.sql.run('UPDATE messages SET declined_why = ? WHERE id = ?', db.redact(why), message.id);
	if (message.dispatch !== null) reopen(db, message.group);
	if (message.from !== name) notify(db, moment, message.from, `${name} declined #${message.id}: ${why}`, message.id);
	touchSign(db, moment, name);
	addEvent(db, moment, 'decline', name, {id: message.id, from: message.from, why});
	return 'declined';
}

const mayDecline = (message: Message, name: string): boolean => {
	const {state, takenBy, declinedWhy} = message.dispatch ?? {state: 'done', takenBy: null, declinedWhy: null};
	return (state === 'open' && declinedWhy === null) || ((state === 'taken' || state === 'working') && takenBy === name);
};

/** Links declared work to a job: the one named, or her only taken one. Null: there is none, or it is not hers. */
export function linkTask(db: Database, moment: Moment, name: string, dispatch: number | null): Message | null {
	const message = dispatch === null ? onlyTaken(db, name) : namedDispatch(db, name, dispatch);
	if (message === null) return null;
	if (message.dispatch?.state === 'open') take(db, moment, name, message);
	db.sql.run("UPDATE dispatches SET state = 'working', worked_at = ifnull(worked_at, ?) WHERE id = ?", moment.iso, message.group);
	return messageById(db, message.id);
}

function onlyTaken(db: Database, name: string): Message | null {
	const jobs = db.sql.all<{id: number}>(`SELECT id FROM dispatches WHERE ${openStates} AND taken_by = ? LIMIT 2`, name);
	const [job] = jobs;
	return job === undefined || jobs.length > 1 ? null : herRow(db, name, job.id);
}

/** By the message's number or the job's; taken by her, or open and addressed to her. */
function namedDispatch(db: Database, name: string, id: number): Message | null {
	const group = db.sql.value<number>("SELECT ifnull(group_id, id) FROM messages WHERE id = ? AND kind = 'dispatch'", id);
	const row = group === undefined ? null : herRow(db, name, group);
	if (row === null || row.recalledAt !== null) return null;
	const {state, takenBy} = row.dispatch ?? {state: 'done', takenBy: null};
	const isHers = takenBy === name && (state === 'taken' || state === 'working');
	return isHers || state === 'open' ? row : null;
}

const herRow = (db: Database, name: string, group: number): Message | null => messagesOfGroup(db, group).find(message => message.to === name) ?? null;

/** Closes the jobs that her declared work was linked to. */
export function closeWorked(db: Database, moment: Moment, name: string): readonly Message[] {
	const jobs = db.sql.all<{id: number}>(`SELECT id FROM dispatches WHERE ${openStates} AND state = 'working' AND taken_by = ?`, name);
	for (const job of jobs) db.sql.run("UPDATE dispatches SET state = 'done', done_at = ? WHERE id = ?", moment.iso, job.id);
	return jobs.flatMap(job => herRow(db, name, job.id) ?? []);
}

export type LetGo = {readonly message: Message /** Others that it went to can still take it. */; readonly isOpen: boolean};

/**
 * She is gone for good: what she had taken and what only waited for her is declined in her name. Answers her letter of each such job. The
 * senders are told by the caller.
 */
export function letGo(db: Database, moment: Moment, name: string): readonly LetGo[] {
	const jobs = db.sql.all<{id: number}>(
		`SELECT j.id FROM dispatches j JOIN messages m ON (m.id = j.id OR m.group_id = j.id)
			WHERE j.${openStates} AND m.to_sister = ? AND m.recalled_at IS NULL AND m.declined_why IS NULL AND (j.taken_by IS NULL OR j.taken_by = ?)`,
		name,
		name,
	);
	return jobs.flatMap(({id}) => {
		const message = herRow(db, name, id);
		if (message === null) return [];
		db.sql.run("UPDATE messages SET declined_why = 'gone' WHERE id = ?", message.id);
		const isOpen = reopen(db, id);
		addEvent(db, moment, 'decline', name, {id: message.id, from: message.from, why: 'gone'});
		return [{message, isOpen}];
	});
}

/** Nobody has the job: open while somebody who got it has not declined, else declined. Answers whether it is open. */
function reopen(db: Database, group: number): boolean {
	const left = messagesOfGroup(db, group).some(other => other.dispatch?.declinedWhy === null && other.recalledAt === null);
	const state = left ? 'open' : 'declined';
	db.sql.run('UPDATE dispatches SET state = ?, taken_by = NULL, taken_at = NULL, worked_at = NULL WHERE id = ?', state, group);
	return left;
}

/** The keeper takes a job back: unread copies disappear, whoever took it is told. False: no such dispatch, or it is closed already. */
export function withdraw(db: Database, moment: Moment, id: number, by: string): boolean {
	const message = messageById(db, id);
	const job = message?.kind === 'dispatch' ? jobOf(db, message.group) : undefined;
	if (message === null || job === undefined || !['open', 'taken', 'working', 'declined'].includes(job.state)) return false;
	db.sql.run("UPDATE dispatches SET state = 'withdrawn' WHERE id = ?", job.id);
	for (const row of messagesOfGroup(db, job.id)) {
		if (row.readAt === null && row.ackedAt === null) db.sql.run('UPDATE messages SET recalled_at = ? WHERE id = ? AND recalled_at IS NULL', moment.iso, row.id);
		else if (row.to === job.taken_by || job.taken_by === null) notify(db, moment, row.to, `Dispatch #${row.id} was withdrawn: stop working on it`, row.id);
	}
	addEvent(db, moment, 'withdraw', by, {id});
	return true;
}

/** Takes back unread mail of `from`, and what answering with it did. A dispatch of which nobody has a copy any more is withdrawn. */
export function recall(db: Database, moment: Moment, from: string, ids: readonly number[]): Recalled {
	const own = ids.flatMap(id => messageById(db, id) ?? []).filter(message => message.from === from && message.recalledAt === null);
	const unread = own.filter(message => message.readAt === null && message.ackedAt === null);
	for (const message of unread) db.sql.run('UPDATE messages SET recalled_at = ? WHERE id = ?', moment.iso, message.id);
	for (const group of new Set(unread.filter(message => message.kind === 'dispatch').map(message => message.group)))
		if (messagesOfGroup(db, group).every(message => message.recalledAt !== null)) db.sql.run("UPDATE dispatches SET state = 'withdrawn' WHERE id = ?", group);
	const reopened = unanswer(db, unread);
	const [first] = unread;
	if (first !== undefined) addEvent(db, moment, 'recall', from, {id: first.group, count: unread.length});
	return {recalled: unread.map(message => message.id), read: own.filter(message => !unread.includes(message)).map(message => message.id), reopened};
}
