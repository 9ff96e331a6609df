/** Pane 2: mail to the keeper, and the jobs she handed out until they are closed. `A` turns it into the mail of everybody. */
import type {Message, Sanitized} from '../../db/types.ts';
import {age, ago} from '../../source/format/age.ts';
import {lookAt} from '../bindings/look.ts';
import {ack, allMail, dispatch, reply, tell, withdraw} from '../bindings/mail.ts';
import {wrap} from '../fit.ts';
import {piece} from '../line-text.tsx';
import {type Column, definePane, type Facts, type Line, type Piece, type Row, type View} from '../pane.ts';
import type {UiState} from '../state.ts';
import type {Tone} from '../theme.ts';
import {isLate, isUnread} from '../urgent.ts';
import {dispatchWords} from '../words.ts';

type M = Sanitized<Message>;

const row = (message: M): Row<M> => ({key: String(message.id), value: message});

/** Work that was handed to several is one job: the row of whoever took it, else the first. */
function jobs(facts: Facts): readonly M[] {
	const byGroup = new Map<number, M>();
	for (const job of facts.dispatches) {
		const known = byGroup.get(job.group);
		if (!known || job.dispatch?.takenBy === job.to) byGroup.set(job.group, job);
	}
	return [...byGroup.values()];
}

/** What is urgent and lies untouched, what else she has not read, then what she handed out and is not done, then the rest. `!`: only what she has not read. */
function rows(facts: Facts, ui: UiState): readonly Row<M>[] {
	const at = Date.parse(facts.at);
	const mine = [...facts.inbox.filter(message => isLate(message, at)), ...facts.inbox.filter(message => !isLate(message, at))];
	if (ui.onlyWaiting) return (ui.allMail ? facts.mail : mine).filter(isUnread).map(row);
	if (ui.allMail) return facts.mail.map(row);
	const handedOut = jobs(facts).filter(job => job.from === facts.reader && !mine.some(one => one.id === job.id));
	return [...mine.filter(isUnread), ...handedOut, ...mine.filter(message => !isUnread(message))].map(row);
}

/** Sent by the reader: what counts is what became of it, not whether she read it. */
const isMine = (message: M, view: View): boolean => message.from === view.facts.reader;

function mark(message: M, view: View): Piece {
	const {glyphs} = view.theme;
	if (message.dispatch?.state === 'open' && (isMine(message, view) || !isUnread(message))) return piece(glyphs.untaken, 'attention');
	if (isMine(message, view) || !isUnread(message)) return piece(message.ackedAt !== null || message.dispatch?.state === 'done' ? glyphs.calm : ' ');
	return piece(glyphs.unread, message.priority === 'urgent' ? 'attention' : 'plain');
}

/** `iza-1`, `iza-1→iza-2`; a name that is not hers (RULES.md, "Who is calling") is red and says so by a sign. */
function who(message: M, view: View): Piece {
	const {arrow, error} = view.theme.glyphs;
	const from = message.fromVerified === 'no' ? `${error}${message.from}` : message.from;
	const others = message.dispatch ? view.facts.dispatches.filter(job => job.group === message.group).length - 1 : 0;
	const text = isMine(message, view)
		? `${arrow}${message.to}${others > 0 ? ` +${others}` : ''}`
		: view.ui.allMail && message.to !== view.facts.reader
			? `${from}${arrow}${message.to}`
			: from;
	return piece(text, message.fromVerified === 'no' ? 'danger' : 'plain');
}

const firstLine = (body: string): string =>
	body
		.split('\n')
		.find(line => line.trim() !== '')
		?.trim() ?? '';

function state(message: M, view: View): Piece {
	if (message.recalledAt !== null) return piece('taken back');
	if (message.bouncedAt !== null) return piece('went back');
	if (isLate(message, view.now)) return piece(message.to === view.facts.reader ? 'waits for you' : 'untouched', 'attention');
	if (!message.dispatch) return piece('');
	return piece(dispatchWords(message), message.dispatch.state === 'open' || message.dispatch.state === 'declined' ? 'attention' : 'plain');
}

const toneOf = (message: M, view: View): Tone => (isUnread(message) && !isMine(message, view) && message.priority === 'urgent' ? 'attention' : 'plain');

const columns: readonly Column<M>[] = [
	{id: 'mark', title: '', min: 1, max: 1, grow: 0, align: 'left', cut: 'end', drop: 0, gap: 0, list: true, cell: mark},
	{id: 'id', title: '', min: 2, max: 7, grow: 0, align: 'left', cut: 'end', drop: 1, gap: 1, list: true, cell: m => piece(`#${m.id}`)},
	{
		id: 'urgent',
		title: '',
		min: 1,
		max: 1,
		grow: 0,
		align: 'left',
		cut: 'end',
		drop: 0,
		gap: 0,
		list: true,
		cell: (m, view) => piece(m.priority === 'urgent' ? '!' : ' ', toneOf(m, view)),
	},
	{id: 'from', title: 'from', min: 6, max: 22, grow: 0, align: 'left', cut: 'middle', drop: 0, gap: 1, list: true, cell: who},
	{
		id: 'body',
		title: '',
		min: 12,
		max: 400,
		grow: 1,
		align: 'left',
		cut: 'end',
		drop: 0,
		gap: 1,
		list: true,
		cell: (m, view) => piece(firstLine(m.body), toneOf(m, view) === 'attention' ? 'strong' : 'plain'),
	},
	{id: 'state', title: '', min: 7, max: 22, grow: 0, align: 'right', cut: 'end', drop: 4, gap: 1, list: true, cell: state},
	{id: 'age', title: 'age', min: 3, max: 4, grow: 0, align: 'right', cut: 'end', drop: 2, gap: 1, list: true, cell: (m, {now}) => piece(age(m.sentAt, now))},
];

function note({facts, ui, theme}: View, long: boolean): Piece {
	const {dot} = theme.glyphs;
	if (ui.allMail) return piece(long ? `mail of everybody ${dot} A yours only` : 'everybody');
	const {unread} = facts.counts;
	const text = ui.onlyWaiting ? `only unread ${dot} ! shows all` : unread > 0 ? `${unread} unread` : 'all read';
	return piece(long ? `${text} ${dot} to you` : text, unread > 0 ? 'strong' : 'plain');
}

const verified: Readonly<Record<Message['fromVerified'], string>> = {
	yes: 'it came from her session',
	unknown: 'nobody can say whether it was she',
	no: 'NOT from her: another sister sent it under this name',
};

function detail(message: M, view: View): readonly Line[] {
	const label = (name: string, text: string, tone: Tone = 'plain'): Line => [piece(name.padEnd(9), 'quiet'), piece(text, tone)];
	const read =
		message.ackedAt !== null ? `acked ${ago(message.ackedAt, view.now)}` : message.readAt !== null ? `read ${ago(message.readAt, view.now)}` : 'not read yet';
	return [
		label('mail', `#${message.id}${message.kind === 'dispatch' ? ', work handed out' : ''}${message.priority === 'urgent' ? ', urgent' : ''}`, 'strong'),
		label('from', `${message.from}, ${verified[message.fromVerified]}`, message.fromVerified === 'no' ? 'danger' : 'plain'),
		label('to', message.to),
		label(
			'sent',
			`${ago(message.sentAt, view.now)}, priority ${message.priority}, ${message.recalledAt !== null ? 'taken back' : message.bouncedAt === null ? read : `went back to its sender ${ago(message.bouncedAt, view.now)}: she is gone for good`}`,
		),
		...(message.dispatch ? [label('dispatch', dispatchWords(message))] : []),
		...(message.replyTo === null ? [] : [label('answers', `#${message.replyTo}`)]),
		[],
		...message.body.split('\n').flatMap(line => wrap(line, view.width).map((text): Line => [piece(text)])),
	];
}

export const inbox = definePane<M>({
	id: 'inbox',
	number: 2,
	title: 'Inbox',
	heading: false,
	note,
	rows,
	columns,
	below: () => null,
	head: () => [],
	foot: () => [],
	empty: ({ui}) => [
		[
			piece(
				ui.onlyWaiting
					? 'No unread mail. ! shows all mail again.'
					: ui.allMail
						? 'Nobody has written yet: t writes the first mail.'
						: 'No mail for you yet: t writes to a sister, A shows the mail of everybody.',
			),
		],
	],
	words: m => [m.from, m.to, `#${m.id}`, m.body, m.priority, m.kind].join(' '),
	about: m => ({message: m, sister: m.from}),
	detail,
	bindings: [lookAt, reply, ack, tell, dispatch, withdraw, allMail],
});
