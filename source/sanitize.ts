/**
 * The one sanitizer (RULES.md, Mail, last bullet). Text from agents, repositories and terminals is hostile: it may hold terminal commands
 * (C0, C1), turn its direction (bidi), hide things (tags, zero width) or pile marks on the cells above. What is bad is replaced, never
 * removed: removing lets the two halves of `ESC [ ESC [ 2J` meet.
 */
import type {Safe, Sanitized} from '../db/types.ts';

const plain = /^[ -~]*$/;
const plainLines = /^[ -~\n]*$/;
const replacement = '\uFFFD';
/** Marks that one letter may carry; more of them reach into the lines above. */
const mostMarks = 4;
const tabStop = 8;

/** Scripts written with letters that join: within a word of one of them U+200C and U+200D are spelling. */
const scriptNames =
	'Latin Greek Cyrillic Armenian Hebrew Arabic Syriac Thaana Nko Mandaic Mongolian Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala Thai Lao Tibetan Myanmar Khmer Georgian Ethiopic';

/** Made once, when it is first needed: these expressions are the dearest thing to load, and most commands only print ASCII. */
function once<T>(make: () => T): () => T {
	let made: {readonly value: T} | null = null;
	return () => {
		made ??= {value: make()};
		return made.value;
	};
}

const expressions = once(() => ({
	tooManyMarks: new RegExp(`(\\p{M}{${mostMarks}})\\p{M}+`, 'gu'),
	/** A mark with nothing to stand on would land on the cell left of the text: a border, another column. */
	markWithoutLetter: /(?<=^|\n)\p{M}/gu,
	/** Variation selectors and skin tones: terminals and string-width disagree about their width, and a cell must keep its width. */
	selectors: /[\uFE00-\uFE0F]/g,
	skinTones: /(?<=\p{Extended_Pictographic})[\u{1F3FB}-\u{1F3FF}]+/gu,
	/** Cc controls, Cf format (bidi, tags, zero width), Cs lone surrogates, Zl and Zp separators, what is drawn as nothing, and non-characters. */
	bad: /(?!\n|[\uFE00-\uFE0F])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu,
}));

const spelling = once(() => ({
	letterBefore: /(\p{L})(?:(?!\p{Default_Ignorable_Code_Point})\p{M})*$/u,
	letterAfter: /^\p{L}/u,
	scripts: scriptNames.split(' ').map(name => new RegExp(`\\p{Script_Extensions=${name}}`, 'u')),
}));

const escapeInJson = once(() => /[\u007F-\u009F\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu);

/** Is this joiner inside a word, between two letters of one script? */
function isSpelling(text: string, at: number): boolean {
	const {letterBefore, letterAfter, scripts} = spelling();
	const before = letterBefore.exec(text.slice(Math.max(0, at - 2 - 2 * mostMarks), at))?.[1];
	const after = letterAfter.exec(text.slice(at + 1, at + 3))?.[0];
	return before !== undefined && after !== undefined && scripts.some(script => script.test(before) && script.test(after));
}

/** What is shown for a bad character: C0 and DEL as their pictures (␛), everything else as U+FFFD. */
function shown(char: string, at: number, text: string): string {
	const code = char.codePointAt(0) ?? 0;
	if (code < 0x20) return String.fromCharCode(0x2400 + code);
	if (code === 0x7f) return '\u2421';
	if ((code === 0x200c || code === 0x200d) && isSpelling(text, at)) return char;
	return replacement;
}

/** Asserts for the types what the function just made true. The only two places where `Safe` comes to be. */
const asSafe = (text: string): Safe => text as Safe;

function withoutBad(text: string): Safe {
	const {markWithoutLetter, tooManyMarks, bad} = expressions();
	return asSafe(text.replace(markWithoutLetter, replacement).replace(tooManyMarks, '$1').replace(bad, shown));
}

/** One line: newlines and tabs become a space. Idempotent; never longer than the text in UTF-16 units. */
export function cell(text: string): Safe {
	if (plain.test(text)) return asSafe(text);
	const {selectors, skinTones} = expressions();
	const line = text
		.replace(/\r\n|[\n\t\u2028\u2029]/g, ' ')
		.replace(selectors, '')
		.replace(skinTones, '');
	return withoutBad(line);
}

function expandTabs(line: string): string {
	let out = '';
	let column = 0;
	for (const char of line) {
		const wide = char === '\t' ? tabStop - (column % tabStop) : 1;
		out += char === '\t' ? ' '.repeat(wide) : char;
		column += wide;
	}
	return out;
}

/** Many lines: `\n` stays (`\r\n` becomes it), tabs become spaces. Idempotent. */
export function block(text: string): Safe {
	if (plainLines.test(text)) return asSafe(text);
	const lines = text.replaceAll('\r\n', '\n');
	return withoutBad(lines.includes('\t') ? lines.split('\n').map(expandTabs).join('\n') : lines);
}

/** Fields that may hold several lines. */
const manyLines: ReadonlySet<string> = new Set(['body']);

/** In JSON: anything but printable ASCII, or an escape other than of a quote or a backslash. */
const unusual = /[^ -~]|\\[^"\\]/;
/** Snapshots hold thousands of texts, nearly all of them plain: that is seen fastest in all of them at once, or in each row. */
const levelsAtOnce = 2;

const isPlainThroughout = (value: object): boolean => !unusual.test(JSON.stringify(value));

function deep(value: unknown, key: string, level = 0): unknown {
	if (typeof value === 'string') return manyLines.has(key) ? block(value) : cell(value);
	if (value === null || typeof value !== 'object' || (level <= levelsAtOnce && isPlainThroughout(value))) return value;
	if (Array.isArray(value))
		return keepIfSame(
			value,
			value.map(item => deep(item, key, level + 1)),
		);
	let changed = false;
	const copy: Record<string, unknown> = {};
	for (const [name, item] of Object.entries(value)) {
		const safeName = cell(name);
		copy[safeName] = deep(item, name, level + 1);
		changed ||= safeName !== name || copy[safeName] !== item;
	}
	return changed ? copy : value;
}

function keepIfSame(list: readonly unknown[], made: readonly unknown[]): readonly unknown[] {
	return made.every((item, index) => item === list[index]) ? list : made;
}

/** The same value with every string made safe (`body` as block, all others as cell). What needs no change is the same object, so that memos hold. */
export function sanitize<T>(value: T): Sanitized<T> {
	return deep(value, '') as Sanitized<T>;
}

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** JSON whose text is exact, with everything that a terminal could obey or that hides as `\u` escapes. `indent` as in JSON.stringify. */
export function toJson(value: unknown, indent?: number): string {
	const text = JSON.stringify(value, null, indent);
	if (plainLines.test(text)) return text;
	return text.replace(escapeInJson(), char => char.split('').map(escapeUnit).join(''));
}
