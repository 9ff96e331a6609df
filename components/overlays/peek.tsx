/** A sister's terminal pane over the screen: live and read-only; nothing is ever typed into it from here (SCREENS.md, "peek overlay"). */
import type {ReactNode} from 'react';
import type {Sanitized, Sister} from '../../db/types.ts';
import {fitLine, LineText} from '../line-text.tsx';
import type {Line, View} from '../pane.ts';
import type {PeekFrame} from '../peek-frame.ts';
import {sisterFacts} from '../sister-facts.ts';
import {centred, HeavyBox, type Place, sided} from './compose-box.tsx';
import {type PeekView, peekFacts, peekHints, peekNote, peekTitle} from './peek-lines.ts';
import {PeekRow, peekWindow, squeeze} from './peek-screen.tsx';

export type PeekProps = {
	/** The watched sister's name. */
	readonly name: string;
	/** What is shown of her pane; null until the first answer. */
	readonly frame: PeekFrame | null;
	/** Lines away from the newest one. */
	readonly scroll: number;
	readonly view: Omit<View, 'width' | 'height'>;
	/** The whole screen. */
	readonly columns: number;
	readonly rows: number;
};

function placeOf(columns: number, rows: number): Place {
	return centred(columns, rows, columns >= 140 ? columns - 16 : columns, rows >= 24 ? rows - 2 : rows);
}

const sisterOf = (name: string, view: PeekProps['view']): Sanitized<Sister> | null => view.facts.sisters.find(sister => sister.name === name) ?? null;

type Layout = {
	readonly place: Place;
	readonly width: number;
	/** Rows of the pane, or of everything known about her where there is no pane to show. */
	readonly room: number;
	/** Under them, the keys last where `hasKeys`. */
	readonly under: readonly Line[];
	readonly hasKeys: boolean;
	readonly instead: readonly Line[] | null;
	/** How far it scrolls. */
	readonly most: number;
};

/** The screen has the rows that facts and keys leave; on a low screen the facts go first, then the keys. */
function layOut({name, frame, view, columns, rows}: PeekProps): Layout {
	const place = placeOf(columns, rows);
	const width = Math.max(1, place.width - 4);
	const inner = Math.max(1, place.height - 2);
	const sister = sisterOf(name, view);
	const lacks = frame !== null && frame.lines.length === 0;
	const hasKeys = inner >= 4;
	const facts = sister && !lacks && inner >= 10 ? [[], ...peekFacts(sister, {...view, width}, frame ?? {})] : [];
	const under = [...facts, ...(inner >= 8 ? [[]] : [])];
	const room = Math.max(1, inner - under.length - (hasKeys ? 1 : 0));
	const known = sister ? sisterFacts(sister, {...view, width, height: inner}, frame ?? {}) : [];
	const instead = lacks ? insteadOf(frame, known, room) : null;
	const lines = instead?.length ?? squeeze(frame?.lines ?? [], room).length;
	return {place, width, room, under, hasKeys, instead, most: Math.max(0, lines - room)};
}

/** Why there is no screen, and what is known. It scrolls from its end like a screen: where not all of it fits, the reason stands there. */
function insteadOf(frame: PeekFrame, known: readonly Line[], room: number): readonly Line[] {
	const why: readonly Line[] = frame.title.map(text => [{text, tone: 'attention'}]);
	return why.length + 1 + known.length <= room ? [...why, [], ...known] : [...known, [], ...why];
}

/** How far the overlay scrolls, and how many lines a page has: for the keys. */
export function peekExtent(props: PeekProps): {readonly most: number; readonly page: number} {
	const {most, room} = layOut(props);
	return {most, page: room};
}

export function Peek(props: PeekProps): ReactNode {
	const {name, frame, view} = props;
	const {theme, now} = view;
	const {place, width, room, under, hasKeys, instead, most} = layOut(props);
	const sister = sisterOf(name, view);
	const scroll = Math.min(props.scroll, most);
	const about: PeekView = {...view, width};
	const text = (line: Line): ReactNode => <LineText line={sided(fitLine(line, width, theme.glyphs.cut, true), theme)} theme={theme} />;
	const shown = peekWindow(squeeze(frame?.lines ?? [], room), room, scroll);
	const lines = instead?.slice(most - scroll);
	const below = hasKeys ? [...under, peekHints(sister, scroll, width)] : under;
	const {left, right} = theme.borders.heavy;
	const drawRow = (index: number): ReactNode => {
		if (index >= room) return text(below[index - room] ?? []);
		if (lines) return text(lines[index] ?? []);
		return <PeekRow spans={shown[index] ?? []} width={width} before={`${left} `} after={` ${right}`} theme={theme} />;
	};
	return <HeavyBox place={place} theme={theme} title={peekTitle(name, sister, frame, about)} note={peekNote(frame, now)} drawRow={drawRow} />;
}
