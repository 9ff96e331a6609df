/** The mail form as lines of text: what stands where, at every size. Pure. */
import type {Sanitized, Sister} from '../../db/types.ts';
import {ago} from '../../source/format/age.ts';
import {known, type Recipient, recipientsIn} from '../complete.ts';
import {bodyLimit, bytesOf, type Editor, type EditorWorld, priorities, suggestions, typing} from '../editor.ts';
import {cellsOf, drawn, type EditorText, type Row, rowAt, rowsOf} from '../editor-text.ts';
import type {EntryForm} from '../entry-form.ts';
import {cutTo, fit} from '../fit.ts';
import {fitLine, lineWidth, piece, spread} from '../line-text.tsx';
import type {Line, Piece} from '../pane.ts';
import {categories, categoryTone} from '../shared.ts';
import type {Theme} from '../theme.ts';
import {statusWords} from '../words.ts';
import {fittingHints, keyHints} from './text-box.tsx';

export type ComposeView = {
	readonly editor: Editor;
	readonly world: EditorWorld;
	readonly theme: Theme;
	readonly now: number;
	/** Cells and rows inside the box. */
	readonly width: number;
	readonly height: number;
};

const labelCells = 6;
const graphemes = new Intl.Segmenter(undefined, {granularity: 'grapheme'});

/** One row of text with the cursor's cell marked. A cursor behind the last cell (spaces hang over the edge) stands on it. */
function rowWithCursor(text: string, row: Row, at: number | null, cells: number): Line {
	const pieces: Piece[] = [];
	let used = 0;
	let cursor: Piece | null = null;
	for (const {index, segment} of graphemes.segment(text.slice(row.start, row.end))) {
		const wide = cellsOf(segment);
		const isCursor = row.start + index === at;
		if (used + wide > cells - (isCursor ? 0 : 1)) break;
		if (isCursor) {
			cursor = piece(drawn(segment), 'cursor');
			pieces.push(cursor);
		} else pieces.push(piece(drawn(segment)));
		used += wide;
	}
	if (at !== null && !cursor) pieces.push(piece(' ', 'cursor'));
	return joined(pieces);
}

/** Neighbours of one tone as one piece: fewer nodes to draw. */
function joined(pieces: readonly Piece[]): Line {
	const line: Piece[] = [];
	for (const one of pieces) {
		const last = line.at(-1);
		if (last && last.tone === one.tone) line[line.length - 1] = {...last, text: last.text + one.text};
		else line.push(one);
	}
	return line;
}

/** A line of input that scrolls sideways so that the cursor shows. */
function inputLine(input: EditorText, isActive: boolean, cells: number): Line {
	const all = {start: 0, end: input.text.length};
	if (!isActive) return rowWithCursor(input.text, all, null, cells + 1);
	let start = 0;
	const wide = (): number => [...graphemes.segment(input.text.slice(start, input.at))].reduce((sum, {segment}) => sum + cellsOf(segment), 0);
	while (start < input.at && wide() > cells - 2) start += [...graphemes.segment(input.text.slice(start))][0]?.segment.length ?? 1;
	return rowWithCursor(input.text, {start, end: input.text.length}, input.at, cells);
}

const label = (text: string): Piece => piece(fit(text, labelCells), 'quiet');

function toLine({editor, width}: ComposeView): Line {
	const groups = piece('@all @waiting @repo', 'quiet');
	const input = inputLine(editor.to, editor.field === 'to', Math.max(4, width - labelCells));
	const line: Line = [label('To'), ...input];
	return lineWidth(line) + lineWidth([groups]) + 2 <= width ? spread(line, [groups], width, '') : line;
}

function choiceLine(choice: Recipient, isChosen: boolean, {theme}: ComposeView, cells: number): Line {
	const {glyphs} = theme;
	const status = choice.status ? `${glyphs[choice.status]} ${statusWords[choice.status]}` : '';
	const text = `${isChosen ? glyphs.selected : ' '} ${fit(choice.name, 16, {mark: glyphs.cut})} ${choice.status ? fit(choice.what, 9, {mark: glyphs.cut}) : choice.what}${status}`;
	return [piece(fit(text, cells, {mark: glyphs.cut}), isChosen ? 'strong' : 'plain')];
}

/** The completion list in its own light box; at most `room` rows, none when that is too few. */
function popover(view: ComposeView, room: number): readonly Line[] {
	const {editor, world, theme, width} = view;
	if (editor.field !== 'to' || room < 3) return [];
	const list = suggestions(editor, world);
	const border = theme.borders.pane;
	const cells = Math.max(10, Math.min(46, width - labelCells - 2));
	const chosen = Math.max(0, editor.chosen);
	// The chosen one always shows, however few rows there are.
	const from = Math.max(0, Math.min(chosen - (room - 3), list.length - (room - 2)));
	const shown = list.slice(from, from + room - 2);
	const none: Line = [piece(fit('  nobody by that name yet: it is stored for her', cells, {mark: theme.glyphs.cut}), 'quiet')];
	const lines = shown.length > 0 ? shown.map(choice => choiceLine(choice, choice === list[chosen], view, cells)) : [none];
	const margin = piece(' '.repeat(labelCells));
	const hint = width >= labelCells + cells + 2 + 16 && shown.length > 0 ? piece('   Tab takes it', 'quiet') : piece('');
	return [
		[margin, piece(border.topLeft + border.top.repeat(cells) + border.topRight)],
		...lines.map((line, index): Line => [margin, piece(border.left), ...line, piece(border.right), index === 0 ? hint : piece('')]),
		[margin, piece(border.bottomLeft + border.bottom.repeat(cells) + border.bottomRight)],
	];
}

function priorityLine({editor, theme, width}: ComposeView): Line {
	const {working, idle} = theme.glyphs;
	const choices = priorities.map((priority, index) => {
		const isChosen = priority === editor.priority;
		return piece(`${index === 0 ? '' : '  '}${isChosen ? working : idle} ${priority}`, isChosen ? (priority === 'urgent' ? 'attention' : 'strong') : 'plain');
	});
	const line: Line = [label('Prio'), ...choices];
	const hint = piece('Ctrl-P cycles', 'quiet');
	return lineWidth(line) + lineWidth([hint]) + 2 <= width ? spread(line, [hint], width, '') : line;
}

/** The chosen one of several, the others beside it where there is room. */
function choice(name: string, options: readonly string[], chosen: number, tone: Piece['tone'], {theme, width}: ComposeView): Line {
	const {working, idle} = theme.glyphs;
	const one = (text: string, index: number): Piece => piece(`${index === chosen ? working : idle} ${text}`, index === chosen ? tone : 'plain');
	const all: Line = [label(name), ...options.flatMap((text, index): Line => [piece(index === 0 ? '' : '  '), one(text, index)])];
	return lineWidth(all) <= width ? all : [label(name), one(options[chosen] ?? '', chosen), piece(` (1 of ${options.length})`, 'quiet')];
}

const kindLine = ({category}: EntryForm, view: ComposeView): Line => choice('Kind', categories, categories.indexOf(category), categoryTone(category), view);

function placeLine({repo, forAll, supersedes}: EntryForm, view: ComposeView): Line {
	if (supersedes !== null) return [label('For'), piece(`${repo ?? 'the whole colony'}, instead of #${supersedes}`)];
	if (repo === null) return [label('For'), piece('the whole colony')];
	const line = choice('For', [repo, 'the whole colony'], forAll ? 1 : 0, 'strong', view);
	const hint = piece('Ctrl-P other', 'quiet');
	return lineWidth(line) + lineWidth([hint]) + 2 <= view.width ? spread(line, [hint], view.width, '') : line;
}

type Window = {readonly rows: readonly Row[]; readonly at: number; readonly top: number};

/** The rows of the text that show. The cursor stays in the middle of a long text, so that what is around it shows. */
function windowOf({editor, world}: ComposeView, room: number): Window {
	const rows = rowsOf(editor.body.text, world.columns);
	const at = rowAt(rows, editor.body.at);
	return {rows, at, top: Math.max(0, Math.min(at - Math.floor(room / 2), rows.length - room))};
}

function bodyLines(view: ComposeView, room: number): readonly Line[] {
	const {editor, theme, width} = view;
	const {rows, at, top} = windowOf(view, room);
	const bar = piece(`${theme.borders.pane.left} `, editor.field === 'body' ? 'focus' : 'quiet');
	return Array.from({length: room}, (_, index): Line => {
		const row = rows[top + index];
		if (!row) return [bar];
		const cursor = editor.field === 'body' && top + index === at ? editor.body.at : null;
		return [bar, ...rowWithCursor(editor.body.text, row, cursor, width - 2)];
	});
}

const listed = (names: readonly string[]): string => (names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', '));

/** Names in the To line; the one that is being typed counts only when it can become nothing else. */
function settledNames(editor: Editor, world: EditorWorld): readonly string[] {
	if (editor.field === 'to' && suggestions(editor, world).length > 0) return typing(editor).others;
	return recipientsIn(editor.to.text);
}

function whoReads(editor: Editor, world: EditorWorld): Piece {
	if (editor.entry) return piece('all who work there are told at their next sync or start', 'quiet');
	const {sisters, keeper} = world;
	const names = settledNames(editor, world);
	const by = (wanted: ReturnType<typeof known>): readonly string[] => names.filter(name => known(name, sisters, keeper) === wanted);
	const gone = by('gone');
	if (gone.length > 0) return piece(`${listed(gone)} ${gone.length === 1 ? 'is' : 'are'} gone: it waits until she is back`, 'attention');
	const unknown = by('unknown');
	if (unknown.length > 0) return piece(`${listed(unknown)}: no such sister yet, it waits for her`, 'attention');
	const [only] = names;
	if (names.length === 1 && only !== undefined && !only.startsWith('@')) return piece(readsWhen(only, sisters), 'quiet');
	return piece(names.length === 0 ? 'nobody yet' : 'each reads at her next turn', 'quiet');
}

function readsWhen(name: string, sisters: readonly Sanitized<Sister>[]): string {
	const sister = sisters.find(one => one.name === name);
	return sister?.status === 'waiting' ? `${name} reads after her question is answered: g goes there` : `${name} reads at her next turn`;
}

/** The one line that says how it stands: refused, on its way, who will not read it soon. */
function stateLine({editor, world, theme, width}: ComposeView): Line {
	const bytes = bytesOf(editor.body.text);
	const size = bytes > bodyLimit * 0.75 ? [piece(`${bytes} of ${bodyLimit} bytes`, bytes > bodyLimit ? 'danger' : 'quiet')] : [];
	const words = editor.complaint
		? piece(`${theme.glyphs.error} ${editor.complaint}`, 'danger')
		: editor.sending
			? piece('sending ...', 'quiet')
			: whoReads(editor, world);
	return spread([words], size, width, theme.glyphs.cut);
}

/** What its keys do here, each in a word or two. */
const hintsFor = ({entry, field}: Editor): readonly (readonly [string, string])[] => [
	['Ctrl-S', entry ? 'add' : 'send'],
	...(entry ? ([['Tab', 'kind']] as const) : []),
	['Ctrl-E', '$EDITOR'],
	['Esc', 'keep draft'],
	['Ctrl-X', 'throw away'],
	...(entry ? [] : ([['Tab', field === 'to' ? 'text' : 'recipients']] as const)),
];

/** All in one line; where they do not fit in `most` lines, those without which nobody gets out of the form first. */
function hintLines({editor, width}: ComposeView, most: number): readonly Line[] {
	const hints = hintsFor(editor);
	if (lineWidth(keyHints(hints, '  ')) <= width) return [fittingHints(hints, width)];
	const lines: (readonly (readonly [string, string])[])[] = [];
	const rank = ([key]: (typeof hints)[number]): number => ['Ctrl-E', 'Tab'].indexOf(key);
	for (const hint of hints.toSorted((a, b) => rank(a) - rank(b))) {
		const last = [...(lines.at(-1) ?? []), hint];
		if (lines.length > 0 && lineWidth(keyHints(last, '  ')) <= width) lines[lines.length - 1] = last;
		else lines.push([hint]);
	}
	return lines.slice(0, most).map(line => keyHints(line, '  '));
}

function quoteLines({editor, theme, width}: ComposeView, room: number): readonly Line[] {
	return editor.quote.slice(0, room).map(line => [piece(cutTo(`> ${line}`, width, 'end', theme.glyphs.cut), 'quiet')]);
}

/** What stands in the border: `Reply #147`. */
export function composeTitle({editor}: Pick<ComposeView, 'editor'>): Line {
	if (editor.entry) return [piece(editor.entry.supersedes === null ? 'Add to shared context' : `Instead of #${editor.entry.supersedes}`, 'strong')];
	const urgent: Line = editor.priority === 'urgent' ? [piece(' urgent', 'attention')] : [];
	if (editor.replyTo !== null) return [piece(`Reply #${editor.replyTo}`, 'strong'), ...urgent];
	return [piece(editor.kind === 'dispatch' ? 'Dispatch' : 'Tell', 'strong'), ...urgent];
}

/** `savedAt`: when the stored draft was written, null when none is. Only what the database has counts as saved. */
export function composeNote(editor: Editor, savedAt: string | null, now: number): Line {
	if (savedAt === null) return editor.touched && editor.body.text.trim() !== '' ? [piece('draft not saved yet', 'quiet')] : [];
	return [piece(`draft ${!editor.touched && editor.restoredFrom !== null ? 'from' : 'saved'} ${ago(savedAt, now)}`, 'quiet')];
}

type Parts = {readonly above: readonly Line[]; readonly below: readonly Line[] /** Rows for the text. */; readonly room: number};

/** What stands around the text, and how many rows that leaves. */
function partsOf(view: ComposeView): Parts {
	const {height} = view;
	const quote = quoteLines(view, height >= 16 ? 3 : height >= 9 ? 1 : 0);
	const {entry} = view.editor;
	const first = entry ? kindLine(entry, view) : toLine(view);
	const priority = height >= 6 ? [entry ? placeLine(entry, view) : priorityLine(view)] : [];
	const hints = height >= 5 ? hintLines(view, height >= 8 ? 2 : 1) : [];
	const blank: readonly Line[] = height >= 11 ? [[]] : [];
	const afterQuote = quote.length > 0 ? blank : [];
	const fixed = 1 + priority.length + quote.length + afterQuote.length + 2 * blank.length + 1 + hints.length;
	const list = popover(view, Math.max(0, height - fixed - 1));
	return {
		above: [first, ...list, ...priority, ...blank, ...quote, ...afterQuote],
		below: [...blank, stateLine(view), ...hints],
		room: Math.max(1, height - fixed - list.length),
	};
}

/** `12-18 of 40`: which lines of the text show, where not all do; for the border below. */
export function composeFoot(view: ComposeView): Line {
	const {room} = partsOf(view);
	const {rows, top} = windowOf(view, room);
	return rows.length <= room ? [] : [piece(`${top + 1}-${Math.min(rows.length, top + room)} of ${rows.length}`, 'quiet')];
}

/**
 * Exactly `height` lines. What goes first when there are few rows: blank lines, the quote, the priority, the hints; the last that
 * are left are To, the text and how it stands.
 */
export function composeLines(view: ComposeView): readonly Line[] {
	const {height, width, theme} = view;
	const {above, below, room} = partsOf(view);
	return [...above, ...bodyLines(view, room), ...below].slice(0, height).map(line => fitLine(line, width, theme.glyphs.cut, true));
}
