/** The layout for what there is to show: for drawing, for the keys, for the tests. */
import {type Layout, layoutOf} from './layout.ts';
import type {Facts, View} from './pane.ts';
import {neededLines} from './pane-lines.ts';
import {paneById, panes} from './panes/index.ts';
import {rowsOf} from './rows.ts';
import type {PaneId, UiState} from './state.ts';
import type {Theme} from './theme.ts';

export type ScreenInput = {
	readonly snapshot: Facts;
	readonly now: number;
	readonly theme: Theme;
	readonly columns: number;
	readonly rows: number;
	readonly banner: string | null;
};

/** The last answer: drawing and the next key ask for the same. */
let last: {readonly input: ScreenInput; readonly ui: UiState; readonly layout: Layout} | null = null;

const isSame = (a: ScreenInput, b: ScreenInput): boolean =>
	a.snapshot === b.snapshot && a.now === b.now && a.theme === b.theme && a.columns === b.columns && a.rows === b.rows && a.banner === b.banner;

export function layoutFor(input: ScreenInput, ui: UiState): Layout {
	if (last === null || last.ui !== ui || !isSame(last.input, input)) last = {input, ui, layout: measure(input, ui)};
	return last.layout;
}

function measure({snapshot: facts, now, theme, columns, rows, banner}: ScreenInput, ui: UiState): Layout {
	const view: View = {facts, now, theme, ui, width: Math.max(1, columns - 4), height: rows};
	const needs = Object.fromEntries(panes.map(pane => [pane.id, neededLines(pane, view)])) as Record<PaneId, number>;
	const {conflicts} = facts.counts;
	return layoutOf({columns, rows, focus: ui.focus, zoom: ui.zoom, banner: banner !== null, conflicts, shown: shownConflicts(facts, ui), needs});
}

/** Without a filter all of them: the snapshot may know of more than it holds. */
function shownConflicts(facts: Facts, ui: UiState): number {
	const isFiltered = ui.onlyRepo !== null || (ui.filters.conflicts ?? '').trim() !== '';
	if (!isFiltered) return facts.counts.conflicts;
	return rowsOf(paneById.conflicts, facts, ui).filter(({group}) => group === 'conflicts').length;
}
