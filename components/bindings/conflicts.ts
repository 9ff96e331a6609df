/** Keys of conflicts and notices: look at both sides, ask one to give way, settle. */
import {letterToYield} from '../conflict-letter.ts';
import {openEditor} from '../editor.ts';
import {textOf} from '../editor-text.ts';
import type {Binding} from '../pane.ts';
import {knownFor, outdated} from '../yielding.ts';

/** Both sides: who declared what, who changed what. */
export const lookAtSides: Binding = {
	id: 'sides',
	keys: ['enter'],
	label: 'see',
	help: 'Both sides: what each said and changed',
	where: ['conflicts'],
	group: 'look',
	disabled: ({conflict}) => (conflict ? null : 'There is no row to look at.'),
	act: ({conflict}) =>
		conflict
			? [
					{type: 'open', overlay: {kind: 'sides', conflict: conflict.id, scroll: 0}},
					{type: 'sides', conflict: conflict.id},
				]
			: [],
};

/** Proposes who gives way; the mail is hers to read, change and send. */
export const giveWay: Binding = {
	id: 'give-way',
	keys: ['p'],
	label: 'propose',
	help: 'Ask one to give way, by mail',
	where: ['conflicts', 'sides'],
	group: 'conflicts',
	disabled: ({conflict, facts, sides}) => {
		if (!conflict) return 'There is no conflict here.';
		if (conflict.resolvedAt !== null) return `#${conflict.id} is over already.`;
		const moved = outdated(conflict, facts);
		if (moved !== null) return `#${conflict.id} was ${moved}.`;
		return letterToYield(conflict, knownFor(conflict, facts, sides)) === null ? 'Fewer than two of them are here: there is nobody to choose from.' : null;
	},
	act: ({conflict, facts, sides}) => {
		const letter = conflict && letterToYield(conflict, knownFor(conflict, facts, sides));
		if (!letter) return [];
		const opening = {
			key: `yield:${conflict.id}`,
			kind: 'mail',
			replyTo: null,
			quote: [],
			repoOf: letter.to,
			to: [letter.to],
			priority: 'high',
			body: letter.body,
		} as const;
		return {type: 'compose', editor: openEditor(opening, facts.drafts)};
	},
};

export const resolve: Binding = {
	id: 'resolve',
	keys: ['x'],
	label: 'accept',
	help: 'Accept a conflict (asks why)',
	where: ['conflicts', 'sides'],
	group: 'conflicts',
	disabled: ({conflict}) => {
		if (!conflict) return 'There is no conflict here.';
		if (conflict.resolvedAt !== null) return `#${conflict.id} is over already.`;
		return conflict.mutedWhy === null ? null : `#${conflict.id} is accepted already: ${conflict.mutedWhy}`;
	},
	act: ({conflict}) => (conflict ? {type: 'open', overlay: {kind: 'prompt', question: {ask: 'resolve', conflict: conflict.id}, input: textOf('')}} : []),
};
