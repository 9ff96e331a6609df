/** What the palette lists: every action by what it does, with its key. Pure. */
import fuzzysort from 'fuzzysort';
import {placesOf} from './keys-in-words.ts';
import type {Binding, KeyContext, Step} from './pane.ts';
import {paneById} from './panes/index.ts';
import {paneIds} from './state.ts';

/** One line of the palette. */
export type PaletteRow = {
	/** The key that does the same. */
	readonly key: string;
	readonly what: string;
	/** Why it cannot act now, or in which pane it can; null: nothing is in its way. */
	readonly why: string | null;
	/** Does Enter do something: the action, or going where it can be done? */
	readonly acts: boolean;
	/** What Enter does. */
	readonly steps: () => Step | readonly Step[];
};

/** An action and one of its keys. A binding whose keys mean different things stands there once for each. */
type Entry = {readonly binding: Binding; readonly key: string; readonly what: string};

const entriesOf = (binding: Binding): readonly Entry[] =>
	binding.id === 'pane'
		? binding.keys.map((key, index) => ({binding, key, what: `Go to ${paneById[paneIds[index] ?? 'sisters'].title}`}))
		: [{binding, key: binding.keys[0] ?? '', what: binding.help}];

/** The keys of boxes and of the filter line are no actions of the colony. */
const panesWith = (binding: Binding): readonly (keyof typeof paneById)[] => paneIds.filter(id => binding.where.includes(id));
const isAction = (binding: Binding): boolean => binding.where.includes('panes') || panesWith(binding).length > 0;
const isHere = (binding: Binding, {ui}: KeyContext): boolean => binding.where.includes('panes') || binding.where.includes(ui.focus);

function rowOf({binding, key, what}: Entry, context: KeyContext): PaletteRow {
	if (isHere(binding, context)) {
		const why = binding.disabled({...context, key});
		return {key, what, why, acts: why === null, steps: () => binding.act({...context, key})};
	}
	// It needs a row of another pane: Enter goes there, the row is chosen by hand.
	return {key, what, why: `in ${placesOf(binding)}`, acts: true, steps: () => ({type: 'focus', pane: panesWith(binding)[0] ?? context.ui.focus})};
}

/**
 * The actions that hold what was typed, best first; without text all of them, those of the focused pane first. `context` is that of the
 * screen under the palette.
 */
export function paletteRows(actions: readonly Binding[], typed: string, context: KeyContext): readonly PaletteRow[] {
	const entries = actions.filter(isAction).flatMap(entriesOf);
	const here = [...entries].sort((a, b) => Number(isHere(b.binding, context)) - Number(isHere(a.binding, context)));
	if (typed.trim() === '') return here.map(entry => rowOf(entry, context));
	const found = fuzzysort.go(typed.trim(), here, {keys: ['what', entry => entry.binding.label ?? '', 'key'], threshold: 0.2});
	return found.map(result => rowOf(result.obj, context));
}
