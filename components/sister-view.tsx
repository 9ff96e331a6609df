/** The third column of wide screens: the terminal of the sister whose row is selected, live, and everything known of her. */
import {memo, type ReactNode} from 'react';
import type {LayoutBox} from './layout.ts';
import {fitLine, piece, stacked} from './line-text.tsx';
import {PeekRow, peekWindow, squeeze} from './overlays/peek-screen.tsx';
import type {Facts, View} from './pane.ts';
import {Frame} from './pane-view.tsx';
import {paneById} from './panes/index.ts';
import type {PeekFrame} from './peek-frame.ts';
import {rowsOf, selectedIndex} from './rows.ts';
import {sisterFacts} from './sister-facts.ts';
import type {UiState} from './state.ts';
import type {Theme} from './theme.ts';

type Props = {
	readonly box: LayoutBox;
	readonly facts: Facts;
	readonly now: number;
	readonly theme: Theme;
	readonly ui: UiState;
	readonly peek: PeekFrame | null;
};
type BoxProps = Props & {readonly name: string | null};

/** A screen of fewer lines tells nothing. */
const fewestScreenRows = 6;

/** Name of the sister of the row that is selected in Sisters; null: there is none. */
export function selectedSister(facts: Facts, ui: UiState): string | null {
	const pane = paneById.sisters;
	const rows = rowsOf(pane, facts, ui);
	return rows[selectedIndex(pane, rows, ui)]?.key ?? null;
}

/** Her screen above, as much of it as the facts leave; nothing where it was not read or has no room. */
function screenRows({peek, theme, name}: BoxProps, width: number, room: number): readonly ReactNode[] {
	const lines = peek?.sister === name ? peek.lines : [];
	if (room < fewestScreenRows || lines.length === 0) return [];
	const shown = peekWindow(squeeze(lines, room), room, 0);
	return Array.from({length: room}, (_, row) => {
		const key = `screen-${row}`;
		return <PeekRow key={key} spans={shown[row] ?? []} width={width} before=" " after="" theme={theme} />;
	});
}

const SisterBox = memo(function SisterBox(props: BoxProps): ReactNode {
	const {box, facts, now, theme, ui, name} = props;
	const sister = name === null ? null : facts.sisters.find(one => one.name === name);
	const view: View = {facts, now, theme, ui, width: Math.max(1, box.width - 4), height: Math.max(0, box.height - 2)};
	const known = sister ? sisterFacts(sister, view, props.peek?.sister === name ? (props.peek ?? {}) : {}) : [[piece('No sister is selected.')]];
	// Where her screen shows, how her status is known stands behind Enter.
	const short = known.slice(
		0,
		Math.max(
			1,
			known.findIndex(line => line.length === 0),
		),
	);
	const screen = screenRows(props, view.width, view.height - short.length - 1);
	const lines = screen.length > 0 ? [[], ...short] : known;
	const title = sister ? [piece(`Sister  ${sister.name}`, 'strong')] : [piece('Sister')];
	const note = sister?.terminal ? [piece(screen.length > 0 ? `${sister.terminal.pane} ${theme.glyphs.dot} read-only` : sister.terminal.pane)] : [];
	const shown = lines.slice(0, view.height - screen.length).map(line => [piece(' '), ...fitLine(line, view.width, theme.glyphs.cut, false)]);
	return (
		<Frame box={box} border={theme.borders.pane} tone="quiet" theme={theme} title={title} note={note}>
			{screen}
			{stacked(shown, theme, 'fact')}
		</Frame>
	);
}, isSame);

/** Of the view's state only the selected sister matters. */
function isSame(a: BoxProps, b: BoxProps): boolean {
	const isSameSize = a.box.width === b.box.width && a.box.height === b.box.height;
	return a.name === b.name && a.facts === b.facts && a.now === b.now && a.theme === b.theme && a.peek === b.peek && isSameSize;
}

export const SisterView = (props: Props): ReactNode => <SisterBox {...props} name={selectedSister(props.facts, props.ui)} />;
