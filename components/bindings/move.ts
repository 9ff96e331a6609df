/** Keys that move the cursor and the focus. */
import type {Binding, KeyContext, Step} from '../pane.ts';
import {paneIds} from '../state.ts';

/** Moves the selection to a place, at most to the ends. In Live the first place means: follow. */
function moveTo({ui, keys}: KeyContext, place: number): Step | readonly Step[] {
	const index = Math.max(0, Math.min(keys.length - 1, place));
	const key = keys[index];
	if (key === undefined) return [];
	if (ui.focus === 'live' && index === 0) return {type: 'follow', pane: 'live'};
	return {type: 'select', pane: ui.focus, key, index};
}

const noRows = ({keys}: KeyContext): string | null => (keys.length > 0 ? null : 'There is no row here.');

/** `to` answers the place for a context; the overlay on top scrolls by the same keys. */
function mover(id: string, keys: readonly string[], help: string, to: (context: KeyContext) => number): Binding {
	return {id, keys, label: null, help, where: ['panes', 'filter'], group: 'move', disabled: noRows, act: context => moveTo(context, to(context))};
}

const down = mover('down', ['j', 'down'], 'One row down', ({index}) => index + 1);
const up = mover('up', ['k', 'up'], 'One row up', ({index}) => index - 1);

export const moves: readonly Binding[] = [
	{...down, where: ['panes']},
	{...up, where: ['panes']},
	{...mover('page-down', ['page-down', 'ctrl-d'], 'One page down', ({index, page}) => index + page), where: ['panes']},
	{...mover('page-up', ['page-up', 'ctrl-u'], 'One page up', ({index, page}) => index - page), where: ['panes']},
	{...mover('top', ['home', '<'], 'To the first row', () => 0), where: ['panes']},
	{...mover('bottom', ['end', '>', 'G'], 'To the last row', ({keys}) => keys.length - 1), where: ['panes']},
];

/** While the filter is typed only the arrows move: letters are text. */
export const filterMoves: readonly Binding[] = [
	{...down, id: 'filter-down', keys: ['down'], where: ['filter']},
	{...up, id: 'filter-up', keys: ['up'], where: ['filter']},
];

export const focuses: readonly Binding[] = [
	{
		id: 'pane',
		keys: ['1', '2', '3', '4', '5', '6'],
		label: 'pane',
		help: 'The pane with that number',
		where: ['panes'],
		group: 'move',
		disabled: () => null,
		act: ({key, ui}) => ({type: 'focus', pane: paneIds[Number(key) - 1] ?? ui.focus}),
	},
	{
		id: 'next-pane',
		keys: ['tab'],
		label: null,
		help: 'Next pane',
		where: ['panes'],
		group: 'move',
		disabled: () => null,
		act: () => ({type: 'focus-next', by: 1}),
	},
	{
		id: 'previous-pane',
		keys: ['shift-tab'],
		label: null,
		help: 'Previous pane',
		where: ['panes'],
		group: 'move',
		disabled: () => null,
		act: () => ({type: 'focus-next', by: -1}),
	},
	{
		id: 'zoom',
		keys: ['+'],
		label: 'zoom',
		help: 'Give this pane the whole screen',
		where: ['panes'],
		group: 'look',
		disabled: ({ui}) => (ui.zoom ? 'The pane has the whole screen already: - brings the others back.' : null),
		act: () => ({type: 'zoom', on: true}),
	},
	{
		id: 'unzoom',
		keys: ['-'],
		label: 'all panes',
		passing: true,
		help: 'Show all panes again',
		where: ['panes'],
		group: 'look',
		disabled: ({ui}) => (ui.zoom ? null : 'All panes are shown already: + gives one the whole screen.'),
		act: () => ({type: 'zoom', on: false}),
	},
];
