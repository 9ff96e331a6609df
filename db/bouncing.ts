/**
 * Mail that cannot arrive goes back (RULES.md, Mail). A name is gone for good when nobody has lived under it for 7 days, or for 24 hours where
 * it was one of ours (`app-1`): such a name goes to the next session. Every letter that she has not read goes back to its sender as a notice
 * with its text, or to the keeper when the sender is gone as well; her dispatches are open for the others again. Inside a write transaction.
 */
import type {Database} from './database.ts';
import {letGo} from './dispatches.ts';
import {addEvent} from './events.ts';
import {insertLetter, isUnread, type MessageSource, messageColumns, toMessage} from './messages.ts';
import {readMeta, writeMeta} from './meta.ts';
import {iso, type Moment, type Stamp, since, stampOf} from './moment.ts';
import {keeperName} from './names.ts';
import {livingRow, sisterRow} from './sisters.ts';
import type {Message} from './types.ts';

const day = 24 * 3_600_000;
/** Days since she was last there. */
const patience = {derived: 1, chosen: 7} as const;
/** It is a matter of days, so it need not be asked in every pass. */
const everyMs = 10 * 60_000;
/** A notice has to fit into one letter, with what we say before it. */
const mostBytes = 7800;

type Gone = {readonly name: string; readonly why: string};

/** Everybody whose mail goes back now: gone sisters, and names that nobody ever had. */
function goneForGood(db: Database, moment: Moment): readonly Gone[] {
	const before = (days: number): string => iso(moment.wall - days * day);
	const rows = db.sql.all<{name: string; name_source: string}>(
		"SELECT name, name_source FROM sisters WHERE status = 'gone' AND gone_at < CASE name_source WHEN 'derived' THEN ? ELSE ? END LIMIT 200",
		before(patience.derived),
		before(patience.chosen),
	);
	const never = db.sql.all<{name: string}>(
		`SELECT to_sister AS name FROM messages m WHERE ${isUnread} AND to_sister <> ? AND NOT EXISTS (SELECT 1 FROM sisters s WHERE s.name = m.to_sister)
			AND NOT EXISTS (SELECT 1 FROM aliases a WHERE a.name = m.to_sister AND a.until > ?) GROUP BY to_sister HAVING max(sent_at) < ? LIMIT 200`,
		keeperName,
		moment.wall,
		before(patience.chosen),
	);
	const days = ({name_source}: {readonly name_source: string}): string => (name_source === 'derived' ? '24 hours' : `${patience.chosen} days`);
	return [
		...rows.map(row => ({name: row.name, why: `she has been gone for more than ${days(row)}`})),
		...never.map(({name}) => ({name, why: `nobody has had that name for ${patience.chosen} days`})),
	];
}

/** Sends back what nobody will read. Asks every ten minutes at most. */
export function bounceGone(db: Database, moment: Moment): void {
	const last = JSON.parse(readMeta(db.sql, 'last_bounce') ?? 'null') as Stamp | null;
	if (last !== null && since(moment, last) >= 0 && since(moment, last) < everyMs) return;
	writeMeta(db.sql, 'last_bounce', JSON.stringify(stampOf(moment)));
	for (const {name, why} of goneForGood(db, moment)) bounce(db, moment, name, why);
}

/** Sends back everything that she has not read and gives up her jobs. `why`: half a sentence, `she has been gone for 7 days`. */
export function bounce(db: Database, moment: Moment, name: string, why: string): void {
	const unread = db.sql.all<MessageSource>(`${messageColumns} WHERE m.to_sister = ? AND ${isUnread} ORDER BY m.id`, name).map(toMessage);
	for (const letter of unread) db.sql.run('UPDATE messages SET bounced_at = ? WHERE id = ?', moment.iso, letter.id);
	const open = letGo(db, moment, name);
	const jobs = new Map(open.map(({message, isOpen}) => [message.id, isOpen]));
	for (const letter of unread) if (!isLost(db, letter)) giveBack(db, moment, letter, why, jobs.get(letter.id));
	for (const {message, isOpen} of open) if (!unread.some(({id}) => id === message.id)) tellAbandoned(db, moment, message, why, isOpen);
	const first = unread[0];
	if (first !== undefined) addEvent(db, moment, 'bounce', name, {id: first.id, count: unread.length, why});
}

/** A word of the colony to her alone loses nothing with her, except where it brought a letter back. */
function isLost(db: Database, {kind, replyTo}: Message): boolean {
	if (kind !== 'notice') return false;
	if (replyTo === null) return true;
	const original = db.sql.get<{bounced_at: string | null}>('SELECT bounced_at FROM messages WHERE id = ?', replyTo);
	return original !== undefined && original.bounced_at === null;
}

/** Its sender, or the keeper when the sender is no more. */
const homeOf = (db: Database, {from, kind}: Message): string => (kind !== 'notice' && livingRow(sisterRow(db, from)) ? from : keeperName);

const handAgain = (isOpen: boolean): string => (isOpen ? ' It is open for the others that it went to.' : ' Nobody has it now: hand it out again.');

function giveBack(db: Database, moment: Moment, letter: Message, why: string, isOpen: boolean | undefined): void {
	const to = homeOf(db, letter);
	const from = to === letter.from ? '' : ` from ${letter.from}, who is gone as well,`;
	const what = letter.kind === 'dispatch' ? 'Dispatch' : letter.kind === 'notice' ? 'A notice' : 'Mail';
	const job = isOpen === undefined ? '' : handAgain(isOpen);
	send(db, moment, to, letter, `${what} #${letter.id}${from} to ${letter.to} came back: ${why}.${job} It said: ${letter.body}`);
}

/** A job that she had taken, so that its letter was read, and did not finish. */
function tellAbandoned(db: Database, moment: Moment, message: Message, why: string, isOpen: boolean): void {
	send(db, moment, homeOf(db, message), message, `${message.to} will not finish dispatch #${message.id}: ${why}.${handAgain(isOpen)} It said: ${message.body}`);
}

function send(db: Database, moment: Moment, to: string, {id}: Message, text: string): void {
	const bytes = Buffer.from(text);
	const body =
		bytes.length > mostBytes
			? `${bytes
					.subarray(0, mostBytes)
					.toString('utf8')
					.replace(/\uFFFD+$/, '')} …`
			: text;
	insertLetter(db, moment, {from: keeperName, fromVerified: 'yes', to, body, priority: 'normal', kind: 'notice', group: null, replyTo: id, nonce: null});
}
