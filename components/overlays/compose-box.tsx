/** A heavy box over the screen, made of whole lines: what lies below shows nowhere through, and no width is left to chance. */
import {Box} from 'ink';
import type {ReactNode} from 'react';
import {fitLine, LineText, lineWidth, piece} from '../line-text.tsx';
import type {Line} from '../pane.ts';
import type {Theme} from '../theme.ts';

/** Where a box stands on the screen: its outer size in cells and rows, and its top left corner. */
export type Place = {readonly left: number; readonly top: number; readonly width: number; readonly height: number};

/** A place in the middle of the screen, never larger than it. */
export function centred(columns: number, rows: number, width: number, height: number): Place {
	const size = {width: Math.min(columns, width), height: Math.min(rows, height)};
	return {...size, left: Math.floor((columns - size.width) / 2), top: Math.floor((rows - size.height) / 2)};
}

type EdgeProps = {readonly place: Place; readonly theme: Theme; readonly title?: Line; readonly note?: Line};

/** `┏━ Tell ━━━━━━ draft saved ━┓`: the note goes first when there is no room for both. */
function edge({place, theme, title = [], note = []}: EdgeProps, isTop: boolean): Line {
	const border = theme.borders.heavy;
	const [first, rule, last] = isTop ? [border.topLeft, border.top, border.topRight] : [border.bottomLeft, border.bottom, border.bottomRight];
	const inner = Math.max(0, place.width - 2);
	const named = title.length > 0 ? fitLine([piece(`${rule} `), ...title, piece(' ')], inner, theme.glyphs.cut, false) : [];
	const noted: Line = note.length > 0 ? [piece(' '), ...note, piece(` ${rule}`)] : [];
	const fits = lineWidth(named) + lineWidth(noted) < inner;
	const fill = rule.repeat(Math.max(0, inner - lineWidth(named) - (fits ? lineWidth(noted) : 0)));
	return [piece(first), ...named, piece(fill), ...(fits ? noted : []), piece(last)];
}

/** A line between the two sides of a box, with one cell of air; the line is already as wide as the inside. */
export function sided(line: Line, theme: Theme): Line {
	const {left, right} = theme.borders.heavy;
	return [piece(`${left} `), ...line, piece(` ${right}`)];
}

type BoxProps = EdgeProps & {
	/** The inner row with this number, as wide as the box, sides included. */
	readonly drawRow: (index: number) => ReactNode;
	/** Stands in the border below. */
	readonly foot?: Line;
};

/** Border above, `height - 2` rows, border below. */
export function HeavyBox({drawRow, foot = [], ...props}: BoxProps): ReactNode {
	const {place, theme} = props;
	const rows: ReactNode[] = [];
	while (rows.length < place.height - 2) {
		rows.push(
			<Box key={rows.length} height={1} flexShrink={0}>
				{drawRow(rows.length)}
			</Box>,
		);
	}
	return (
		<Box position="absolute" left={place.left} top={place.top} width={place.width} height={place.height} flexDirection="column" overflow="hidden">
			<LineText line={edge(props, true)} theme={theme} />
			{rows}
			<LineText line={edge({place, theme, note: foot}, false)} theme={theme} />
		</Box>
	);
}
