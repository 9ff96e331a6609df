/** The palette: a line to type in, and under it the actions that fit, with their keys. */
import type {ReactNode} from 'react';
import {cutTo, fit} from '../fit.ts';
import {keyName} from '../footer.ts';
import {inputLine} from '../input-line.ts';
import {bindings} from '../keymap.ts';
import {fitLine, LineText, piece} from '../line-text.tsx';
import {type PaletteRow, paletteRows} from '../palette.ts';
import type {KeyContext, Line} from '../pane.ts';
import type {Overlay} from '../state.ts';
import {visibleRows} from '../window.ts';
import {centred, HeavyBox, sided} from './compose-box.tsx';
import {keyHints, type Screen} from './text-box.tsx';

const widest = 84;
const highest = 20;
const keyCells = 9;

type Props = {
	readonly overlay: Extract<Overlay, {kind: 'palette'}>;
	/** Of the screen under the palette. */
	readonly context: KeyContext;
	readonly screen: Screen;
};

function drawn({key, what, why}: PaletteRow, isChosen: boolean, context: KeyContext, width: number): Line {
	const {theme} = context;
	const mark = isChosen ? theme.glyphs.selected : ' ';
	const room = width - keyCells - 3;
	const said = cutTo(what, room, 'end', theme.glyphs.cut);
	const rest = room - said.length - 2;
	return [
		piece(`${mark} ${fit(keyName(key, theme), keyCells, {mark: theme.glyphs.cut})} `, 'strong'),
		piece(said, isChosen ? 'strong' : 'plain'),
		...(why !== null && rest > 8 ? [piece('  '), piece(cutTo(why, rest, 'end', theme.glyphs.cut), 'quiet')] : []),
	];
}

export function Palette({overlay, context, screen}: Props): ReactNode {
	const {theme} = context;
	const {columns, rows} = screen;
	const place = centred(columns, rows, widest, rows >= 18 ? Math.min(highest, rows - 4) : rows);
	const width = Math.max(1, place.width - 4);
	const found = paletteRows(bindings, overlay.input.text, context);
	const room = Math.max(1, place.height - 5);
	const heights = found.map(() => 1);
	const {start, end} = visibleRows(heights, overlay.index, 0, room);
	const list = found.slice(start, end).map((row, at) => drawn(row, start + at === overlay.index, context, width));
	const lines: Line[] = [[piece(': ', 'strong'), ...inputLine(overlay.input, width - 3)], ...list];
	if (found.length === 0) lines.push([piece(`  No action matches "${overlay.input.text}".`, 'quiet')]);
	while (lines.length < place.height - 3) lines.push([]);
	lines.push(
		keyHints([
			[theme.glyphs.enter, 'do it'],
			[`${theme.glyphs.down}${theme.glyphs.up}`, 'choose'],
			['Esc', 'close'],
		]),
	);
	const drawRow = (index: number): ReactNode => <LineText line={sided(fitLine(lines[index] ?? [], width, theme.glyphs.cut, true), theme)} theme={theme} />;
	return <HeavyBox place={place} theme={theme} title={[piece('Actions', 'strong')]} note={[piece(`${found.length}`, 'quiet')]} drawRow={drawRow} />;
}
