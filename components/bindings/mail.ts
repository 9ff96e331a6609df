/** Keys that write and settle mail. What is written is the form's business (editor.ts); here it is opened. */
import type {Safe} from '../../db/types.ts';
import {letterToAll} from '../conflict-letter.ts';
import {type Opening, openEditor} from '../editor.ts';
import type {Binding, Facts, KeyContext, Step} from '../pane.ts';

/** Lines of the answered mail that stand above the form. */
const quotedLines = 3;

const compose = (facts: Facts, opening: Opening): Step => ({type: 'compose', editor: openEditor(opening, facts.drafts)});

/** Who a mail from this row goes to: both parties of a conflict, the owner, the sender, the sister herself; never the keeper. */
function recipients({conflict, sister, message, facts}: KeyContext): readonly string[] {
	if (conflict) return conflict.sisters;
	if (message) return [message.from === facts.reader ? message.to : message.from];
	return sister && sister.name !== facts.reader ? [sister.name] : [];
}

const openTo = (context: KeyContext, kind: 'mail' | 'dispatch'): Step => {
	const to = recipients(context);
	return compose(context.facts, {
		key: context.conflict ? `conflict:${context.conflict.id}` : `${kind === 'mail' ? 'tell' : 'dispatch'}:${to.join(',')}`,
		kind,
		replyTo: null,
		quote: [],
		repoOf: context.sister?.name ?? null,
		to,
		...(context.conflict && kind === 'mail' ? {body: letterToAll(context.conflict, context.facts)} : {}),
	});
};

export const tell: Binding = {
	id: 'tell',
	keys: ['t'],
	label: 'tell',
	help: 'Write a mail to her (a conflict: both)',
	where: ['panes', 'peek', 'detail', 'sides'],
	group: 'mail',
	disabled: () => null,
	act: context => openTo(context, 'mail'),
};

export const dispatch: Binding = {
	id: 'dispatch',
	keys: ['d'],
	label: 'dispatch',
	help: 'Hand out work and follow it',
	where: ['panes', 'peek', 'detail'],
	group: 'mail',
	disabled: () => null,
	act: context => openTo(context, 'dispatch'),
};

function quoted(body: string): readonly Safe[] {
	const lines = body.split('\n');
	// Lines of a sanitized text are sanitized.
	return (lines.length > quotedLines ? [...lines.slice(0, quotedLines), '...'] : lines) as Safe[];
}

export const reply: Binding = {
	id: 'reply',
	keys: ['r'],
	label: 'reply',
	help: 'Answer the selected mail',
	where: ['inbox', 'detail'],
	group: 'mail',
	disabled: ({message}) => (message ? null : 'Only a mail can be answered.'),
	act: ({message, facts}) => {
		if (!message) return [];
		const to = message.from === facts.reader ? message.to : message.from;
		return compose(facts, {key: `reply:${message.id}`, kind: 'mail', replyTo: message.id, quote: quoted(message.body), repoOf: to, to: [to]});
	},
};

export const ack: Binding = {
	id: 'ack',
	keys: ['a'],
	label: 'ack',
	help: 'Settle the selected mail',
	where: ['inbox', 'detail'],
	group: 'mail',
	disabled: ({message, facts}) => {
		if (!message) return 'Only a mail can be acked.';
		if (message.to !== facts.reader) return `#${message.id} is to ${message.to}: only she can ack it.`;
		return message.ackedAt === null ? null : `#${message.id} is acked already.`;
	},
	act: ({message}) => (message ? {type: 'ack', ids: [message.id]} : []),
};

const closed = new Set(['done', 'declined', 'withdrawn']);

export const withdraw: Binding = {
	id: 'withdraw',
	keys: ['w'],
	label: null,
	help: 'Withdraw work handed out (asks)',
	where: ['inbox', 'detail'],
	group: 'mail',
	disabled: ({message, facts}) => {
		if (!message?.dispatch) return 'Only work that you handed out (d) can be withdrawn.';
		if (message.from !== facts.reader) return `#${message.id} is not from you.`;
		return closed.has(message.dispatch.state) ? `#${message.id} is ${message.dispatch.state} already.` : null;
	},
	act: ({message}) => (message ? {type: 'open', overlay: {kind: 'confirm', what: 'withdraw', id: message.id}} : []),
};

export const allMail: Binding = {
	id: 'all-mail',
	keys: ['A'],
	label: 'all mail',
	help: 'Mail of the whole colony, or yours',
	where: ['panes'],
	group: 'mail',
	disabled: () => null,
	act: ({ui}) => [
		{type: 'focus', pane: 'inbox'},
		{type: 'show-all-mail', on: !ui.allMail},
		{type: 'all-mail', on: !ui.allMail},
	],
};
