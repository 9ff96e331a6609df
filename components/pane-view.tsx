/** A pane on the screen: borders with the title in them, and the lines of pane-lines.ts. Drawn anew only when what it shows changed. */
import {Box} from 'ink';
import {memo, type ReactNode, useRef} from 'react';
import type {LayoutBox} from './layout.ts';
import {LineText, piece, stacked} from './line-text.tsx';
import type {Facts, Line, Pane, View} from './pane.ts';
import {type PaneLines, paneLines, titleBar} from './pane-lines.ts';
import {rowsOf} from './rows.ts';
import type {UiState} from './state.ts';
import {RowTable} from './table.tsx';
import type {Border, Theme, Tone} from './theme.ts';

/** Notes are written out from this width on; what `f` hides, from that one. */
const longNotes = 56;
const onlyNotes = 50;

type Props = {
	readonly pane: Pane<unknown>;
	readonly box: LayoutBox;
	readonly facts: Facts;
	readonly now: number;
	readonly theme: Theme;
	readonly ui: UiState;
};

/** The parts of the state that change what this pane shows: a move in one pane leaves the others alone. */
function isSame(a: Props, b: Props): boolean {
	const {id} = a.pane;
	const sameUi =
		a.ui === b.ui ||
		(a.ui.selected[id] === b.ui.selected[id] &&
			a.ui.filters[id] === b.ui.filters[id] &&
			(a.ui.focus === id) === (b.ui.focus === id) &&
			a.ui.onlyWaiting === b.ui.onlyWaiting &&
			a.ui.onlyRepo === b.ui.onlyRepo &&
			a.ui.allMail === b.ui.allMail &&
			a.ui.zoom === b.ui.zoom);
	const sameBox = a.box.width === b.box.width && a.box.height === b.box.height && a.box.style === b.box.style;
	return sameUi && sameBox && a.facts === b.facts && a.now === b.now && a.theme === b.theme;
}

type FrameProps = {
	readonly box: LayoutBox;
	readonly border: Border;
	readonly tone: Tone;
	readonly theme: Theme;
	readonly title: Line;
	readonly note: Line;
	/** Stands in the border below; nothing there without it. */
	readonly foot?: string;
	readonly children: ReactNode;
};

/** Borders of a box; its top line holds the title. */
export function Frame({box, border, tone, theme, title, note, foot = '', children}: FrameProps): ReactNode {
	const {color} = theme.styles[tone];
	const top = titleBar(title, note, box.width, {left: border.topLeft, fill: border.top, right: border.topRight}, tone);
	return (
		<Box flexDirection="column" width={box.width} height={box.height} flexShrink={0}>
			<LineText line={top} theme={theme} />
			<Box
				flexDirection="column"
				width={box.width}
				height={box.height - (foot === '' ? 1 : 2)}
				flexShrink={0}
				borderStyle={border}
				borderTop={false}
				borderBottom={foot === ''}
				{...(color ? {borderColor: color} : {})}
			>
				{children}
			</Box>
			{foot === '' ? null : (
				<LineText
					line={titleBar([], [piece(foot, 'quiet')], box.width, {left: border.bottomLeft, fill: border.bottom, right: border.bottomRight}, tone)}
					theme={theme}
				/>
			)}
		</Box>
	);
}

function titleOf(pane: Pane<unknown>, view: View, isStrip: boolean): Line {
	const {ui, theme} = view;
	const isFocused = ui.focus === pane.id;
	const tone: Tone = isStrip ? 'danger' : isFocused ? 'focus' : 'plain';
	const name = `${isStrip ? `${theme.glyphs.conflict} ` : ''}${pane.number} ${pane.title}`;
	return [piece(name, isFocused ? (tone === 'danger' ? 'loud' : 'title') : tone), ...(ui.zoom ? [piece(' (- shows all panes)')] : [])];
}

/** `only guide · 1 of 2 · f shows all`, where that hides something; over the sisters always, so that it can be seen to be on. */
function onlyNote(pane: Pane<unknown>, {facts, ui, theme: {glyphs}, width}: View): string | null {
	const {onlyRepo} = ui;
	if (onlyRepo === null) return null;
	const [shown, all] = [rowsOf(pane, facts, ui).length, rowsOf(pane, facts, {...ui, onlyRepo: null}).length];
	if (shown === all && pane.id !== 'sisters') return null;
	const words = [`only ${onlyRepo.name}`, `${shown} of ${all}`, ...(width >= onlyNotes ? ['f shows all'] : [])];
	return words.join(` ${glyphs.dot} `);
}

function noteOf(pane: Pane<unknown>, view: View): Line {
	const filter = view.ui.filters[pane.id] ?? '';
	if (filter.trim() !== '') {
		const all = pane.rows(view.facts, view.ui).length;
		return [piece(`/${filter}  ${rowsOf(pane, view.facts, view.ui).length} of ${all}`, 'attention')];
	}
	const only = onlyNote(pane, view);
	if (only !== null) return [piece(only, 'attention')];
	const note = pane.note(view, view.width >= longNotes);
	return note ? [note] : [];
}

const rangeText = ({range}: PaneLines): string => (range ? `${range.first}-${range.last} of ${range.total}` : '');

function Content({lines, theme}: {readonly lines: PaneLines; readonly theme: Theme}): ReactNode {
	return (
		<>
			{stacked(lines.head, theme, 'head')}
			{lines.rows.length > 0 ? <RowTable rows={lines.rows} titles={lines.titles} theme={theme} /> : null}
			{stacked(lines.foot, theme, 'foot')}
		</>
	);
}

/** One pane in its box. */
export const PaneView = memo(function PaneView({pane, box, facts, now, theme, ui}: Props): ReactNode {
	const start = useRef(0);
	const isBare = box.style === 'bare';
	const isStrip = box.style === 'strip';
	const view: View = {facts, now, theme, ui, width: Math.max(1, box.width - (isBare ? 2 : 4)), height: Math.max(0, box.height - (isBare ? 0 : 2))};
	const lines = paneLines({pane, view, isFocused: ui.focus === pane.id, isBare, start: start.current});
	start.current = lines.start;
	const content = <Content lines={lines} theme={theme} />;
	if (isBare)
		return (
			<Box flexDirection="column" width={box.width} height={box.height} flexShrink={0}>
				{content}
			</Box>
		);
	const tone: Tone = isStrip ? 'danger' : ui.focus === pane.id ? 'focus' : 'quiet';
	return (
		<Frame
			box={box}
			border={isStrip ? theme.borders.heavy : theme.borders.pane}
			tone={tone}
			theme={theme}
			title={titleOf(pane, view, isStrip)}
			note={noteOf(pane, view)}
			foot={rangeText(lines)}
		>
			{content}
		</Frame>
	);
}, isSame);
