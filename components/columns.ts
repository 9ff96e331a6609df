/** How wide each column of a table is, and which ones have no room. Pure. */
import type {Column} from './pane.ts';

export type Placed<T> = {readonly column: Column<T>; readonly width: number; readonly gap: number};

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/**
 * Gives `width` cells to columns. `naturals`: the widest text of each column, by column id; a column without text is left out.
 * Columns with the highest `drop` go first until the rest fits at its smallest; then short columns get what their text needs, long
 * ones share what is left, and the last long one that may be so wide takes what nobody needs.
 */
export function placeColumns<T>(columns: readonly Column<T>[], naturals: ReadonlyMap<string, number>, width: number): readonly Placed<T>[] {
	const natural = (column: Column<T>): number => Math.max(column.min, Math.min(column.max, naturals.get(column.id) ?? 0));
	const least = (column: Column<T>): number => (column.whole ? natural(column) : column.min);
	const kept = withoutOverflow(
		columns.filter(column => (naturals.get(column.id) ?? 0) > 0),
		least,
		width,
	);
	const gaps = kept.map((column, index) => (index === 0 ? 0 : column.gap));
	const widths = kept.map(column => column.min);
	const indexes = kept.map((_, index) => index);
	const isLong = (index: number): boolean => (kept[index]?.grow ?? 0) > 0;
	const wants = kept.map(natural);
	let left = width - sum(gaps) - sum(widths);
	for (const index of indexes.filter(one => !isLong(one))) {
		const more = Math.max(0, Math.min(left, (wants[index] ?? 0) - (widths[index] ?? 0)));
		widths[index] = (widths[index] ?? 0) + more;
		left -= more;
	}
	const long = indexes.filter(isLong);
	left = fill(long, kept, widths, wants, Math.max(0, left));
	const last = long.findLast(index => (widths[index] ?? 0) + left <= (kept[index]?.max ?? 0)) ?? long.at(-1);
	if (last !== undefined) widths[last] = (widths[last] ?? 0) + left;
	return kept.map((column, index) => ({column, width: Math.max(0, Math.min(width, widths[index] ?? 0)), gap: gaps[index] ?? 0}));
}

/** Columns without the ones that must go, least important first. */
function withoutOverflow<T>(columns: readonly Column<T>[], least: (column: Column<T>) => number, width: number): readonly Column<T>[] {
	let kept = columns;
	for (;;) {
		const needed = sum(kept.map((column, index) => least(column) + (index === 0 ? 0 : column.gap)));
		const first = kept.reduce<Column<T> | null>((worst, column) => (column.drop > (worst?.drop ?? 0) ? column : worst), null);
		if (needed <= width || !first) return kept;
		kept = kept.filter(column => column !== first);
	}
}

/** Fills long columns up to what they want, by their shares; what one does not need goes to the others. Answers what nobody wants. */
function fill<T>(long: readonly number[], columns: readonly Column<T>[], widths: number[], wants: readonly number[], room: number): number {
	let left = room;
	for (;;) {
		const hungry = long.filter(index => (widths[index] ?? 0) < (wants[index] ?? 0));
		if (hungry.length === 0 || left <= 0) return left;
		const shares = sum(hungry.map(index => columns[index]?.grow ?? 0));
		const portion = left;
		for (const index of hungry) {
			const share = Math.max(1, Math.floor((portion * (columns[index]?.grow ?? 0)) / shares));
			const more = Math.min(left, share, (wants[index] ?? 0) - (widths[index] ?? 0));
			widths[index] = (widths[index] ?? 0) + more;
			left -= more;
		}
	}
}
