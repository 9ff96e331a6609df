/** Cuts a screen into the pieces that a client's data names. */
import type {Lines, Region} from './client-data.ts';
import {lastLines, squeeze} from './screen.ts';

/** More lines than a prompt with its footer, a dialog, and what happened last can take. */
const tall = 60;

const lastLike = (lines: Lines, pattern: RegExp): number => lines.findLastIndex(line => pattern.test(line));

/** Where the piece begins, or -1 where its beginning is not to be seen. */
const beginning = (lines: Lines, {after, from}: Region): number => {
	if (from !== undefined) return lastLike(lines, from);
	if (after === undefined) return 0;
	const at = lastLike(lines, after);
	return at < 0 ? -1 : at + 1;
};

const shortened = (lines: Lines, {skip = 0, first, last}: Region): Lines => {
	const rest = lines.slice(skip);
	const begun = first === undefined ? rest : rest.slice(0, first);
	return last === undefined ? begun : begun.slice(-last);
};

const cleaned = (lines: Lines, {without}: Region): Lines => {
	if (without === undefined) return lines;
	return lines.map(line => without.reduce((text, pattern) => text.replace(pattern, ''), line).trimEnd()).filter(line => line !== '');
};

const trimmed = (lines: Lines, {withoutLast}: Region): Lines => (withoutLast?.test(lines.at(-1) ?? '') ? lines.slice(0, -1) : lines);

/** One piece of what it is cut from. Empty: not there. */
const cut = (source: Lines, region: Region): Lines => {
	const whole = trimmed(source, region);
	const end = region.before === undefined ? whole.length : lastLike(whole, region.before);
	const upper = whole.slice(0, Math.max(0, end));
	const start = beginning(upper, region);
	if (start < 0 && !region.orAll) return [];
	const lines = cleaned(shortened(upper.slice(Math.max(0, start)), region), region);
	return region.joined && lines.length > 0 ? [squeeze(lines.join(' '))] : lines;
};

/** The pieces of one look, each cut when it is first asked for. `lines` throws for a name that the data does not have. */
export type Pieces = {lines(name: string): Lines; has(name: string): boolean};

/** `given` are places that are no pieces of the screen (the title). */
export const piecesOf = (screen: Lines, regions: Readonly<Record<string, Region>>, given: Readonly<Record<string, Lines>>): Pieces => {
	const known = new Map<string, Lines>(Object.entries(given));
	known.set('screen', lastLines(screen, tall));
	const lines = (name: string): Lines => {
		const before = known.get(name);
		if (before !== undefined) return before;
		const region = Object.hasOwn(regions, name) ? regions[name] : undefined;
		if (region === undefined) throw new Error(`no piece of the screen is called ${name}`);
		const piece = cut(lines(region.of ?? 'screen'), region);
		known.set(name, piece);
		return piece;
	};
	return {lines, has: name => known.has(name) || Object.hasOwn(regions, name)};
};
