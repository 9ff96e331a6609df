/** Where everything stands for a size of the screen. Pure; rows are given out by need (SCREENS.md, "Rules of the layout"). */
import type {PaneId} from './state.ts';

/** `strip`: the heavy red box of open conflicts. `facts`: everything about the selected sister, on wide screens. */
export type LayoutBox = {readonly pane: PaneId | 'facts'; readonly style: 'box' | 'strip' | 'bare'; readonly width: number; readonly height: number};

export type Layout = {
	/** One line of counters; one list and tabs; or boxes. */
	readonly mode: 'line' | 'list' | 'boxes';
	readonly banner: boolean;
	/** Top to bottom; the boxes of a row stand side by side and have one height. */
	readonly rows: readonly (readonly LayoutBox[])[];
	/** Newest events in one line above the footer. */
	readonly ticker: boolean;
	readonly tabs: boolean;
	readonly footer: boolean;
};

export type LayoutInput = {
	readonly columns: number;
	readonly rows: number;
	readonly focus: PaneId;
	readonly zoom: boolean;
	readonly banner: boolean;
	/** Open conflicts: above 0 pane 4 is the strip under the header. */
	readonly conflicts: number;
	/** Those of them that the filters let through; all, where nothing is said. The box is red only for what it shows. */
	readonly shown?: number;
	/** Lines that each pane would fill, without its borders. */
	readonly needs: Readonly<Record<PaneId, number>>;
};

const borders = 2;
/** The strip shows this many lines, and more when it has the focus. */
const stripLines = 3;
const stripLinesFocused = 8;

/** Rows that a row of boxes wants, at least gets, and its share of what is left over. */
type Wish = {readonly want: number; readonly least: number; readonly share: number};

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** Divides `height` among wishes in order: the least to each, then what they want from the first on, then what is left by shares. */
export function divide(height: number, wishes: readonly Wish[]): readonly number[] {
	const given = wishes.map(wish => wish.least);
	let left = height - sum(given);
	for (const [index, {want, least}] of wishes.entries()) {
		const more = Math.max(0, Math.min(left, want - least));
		given[index] = least + more;
		left -= more;
	}
	const shares = sum(wishes.map(wish => wish.share));
	let rest = Math.max(0, left);
	for (const [index, {share}] of wishes.entries()) {
		const part = index === wishes.length - 1 ? rest : Math.min(rest, Math.floor((Math.max(0, left) * share) / Math.max(1, shares)));
		given[index] = (given[index] ?? 0) + part;
		rest -= part;
	}
	return given;
}

const box = (pane: LayoutBox['pane'], width: number, height: number, style: LayoutBox['style'] = 'box'): LayoutBox => ({pane, style, width, height});

/** Two boxes beside each other; the left one is the wider by a cell at odd widths. */
function pair(left: PaneId, right: PaneId, columns: number, height: number): readonly LayoutBox[] {
	const half = Math.ceil(columns / 2);
	return [box(left, half, height), box(right, columns - half, height)];
}

const stripStyle = ({conflicts, shown = conflicts}: LayoutInput): LayoutBox['style'] => (conflicts > 0 && shown > 0 ? 'strip' : 'box');

/** The strip's row, or none. */
function strip(input: LayoutInput): readonly (readonly LayoutBox[])[] {
	const {conflicts, shown = conflicts, columns, focus, needs, rows} = input;
	if (conflicts === 0) return [];
	const most = focus === 'conflicts' ? stripLinesFocused : stripLines;
	// Those that are hidden have one line together, and never the place of all that there is to see.
	const loud = shown < conflicts ? Math.min(needs.conflicts, Math.max(2, shown + 1)) : shown;
	const lines = Math.max(1, Math.min(focus === 'conflicts' ? needs.conflicts : loud, most, Math.floor(rows / 6)));
	return [[box('conflicts', columns, lines + borders, stripStyle(input))]];
}

/** 80 to 99 columns, or few rows: Sisters, two half panes that follow the focus, and the newest events in one line. */
function compact(input: LayoutInput, height: number): readonly (readonly LayoutBox[])[] {
	const {columns, focus, conflicts, needs} = input;
	const below = ((): readonly PaneId[] => {
		if (focus === 'live') return ['live'];
		if (focus === 'crons') return conflicts > 0 ? ['crons'] : ['conflicts', 'crons'];
		if (focus === 'conflicts' && conflicts === 0) return ['conflicts', 'crons'];
		return ['inbox', 'claims'];
	})();
	const most = Math.max(3, Math.floor(height * 0.4));
	// Of all the panes that may stand here, so that the rows stay where they are when the focus moves.
	const want = Math.min(most, borders + Math.max(3, needs.inbox, needs.claims, needs.crons, conflicts > 0 ? 0 : needs.conflicts));
	const [first, second] = divide(height, [
		{want: borders + needs.sisters, least: Math.min(5, height - 3), share: 2},
		{want, least: Math.max(3, Math.min(5, Math.floor(height / 3))), share: 1},
	]);
	const [left, right] = below;
	const lower = left && right ? pair(left, right, columns, second ?? 3) : [box(left ?? 'live', columns, second ?? 3)];
	return [[box('sisters', columns, first ?? 5)], lower];
}

type Band = Wish & {readonly panes: readonly PaneId[]};

/** A row of panes that wants the lines of its fullest one. */
const band = (panes: readonly PaneId[], needs: LayoutInput['needs'], least: number, most: number, share: number): Band => ({
	panes,
	want: Math.max(least, Math.min(most, borders + Math.max(...panes.map(pane => needs[pane])))),
	least,
	share,
});

/** From 100 columns, or where there are many rows: all panes under each other, two beside each other. */
function full({columns, conflicts, needs}: LayoutInput, height: number): readonly (readonly LayoutBox[])[] {
	const sisters = band(['sisters'], needs, 6, Math.floor(height * 0.6), 3);
	const bands: readonly Band[] = [
		{...sisters, want: Math.min(Math.floor(height * 0.6), sisters.want + 1)},
		band(['inbox', 'claims'], needs, 5, 16, 3),
		band(conflicts > 0 ? ['crons'] : ['conflicts', 'crons'], needs, 4, 8, 1),
		band(['live'], needs, 4, 8, 3),
	];
	const heights = divide(height, bands);
	return bands.map(({panes}, index) => rowOf(panes, columns, heights[index] ?? 4));
}

function rowOf(panes: readonly PaneId[], columns: number, height: number): readonly LayoutBox[] {
	const [left, right] = panes;
	return left && right ? pair(left, right, columns, height) : panes.map(pane => box(pane, columns, height));
}

/** From 180x50: a third column with everything about the selected sister, and Crons under it. */
function wide({columns, conflicts, needs}: LayoutInput, height: number): readonly (readonly LayoutBox[])[] {
	const side = Math.floor(columns * 0.32);
	const sisters = band(['sisters'], needs, 18, Math.floor(height * 0.6), 3);
	const bands: readonly Band[] = [
		sisters,
		band(['inbox', 'claims', 'crons'], needs, 5, 16, 3),
		...(conflicts > 0 ? [] : [band(['conflicts'], needs, 4, 8, 0)]),
		band(['live'], needs, 4, 8, 3),
	];
	const heights = divide(height, bands);
	return bands.map(({panes}, index) => {
		const rows = heights[index] ?? 4;
		if (index === 0) return [box('sisters', columns - side, rows), box('facts', side, rows)];
		return index === 1 ? thirds(columns, side, rows) : rowOf(panes, columns, rows);
	});
}

/** Inbox, Claims, Crons: the last one under the third column. */
function thirds(columns: number, side: number, height: number): readonly LayoutBox[] {
	const half = Math.ceil((columns - side) / 2);
	return [box('inbox', half, height), box('claims', columns - side - half, height), box('crons', side, height)];
}

/** The layout of one frame. Every row of the screen is used; nothing is larger than the screen. */
export function layoutOf(input: LayoutInput): Layout {
	const {columns, rows, focus, zoom} = input;
	if (columns < 40 || rows < 6) return {mode: 'line', banner: false, rows: [], ticker: false, tabs: false, footer: false};
	const chrome = 2 + (input.banner ? 1 : 0);
	if (columns < 80 || rows < 18) {
		const height = rows - chrome - 1;
		return {mode: 'list', banner: input.banner, rows: [[box(focus, columns, height, 'bare')]], ticker: false, tabs: true, footer: true};
	}
	const base = {mode: 'boxes', banner: input.banner, tabs: false, footer: true} as const;
	if (zoom) {
		const style = focus === 'conflicts' ? stripStyle(input) : 'box';
		return {...base, rows: [[box(focus, columns, rows - chrome, style)]], ticker: false};
	}
	const above = strip(input);
	const height = rows - chrome - sum(above.map(row => row[0]?.height ?? 0));
	const isCompact = rows < 28 || (columns < 100 && rows < 34);
	if (isCompact) return {...base, rows: [...above, ...compact(input, height - 1)], ticker: true};
	const isWide = columns >= 180 && rows >= 50;
	return {...base, rows: [...above, ...(isWide ? wide : full)(input, height)], ticker: false};
}

/** Outer size of the box that a pane has, or null when it is not on the screen. */
export const boxOf = (layout: Layout, pane: LayoutBox['pane']): LayoutBox | null => layout.rows.flat().find(one => one.pane === pane) ?? null;
