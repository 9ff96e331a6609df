/** Where a key counts, in words. */
import type {Binding, Where} from './pane.ts';

const places: Readonly<Record<Where, string>> = {
	panes: 'everywhere',
	sisters: 'Sisters',
	inbox: 'Inbox',
	claims: 'Claims',
	conflicts: 'Conflicts',
	crons: 'Crons',
	live: 'Live',
	help: 'help',
	peek: 'peek',
	compose: 'mail form',
	confirm: 'question',
	prompt: 'prompt',
	going: 'question before a jump',
	detail: 'details',
	palette: 'palette',
	sides: 'both sides',
	reviews: 'reviews',
	review: 'diff of a review',
	shared: 'shared context',
	entry: 'entry of shared context',
	'shared-filter': 'filter of shared context',
	filter: 'filter line',
};

/** Where a binding counts, in words; everywhere includes what is named beside it. */
export const placesOf = (binding: Binding): string => (binding.where.includes('panes') ? places.panes : binding.where.map(where => places[where]).join(', '));
