/** The lines of a diff with their colours: what is added and removed by the sign in front, the code by its language. */
import {type Language, languageOf} from '../../source/format/languages.ts';
import {type Part, partsOf} from '../../source/format/syntax.ts';
import {rowsOf} from '../editor-text.ts';
import {piece} from '../line-text.tsx';
import type {Line, Piece} from '../pane.ts';
import type {DiffLine} from '../sides-frame.ts';
import type {Theme, Tone} from '../theme.ts';
import cellsOf from '../width.ts';

/** Lines that are no code, and what is no code in one. */
const tones: Readonly<Record<DiffLine['kind'], Tone>> = {file: 'strong', hunk: 'quiet', added: 'good', removed: 'danger', same: 'plain'};

type Changed = 'added' | 'removed' | 'same';
const codeTones: Readonly<Record<Changed, Readonly<Record<Part['kind'] | 'mark', Tone>>>> = {
	added: {mark: 'added-mark', code: 'good', word: 'added-word', text: 'text', comment: 'comment'},
	removed: {mark: 'removed-mark', code: 'danger', word: 'removed-word', text: 'text', comment: 'comment'},
	same: {mark: 'plain', code: 'plain', word: 'strong', text: 'text', comment: 'comment'},
};

const isCode = (kind: DiffLine['kind']): kind is Changed => kind === 'added' || kind === 'removed' || kind === 'same';

function coloured({text, kind}: DiffLine, language: Language | null): Line {
	if (!isCode(kind)) return [piece(text, tones[kind])];
	const [sign, code] = [text.slice(0, 1), text.slice(1)];
	const parts: readonly Part[] = language === null ? [{text: code, kind: 'code'}] : partsOf(code, language);
	return [piece(sign, codeTones[kind].mark), ...parts.map(part => piece(part.text, codeTones[kind][part.kind]))];
}

/** What of a line stands between two places in its text. */
function cut(line: Line, start: number, end: number): Line {
	const some: Piece[] = [];
	let at = 0;
	for (const {text, tone} of line) {
		const part = text.slice(Math.max(0, start - at), Math.max(0, end - at));
		if (part !== '') some.push(piece(part, tone));
		at += text.length;
	}
	return some;
}

/** Long lines are broken, not cut: what stands at their end is part of what is agreed to. A mark says so, so that the rest cannot pass for a line of its own. */
function broken(diffLine: DiffLine, language: Language | null, width: number, {glyphs}: Theme): readonly Line[] {
	const {text, kind} = diffLine;
	if (text === '') return [[]];
	const line = coloured(diffLine, language);
	if (cellsOf(text) <= width) return [line];
	const mark = piece(glyphs.more, isCode(kind) ? codeTones[kind].mark : tones[kind]);
	const rows = rowsOf(text, Math.max(1, width - cellsOf(glyphs.more)));
	return rows.map(({start, end}, index) => [...(index === 0 ? [] : [mark]), ...cut(line, start, end)]);
}

/** Remembered, because it does not change while one scrolls. */
const remembered = new WeakMap<readonly DiffLine[], {readonly width: number; readonly theme: Theme; readonly lines: readonly Line[]}>();

/** All lines, none wider than `width` cells. */
export function diffLines(lines: readonly DiffLine[], width: number, theme: Theme): readonly Line[] {
	const known = remembered.get(lines);
	if (known?.width === width && known.theme === theme) return known.lines;
	let language: Language | null = null;
	const made: Line[] = [];
	for (const line of lines) {
		if (line.kind === 'file') language = languageOf(line.text);
		made.push(...broken(line, language, width, theme));
	}
	remembered.set(lines, {width, theme, lines: made});
	return made;
}
