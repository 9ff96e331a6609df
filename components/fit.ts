/** Text made exactly as wide as its place, measured in terminal cells. Never cuts a grapheme apart. */
import {rowsOf} from './editor-text.ts';
import width from './width.ts';

export type Align = 'left' | 'right';
export type Cut = 'end' | 'middle';

const graphemes = new Intl.Segmenter(undefined, {granularity: 'grapheme'});
const plain = /^[ -~]*$/;

/** The longest beginning that is at most `cells` wide. */
export function headOf(text: string, cells: number): string {
	if (plain.test(text)) return text.slice(0, Math.max(0, cells));
	let used = 0;
	let end = 0;
	for (const {index, segment} of graphemes.segment(text)) {
		used += width(segment);
		if (used > cells) break;
		end = index + segment.length;
	}
	return text.slice(0, end);
}

/** The longest ending that is at most `cells` wide. */
export function tailOf(text: string, cells: number): string {
	if (cells <= 0) return '';
	if (plain.test(text)) return text.slice(-cells);
	let used = 0;
	let start = text.length;
	for (const {index, segment} of [...graphemes.segment(text)].reverse()) {
		used += width(segment);
		if (used > cells) break;
		start = index;
	}
	return text.slice(start);
}

/** At most `cells` wide; what was cut away is marked. Of a middle cut the end keeps the larger part: the end of a branch or a path tells more. */
export function cutTo(text: string, cells: number, cut: Cut, mark: string): string {
	if (width(text) <= cells) return text;
	const room = cells - width(mark);
	if (room <= 0) return headOf(text, cells);
	if (cut === 'end') return headOf(text, room) + mark;
	const head = Math.floor(room * 0.4);
	const start = headOf(text, head);
	return start + mark + tailOf(text, room - width(start));
}

/** Exactly `cells` wide. */
export function fit(text: string, cells: number, options: {readonly align?: Align; readonly cut?: Cut; readonly mark?: string} = {}): string {
	const {align = 'left', cut = 'end', mark = '…'} = options;
	const short = cutTo(text, cells, cut, mark);
	const space = ' '.repeat(Math.max(0, cells - width(short)));
	return align === 'left' ? short + space : space + short;
}

/** The text as lines of at most `cells`, broken at spaces where that is possible. */
export const wrap = (text: string, cells: number): readonly string[] => rowsOf(text, cells).map(row => text.slice(row.start, row.end).trimEnd());
