import {nameInForce} from './aliases.ts';
import type {Database} from './database.ts';
import {dropDraft} from './drafts.ts';
import {addEvent} from './events.ts';
import {insertLetter, type MessageSource, messageColumns, messagesOfGroup, toMessage} from './messages.ts';
import type {Moment} from './moment.ts';
import {keeperName} from './names.ts';
import {touchSign} from './sisters.ts';
import type {NewMail, SendResult} from './store.ts';

/** Stores one send: one row a recipient, all or none. Inside a write transaction (RULES.md, Mail). */
export function sendMail(db: Database, moment: Moment, mail: NewMail): SendResult {
	const repeated = db.sql.all<MessageSource>(`${messageColumns} WHERE m.nonce = ? ORDER BY m.id`, mail.nonce);
	if (repeated.length > 0) return {ok: true, messages: repeated.map(toMessage), unknown: []};
	const recipients = resolveRecipients(db, moment, mail);
	const first = recipients[0];
	if (first === undefined) return {ok: false, reason: 'nobody'};
	const group = insertLetter(db, moment, {...mail, to: first, group: null});
	for (const to of recipients.slice(1)) insertLetter(db, moment, {...mail, to, group});
	if (mail.kind === 'dispatch') db.sql.run('INSERT INTO dispatches (id) VALUES (?)', group);
	if (mail.draft !== undefined) dropDraft(db, mail.draft);
	touchSign(db, moment, mail.from);
	logSend(db, moment, mail, group, recipients);
	return {ok: true, messages: messagesOfGroup(db, group), unknown: recipients.filter(name => !isKnown(db, name))};
}

function logSend(db: Database, moment: Moment, mail: NewMail, group: number, recipients: readonly string[]): void {
	const kind = mail.kind === 'mail' ? 'tell' : mail.kind;
	// Redacted before it is cut: half a secret would not be known as one.
	const text = db.redact(mail.body).slice(0, 200).toWellFormed();
	const to = mail.to.length === 1 ? (mail.to[0] ?? '') : mail.to.join(' ');
	addEvent(db, moment, kind, mail.from, {id: group, to, count: recipients.length, priority: mail.priority, text});
}

/** Names as they are in force and the living of each group, each once, in the order they were written. */
function resolveRecipients(db: Database, moment: Moment, mail: NewMail): readonly string[] {
	const found = mail.to.flatMap(to => (to.startsWith('@') ? membersOf(db, to, mail) : [nameInForce(db, moment, to)]));
	return [...new Set(found)];
}

/** The living sisters of a group but the sender, resolved at the moment of sending. */
function membersOf(db: Database, group: string, mail: NewMail): readonly string[] {
	const living = db.sql.all<{name: string; status: string; repo_key: string | null}>(
		"SELECT name, status, repo_key FROM sisters WHERE status <> 'gone' AND name <> ? ORDER BY id",
		mail.from,
	);
	const isMember = {
		'@all': () => true,
		'@repo': (sister: {repo_key: string | null}) => sister.repo_key !== null && sister.repo_key === mail.repoKey,
		'@waiting': (sister: {status: string}) => sister.status === 'waiting',
	}[group];
	return isMember ? living.filter(isMember).map(sister => sister.name) : [];
}

const isKnown = (db: Database, name: string): boolean => name === keeperName || db.sql.value('SELECT 1 FROM sisters WHERE name = ?', name) !== undefined;
