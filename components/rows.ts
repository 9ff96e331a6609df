/** The rows of a pane as they are drawn: filtered, remembered for as long as nothing they are made of changed. */
import type {Facts, Pane, Row} from './pane.ts';
import type {Selection, UiState} from './state.ts';

const remembered = new WeakMap<Facts, Map<string, readonly Row<unknown>[]>>();

/** All words of the filter must stand somewhere in the row, in any order and case. */
function holds(text: string, filter: string): boolean {
	const low = text.toLowerCase();
	return filter
		.toLowerCase()
		.split(/\s+/)
		.every(word => low.includes(word));
}

function makeRows(pane: Pane<unknown>, facts: Facts, ui: UiState, filter: string): readonly Row<unknown>[] {
	const rows = pane.rows(facts, ui);
	return filter === '' ? rows : rows.filter(row => holds(pane.words(row.value), filter));
}

/** The same array for the same facts, filter and switches. */
export function rowsOf(pane: Pane<unknown>, facts: Facts, ui: UiState): readonly Row<unknown>[] {
	const filter = (ui.filters[pane.id] ?? '').trim();
	const key = [pane.id, ui.onlyWaiting, ui.allMail, filter].join('\n');
	let known = remembered.get(facts);
	if (!known) {
		known = new Map();
		remembered.set(facts, known);
	}
	let rows = known.get(key);
	if (!rows) {
		rows = makeRows(pane, facts, ui, filter);
		known.set(key, rows);
	}
	return rows;
}

/** Where the selected row stands now. It is found by its key; when it is gone, whatever stands in its place. `none` without a selection. */
export function placeOf(rows: readonly Row<unknown>[], selection: Selection | undefined, none: number): number {
	if (rows.length === 0) return -1;
	if (!selection) return none;
	const found = rows.findIndex(row => row.key === selection.key);
	return found >= 0 ? found : Math.max(0, Math.min(rows.length - 1, selection.index));
}

/** The selected row of a pane by index: the first one at first; in Live none, which follows the newest (-1). */
export const selectedIndex = (pane: Pane<unknown>, rows: readonly Row<unknown>[], ui: UiState): number =>
	placeOf(rows, ui.selected[pane.id], pane.id === 'live' ? -1 : 0);
