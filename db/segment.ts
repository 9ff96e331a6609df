/** One name of a glob, between two slashes: which names it can stand for, and whether two of them can stand for one. Pure. */

/** Letters that may stand in one place: code points from, to, and from, to … sorted, apart. */
type Letters = readonly number[];
type Place = 'star' | Letters;

export type Name = {
	readonly places: readonly Place[];
	/** The one name that it stands for, or null: it has a wildcard. */
	readonly literal: string | null;
};

/** Counts down; below zero nobody looks any closer. */
export type Budget = {left: number};

const last = 0x10ffff;
const slash = 0x2f;
/** No file's name has a slash or a NUL in it. */
const anyLetter: Letters = [1, slash - 1, slash + 1, last];

/** Without what cannot stand in a name; overlapping ranges joined. */
function tidy(ranges: readonly (readonly [number, number])[]): Letters {
	const joined: number[] = [];
	for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
		const end = joined.at(-1);
		if (from > to) continue;
		if (end !== undefined && from <= end + 1) joined[joined.length - 1] = Math.max(end, to);
		else joined.push(from, to);
	}
	return common(joined, anyLetter);
}

function common(a: Letters, b: Letters): Letters {
	const shared: number[] = [];
	for (let i = 0; i < a.length; i += 2)
		for (let j = 0; j < b.length; j += 2) {
			const from = Math.max(a[i] ?? 0, b[j] ?? 0);
			const to = Math.min(a[i + 1] ?? 0, b[j + 1] ?? 0);
			if (from <= to) shared.push(from, to);
		}
	return shared;
}

const allBut = (letters: Letters): Letters => {
	const ranges: [number, number][] = [];
	let from = 1;
	for (let i = 0; i < letters.length; i += 2) {
		ranges.push([from, (letters[i] ?? 1) - 1]);
		from = (letters[i + 1] ?? last) + 1;
	}
	return tidy([...ranges, [from, last]]);
};

const codeOf = (letter: string): number => letter.codePointAt(0) ?? 0;
const one = (letter: string): Letters => [codeOf(letter), codeOf(letter)];

type Token = {readonly place: Place; readonly isWild: boolean; readonly next: number};

/** One letter of a class; a backslash protects it. */
function letterAt(letters: readonly string[], at: number): {readonly code: number; readonly next: number} {
	const own = letters[at] === '\\' && at + 1 < letters.length ? at + 1 : at;
	return {code: codeOf(letters[own] ?? ''), next: own + 1};
}

/** `a` or `a-z` of a class. */
function rangeAt(letters: readonly string[], at: number): {readonly range: readonly [number, number]; readonly next: number} {
	const from = letterAt(letters, at);
	const isRange = letters[from.next] === '-' && from.next + 1 < letters.length && letters[from.next + 1] !== ']';
	const to = isRange ? letterAt(letters, from.next + 1) : from;
	return {range: [from.code, to.code], next: to.next};
}

/** `[[:alpha:]]`, when `at` stands at its inner bracket: taken for any letter. Null: it has no end. */
function namedClass(letters: readonly string[], at: number): Token | null {
	const inner = letters.indexOf(']', at);
	const end = inner < 0 ? -1 : letters.indexOf(']', inner + 1);
	return end < 0 ? null : {place: anyLetter, isWild: true, next: end + 1};
}

/** `[a-z]`, `[!a]`, `[]a]`, `[\]]`; null where it has no end: then `[` is a letter. */
function classAt(letters: readonly string[], at: number): Token | null {
	const isNegated = letters[at + 1] === '!' || letters[at + 1] === '^';
	const first = at + (isNegated ? 2 : 1);
	const ranges: (readonly [number, number])[] = [];
	for (let next = first; next < letters.length; ) {
		if (letters[next] === ']' && next > first) return {place: isNegated ? allBut(tidy(ranges)) : tidy(ranges), isWild: true, next: next + 1};
		if (letters[next] === '[' && /[:.=]/.test(letters[next + 1] ?? '')) return namedClass(letters, next);
		const found = rangeAt(letters, next);
		ranges.push(found.range);
		next = found.next;
	}
	return null;
}

/** `@(a|b)` of a shell and `{1..9}`: taken for any text, which is too much and never too little. */
function textAt(letters: readonly string[], at: number): Token | null {
	const isChoice = /[?*+@!]/.test(letters[at] ?? '') && letters[at + 1] === '(';
	const end = isChoice ? letters.indexOf(')', at) : letters[at] === '{' ? letters.indexOf('}', at) : -1;
	if (end < 0 || !(isChoice || letters.slice(at, end).join('').includes('..'))) return null;
	return {place: 'star', isWild: true, next: end + 1};
}

function tokenAt(letters: readonly string[], at: number): Token {
	const letter = letters[at] ?? '';
	const text = textAt(letters, at);
	if (text !== null) return text;
	if (letter === '*') return {place: 'star', isWild: true, next: at + 1};
	if (letter === '?') return {place: anyLetter, isWild: true, next: at + 1};
	const isEscape = letter === '\\' && at + 1 < letters.length;
	const set = letter === '[' ? classAt(letters, at) : null;
	return set ?? {place: one(isEscape ? (letters[at + 1] ?? '') : letter), isWild: false, next: at + (isEscape ? 2 : 1)};
}

/** No name has more than 255 bytes; a text that is much longer than that is not looked at closely: it stands for any name. */
const longest = 1024;

/** Reads a name without braces that are choices; see `unfold`. */
export function parseName(segment: string): Name {
	if (segment.length > longest) return {places: ['star'], literal: null};
	const letters = [...segment];
	const places: Place[] = [];
	let isWild = false;
	for (let at = 0; at < letters.length; ) {
		const token = tokenAt(letters, at);
		if (!(token.place === 'star' && places.at(-1) === 'star')) places.push(token.place);
		isWild ||= token.isWild;
		at = token.next;
	}
	return {places, literal: isWild ? null : String.fromCodePoint(...places.map(place => (place === 'star' ? 0 : (place[0] ?? 0))))};
}

/** A name as it is written, whatever signs stand in it. */
export const plainName = (name: string): Name => ({places: [...name].map(one), literal: name});

/** Is there a name at all? `[b-a]` has none. */
export const isPossible = ({places}: Name): boolean => places.every(place => place === 'star' || place.length > 0);

const isEmpty = (place: Place | undefined): boolean => place !== undefined && place !== 'star' && place.length === 0;

/** Is this one name meant? Only the last star is gone back to. */
function isMeant({places}: Name, letters: readonly Place[], budget: Budget): boolean {
	let [at, read, star, begun] = [0, 0, -1, 0];
	while (read < letters.length) {
		budget.left -= 1;
		if (budget.left < 0) return true;
		const place = places[at];
		const letter = letters[read];
		if (place === 'star') [star, begun, at] = [at, read, at + 1];
		else if (place !== undefined && letter !== undefined && letter !== 'star' && common(place, letter).length > 0) [at, read] = [at + 1, read + 1];
		else if (star >= 0) [at, read, begun] = [star + 1, begun + 1, begun + 1];
		else return false;
	}
	return places.slice(at).every(place => place === 'star');
}

/** Could one name be meant by both? Both are walked at once; at worst as many steps as their lengths multiplied. */
export function namesMeet(a: Name, b: Name, budget: Budget): boolean {
	if (a.literal !== null && b.literal !== null) return a.literal === b.literal;
	if (a.literal !== null) return isMeant(b, a.places, budget);
	if (b.literal !== null) return isMeant(a, b.places, budget);
	return doMeet(a, b, budget);
}

const areBothLetters = (one: Place | undefined, other: Place | undefined): boolean =>
	one !== undefined && other !== undefined && one !== 'star' && other !== 'star' && common(one, other).length > 0;

/** How both can go on from where they stand: each a place further, or one of them, while the other's star takes a letter or ends. */
function movesAt(one: Place | undefined, other: Place | undefined): readonly (readonly [0 | 1, 0 | 1])[] {
	if (areBothLetters(one, other)) return [[1, 1]];
	const first = one === 'star' || (other === 'star' && one !== undefined && !isEmpty(one));
	const second = other === 'star' || (one === 'star' && other !== undefined && !isEmpty(other));
	return [...(first ? [[1, 0] as const] : []), ...(second ? [[0, 1] as const] : [])];
}

function doMeet(a: Name, b: Name, budget: Budget): boolean {
	const width = b.places.length + 1;
	const seen = new Uint8Array((a.places.length + 1) * width);
	const end = seen.length - 1;
	const open = [0];
	for (let state = open.pop(); state !== undefined; state = open.pop()) {
		budget.left -= 1;
		if (state === end || budget.left < 0) return true;
		const [i, j] = [Math.floor(state / width), state % width];
		for (const [more, other] of movesAt(a.places[i], b.places[j])) {
			const next = (i + more) * width + j + other;
			if (seen[next] === 1) continue;
			seen[next] = 1;
			open.push(next);
		}
	}
	return false;
}
