/** Tables as claude-swarm draws them (with Python's rich): a title in the middle, a heavy head, light rows. Pure. */
import stringWidth from 'string-width';
import type {Safe} from '../../db/types.ts';

export type Look = {/** Cells that a line may have. */ readonly width: number; readonly unicode: boolean};

type Line = readonly [left: string, fill: string, between: string, right: string];
type Box = {readonly top: Line; readonly head: Line; readonly rule: Line; readonly row: Line; readonly bottom: Line};

const heavy: Box = {
	top: ['┏', '━', '┳', '┓'],
	head: ['┃', ' ', '┃', '┃'],
	rule: ['┡', '━', '╇', '┩'],
	row: ['│', ' ', '│', '│'],
	bottom: ['└', '─', '┴', '┘'],
};
const ascii: Box = {
	top: ['+', '-', '-', '+'],
	head: ['|', ' ', '|', '|'],
	rule: ['|', '-', '+', '|'],
	row: ['|', ' ', '|', '|'],
	bottom: ['+', '-', '-', '+'],
};

/** A text cannot play the border of a cell. */
const tamed = (text: string): string => text.replace(/[│┃]/g, '|');

/** Graphemes: what is drawn together is not cut apart. */
const graphemes = new Intl.Segmenter(undefined, {granularity: 'grapheme'});

/** A word that is wider than its column, in pieces: nothing of a text is left out. */
function pieces(word: string, width: number): readonly string[] {
	if (stringWidth(word) <= width) return [word];
	const found: string[] = [];
	let piece = '';
	for (const {segment} of graphemes.segment(word)) {
		if (piece !== '' && stringWidth(piece + segment) > width) {
			found.push(piece);
			piece = '';
		}
		piece += segment;
	}
	return [...found, piece];
}

function foldLine(text: string, width: number): readonly string[] {
	const lines: string[] = [];
	let line: string | null = null;
	for (const piece of text.split(' ').flatMap(word => pieces(word, width))) {
		if (line !== null && stringWidth(line) + 1 + stringWidth(piece) > width) {
			lines.push(line);
			line = piece;
		} else line = line === null ? piece : `${line} ${piece}`;
	}
	return [...lines, line ?? ''];
}

const fold = (text: string, width: number): readonly string[] =>
	text.split('\n').flatMap(line => (stringWidth(line) <= width ? [line] : foldLine(line, width)));

const natural = (text: string): number => Math.max(...text.split('\n').map(line => stringWidth(line)));

/** The widest columns give way first, down to one cell. */
function fitted(widths: readonly number[], most: number): readonly number[] {
	const fit = [...widths];
	let excess = fit.reduce((sum, width) => sum + width, 0) - most;
	for (let widest = Math.max(...fit); excess > 0 && widest > 1; widest = Math.max(...fit)) {
		fit[fit.indexOf(widest)] = widest - 1;
		excess--;
	}
	return fit;
}

const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - stringWidth(text)));
const ruled = ([left, fill, between, right]: Line, widths: readonly number[]): string =>
	left + widths.map(width => fill.repeat(width + 2)).join(between) + right;

function rowLines([left, , between, right]: Line, cells: readonly string[], widths: readonly number[]): readonly string[] {
	const columns = widths.map((width, index) => fold(tamed(cells[index] ?? ''), width));
	const height = Math.max(...columns.map(({length}) => length));
	return Array.from(
		{length: height},
		(_, line) => left + columns.map((each, index) => ` ${padded(each[line] ?? '', widths[index] ?? 0)} `).join(between) + right,
	);
}

function centred(text: string, width: number): string {
	const free = width - stringWidth(text);
	return free <= 0 ? text : ' '.repeat(Math.floor(free / 2)) + text + ' '.repeat(free - Math.floor(free / 2));
}

/** A title, a head and rows, a line each; a cell may have several lines. */
export function table(title: string, head: readonly string[], rows: readonly (readonly Safe[])[], {width, unicode}: Look): readonly string[] {
	const box = unicode ? heavy : ascii;
	const wanted = head.map((name, index) => Math.max(stringWidth(name), ...rows.map(row => natural(tamed(row[index] ?? '')))));
	const borders = head.length * 3 + 1;
	const widths = fitted(wanted, width - borders);
	return [
		centred(
			title,
			widths.reduce((sum, each) => sum + each, borders),
		),
		ruled(box.top, widths),
		...rowLines(box.head, head, widths),
		ruled(box.rule, widths),
		...rows.flatMap(row => rowLines(box.row, row, widths)),
		ruled(box.bottom, widths),
	];
}
