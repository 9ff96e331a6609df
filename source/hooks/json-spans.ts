/**
 * Where each value of a JSON text stands, so that a part can be put in or taken out while every other byte stays. For texts that
 * `JSON.parse` accepted: nothing is checked again here.
 */
export type Span = {readonly start: number; readonly end: number};
export type Member = Span & {readonly key: string; readonly value: Value};
export type Value = Span &
	(
		| {readonly kind: 'object'; readonly members: readonly Member[]}
		| {readonly kind: 'array'; readonly items: readonly Value[]}
		| {readonly kind: 'string' | 'other'}
	);

const blank = /[\s\uFEFF]/;

function skip(text: string, at: number): number {
	let next = at;
	while (next < text.length && blank.test(text.charAt(next))) next += 1;
	return next;
}

function stringEnd(text: string, start: number): number {
	let at = start + 1;
	while (at < text.length && text.charAt(at) !== '"') at += text.charAt(at) === '\\' ? 2 : 1;
	return at + 1;
}

function readObject(text: string, start: number): Value {
	const members: Member[] = [];
	let at = skip(text, start + 1);
	while (at < text.length && text.charAt(at) !== '}') {
		const keyEnd = stringEnd(text, at);
		const value = readValue(text, skip(text, skip(text, keyEnd) + 1));
		members.push({start: at, end: value.end, key: JSON.parse(text.slice(at, keyEnd)) as string, value});
		at = skip(text, value.end);
		if (text.charAt(at) === ',') at = skip(text, at + 1);
	}
	return {kind: 'object', start, end: at + 1, members};
}

function readArray(text: string, start: number): Value {
	const items: Value[] = [];
	let at = skip(text, start + 1);
	while (at < text.length && text.charAt(at) !== ']') {
		const value = readValue(text, at);
		items.push(value);
		at = skip(text, value.end);
		if (text.charAt(at) === ',') at = skip(text, at + 1);
	}
	return {kind: 'array', start, end: at + 1, items};
}

function readValue(text: string, start: number): Value {
	const first = text.charAt(start);
	if (first === '{') return readObject(text, start);
	if (first === '[') return readArray(text, start);
	if (first === '"') return {kind: 'string', start, end: stringEnd(text, start)};
	let end = start;
	while (end < text.length && !/[\s,\]}]/.test(text.charAt(end))) end += 1;
	// Never for a text that JSON.parse accepts; without this a broken one would be read for ever.
	if (end === start) throw new SyntaxError(`no JSON value at ${start}`);
	return {kind: 'other', start, end};
}

/** The whole text as spans; offsets are UTF-16 units. Throws a RangeError for a text nested deeper than the stack. */
export const spansOf = (text: string): Value => readValue(text, skip(text, 0));

/** The value at a path of keys and indexes, or null. Of keys that stand twice the last counts, as in `JSON.parse`. */
export function valueAt(root: Value, path: readonly (string | number)[]): Value | null {
	let value: Value | undefined = root;
	for (const step of path) {
		if (value === undefined) return null;
		if (value.kind === 'object') value = value.members.findLast(member => member.key === step)?.value;
		else if (value.kind === 'array' && typeof step === 'number') value = value.items[step];
		else return null;
	}
	return value ?? null;
}
