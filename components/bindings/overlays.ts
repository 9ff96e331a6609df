/** Keys of the boxes over the screen. */

import {textOf} from '../editor-text.ts';
import type {Binding, FormStep, KeyContext, Step} from '../pane.ts';
import {type OverlayKind, topOverlay} from '../state.ts';
import {cannotJump} from './look.ts';
import {tell} from './mail.ts';
import {reviewBindings} from './reviews.ts';
import {sharedBindings} from './shared.ts';

const always = (): null => null;
const extendMs = 15 * 60_000;

/** Scrolling of a box; `up` is 1 where the newest line stands at the bottom. */
function scrolling(kind: OverlayKind, up: 1 | -1): readonly Binding[] {
	/** At the end of its way a key says so: nothing else on the screen would show that it was heard. */
	const atEnd = (by: number, {most, ui}: KeyContext): string | null => {
		const top = topOverlay(ui);
		const at = top && 'scroll' in top ? Math.min(top.scroll, most) : 0;
		if (most <= 0) return 'Everything is shown already.';
		if (Math.max(0, Math.min(most, at + by)) !== at) return null;
		return by * up > 0 ? 'This is the beginning.' : 'This is the end.';
	};
	const scroll = (id: string, keys: readonly string[], help: string, by: (context: KeyContext) => number): Binding => ({
		id: `${kind}-${id}`,
		keys,
		label: null,
		help,
		where: [kind],
		group: 'move',
		disabled: context => atEnd(by(context), context),
		act: context => ({type: 'scroll', by: by(context), most: context.most}),
	});
	return [
		scroll('up', ['k', 'up'], 'One line up', () => up),
		scroll('down', ['j', 'down'], 'One line down', () => -up),
		scroll('page-up', ['page-up', 'ctrl-u'], 'One page up', ({page}) => up * page),
		scroll('page-down', ['page-down', 'ctrl-d'], 'One page down', ({page}) => -up * page),
		scroll('top', ['home', '<'], 'To the beginning', ({most}) => up * most),
		scroll('bottom', ['end', '>', 'G'], 'To the end', ({most}) => -up * most),
	];
}

const closer = (kind: OverlayKind, keys: readonly string[], help: string, act: () => Step | readonly Step[]): Binding => ({
	id: `${kind}-close`,
	keys,
	label: 'back',
	help,
	where: [kind],
	group: 'other',
	disabled: always,
	act,
});

const form = (id: string, keys: readonly string[], label: string | null, help: string, action: FormStep['action']): Binding => ({
	id: `compose-${id}`,
	keys,
	label,
	help,
	where: ['compose'],
	group: 'mail',
	disabled: always,
	act: () => ({type: 'edit', action}),
});

const composing: readonly Binding[] = [
	form('send', ['ctrl-s'], 'send', 'Send the mail', {type: 'send'}),
	{
		id: 'compose-edit-outside',
		keys: ['ctrl-e'],
		label: '$EDITOR',
		help: 'Write the text in your own editor ($VISUAL, $EDITOR)',
		where: ['compose'],
		group: 'mail',
		disabled: ({ui}) => (ui.compose?.sending ? 'The mail is being sent.' : null),
		act: ({ui}) => (ui.compose ? {type: 'edit-outside', key: ui.compose.key, body: ui.compose.body.text} : []),
	},
	form('keep', ['escape'], 'keep draft', 'Close and keep the draft: the same key opens it again', {type: 'keep'}),
	form('throw-away', ['ctrl-x'], 'throw away', 'Close and throw the draft away', {type: 'throw-away'}),
	form('priority', ['ctrl-p'], 'priority', 'Next priority; of an entry: for its repository or for all', {type: 'cycle-priority'}),
	form('next-field', ['tab'], null, 'Take the suggested name, or on to the body; next category', {type: 'next-field', back: false}),
	form('previous-field', ['shift-tab'], null, 'Back to the other field; category before', {type: 'next-field', back: true}),
];

/** What the dialog on top asks about. */
const asked = ({ui}: KeyContext): 'release' | 'withdraw' | 'expire' | null => {
	const top = topOverlay(ui);
	return top?.kind === 'confirm' ? top.what : null;
};

const isOver = (context: KeyContext): string | null => {
	if (asked(context) === 'expire') return context.entry?.state === 'current' ? null : 'That entry is over already.';
	if (asked(context) === 'withdraw') return context.message ? null : 'That work is closed already.';
	return context.claim ? null : 'That claim is gone already.';
};

const confirming: readonly Binding[] = [
	{
		id: 'confirm-yes',
		keys: ['y'],
		label: 'yes',
		help: 'Do it: release the claim and mail its owner, withdraw the work, end the entry',
		where: ['confirm'],
		group: 'claims',
		disabled: isOver,
		act: context => {
			const {claim, message, entry} = context;
			if (asked(context) === 'expire') return entry ? [{type: 'close'}, {type: 'expire-context', id: entry.id}] : [];
			if (asked(context) === 'withdraw') return message ? [{type: 'close'}, {type: 'withdraw', id: message.id}] : [];
			return claim ? [{type: 'close'}, {type: 'release', id: claim.id}] : [];
		},
	},
	{
		id: 'confirm-no',
		keys: ['n', 'escape', 'q'],
		label: 'keep',
		help: 'Leave everything as it is',
		where: ['confirm'],
		group: 'claims',
		disabled: always,
		act: () => ({type: 'close'}),
	},
	{
		id: 'confirm-extend',
		keys: ['e'],
		label: 'extend 15m',
		help: 'Give the owner 15 minutes more',
		where: ['confirm'],
		group: 'claims',
		disabled: context => {
			if (asked(context) !== 'release') return 'Only a lease can be extended.';
			if (context.claim?.ttlMs === null) return 'This claim has no end: there is nothing to extend.';
			return isOver(context);
		},
		act: ({claim}) => (claim ? [{type: 'close'}, {type: 'extend', id: claim.id, byMs: extendMs}] : []),
	},
	{
		id: 'confirm-ask',
		keys: ['t'],
		label: 'ask first',
		help: 'Write to the owner instead',
		where: ['confirm'],
		group: 'claims',
		disabled: isOver,
		act: context => {
			const close: Step = {type: 'close'};
			return [close, tell.act(context)].flat();
		},
	},
];

/** What Enter does with the line of the prompt on top. */
function answer({ui}: KeyContext): Step | readonly Step[] {
	const top = topOverlay(ui);
	if (top?.kind !== 'prompt') return [];
	const text = top.input.text.trim();
	const {question} = top;
	switch (question.ask) {
		case 'resolve':
			return [{type: 'close'}, {type: 'resolve', id: question.conflict, why: text}];
		case 'reject':
			return [{type: 'close'}, {type: 'decide-review', review: question.review, verdict: 'rejected', why: text}];
		case 'claim':
			return [{type: 'close'}, {type: 'open', overlay: {kind: 'prompt', question: {ask: 'claim-why', resource: text}, input: textOf('')}}];
		case 'claim-why':
			return [{type: 'close'}, {type: 'claim', resource: question.resource, why: text === '' ? null : text, ttlMs: null}];
	}
}

function unanswered({ui}: KeyContext): string | null {
	const top = topOverlay(ui);
	if (top?.kind !== 'prompt' || top.input.text.trim() !== '' || top.question.ask === 'claim-why') return null;
	return top.question.ask === 'resolve' || top.question.ask === 'reject' ? 'Say why in a few words, or Esc.' : 'Type a path or a domain, or Esc.';
}

const prompting: readonly Binding[] = [
	{id: 'prompt-enter', keys: ['enter'], label: 'go on', help: 'Take what is typed', where: ['prompt'], group: 'other', disabled: unanswered, act: answer},
	{
		id: 'prompt-cancel',
		keys: ['escape'],
		label: 'cancel',
		help: 'Close without doing anything',
		where: ['prompt'],
		group: 'other',
		disabled: always,
		act: () => ({type: 'close'}),
	},
];

const going: readonly Binding[] = [
	{
		id: 'going-go',
		keys: ['enter'],
		label: 'go',
		help: 'Go to her terminal; Ctrl-Q comes back',
		where: ['going'],
		group: 'look',
		disabled: cannotJump,
		act: ({sister}) => (sister ? [{type: 'close'}, {type: 'jump', sister: sister.name, agreed: true}] : []),
	},
	closer('going', ['escape', 'n', 'q'], 'Stay here', () => ({type: 'close'})),
];

const filtering: readonly Binding[] = [
	{
		id: 'filter-keep',
		keys: ['enter'],
		label: 'keep',
		help: 'Keep the filter and go back to the rows',
		where: ['filter'],
		group: 'find',
		disabled: always,
		act: () => ({type: 'filter-keep'}),
	},
	{
		id: 'filter-cancel',
		keys: ['escape'],
		label: 'clear',
		help: 'Clear the filter',
		where: ['filter'],
		group: 'find',
		disabled: always,
		act: () => ({type: 'filter-clear'}),
	},
];

export const overlayBindings: readonly Binding[] = [
	closer('help', ['escape', 'q', '?'], 'Close the help', () => ({type: 'close'})),
	...scrolling('help', -1),
	closer('peek', ['escape', 'q', 'enter'], 'Close the view of her terminal', () => [{type: 'close'}, {type: 'peek', sister: null}]),
	...scrolling('peek', 1),
	closer('detail', ['escape', 'q', 'enter'], 'Close the details', () => ({type: 'close'})),
	...scrolling('detail', -1),
	closer('sides', ['escape', 'q', 'enter'], 'Close both sides', () => [{type: 'close'}, {type: 'sides', conflict: null}]),
	...scrolling('sides', -1),
	closer('reviews', ['escape', 'q', 'v'], 'Close the reviews', () => ({type: 'close'})),
	...reviewBindings,
	closer('review', ['escape', 'q', 'enter'], 'Back to the reviews', () => [{type: 'close'}, {type: 'review-diff', review: null}]),
	...scrolling('review', -1),
	closer('shared', ['escape', 'q', 'C'], 'Close shared context', () => [{type: 'close'}, {type: 'shared', query: null}]),
	...sharedBindings,
	closer('entry', ['escape', 'q', 'enter'], 'Back to shared context', () => ({type: 'close'})),
	...scrolling('entry', -1),
	...composing,
	...confirming,
	...prompting,
	...going,
	...filtering,
];
