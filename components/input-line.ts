/** One line of typed text with its cursor, as pieces. */
import {drawn, type EditorText} from './editor-text.ts';
import {lineWidth, piece} from './line-text.tsx';
import type {Line} from './pane.ts';

const graphemes = new Intl.Segmenter(undefined, {granularity: 'grapheme'});
const shown = (text: string): string => [...graphemes.segment(text)].map(({segment}) => drawn(segment)).join('');

/** At most `cells` wide; a long text is shifted so that the cursor shows. */
export function inputLine({text, at}: EditorText, cells: number): Line {
	const under = [...graphemes.segment(text.slice(at))][0]?.segment ?? '';
	let start = 0;
	const line = (): Line => [piece(shown(text.slice(start, at))), piece(shown(under === '' ? ' ' : under), 'cursor')];
	while (start < at && lineWidth(line()) > cells) start += [...graphemes.segment(text.slice(start))][0]?.segment.length ?? 1;
	let after = shown(text.slice(at + under.length));
	while (after !== '' && lineWidth([...line(), piece(after)]) > cells) after = after.slice(0, -1);
	return [...line(), piece(after)];
}
