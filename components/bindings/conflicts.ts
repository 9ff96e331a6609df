/** The key that settles a conflict or a notice. */
import {textOf} from '../editor-text.ts';
import type {Binding} from '../pane.ts';

export const resolve: Binding = {
	id: 'resolve',
	keys: ['x'],
	label: 'settle',
	help: 'Accept a conflict, with a reason',
	where: ['conflicts', 'detail'],
	group: 'conflicts',
	disabled: ({conflict}) => {
		if (!conflict) return 'There is no conflict here.';
		if (conflict.resolvedAt !== null) return `#${conflict.id} is over already.`;
		return conflict.mutedWhy === null ? null : `#${conflict.id} is accepted already: ${conflict.mutedWhy}`;
	},
	act: ({conflict}) => (conflict ? {type: 'open', overlay: {kind: 'prompt', question: {ask: 'resolve', conflict: conflict.id}, input: textOf('')}} : []),
};
