/** One line of the screen: pieces with meanings become one Text of exactly one row. */
import {Text} from 'ink';
import {memo, type ReactNode} from 'react';
import {cutTo} from './fit.ts';
import type {Line, Piece} from './pane.ts';
import type {Theme, Tone} from './theme.ts';
import width from './width.ts';

/** A piece in a few letters. */
export const piece = (text: string, tone: Tone = 'plain'): Piece => ({text, tone});
export const plainText = (line: Line): string => line.map(one => one.text).join('');
export const lineWidth = (line: Line): number => line.reduce((cells, one) => cells + width(one.text), 0);

/** At most `cells` wide, marked where it was cut; with `pad`, exactly that wide. */
export function fitLine(line: Line, cells: number, mark: string, pad: boolean): Line {
	const fitted: Piece[] = [];
	let left = cells;
	for (const one of line) {
		const wide = width(one.text);
		if (wide <= left) fitted.push(one);
		else if (left > 0) fitted.push({...one, text: cutTo(one.text, left, 'end', mark)});
		left -= Math.min(left, wide);
		if (left === 0) break;
	}
	const short = cells - lineWidth(fitted);
	return pad && short > 0 ? [...fitted, piece(' '.repeat(short))] : fitted;
}

/** `left` and `right` at the two ends of a line of `cells`; the right one stays whole, the left one is cut. */
export function spread(left: Line, right: Line, cells: number, mark: string): Line {
	const room = cells - lineWidth(right);
	return room <= 0 ? fitLine(right, cells, mark, true) : [...fitLine(left, room, mark, true), ...right];
}

const same = (a: Line, b: Line): boolean => a.length === b.length && a.every((one, index) => one.text === b[index]?.text && one.tone === b[index]?.tone);

type Props = {readonly line: Line; readonly theme: Theme; readonly inverse?: boolean};

/** Plain pieces stay strings; the others get a Text of their own, known by where they start. */
function pieces(line: Line, theme: Theme): readonly ReactNode[] {
	const drawn: ReactNode[] = [];
	let at = 0;
	for (const {text, tone} of line) {
		if (tone === 'plain') drawn.push(text);
		else
			drawn.push(
				<Text key={at} {...theme.styles[tone]}>
					{text}
				</Text>,
			);
		at += text.length;
	}
	return drawn;
}

/** Draws a line as it is: fit it before. Not drawn again while its pieces are equal. */
export const LineText = memo(
	function LineText({line, theme, inverse = false}: Props): ReactNode {
		return (
			<Text wrap="truncate" inverse={inverse}>
				{pieces(line, theme)}
			</Text>
		);
	},
	(before, after) => before.theme === after.theme && before.inverse === after.inverse && same(before.line, after.line),
);

/** Lines under each other. */
export function stacked(lines: readonly Line[], theme: Theme, name: string): readonly ReactNode[] {
	const drawn: ReactNode[] = [];
	for (const line of lines) drawn.push(<LineText key={`${name}-${drawn.length}`} line={line} theme={theme} />);
	return drawn;
}
