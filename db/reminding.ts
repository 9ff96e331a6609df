/** Letters about what stands still. Who sends each is decided here, in the transaction that stores it: never none, never two. */
import {nameInForce} from './aliases.ts';
import type {Database} from './database.ts';
import {addEvent} from './events.ts';
import {insertLetter} from './messages.ts';
import {type Moment, type Stamp, since} from './moment.ts';
import {keeperName} from './names.ts';
import type {ReminderRow} from './rows.ts';
import {insert} from './sql.ts';
import type {NewReminders} from './store.ts';
import type {Reminder, ReminderRules, ReminderVerdict} from './types.ts';

/** Whoever has stood still for longer than this is reminded once more. */
const keptMs = 90 * 24 * 3_600_000;

/** How much of a letter stands in the event log. */
const inLog = 200;

const stampOf = (row: ReminderRow): Stamp => ({wall: row.told_wall, mono: row.told_mono, boot: row.told_boot});

/** Milliseconds until another letter may go out; 0: now. A clock that went back makes nobody wait for ever. */
function waitFor(db: Database, moment: Moment, {what, about, to}: Reminder, {repeatMs, most, withinMs}: ReminderRules): number {
	const rows = db.sql.all<ReminderRow>('SELECT * FROM reminders WHERE to_sister = ?', to);
	const ages = rows.map(row => ({isSame: row.what === what && row.about === about, ago: since(moment, stampOf(row))})).filter(({ago}) => ago >= 0);
	const repeated = ages.filter(({isSame}) => isSame).map(({ago}) => repeatMs - ago);
	const within = ages.map(({ago}) => withinMs - ago).filter(left => left > 0);
	// The oldest of the last `most` must be over first.
	const crowded = within.toSorted((a, b) => b - a).at(most - 1) ?? 0;
	return Math.max(0, crowded, ...repeated);
}

/** Reminders of the keeper's own loop are hers; those of a sister's are that sister's. */
function remindOne(db: Database, moment: Moment, given: Reminder, {from, fromVerified, rules}: NewReminders): ReminderVerdict {
	const reminder = {...given, to: given.to === keeperName ? keeperName : nameInForce(db, moment, given.to)};
	const {what, about, edge, to, body} = reminder;
	const told = db.sql.value<number>('SELECT message_id FROM reminders WHERE what = ? AND about = ? AND edge = ? AND to_sister = ?', what, about, edge, to);
	if (told !== undefined) return {verdict: 'told', message: told, inMs: null};
	const inMs = waitFor(db, moment, reminder, rules);
	if (inMs > 0) return {verdict: 'later', message: null, inMs};
	const letter = {from, fromVerified, to, body, priority: 'normal', kind: 'notice', group: null, replyTo: null, nonce: null} as const;
	const id = insertLetter(db, moment, letter);
	const {wall, mono, bootId} = moment;
	insert(db.sql, 'reminders', {what, about, edge, to_sister: to, message_id: id, told_wall: wall, told_mono: mono, told_boot: bootId});
	addEvent(db, moment, 'tell', from, {id, to, count: 1, priority: 'normal', text: db.redact(body).slice(0, inLog).toWellFormed()});
	return {verdict: 'sent', message: id, inMs: null};
}

/** One verdict for each. Inside a write transaction. Throws a RangeError for a body of more than 8 KiB. */
export function remind(db: Database, moment: Moment, given: NewReminders): readonly ReminderVerdict[] {
	db.sql.run('DELETE FROM reminders WHERE told_wall < ?', moment.wall - keptMs);
	return given.reminders.map(each => remindOne(db, moment, each, given));
}
