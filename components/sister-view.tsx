/** The third column of wide screens: everything known of the sister whose row is selected. */
import {memo, type ReactNode} from 'react';
import type {LayoutBox} from './layout.ts';
import {fitLine, piece, stacked} from './line-text.tsx';
import type {Facts, View} from './pane.ts';
import {Frame} from './pane-view.tsx';
import {paneById} from './panes/index.ts';
import {rowsOf, selectedIndex} from './rows.ts';
import {sisterFacts} from './sister-facts.ts';
import type {UiState} from './state.ts';
import type {Theme} from './theme.ts';

type Props = {readonly box: LayoutBox; readonly facts: Facts; readonly now: number; readonly theme: Theme; readonly ui: UiState};

/** The sister of the row that is selected in Sisters. */
function chosen(facts: Facts, ui: UiState): Facts['sisters'][number] | null {
	const pane = paneById.sisters;
	const rows = rowsOf(pane, facts, ui);
	const name = rows[selectedIndex(pane, rows, ui)]?.key;
	return facts.sisters.find(sister => sister.name === name) ?? null;
}

const SisterBox = memo(function SisterBox({box, facts, now, theme, ui, name}: Props & {readonly name: string | null}): ReactNode {
	const sister = name === null ? null : facts.sisters.find(one => one.name === name);
	const view: View = {facts, now, theme, ui, width: Math.max(1, box.width - 4), height: Math.max(0, box.height - 2)};
	const lines = sister ? sisterFacts(sister, view) : [[piece('No sister is selected.')]];
	const title = sister ? [piece(`Sister  ${sister.name}`, 'strong')] : [piece('Sister')];
	const note = sister?.terminal ? [piece(sister.terminal.pane)] : [];
	const shown = lines.slice(0, view.height).map(line => [piece(' '), ...fitLine(line, view.width, theme.glyphs.cut, false)]);
	return (
		<Frame box={box} border={theme.borders.pane} tone="quiet" theme={theme} title={title} note={note}>
			{stacked(shown, theme, 'fact')}
		</Frame>
	);
}, isSame);

/** Of the view's state only the selected sister matters. */
function isSame(a: Props & {readonly name: string | null}, b: Props & {readonly name: string | null}): boolean {
	return a.name === b.name && a.facts === b.facts && a.now === b.now && a.theme === b.theme && a.box.width === b.box.width && a.box.height === b.box.height;
}

export const SisterView = (props: Props): ReactNode => <SisterBox {...props} name={chosen(props.facts, props.ui)?.name ?? null} />;
