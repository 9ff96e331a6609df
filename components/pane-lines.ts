/** What a pane draws inside its borders, as lines. Pure: the same for screen, tests and golden files. */
import {type Placed, placeColumns} from './columns.ts';
import {fit, wrap} from './fit.ts';
import {fitLine, lineWidth, piece} from './line-text.tsx';
import type {Column, Line, Pane, Row, View} from './pane.ts';
import {rowsOf, selectedIndex} from './rows.ts';
import type {TableRow} from './table.tsx';
import width from './width.ts';
import {visibleRows} from './window.ts';

/** Columns are measured over the first rows only: enough for their widths to stand still. */
const measured = 200;
/** The line of column names shows from this width on (SCREENS.md, 120x40). */
const titlesFrom = 96;
const titlesRows = 6;

export type PaneLines = {
	readonly head: readonly Line[];
	readonly titles: Line | null;
	readonly rows: readonly TableRow[];
	readonly foot: readonly Line[];
	/** First row that shows: given back with the next frame, so that the list only scrolls when it must. */
	readonly start: number;
	/** Which rows show, counted from 1, where not all do. */
	readonly range: {readonly first: number; readonly last: number; readonly total: number} | null;
};

type Widths = {readonly now: number; readonly theme: unknown; readonly widths: ReadonlyMap<string, number>};
const known = new WeakMap<readonly Row<unknown>[], Widths>();

function naturalWidths(pane: Pane<unknown>, rows: readonly Row<unknown>[], view: View): ReadonlyMap<string, number> {
	const old = known.get(rows);
	if (old && old.now === view.now && old.theme === view.theme) return old.widths;
	const sample = rows.slice(0, measured);
	const natural = (column: Column<unknown>): number => Math.max(0, ...sample.map(row => width(column.cell(row.value, view, column.max).text)));
	const widths = new Map(pane.columns.map(column => [column.id, column.max === column.min ? column.max : natural(column)]));
	known.set(rows, {now: view.now, theme: view.theme, widths});
	return widths;
}

function rowLine(row: Row<unknown>, columns: readonly Placed<unknown>[], view: View, isSelected: boolean): Line {
	const {glyphs} = view.theme;
	const cells = columns.flatMap(({column, width: wide, gap}): Line => {
		const {text, tone} = column.cell(row.value, view, wide);
		return [piece(`${' '.repeat(gap)}${fit(text, wide, {align: column.align, cut: column.cut, mark: glyphs.cut})}`, tone)];
	});
	const line = fitLine([piece(isSelected ? glyphs.selected : ' '), ...cells, piece(' ')], view.width + 2, glyphs.cut, isSelected);
	// Only the bar of the selected row shows its blanks; each cell that is not written is time saved in every frame.
	return isSelected ? line : trimmed(line);
}

/** A line without the blanks at its end. */
function trimmed(line: Line): Line {
	const last = line.findLastIndex(one => one.text.trim() !== '');
	return line.slice(0, last + 1).map((one, index) => (index === last ? {...one, text: one.text.trimEnd()} : one));
}

const titleLine = (columns: readonly Placed<unknown>[], view: View): Line => {
	const cells = columns.map(({column, width: wide, gap}) => ' '.repeat(gap) + fit(column.title, wide, {align: column.align}));
	return fitLine([piece(` ${cells.join('')}`, 'quiet')], view.width + 2, view.theme.glyphs.cut, false);
};

/** A line with one cell of air at both ends. */
const inset = (line: Line, view: View): Line => [piece(' '), ...fitLine(line, view.width, view.theme.glyphs.cut, false)];

const ruleLine = (group: string, view: View): Line => {
	const {rule} = view.theme.glyphs;
	return inset([piece(`${rule.repeat(2)} ${group} ${rule.repeat(Math.max(0, view.width - group.length - 4))}`, 'quiet')], view);
};

/** In one narrow list a long text is cut before what is short beside it. */
const narrowText = 12;
const narrowed = <T>(column: Column<T>): Column<T> => (column.grow > 0 ? {...column, min: Math.min(column.min, narrowText)} : column);

export type PaneLinesInput = {
	readonly pane: Pane<unknown>;
	readonly view: View;
	readonly isFocused: boolean;
	/** One narrow list without a box: only the columns that stay there. */
	readonly isBare: boolean;
	/** `start` of the frame before. */
	readonly start: number;
};

/** A sentence of one piece is wrapped; a line of several is laid out already. */
function wrapped(line: Line, view: View): readonly Line[] {
	const [only] = line;
	return line.length === 1 && only ? wrap(only.text, view.width).map(text => [piece(text, only.tone)]) : [line];
}

/** What only one repository leaves out is there all the same. */
function elsewhere({pane, view}: PaneLinesInput): readonly Line[] | null {
	const {onlyRepo} = view.ui;
	if (onlyRepo === null || pane.head(view).length > 0) return null;
	const count = rowsOf(pane, view.facts, {...view.ui, onlyRepo: null}).length;
	return count === 0 ? null : [[piece(`None in ${onlyRepo.name}; ${count} elsewhere (f shows all).`)]];
}

function emptyLines(input: PaneLinesInput): PaneLines {
	const {pane, view} = input;
	const filter = view.ui.filters[pane.id] ?? '';
	const lines = filter.trim() === '' ? (elsewhere(input) ?? pane.empty(view)) : [[piece(`No row holds "${filter}". Esc clears the filter.`)]];
	const head = [...pane.head(view), ...lines.flatMap(line => wrapped(line, view)), ...pane.foot(view)].slice(0, view.height).map(line => inset(line, view));
	return {head, titles: null, rows: [], foot: [], start: 0, range: null};
}

/** The lines that show, at most `view.height` of them; head first, foot only where there is room. */
export function paneLines(input: PaneLinesInput): PaneLines {
	const {pane, view, isFocused, isBare} = input;
	const rows = rowsOf(pane, view.facts, view.ui);
	if (rows.length === 0) return emptyLines(input);
	const head = pane.head(view).slice(0, Math.max(0, view.height - 1));
	const columns = placeColumns(isBare ? pane.columns.filter(column => column.list).map(narrowed) : pane.columns, naturalWidths(pane, rows, view), view.width);
	const withTitles = pane.heading && !isBare && view.width >= titlesFrom && view.height >= titlesRows;
	const room = view.height - head.length - (withTitles ? 1 : 0);
	const selected = selectedIndex(pane, rows, view.ui);
	const parts = rows.map((row, index) => ({rule: startsGroup(rows, index), below: pane.below(row.value, view)}));
	const heights = parts.map(({rule, below}) => 1 + (rule ? 1 : 0) + (below ? 1 : 0));
	const shown = visibleRows(heights, selected, input.start, room);
	const drawn = rows.slice(shown.start, shown.end).map((row, offset): TableRow => {
		const index = shown.start + offset;
		const part = parts[index];
		const isSelected = isFocused && index === selected;
		return {
			id: row.key,
			above: part?.rule ? ruleLine(row.group ?? '', view) : null,
			line: rowLine(row, columns, view, isSelected),
			below: part?.below ? inset([piece('  '), ...part.below], view) : null,
			isSelected,
		};
	});
	const used = drawn.reduce((lines, row) => lines + 1 + (row.above ? 1 : 0) + (row.below ? 1 : 0), 0);
	const foot = pane.foot(view).slice(0, Math.max(0, room - used));
	return {
		head: head.map(line => inset(line, view)),
		titles: withTitles ? titleLine(columns, view) : null,
		rows: clipped(drawn, room),
		foot: foot.map(line => inset(line, view)),
		start: shown.start,
		range: drawn.length < rows.length ? {first: shown.start + 1, last: shown.start + drawn.length, total: rows.length} : null,
	};
}

const startsGroup = (rows: readonly Row<unknown>[], index: number): boolean => index > 0 && rows[index]?.group !== rows[index - 1]?.group;

/** A row of two lines in a place for one keeps its first. */
function clipped(rows: readonly TableRow[], room: number): readonly TableRow[] {
	const [only] = rows;
	if (rows.length !== 1 || !only) return rows;
	const lines = 1 + (only.above ? 1 : 0) + (only.below ? 1 : 0);
	return lines > room ? [{...only, above: null, below: room > 1 ? only.below : null}] : rows;
}

/** Lines that a pane would fill, without its borders: what the layout gives rows by. */
export function neededLines(pane: Pane<unknown>, view: View): number {
	const rows = rowsOf(pane, view.facts, view.ui);
	const extra = pane.head(view).length + pane.foot(view).length;
	if (rows.length === 0) return extra + pane.empty(view).length;
	const lines = rows.slice(0, measured).reduce((sum, row, index) => sum + 1 + (startsGroup(rows, index) ? 1 : 0) + (pane.below(row.value, view) ? 1 : 0), 0);
	return extra + lines + (pane.heading && view.width >= titlesFrom ? 1 : 0);
}

/** The line over a box: `╭─ 1 Sisters ──── note ─╮`. The note goes first when there is no room for both. */
export function titleBar(
	title: Line,
	note: Line,
	cells: number,
	border: {readonly left: string; readonly fill: string; readonly right: string},
	tone: Line[number]['tone'],
): Line {
	const inner = Math.max(0, cells - 2);
	const named: Line = inner < 6 || title.length === 0 ? [] : fitLine([piece(`${border.fill} `, tone), ...title, piece(' ')], inner, '', false);
	const noted: Line = note.length === 0 ? [] : [piece(' '), ...note, piece(` ${border.fill}`, tone)];
	const fits = lineWidth(named) + lineWidth(noted) + 1 <= inner;
	const fill = border.fill.repeat(Math.max(0, inner - lineWidth(named) - (fits ? lineWidth(noted) : 0)));
	return [piece(border.left, tone), ...named, piece(fill, tone), ...(fits ? noted : []), piece(border.right, tone)];
}
