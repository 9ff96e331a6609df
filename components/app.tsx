/** The screen: snapshot in, intents out. No effects, no clock, no file: all of that is the caller's (`source/tui.tsx`). */
import {Box} from 'ink';
import type {ReactNode} from 'react';
import {keyContext} from './context.ts';
import {filterLine, hintLine, tabLine, toastLine} from './footer.ts';
import {counterLine, headerLine} from './header.ts';
import type {Intent, Outcome} from './intents.ts';
import {boxOf, type LayoutBox} from './layout.ts';
import {fitLine, LineText, piece} from './line-text.tsx';
import {Overlays} from './overlays/overlays.tsx';
import type {Facts, Line} from './pane.ts';
import {neededLines} from './pane-lines.ts';
import {PaneView} from './pane-view.tsx';
import {paneById} from './panes/index.ts';
import {newestInOneLine} from './panes/live.ts';
import type {PeekFrame} from './peek-frame.ts';
import type {ReviewFrame} from './review-frame.ts';
import {rowsOf, selectedIndex} from './rows.ts';
import {layoutFor} from './screen-layout.ts';
import type {SharedFrame} from './shared-frame.ts';
import type {SidesFrame} from './sides-frame.ts';
import {SisterView, selectedSister} from './sister-view.tsx';
import type {UiState} from './state.ts';
import type {Theme} from './theme.ts';
import {useColumnPeek} from './use-column-peek.ts';
import {useView} from './use-view.ts';

export type AppProps = {
	/** Every text in it has passed the sanitizer. */
	readonly snapshot: Facts;
	/** Wall time in milliseconds; ages are drawn from it. New only when something is to be drawn anew. */
	readonly now: number;
	readonly columns: number;
	readonly rows: number;
	readonly theme: Theme;
	/** Does what a key asked of the outside; the answer becomes a toast (an empty text: none). */
	readonly perform: (intent: Intent) => Promise<Outcome>;
	/** What the watched terminal pane shows, while the peek overlay is open. */
	readonly peek: PeekFrame | null;
	/** What both parties changed, while the box of a conflict is open. */
	readonly sides: SidesFrame | null;
	/** The diff of a review, while it is read. */
	readonly review?: ReviewFrame | null;
	/** What was written down for all, while its box is open. */
	readonly shared?: SharedFrame | null;
	/** A sentence that must be seen until it is mended (storage refused a write, the scanner died), or null. */
	readonly banner: string | null;
	/** It is no alarm: nothing that the view does is in danger. */
	readonly isCalm?: boolean;
};

export function App(props: AppProps): ReactNode {
	const {snapshot: facts, now, columns, rows, theme, peek, sides, review = null, shared = null, perform, banner, isCalm = false} = props;
	const listRows = (ui: UiState): number => (boxOf(layoutFor(props, ui), ui.focus)?.height ?? 1) - 2;
	const ui = useView({facts, now, columns, rows, theme, peek, sides, review, shared, perform, listRows});
	const layout = layoutFor(props, ui);
	useColumnPeek(boxOf(layout, 'facts') && !ui.overlays.some(({kind}) => kind === 'peek') ? selectedSister(facts, ui) : null, perform);
	const overlays = (
		<Overlays facts={facts} now={now} theme={theme} ui={ui} columns={columns} rows={rows} peek={peek} sides={sides} review={review} shared={shared} />
	);
	if (layout.mode === 'line')
		return (
			<Box width={columns} height={rows} flexDirection="column">
				<LineText line={counterLine(facts, now, theme, columns)} theme={theme} />
				{overlays}
			</Box>
		);
	return (
		<Box width={columns} height={rows} flexDirection="column">
			<LineText line={headerLine(facts, now, theme, columns)} theme={theme} />
			{layout.banner ? (
				<LineText line={fitLine([piece(` ! ${banner ?? ''} `, isCalm ? 'attention' : 'alarm')], columns, theme.glyphs.cut, false)} theme={theme} />
			) : null}
			{layout.rows.map(row => (
				<Box key={row.map(box => box.pane).join(' ')} height={row[0]?.height ?? 0} flexShrink={0}>
					{row.map(box => (
						<Slot key={box.pane} box={box} facts={facts} now={now} theme={theme} ui={ui} peek={peek} />
					))}
				</Box>
			))}
			{layout.ticker ? <LineText line={fitLine(newestInOneLine(facts), columns, theme.glyphs.cut, false)} theme={theme} /> : null}
			{layout.tabs ? <LineText line={tabLine(facts, ui.focus, theme, columns, placeInList(props, ui, listRows(ui)))} theme={theme} /> : null}
			<LineText line={lastLine(props, ui)} theme={theme} />
			{overlays}
		</Box>
	);
}

/** `3/30`: where the cursor stands in the one list of a small screen; '' where all its rows show. */
function placeInList({snapshot: facts, now, theme, columns, rows: height}: AppProps, ui: UiState, shown: number): string {
	const pane = paneById[ui.focus];
	const view = {facts, now, theme, ui, width: columns, height};
	if (neededLines(pane, view) <= shown) return '';
	const rows = rowsOf(pane, facts, ui);
	return rows.length === 0 ? '' : `${selectedIndex(pane, rows, ui) + 1}/${rows.length}`;
}

type SlotProps = {
	readonly box: LayoutBox;
	readonly facts: Facts;
	readonly now: number;
	readonly theme: Theme;
	readonly ui: UiState;
	readonly peek: PeekFrame | null;
};

const Slot = ({box, peek, ...rest}: SlotProps): ReactNode =>
	box.pane === 'facts' ? <SisterView box={box} peek={peek} {...rest} /> : <PaneView pane={paneById[box.pane]} box={box} {...rest} />;

function lastLine({snapshot: facts, now, theme, columns, rows, peek, sides}: AppProps, ui: UiState): Line {
	if (ui.filtering) return filterLine(ui, rowsOf(paneById[ui.focus], facts, ui).length, theme, columns);
	if (ui.toast) return toastLine(ui, theme, columns);
	// A box over the screen says its keys itself.
	if (ui.overlays.length > 0) return [piece(' ')];
	return hintLine(keyContext({facts, ui, now, theme, peek, sides, key: '', screen: {columns, rows}, listRows: 1}), columns);
}
