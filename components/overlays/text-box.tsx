/** A heavy box in the middle of the screen with lines that scroll and one line of keys under them. */
import type {ReactNode} from 'react';
import {fitLine, LineText, lineWidth, piece} from '../line-text.tsx';
import type {Line} from '../pane.ts';
import type {Theme} from '../theme.ts';
import {centred, HeavyBox, type Place, sided} from './compose-box.tsx';

/** Everything that such a box shows; how large it is follows from it. */
export type TextBox = {
	readonly title: Line;
	readonly note: Line;
	readonly lines: readonly Line[];
	/** The keys of the box, in its last line. */
	readonly keys: Line;
	/** Outer size that it would like. */
	readonly width: number;
	readonly height: number;
};

export type Screen = {readonly columns: number; readonly rows: number};

/** Rows of the screen that stay visible around a box, where there are enough. */
const margin = 2;

export const boxPlace = (box: Pick<TextBox, 'width' | 'height'>, {columns, rows}: Screen): Place =>
	centred(columns, rows, box.width, rows >= 18 ? Math.min(box.height, rows - 2 * margin) : Math.min(box.height, rows));

/** Cells inside a box of this outer width on this screen. */
export const innerWidth = (width: number, {columns}: Screen): number => Math.max(1, Math.min(columns, width) - 4);

/** Lines for the text: the borders, and where there is room a blank line and the keys, are taken off. */
function room(box: TextBox, screen: Screen): {readonly text: number; readonly withKeys: boolean; readonly withAir: boolean} {
	const inner = Math.max(0, boxPlace(box, screen).height - 2);
	const withKeys = inner >= 2;
	const withAir = inner >= 6 && inner >= box.lines.length + 2;
	return {text: inner - (withKeys ? 1 : 0) - (withAir ? 1 : 0), withKeys, withAir};
}

/** A box that does not scroll gives up its blank lines before anything is hidden. */
export function tightened(box: TextBox, screen: Screen): TextBox {
	return boxExtent(box, screen).most === 0 ? box : {...box, lines: box.lines.filter(line => line.length > 0)};
}

/** How far it scrolls, and how many lines a page has: for the keys. */
export function boxExtent(box: TextBox, screen: Screen): {readonly most: number; readonly page: number} {
	const {text} = room(box, screen);
	return {most: Math.max(0, box.lines.length - text), page: Math.max(1, text)};
}

export function TextBoxView({
	box,
	scroll,
	theme,
	screen,
}: {
	readonly box: TextBox;
	readonly scroll: number;
	readonly theme: Theme;
	readonly screen: Screen;
}): ReactNode {
	const place = boxPlace(box, screen);
	const {text, withKeys, withAir} = room(box, screen);
	const {most} = boxExtent(box, screen);
	const start = Math.min(scroll, most);
	const more = most > 0 ? [piece(`${start + text >= box.lines.length ? 'end' : `${box.lines.length - start - text} more`}`, 'quiet')] : box.note;
	const rows = [...box.lines.slice(start, start + text)];
	while (rows.length < text) rows.push([]);
	if (withAir) rows.push([]);
	if (withKeys) rows.push(box.keys);
	const drawRow = (index: number): ReactNode => (
		<LineText line={sided(fitLine(rows[index] ?? [], Math.max(1, place.width - 4), theme.glyphs.cut, true), theme)} theme={theme} />
	);
	return <HeavyBox place={place} theme={theme} title={box.title} note={more} drawRow={drawRow} />;
}

/** `y release   n keep`: keys in bold, what they do beside them. */
export const keyHints = (hints: readonly (readonly [string, string])[], gap = '   '): Line =>
	hints.flatMap(([key, text], index): Line => [piece(index === 0 ? '' : gap), piece(key, 'strong'), piece(` ${text}`)]);

/** The hints that fit whole into so many cells: closer together first, then without the last ones. */
export function fittingHints(hints: readonly (readonly [string, string])[], cells: number): Line {
	for (let count = hints.length; count > 1; count--) {
		const lines = ['   ', '  '].map(gap => keyHints(hints.slice(0, count), gap));
		const fitting = lines.find(line => lineWidth(line) <= cells);
		if (fitting) return fitting;
	}
	return keyHints(hints.slice(0, 1));
}
