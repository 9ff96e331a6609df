/** Keys of shared context: the list, one entry, writing one, putting one in its place, ending it. */
import {openEditor} from '../editor.ts';
import type {Binding, Facts, KeyContext, Step} from '../pane.ts';
import {categoryAfter, type SharedSight, sharedSight} from '../shared.ts';
import type {SharedOverlay, SharedQuery} from '../shared-frame.ts';
import type {UiState} from '../state.ts';

const always = (): null => null;
const none = 'There is no entry here.';

/** The repository that is looked at, else that of the chosen sister, else all. */
function queryFor({ui, facts, sister}: KeyContext): SharedQuery {
	const {onlyRepo} = ui;
	const inIt = onlyRepo === null ? sister : facts.sisters.find(({repoKey}) => repoKey === onlyRepo.key);
	const repoOf = inIt?.repoKey ? inIt.name : null;
	return {repoOf, everywhere: repoOf === null, past: false};
}

export const openShared: Binding = {
	id: 'shared',
	keys: ['C'],
	label: null,
	help: 'Shared context: what all should know',
	where: ['panes'],
	group: 'look',
	disabled: always,
	act: context => {
		const query = queryFor(context);
		return [
			{type: 'open', overlay: {kind: 'shared', query, category: null, words: '', typing: null, entry: null}},
			{type: 'shared', query},
		];
	},
};

const sharedIn = (ui: UiState): SharedOverlay | null => ui.overlays.find(overlay => overlay.kind === 'shared') ?? null;

function seen({ui, shared}: KeyContext): SharedSight {
	const overlay = sharedIn(ui);
	return overlay ? sharedSight(overlay, shared) : {frame: null, found: [], shown: [], chosen: null};
}

function step(context: KeyContext, to: (at: number, last: number) => number): readonly Step[] {
	const {shown, chosen} = seen(context);
	const at = shown.findIndex(({id}) => id === chosen?.id);
	const next = shown[Math.max(0, Math.min(shown.length - 1, to(at, shown.length - 1)))];
	return next ? [{type: 'look-shared', look: {entry: next.id}}] : [];
}

type Move = {
	readonly id: string;
	readonly keys: readonly string[];
	readonly help: string;
	readonly by: 1 | -1;
	readonly to: (at: number, last: number) => number;
};

const moves: readonly Move[] = [
	{id: 'up', keys: ['k', 'up'], help: 'The entry above', by: -1, to: at => at - 1},
	{id: 'down', keys: ['j', 'down'], help: 'The entry below', by: 1, to: at => at + 1},
	{id: 'page-up', keys: ['page-up', 'ctrl-u'], help: 'Five entries up', by: -1, to: at => at - 5},
	{id: 'page-down', keys: ['page-down', 'ctrl-d'], help: 'Five entries down', by: 1, to: at => at + 5},
	{id: 'top', keys: ['home', '<'], help: 'To the newest entry', by: -1, to: () => 0},
	{id: 'bottom', keys: ['end', '>', 'G'], help: 'To the oldest entry', by: 1, to: (_, last) => last},
];

const moving = ({id, keys, help, by, to}: Move, where: 'shared' | 'shared-filter'): Binding => ({
	id: `${where}-${id}`,
	keys,
	label: null,
	help,
	where: [where],
	group: 'move',
	disabled: context => {
		const {shown, chosen} = seen(context);
		if (!chosen) return none;
		const edge = by < 0 ? shown[0] : shown.at(-1);
		return edge?.id === chosen.id ? `This is the ${by < 0 ? 'newest' : 'oldest'} one.` : null;
	},
	act: context => step(context, to),
});

/** While the words are typed only the arrows move: letters are text. */
const typingMoves = moves.filter(({id}) => id === 'up' || id === 'down').map(move => moving({...move, keys: move.keys.slice(1)}, 'shared-filter'));

/** The same box with another question. */
function asking({ui}: KeyContext, change: Partial<SharedQuery>): readonly Step[] {
	const overlay = sharedIn(ui);
	if (!overlay) return [];
	const query = {...overlay.query, ...change};
	return [
		{type: 'look-shared', look: {query}},
		{type: 'shared', query},
	];
}

const nothingRead = (context: KeyContext): string | null => (seen(context).frame?.entries.length ? null : 'There is nothing to look through.');

const kind = (id: string, keys: readonly string[], label: string | null, help: string, by: 1 | -1): Binding => ({
	id: `shared-${id}`,
	keys,
	label,
	help,
	where: ['shared'],
	group: 'find',
	disabled: nothingRead,
	act: ({ui}) => ({type: 'look-shared', look: {category: categoryAfter(sharedIn(ui)?.category ?? null, by)}}),
});

/** The form for a new entry, or for one that stands in place of `old`. */
function form(context: KeyContext, old: KeyContext['entry']): Step {
	const overlay = sharedIn(context.ui);
	const {frame} = seen(context);
	const facts: Facts = context.facts;
	const repo = old ? old.repo : (frame?.repo ?? null);
	return {
		type: 'compose',
		editor: openEditor(
			{
				key: old ? `context:#${old.id}` : `context:${frame?.repoKey ?? ''}`,
				kind: 'mail',
				replyTo: null,
				quote: [],
				repoOf: overlay?.query.repoOf ?? null,
				to: [],
				...(old ? {body: old.body} : {}),
				entry: {category: old?.category ?? overlay?.category ?? 'decision', repo, forAll: repo === null, supersedes: old?.id ?? null},
			},
			facts.drafts,
		),
	};
}

/** Why it can neither be ended nor be written anew. */
function isOver({entry}: KeyContext): string | null {
	if (!entry) return none;
	if (entry.state === 'superseded') return `#${entry.id} is over: #${entry.supersededBy} stands instead.`;
	return entry.state === 'expired' ? `#${entry.id} is expired already.` : null;
}

export const sharedBindings: readonly Binding[] = [
	...moves.map(move => moving(move, 'shared')),
	{
		id: 'shared-read',
		keys: ['enter'],
		label: 'read',
		help: 'Its whole text',
		where: ['shared'],
		group: 'look',
		disabled: ({entry}) => (entry ? null : none),
		act: ({entry}) => (entry ? {type: 'open', overlay: {kind: 'entry', entry: entry.id, scroll: 0}} : []),
	},
	{
		id: 'shared-add',
		keys: ['a'],
		label: 'add',
		help: 'Write something down for all',
		where: ['shared'],
		group: 'mail',
		disabled: context => (seen(context).frame ? null : 'It is still being read.'),
		act: context => form(context, null),
	},
	{
		id: 'shared-supersede',
		keys: ['s'],
		label: 'supersede',
		help: 'Write a new one that stands in its place',
		where: ['shared', 'entry'],
		group: 'mail',
		disabled: context => (context.entry?.state === 'expired' ? null : isOver(context)),
		act: context => (context.entry ? form(context, context.entry) : []),
	},
	{
		id: 'shared-expire',
		keys: ['x'],
		label: 'expire',
		help: 'End it (asks first)',
		where: ['shared', 'entry'],
		group: 'other',
		disabled: isOver,
		act: ({entry}) => (entry ? {type: 'open', overlay: {kind: 'confirm', what: 'expire', id: entry.id}} : []),
	},
	kind('next-kind', ['tab'], 'kind', 'Only the next category', 1),
	kind('previous-kind', ['shift-tab'], null, 'Only the category before', -1),
	{
		id: 'shared-filter',
		keys: ['/'],
		label: 'filter',
		help: 'Only entries that hold what you type',
		where: ['shared'],
		group: 'find',
		disabled: nothingRead,
		act: () => ({type: 'shared-filter', do: 'open'}),
	},
	{
		id: 'shared-everywhere',
		keys: ['f'],
		label: 'scope',
		help: 'Of this repository, or of all',
		where: ['shared'],
		group: 'find',
		disabled: always,
		act: context => asking(context, {everywhere: !sharedIn(context.ui)?.query.everywhere}),
	},
	{
		id: 'shared-past',
		keys: ['h'],
		label: 'past',
		help: 'Also what is superseded or expired, or not',
		where: ['shared'],
		group: 'find',
		disabled: always,
		act: context => asking(context, {past: !sharedIn(context.ui)?.query.past}),
	},
	{
		id: 'shared-filter-keep',
		keys: ['enter'],
		label: 'keep',
		help: 'Keep the words and go back to the entries',
		where: ['shared-filter'],
		group: 'find',
		disabled: always,
		act: () => ({type: 'shared-filter', do: 'keep'}),
	},
	{
		id: 'shared-filter-close',
		keys: ['escape'],
		label: 'clear',
		help: 'Take the words away',
		where: ['shared-filter'],
		group: 'find',
		disabled: always,
		act: () => ({type: 'shared-filter', do: 'clear'}),
	},
	...typingMoves,
];
