/**
 * Text with a cursor, as pure functions: what the To line and the body of a mail are made of.
 * Offsets are UTF-16 indices that always stand between two grapheme clusters; columns are terminal cells.
 */
import width from './width.ts';

export type EditorText = {
	readonly text: string;
	/** Where the next character goes. */
	readonly at: number;
	/** The column that up and down try to keep, in cells; null after anything else. */
	readonly goal: number | null;
};

export type Movement = 'left' | 'right' | 'word-left' | 'word-right' | 'up' | 'down' | 'line-start' | 'line-end' | 'start' | 'end' | 'page-up' | 'page-down';
export type Deletion = 'left' | 'right' | 'word-left' | 'line-left' | 'line-right';
/** One row as it is drawn: `[start, end)` of the text, without its line break. */
export type Row = {readonly start: number; readonly end: number};

/** How many cells a tab is drawn with. */
export const tabCells = 4;
/** Rows that PgUp and PgDn go. */
const pageRows = 8;

const graphemes = new Intl.Segmenter(undefined, {granularity: 'grapheme'});

/** A text with the cursor at its end. */
export const textOf = (text: string): EditorText => ({text, at: text.length, goal: null});

/** Everything that is drawn as nothing, or about whose width terminals disagree: selectors, joiners, skin tones, format characters. */
const uncertain = /\p{Default_Ignorable_Code_Point}|\p{Cf}|\p{Emoji_Modifier}/u;
const picture = /\p{Extended_Pictographic}/u;
/** Marks that one letter may carry; more of them reach into the lines above. */
const mostMarks = 4;

/**
 * What stands on the screen for a grapheme of the text: a tab as spaces, a family of emoji as its first member, and no mark on
 * nothing. The text itself is not changed by it.
 */
export function drawn(grapheme: string): string {
	if (grapheme === '\t') return ' '.repeat(tabCells);
	if (/^[ -~]$/.test(grapheme)) return grapheme;
	if (picture.test(grapheme)) return [...grapheme].find(char => picture.test(char)) ?? '\ufffd';
	const [first = '\ufffd', ...marks] = [...grapheme].filter(char => !uncertain.test(char));
	return /^\p{M}/u.test(first) ? '\ufffd' : [first, ...marks.slice(0, mostMarks)].join('');
}

/** Cells that one grapheme takes on the screen. */
export const cellsOf = (grapheme: string): number => width(drawn(grapheme));

/** Grapheme clusters of a piece of text with their offsets in it. */
const clusters = (piece: string): readonly {readonly index: number; readonly segment: string}[] => [...graphemes.segment(piece)];

/** `lastIndexOf` takes a negative start for 0, so the beginning of the text is asked for by itself. */
const lineStart = (text: string, at: number): number => (at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1);
const lineEnd = (text: string, at: number): number => {
	const end = text.indexOf('\n', at);
	return end === -1 ? text.length : end;
};

/** The grapheme boundary before `at`; a line break is a grapheme of its own. */
function before(text: string, at: number): number {
	const start = lineStart(text, at);
	if (at === start) return Math.max(0, at - 1);
	let last = start;
	for (const {index} of graphemes.segment(text.slice(start, at))) last = start + index;
	return last;
}

/** The grapheme boundary after `at`. */
function after(text: string, at: number): number {
	if (at >= text.length) return text.length;
	if (text[at] === '\n') return at + 1;
	const start = lineStart(text, at);
	for (const {index, segment} of graphemes.segment(text.slice(start, lineEnd(text, at)))) {
		const end = start + index + segment.length;
		if (end > at) return end;
	}
	return text.length;
}

/** An edit can join what stood on both sides of the cursor into one grapheme (a combining mark, a flag): step behind it. */
function snap(text: string, at: number): number {
	const start = lineStart(text, at);
	if (at === start || at >= text.length || text[at] === '\n') return Math.min(at, text.length);
	for (const {index, segment} of graphemes.segment(text.slice(start, lineEnd(text, at)))) {
		if (start + index === at) return at;
		if (start + index + segment.length > at) return start + index + segment.length;
	}
	return at;
}

/** The start of the word before `at`: white space first, then what is none. Crosses lines, as readline does. */
function wordBefore(text: string, at: number): number {
	let to = at;
	while (to > 0 && /\s/.test(text[to - 1] ?? '')) to--;
	while (to > 0 && /\S/.test(text[to - 1] ?? '')) to--;
	return to;
}

function wordAfter(text: string, at: number): number {
	let to = at;
	while (to < text.length && /\s/.test(text[to] ?? '')) to++;
	while (to < text.length && /\S/.test(text[to] ?? '')) to++;
	return to;
}

/** Where a row that starts at `start` must break: behind the last space that fits, else inside the word. */
function rowEnd(text: string, start: number, end: number, columns: number): number {
	let cells = 0;
	let space = -1;
	for (const {index, segment} of graphemes.segment(text.slice(start, end))) {
		const wide = cellsOf(segment);
		const isSpace = segment === ' ' || segment === '\t';
		// A space may hang over the edge: it is not seen there.
		if (cells + wide > columns && index > 0 && !isSpace) return space > start ? space : start + index;
		cells += wide;
		if (isSpace) space = start + index + segment.length;
	}
	return end;
}

/** The text as rows of at most `columns` cells; there is always at least one row. */
export function rowsOf(text: string, columns: number): readonly Row[] {
	const rows: Row[] = [];
	let start = 0;
	for (;;) {
		const end = lineEnd(text, start);
		let from = start;
		for (;;) {
			const to = Number.isFinite(columns) ? rowEnd(text, from, end, Math.max(1, columns)) : end;
			rows.push({start: from, end: to});
			if (to >= end) break;
			from = to;
		}
		if (end >= text.length) return rows;
		start = end + 1;
	}
}

/** Index of the row that the cursor stands in: at a soft break, the next one. */
export function rowAt(rows: readonly Row[], at: number): number {
	let found = 0;
	for (const [index, row] of rows.entries()) if (row.start <= at) found = index;
	return found;
}

const cellsBetween = (text: string, from: number, to: number): number => clusters(text.slice(from, to)).reduce((sum, {segment}) => sum + cellsOf(segment), 0);

/** The offset in a row that stands at this column, or the nearest before it. */
function offsetAt(text: string, row: Row, isLastOfLine: boolean, column: number): number {
	let cells = 0;
	let last = row.start;
	for (const {index, segment} of graphemes.segment(text.slice(row.start, row.end))) {
		if (cells >= column) return row.start + index;
		last = row.start + index;
		cells += cellsOf(segment);
		if (cells > column) return last;
	}
	// Behind the last character of a soft-broken row is the next row already.
	return isLastOfLine ? row.end : last;
}

function vertical(state: EditorText, by: number, columns: number): EditorText {
	const rows = rowsOf(state.text, columns);
	const here = rowAt(rows, state.at);
	const row = rows[here];
	const there = Math.max(0, Math.min(rows.length - 1, here + by));
	const target = rows[there];
	if (!row || !target) return state;
	const goal = state.goal ?? cellsBetween(state.text, row.start, state.at);
	if (there === here) return {...state, goal};
	const isLastOfLine = target.end === state.text.length || state.text[target.end] === '\n';
	return {text: state.text, at: offsetAt(state.text, target, isLastOfLine, goal), goal};
}

/** Moves the cursor. `columns` is where rows break on the screen (Infinity: only at line breaks). */
export function move(state: EditorText, to: Movement, columns: number): EditorText {
	const {text, at} = state;
	const go = (offset: number): EditorText => ({text, at: snap(text, offset), goal: null});
	switch (to) {
		case 'left':
			return go(before(text, at));
		case 'right':
			return go(after(text, at));
		case 'word-left':
			return go(wordBefore(text, at));
		case 'word-right':
			return go(wordAfter(text, at));
		case 'line-start':
			return go(lineStart(text, at));
		case 'line-end':
			return go(lineEnd(text, at));
		case 'start':
			return go(0);
		case 'end':
			return go(text.length);
		case 'up':
			return vertical(state, -1, columns);
		case 'down':
			return vertical(state, 1, columns);
		case 'page-up':
			return vertical(state, -pageRows, columns);
		case 'page-down':
			return vertical(state, pageRows, columns);
	}
}

const cut = (text: string, from: number, to: number): EditorText => {
	const rest = text.slice(0, from) + text.slice(to);
	return {text: rest, at: snap(rest, from), goal: null};
};

/** Takes text away. At the start (or end) of a line, Ctrl-U (or Ctrl-K) takes the line break, so that repeating goes on. */
export function remove(state: EditorText, what: Deletion): EditorText {
	const {text, at} = state;
	switch (what) {
		case 'left':
			return cut(text, before(text, at), at);
		case 'right':
			return cut(text, at, after(text, at));
		case 'word-left':
			return cut(text, wordBefore(text, at), at);
		case 'line-left': {
			const start = lineStart(text, at);
			return cut(text, start === at ? Math.max(0, at - 1) : start, at);
		}
		case 'line-right': {
			const end = lineEnd(text, at);
			return cut(text, at, end === at ? Math.min(text.length, at + 1) : end);
		}
	}
}

/** Puts text at the cursor, as one piece: nothing in it acts (see `visible`). */
export function insert(state: EditorText, text: string): EditorText {
	const piece = visible(text);
	const next = state.text.slice(0, state.at) + piece + state.text.slice(state.at);
	return {text: next, at: snap(next, state.at + piece.length), goal: null};
}

const controlPictures = 0x2400;

/**
 * Text as it may stand in a mail that the keeper writes: line ends are \n; every other control character but the tab becomes
 * its picture (ESC is ␛); direction controls, tag characters and lone surrogates become U+FFFD. Nothing is dropped, so what
 * she sees is what she sends (RULES.md, "Mail").
 */
export function visible(text: string): string {
	return text
		.replace(/\r\n?/g, '\n')
		.toWellFormed()
		.replace(/[\u0000-\u0008\u000b-\u001f]/g, c => String.fromCharCode(controlPictures + c.charCodeAt(0)))
		.replace(/\u007f/g, '\u2421')
		.replace(/[\u0080-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu, '\ufffd');
}
