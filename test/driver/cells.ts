/** What a terminal's parser knows of a cell, in words. */
import type xterm from '@xterm/headless';

export type Cell = {
	readonly char: string;
	/** 0: the second half of a wide character. */
	readonly width: number;
	/** `default`, `0` to `255` for a palette colour, `#rrggbb`. */
	readonly fg: string;
	readonly bg: string;
	readonly bold: boolean;
	readonly dim: boolean;
	readonly inverse: boolean;
	readonly underline: boolean;
};
const colour = (isDefault: boolean, isRgb: boolean, value: number): string => {
	if (isDefault) return 'default';
	return isRgb ? `#${value.toString(16).padStart(6, '0')}` : String(value);
};

/** Throws when there is no such cell. */
export const readCell = (terminal: xterm.Terminal, row: number, column: number): Cell => {
	const buffer = terminal.buffer.active;
	const cell = buffer.getLine(buffer.baseY + row)?.getCell(column);
	if (cell === undefined) throw new Error(`there is no cell ${row}:${column}`);
	return {
		char: cell.getChars(),
		width: cell.getWidth(),
		fg: colour(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor()),
		bg: colour(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor()),
		bold: cell.isBold() !== 0,
		dim: cell.isDim() !== 0,
		inverse: cell.isInverse() !== 0,
		underline: cell.isUnderline() !== 0,
	};
};

/** The looks of a row, each where another begins: weight, inversion and colours in a short code of its own. Empty: a row of plain text. */
export const looksOf = (terminal: xterm.Terminal, row: number): string => {
	const {active} = terminal.buffer;
	const line = active.getLine(active.baseY + row);
	// One cell for all: thousands are looked at for each frame.
	const cell = active.getNullCell();
	let [looks, last] = ['', ''];
	for (let column = 0; column < terminal.cols; column++) {
		line?.getCell(column, cell);
		const [inverse, bold, onBackground] = [cell.isInverse() !== 0, cell.isBold() !== 0, !cell.isBgDefault()];
		const colours = `${cell.getFgColorMode()}.${cell.getFgColor()}.${cell.getBgColorMode()}.${cell.getBgColor()}`;
		const look = inverse || bold || onBackground ? `${Number(inverse)}${Number(bold)}${colours}` : '';
		if (look !== last) looks += `${look} `;
		last = look;
	}
	return looks;
};

/** Where words stand in a row of cells; a wide character takes two of them, the second one empty. Null: nowhere. */
export const columnsOf = (cells: readonly Cell[], words: string): {readonly from: number; readonly to: number} | null => {
	const starts: number[] = [];
	let line = '';
	for (const [column, cell] of cells.entries()) {
		const char = cell.width === 0 ? '' : cell.char || ' ';
		for (let i = 0; i < char.length; i++) starts.push(column);
		line += char;
	}
	const at = line.indexOf(words);
	if (at === -1) return null;
	return {from: starts[at] ?? 0, to: (starts[at + words.length - 1] ?? 0) + 1};
};
