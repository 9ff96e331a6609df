/** Where a key counts, in words. */
import type {Binding, Where} from './pane.ts';
import {paneIds} from './state.ts';

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

const joined = (words: readonly string[]): string => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`);

/** The panes where a binding counts, each with the key that goes there: `Sisters (1) and Claims (3)`. */
export const numberedPanesOf = ({where}: Binding): string =>
	joined(paneIds.flatMap((id, index) => (where.includes(id) ? [`${places[id]} (${index + 1})`] : [])));

/** Where a binding counts, in words; everywhere includes what is named beside it. */
export const placesOf = (binding: Binding): string => (binding.where.includes('panes') ? places.panes : binding.where.map(where => places[where]).join(', '));
