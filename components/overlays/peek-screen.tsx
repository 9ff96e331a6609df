/** The lines of a watched terminal pane in their colours. Also for the third column of wide screens. */
import {Text} from 'ink';
import {memo, type ReactNode} from 'react';
import type {Span} from '../peek-frame.ts';
import type {Theme} from '../theme.ts';
import {cutSpans} from './peek-lines.ts';

type RowProps = {
	readonly spans: readonly Span[];
	/** Cells of the text; `before` and `after` stand outside of them. */
	readonly width: number;
	readonly before: string;
	readonly after: string;
	readonly theme: Theme;
};

/** NO_COLOR is a theme without colours; bold, reverse and underline stay. */
const hasColour = (theme: Theme): boolean => theme.styles.danger.color !== undefined;

function attributes(span: Span, colour: boolean): Parameters<typeof Text>[0] {
	return {
		...(colour && span.color !== null ? {color: span.color} : {}),
		...(colour && span.backgroundColor !== null ? {backgroundColor: span.backgroundColor} : {}),
		bold: span.bold,
		dimColor: span.dim,
		italic: span.italic,
		underline: span.underline,
		inverse: span.inverse,
	};
}

const isPlain = (span: Span, colour: boolean): boolean =>
	!(span.bold || span.dim || span.italic || span.underline || span.inverse || (colour && (span.color !== null || span.backgroundColor !== null)));

/** One line, padded to its width. Not drawn again while its spans are the same objects. */
export const PeekRow = memo(function PeekRow({spans, width, before, after, theme}: RowProps): ReactNode {
	const colour = hasColour(theme);
	const {spans: shown, used} = cutSpans(spans, width);
	const drawn: ReactNode[] = [];
	for (const span of shown) {
		if (isPlain(span, colour)) drawn.push(span.text);
		else
			drawn.push(
				<Text key={drawn.length} {...attributes(span, colour)}>
					{span.text}
				</Text>,
			);
	}
	return (
		<Text wrap="truncate">
			{before}
			{drawn}
			{' '.repeat(Math.max(0, width - used))}
			{after}
		</Text>
	);
});

const isBlank = (spans: readonly Span[]): boolean => spans.every(span => span.text.trim() === '' && span.backgroundColor === null && !span.inverse);

/** Runs of blank lines: where they begin and how long they are. */
function blankRuns(lines: readonly (readonly Span[])[]): {at: number; length: number}[] {
	const runs: {at: number; length: number}[] = [];
	for (const [index, spans] of lines.entries()) {
		if (!isBlank(spans)) continue;
		const last = runs.at(-1);
		if (last && last.at + last.length === index) last.length++;
		else runs.push({at: index, length: 1});
	}
	return runs;
}

/**
 * A screen that is higher than its place loses blank lines first, from the longest gaps, down to one of each: clients put
 * their input at the bottom and what they said at the top.
 */
export function squeeze(lines: readonly (readonly Span[])[], rows: number): readonly (readonly Span[])[] {
	let over = lines.length - rows;
	if (over <= 0) return lines;
	const runs = blankRuns(lines);
	const dropped = new Set<number>();
	while (over > 0) {
		const longest = runs.reduce<{at: number; length: number} | null>((best, run) => (run.length > (best?.length ?? 1) ? run : best), null);
		if (!longest) break;
		longest.length--;
		dropped.add(longest.at + longest.length);
		over--;
	}
	return lines.filter((_, index) => !dropped.has(index));
}

/** The part of a screen that shows in so many rows, `scroll` lines above its end. */
export function peekWindow(lines: readonly (readonly Span[])[], rows: number, scroll: number): readonly (readonly Span[])[] {
	const end = Math.max(Math.min(rows, lines.length), lines.length - scroll);
	return lines.slice(Math.max(0, end - rows), end);
}
