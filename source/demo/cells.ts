/** Text with colours, as `tmux capture-pane -ep` prints it, to cells. */
import stringWidth from 'string-width';

export type PictureCell = {
	readonly char: string;
	/** 2 for a wide character; its second half is no cell of its own. */
	readonly width: number;
	/** `default`, `0` to `255`, or `#rrggbb`. */
	readonly fg: string;
	readonly bg: string;
	readonly bold: boolean;
	readonly dim: boolean;
	readonly italic: boolean;
	readonly underline: boolean;
	readonly inverse: boolean;
};
type Style = Omit<PictureCell, 'char' | 'width'>;

const plain: Style = {fg: 'default', bg: 'default', bold: false, dim: false, italic: false, underline: false, inverse: false};

const switches: Readonly<Record<number, Partial<Style>>> = {
	0: plain,
	1: {bold: true},
	2: {dim: true},
	3: {italic: true},
	4: {underline: true},
	7: {inverse: true},
	22: {bold: false, dim: false},
	23: {italic: false},
	24: {underline: false},
	27: {inverse: false},
	39: {fg: 'default'},
	49: {bg: 'default'},
};

const hex = (channels: readonly number[]): string => `#${channels.map(channel => (channel & 255).toString(16).padStart(2, '0')).join('')}`;

/** The sixteen colours by their codes: 30 to 37 and 90 to 97, with 10 more for the background. */
const ofSixteen = (code: number): Partial<Style> | null => {
	if (code >= 30 && code <= 37) return {fg: String(code - 30)};
	if (code >= 40 && code <= 47) return {bg: String(code - 40)};
	if (code >= 90 && code <= 97) return {fg: String(code - 82)};
	if (code >= 100 && code <= 107) return {bg: String(code - 92)};
	return null;
};

/** `38;5;n` or `38;2;r;g;b` (48 for the background) at the front of the codes: the colour, and how many codes it took. */
const extended = (codes: readonly number[]): {readonly style: Partial<Style>; readonly taken: number} | null => {
	const [code, kind, n = 0] = codes;
	if (code !== 38 && code !== 48) return null;
	const which = code === 38 ? 'fg' : 'bg';
	if (kind === 5) return {style: {[which]: String(n)}, taken: 3};
	return kind === 2 ? {style: {[which]: hex(codes.slice(2, 5))}, taken: 5} : null;
};

/** One SGR sequence's parameters applied to a style. */
const restyled = (style: Style, parameters: string): Style => {
	let codes = parameters === '' ? [0] : parameters.split(/[;:]/).map(Number);
	let result = style;
	while (codes.length > 0) {
		const [code = 0] = codes;
		const colour = extended(codes);
		result = {...result, ...(colour?.style ?? switches[code] ?? ofSixteen(code))};
		codes = codes.slice(colour?.taken ?? 1);
	}
	return result;
};

const sgrOrEscape = /\u001b\[([\d;:]*)m|\u001b(?:\[[\d;?]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[()].|.)/g;
const graphemes = new Intl.Segmenter(undefined, {granularity: 'grapheme'});

const cellsOf = (text: string, style: Style): PictureCell[] =>
	[...graphemes.segment(text)].map(({segment}) => ({char: segment, width: stringWidth(segment), ...style})).filter(cell => cell.width > 0);

/** Rows of cells; a style goes on until it is changed, also over the end of a line. */
export const cellsOfScreen = (screen: string): readonly (readonly PictureCell[])[] => {
	let style = plain;
	return screen.split('\n').map(line => {
		const cells: PictureCell[] = [];
		let from = 0;
		for (const match of line.matchAll(sgrOrEscape)) {
			cells.push(...cellsOf(line.slice(from, match.index), style));
			if (match[1] !== undefined) style = restyled(style, match[1]);
			from = match.index + match[0].length;
		}
		return [...cells, ...cellsOf(line.slice(from), style)];
	});
};
