/** What the box of shared context shows of what was read: by category, by words, and which one is chosen. Pure. */
import type {ContextCategory} from '../db/types.ts';
import {holds} from './rows.ts';
import type {SeenEntry, SharedFrame, SharedOverlay} from './shared-frame.ts';
import type {Tone} from './theme.ts';

/** In the order of the command's help. */
export const categories: readonly ContextCategory[] = ['decision', 'interface', 'warning', 'convention', 'discovery'];

/** Colour is never alone: the word stands there, its first letters where there is little room. */
export const categoryTones: Readonly<Record<ContextCategory, Tone>> = {
	decision: 'title',
	interface: 'focus',
	warning: 'attention',
	convention: 'good',
	discovery: 'strong',
};

/** `dec`, `int`, `war`, `con`, `dis`: where there is no room for the word. */
export const shortCategory = (category: string): string => category.slice(0, 3);
export const categoryTone = (category: string): Tone => categoryTones[category as ContextCategory] ?? 'plain';

export type SharedSight = {
	/** Null: not read yet. */
	readonly frame: SharedFrame | null;
	/** Those that hold the words, of every category. */
	readonly found: readonly SeenEntry[];
	/** Those of them that are shown. */
	readonly shown: readonly SeenEntry[];
	/** The chosen one; the first, when that one is not shown. */
	readonly chosen: SeenEntry | null;
};

const isFor = ({query}: SharedFrame, {repoOf, everywhere, past}: SharedOverlay['query']): boolean =>
	query.repoOf === repoOf && query.everywhere === everywhere && query.past === past;

const wordsOf = ({id, category, by, repo, body}: SeenEntry): string => `#${id}\n${category}\n${by}\n${repo ?? ''}\n${body}`;

/** What is seen in the box. What was read for another question is not taken for an answer to this one. */
export function sharedSight({query, category, words, entry}: SharedOverlay, frame: SharedFrame | null): SharedSight {
	if (frame === null || !isFor(frame, query)) return {frame: null, found: [], shown: [], chosen: null};
	const wanted = words.trim();
	const found = wanted === '' ? frame.entries : frame.entries.filter(one => holds(wordsOf(one), wanted));
	const shown = category === null ? found : found.filter(one => one.category === category);
	return {frame, found, shown, chosen: shown.find(({id}) => id === entry) ?? shown[0] ?? null};
}

/** The next category in the row (all, decision, interface …), round and round. */
export function categoryAfter(category: ContextCategory | null, by: 1 | -1): ContextCategory | null {
	const all: readonly (ContextCategory | null)[] = [null, ...categories];
	return all[(all.indexOf(category) + by + all.length) % all.length] ?? null;
}

/** The entry with this number; null: it is not among those that were read. */
export const entryIn = (frame: SharedFrame | null, id: number): SeenEntry | null => frame?.entries.find(entry => entry.id === id) ?? null;
