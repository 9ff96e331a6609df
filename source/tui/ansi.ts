/**
 * Reads a captured screen (`tmux capture-pane -ep`): text with SGR attributes comes out as spans, everything else that a
 * terminal would obey is dropped, and the text passes the sanitizer. No character below U+0020 and no C1 leaves this file.
 */
import type {Span} from '../../components/peek-frame.ts';
import {cell} from '../sanitize.ts';

type Style = Omit<Span, 'text'>;

const plain: Style = {color: null, backgroundColor: null, bold: false, dim: false, italic: false, underline: false, inverse: false};
const names = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;
const brightNames = names.map(name => (name === 'black' ? 'blackBright' : `${name}Bright`));

/** More than any terminal has: what a broken server could send. */
const mostLines = 1000;
const mostPerLine = 4000;

/**
 * CSI (its final byte in group 1 after parameters), then the strings OSC DCS SOS PM APC with their end on the same line,
 * then charset and two-byte escapes, then a lone ESC, then SO and SI. An unfinished string loses only its introducer:
 * the rest of the line is text that somebody may want to see.
 */
const escapes = new RegExp(
	[
		'\\x1b\\[([0-?]*)([ -/]*)([@-~])',
		'\\x1b[\\]PX^_][^\\x07\\x1b\\x9c]*(?:\\x07|\\x1b\\\\|\\x9c)',
		'\\x1b[ -/]+[0-~]',
		'\\x1b\\[[0-?]*[ -/]*',
		'\\x1b[0-~]?',
		'[\\x0e\\x0f]',
	].join('|'),
	'g',
);

/** DEC special graphics between SO and SI: tmux captures line drawing of old programs that way. */
const drawing: Readonly<Record<string, string>> = {
	j: '┘',
	k: '┐',
	l: '┌',
	m: '└',
	n: '┼',
	q: '─',
	t: '├',
	u: '┤',
	v: '┴',
	w: '┬',
	x: '│',
	a: '▒',
	'`': '◆',
	f: '°',
	g: '±',
	'~': '·',
	o: '⎺',
	s: '⎽',
	'0': '█',
	h: '░',
	y: '≤',
	z: '≥',
	'{': 'π',
	'|': '≠',
	'}': '£',
	p: '⎻',
	r: '⎼',
	',': '←',
	'+': '→',
	'.': '↓',
	'-': '↑',
};

type State = {style: Style; isDrawing: boolean};

const byte = (text: string | undefined): number | null => {
	const value = Number(text);
	return text !== undefined && text !== '' && Number.isInteger(value) && value >= 0 && value <= 255 ? value : null;
};

function indexed(index: number): string {
	if (index < 8) return names[index] ?? 'white';
	if (index < 16) return brightNames[index - 8] ?? 'whiteBright';
	return `ansi256(${index})`;
}

const hex = (red: number, green: number, blue: number): string => `#${[red, green, blue].map(part => part.toString(16).padStart(2, '0')).join('')}`;

/** `5;n` or `2;r;g;b` (with colons also `2::r:g:b`): the colour, and how many parameters it took. */
function extended(rest: readonly string[], isColon: boolean): {readonly colour: string | null; readonly used: number} {
	if (rest[0] === '5') {
		const index = byte(rest[1]);
		return {colour: index === null ? null : indexed(index), used: 2};
	}
	if (rest[0] !== '2') return {colour: null, used: 1};
	// The colon form may name a colour space before red.
	const from = isColon && rest.length > 4 ? 2 : 1;
	const [red, green, blue] = [byte(rest[from]), byte(rest[from + 1]), byte(rest[from + 2])];
	return {colour: red === null || green === null || blue === null ? null : hex(red, green, blue), used: from + 3};
}

const attributes: Readonly<Record<number, Partial<Style>>> = {
	1: {bold: true},
	2: {dim: true},
	3: {italic: true},
	4: {underline: true},
	7: {inverse: true},
	21: {underline: true},
	22: {bold: false, dim: false},
	23: {italic: false},
	24: {underline: false},
	27: {inverse: false},
	39: {color: null},
	49: {backgroundColor: null},
};

function simple(style: Style, code: number): Style {
	if (code === 0) return plain;
	if (code >= 30 && code <= 37) return {...style, color: indexed(code - 30)};
	if (code >= 40 && code <= 47) return {...style, backgroundColor: indexed(code - 40)};
	if (code >= 90 && code <= 97) return {...style, color: indexed(code - 82)};
	if (code >= 100 && code <= 107) return {...style, backgroundColor: indexed(code - 92)};
	// Blinking, hiding and what we do not know is left out: nothing blinks here, and hidden text is nobody's secret from her keeper.
	return {...style, ...attributes[code]};
}

/** Sets foreground (38) or background (48); 58, the colour of an underline, is read and dropped. */
function coloured(style: Style, code: number, colour: string | null): Style {
	if (colour === null) return style;
	if (code === 38) return {...style, color: colour};
	return code === 48 ? {...style, backgroundColor: colour} : style;
}

const isColourCode = (code: number): boolean => code === 38 || code === 48 || code === 58;

/** One parameter with colons in it: `4:3` is a kind of underline, `38:2::1:2:3` a colour. */
function withColons(style: Style, parameter: string): Style {
	const [first, ...rest] = parameter.split(':');
	const code = Number(first);
	if (isColourCode(code)) return coloured(style, code, extended(rest, true).colour);
	return simple(style, code === 4 && rest[0] === '0' ? 24 : code);
}

function select(style: Style, parameters: string): Style {
	const parts = parameters === '' ? ['0'] : parameters.split(';');
	let next = style;
	for (let at = 0; at < parts.length; at++) {
		const part = parts[at] ?? '';
		const code = Number(part);
		if (part.includes(':')) next = withColons(next, part);
		else if (isColourCode(code)) {
			const {colour, used} = extended(parts.slice(at + 1), false);
			next = coloured(next, code, colour);
			at += used;
		} else if (Number.isInteger(code)) next = simple(next, code);
	}
	return next;
}

const drawn = (text: string): string => text.replace(/[ -~]/g, char => drawing[char] ?? char);

function push(spans: Span[], raw: string, state: State): void {
	if (raw === '') return;
	const text: string = cell(state.isDrawing ? drawn(raw) : raw);
	const last = spans.at(-1);
	const {style} = state;
	if (last && (Object.keys(style) as (keyof Style)[]).every(key => last[key] === style[key])) spans[spans.length - 1] = {...last, text: last.text + text};
	else spans.push({...style, text});
}

function act(match: RegExpExecArray, state: State): void {
	const [whole, parameters, between, final] = match;
	if (whole === '\x0e') state.isDrawing = true;
	else if (whole === '\x0f') state.isDrawing = false;
	else if (final === 'm' && between === '' && parameters !== undefined && /^[0-9;:]*$/.test(parameters)) state.style = select(state.style, parameters);
}

function readLine(line: string, state: State): readonly Span[] {
	const spans: Span[] = [];
	let from = 0;
	for (const match of line.matchAll(escapes)) {
		push(spans, line.slice(from, match.index), state);
		act(match, state);
		from = match.index + match[0].length;
	}
	push(spans, line.slice(from), state);
	return spans;
}

/** The captured screen as lines of spans, top to bottom; attributes carry over from line to line, as tmux writes them. Empty lines at the end are left out. */
export function readAnsi(screen: string): readonly (readonly Span[])[] {
	const state: State = {style: plain, isDrawing: false};
	const lines = screen
		.split('\n')
		.slice(0, mostLines)
		.map(line => readLine(line.slice(0, mostPerLine), state));
	const last = lines.findLastIndex(spans => spans.some(span => span.text.trim() !== '' || span.backgroundColor !== null || span.inverse));
	return lines.slice(0, last + 1);
}
