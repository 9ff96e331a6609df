/** Keys that count everywhere: filter, help, undo, look again, leave. */
import type {Binding} from '../pane.ts';
import type {UiState} from '../state.ts';

const always = (): null => null;
const isFiltered = ({filters, onlyWaiting, onlyRepo}: UiState): boolean => onlyWaiting || onlyRepo !== null || Object.values(filters).some(Boolean);

export const general: readonly Binding[] = [
	{
		id: 'undo',
		keys: ['u'],
		label: 'undo',
		passing: true,
		help: 'Take back what you just did (10 s)',
		where: ['panes'],
		group: 'other',
		disabled: ({ui}) => (ui.undo ? null : (ui.final ?? 'There is nothing to take back (ten seconds are over, or nothing was done).')),
		act: ({ui}) => (ui.undo ? [{type: 'undone'}, ui.undo.intent] : []),
	},
	{
		id: 'filter',
		keys: ['/'],
		label: 'filter',
		help: 'Only rows that hold what you type',
		where: ['panes'],
		group: 'find',
		disabled: always,
		act: () => ({type: 'filter-open'}),
	},
	{
		id: 'filter-clear',
		keys: ['escape'],
		label: null,
		help: 'Clear all filters: words, ! and f',
		where: ['panes'],
		group: 'find',
		disabled: ({ui}) => (isFiltered(ui) ? null : 'There is no filter to clear; q quits.'),
		act: () => ({type: 'show-all'}),
	},
	{
		id: 'rescan',
		keys: ['f5', 'ctrl-r'],
		label: null,
		help: 'Look at everything again now',
		where: ['panes'],
		group: 'other',
		disabled: always,
		act: () => ({type: 'rescan'}),
	},
	{
		id: 'help',
		keys: ['?'],
		label: 'help',
		help: 'Show all keys',
		where: ['panes'],
		group: 'other',
		disabled: always,
		act: ({ui}) => ({type: 'open', overlay: {kind: 'help', pane: ui.focus, scroll: 0}}),
	},
	{
		id: 'suspend',
		keys: ['ctrl-z'],
		label: null,
		help: 'Back to the shell; fg returns here',
		where: ['panes'],
		group: 'other',
		disabled: always,
		act: () => ({type: 'suspend'}),
	},
	{
		id: 'quit',
		keys: ['q', 'ctrl-c'],
		label: 'quit',
		help: 'Leave; the sisters go on',
		where: ['panes'],
		group: 'other',
		disabled: always,
		act: () => ({type: 'quit'}),
	},
];
