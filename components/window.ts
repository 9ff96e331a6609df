/** Which rows of a list show: a list is never drawn whole. Pure. */

export type Shown = {
	/** First row that shows, and the one behind the last. */
	readonly start: number;
	readonly end: number;
};

/**
 * The rows that fit into `height` lines when row `i` is `heights[i]` lines high, near the window of before (`start`), moved
 * only as far as is needed to show the selected row.
 */
export function visibleRows(heights: readonly number[], selected: number, start: number, height: number): Shown {
	if (heights.length === 0 || height <= 0) return {start: 0, end: 0};
	const wanted = Math.max(0, Math.min(heights.length - 1, selected));
	// A list that became shorter shows as much of its end as fits.
	const latest = startFor(heights, heights.length - 1, height);
	let from = Math.min(start, wanted, latest);
	from = Math.max(from, startFor(heights, wanted, height));
	return {start: from, end: endFor(heights, from, height)};
}

/** The earliest first row with which the row `last` still fits whole. */
function startFor(heights: readonly number[], last: number, height: number): number {
	let used = 0;
	for (let index = last; index >= 0; index--) {
		used += heights[index] ?? 1;
		if (used > height) return Math.min(last, index + 1);
	}
	return 0;
}

function endFor(heights: readonly number[], start: number, height: number): number {
	let used = 0;
	for (let index = start; index < heights.length; index++) {
		used += heights[index] ?? 1;
		if (used > height) return index === start ? index + 1 : index;
	}
	return heights.length;
}
