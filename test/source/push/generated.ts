/**
 * Generated changes of one file on two sides, and what the stated rule makes of them. The oracle knows nothing of git's merge or of our healing: it
 * compares lines itself (the longest common part), and asks of each changed place who changed it.
 */

/** Letters for bytes; null: there is no such file. */
export type Text = string | null;
export type Sides = {readonly base: Text; readonly hers: Text; readonly mine: Text};
/** `refused`: people must decide. `mayRefuse`: that would be right too (more careful than the rule). `touched`: both changed the same place. */
export type Allowed = {readonly text: Text | 'refused'; readonly mayRefuse: boolean; readonly touched: boolean};

export type Random = () => number;
export const pick = <T>(random: Random, things: readonly [T, ...T[]]): T => things[Math.floor(random() * things.length)] ?? things[0];

/** mulberry32: the same numbers for the same seed. */
export function newRandom(seed: number): Random {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

const lines = (text: string): readonly string[] => text.split(/(?<=\n)/).filter(line => line !== '');

/** How long the longest common part of `a` from a row on and `b` from a column on is. */
function commonLengths(a: readonly string[], b: readonly string[]): (row: number, column: number) => number {
	const longest = Array.from({length: a.length + 1}, () => new Array<number>(b.length + 1).fill(0));
	const at = (row: number, column: number): number => longest[row]?.[column] ?? 0;
	const length = (row: number, column: number): number =>
		a[row] === b[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
	for (let row = a.length - 1; row >= 0; row--) for (let column = b.length - 1; column >= 0; column--) longest[row]?.splice(column, 1, length(row, column));
	return at;
}

/** Which lines of `a` are in the longest common part with `b`: for each its place there, or -1. */
function matches(a: readonly string[], b: readonly string[]): readonly number[] {
	const common = commonLengths(a, b);
	let column = 0;
	return a.map((line, row) => {
		const next = b.indexOf(line, column);
		if (next === -1 || common(row + 1, next + 1) + 1 !== common(row, column)) return -1;
		column = next + 1;
		return next;
	});
}

/** Lines `from` to `to` of the base (without `to`) became these. */
type Change = {readonly from: number; readonly to: number; readonly lines: readonly string[]};

function changes(base: readonly string[], side: readonly string[]): readonly Change[] {
	const where = matches(base, side);
	const found: Change[] = [];
	let [row, column] = [0, 0];
	while (row < base.length || column < side.length) {
		if (row < base.length && where[row] === column) {
			row++;
			column++;
			continue;
		}
		const [from, start] = [row, column];
		while (row < base.length && where[row] === -1) row++;
		column = row < base.length ? (where[row] ?? column) : side.length;
		found.push({from, to: row, lines: side.slice(start, column)});
	}
	return found;
}

type Region = {readonly from: number; readonly to: number; readonly hers: readonly Change[]; readonly mine: readonly Change[]};

/** Changes of the two that touch or overlap are one region. */
function regions(hers: readonly Change[], mine: readonly Change[]): readonly Region[] {
	const all = [...hers.map(change => ({change, who: 'hers' as const})), ...mine.map(change => ({change, who: 'mine' as const}))];
	all.sort((a, b) => a.change.from - b.change.from || a.change.to - b.change.to);
	const found: Region[] = [];
	for (const {change, who} of all) {
		const last = found.at(-1);
		const isNew = last === undefined || change.from > last.to;
		const region = isNew ? {from: change.from, to: change.to, hers: [], mine: []} : last;
		const grown = {...region, to: Math.max(region.to, change.to), [who]: [...region[who], change]};
		if (isNew) found.push(grown);
		else found[found.length - 1] = grown;
	}
	return found;
}

/** One side's lines of a region. */
function sideOf(base: readonly string[], {from, to}: Region, own: readonly Change[]): readonly string[] {
	const made: string[] = [];
	let row = from;
	for (const change of own) {
		made.push(...base.slice(row, change.from), ...change.lines);
		row = change.to;
	}
	return [...made, ...base.slice(row, to)];
}

const same = (a: readonly string[], b: readonly string[]): boolean => a.join('\0') === b.join('\0') && a.length === b.length;

/** Who wrote this line? One author, or both alike; null: two authors. */
function author(was: string | undefined, hers: string | undefined, mine: string | undefined): string | null {
	const candidates = new Set([hers, mine].filter(line => line !== was));
	if (candidates.size === 0) return was ?? null;
	return candidates.size === 1 ? ([...candidates][0] ?? null) : null;
}

function regionText(base: readonly string[], region: Region): readonly string[] | null {
	const [hers, mine] = [sideOf(base, region, region.hers), sideOf(base, region, region.mine)];
	if (region.hers.length === 0 || same(hers, mine)) return mine;
	if (region.mine.length === 0) return hers;
	const was = base.slice(region.from, region.to);
	if (was.length === 0 || hers.length !== was.length || mine.length !== was.length) return null;
	const written = was.map((line, index) => author(line, hers[index], mine[index]));
	return written.some(line => line === null) ? null : written.map(String);
}

const isClash = ({hers, mine}: Region): boolean => hers.length > 0 && mine.length > 0;
const isEnded = (text: string): boolean => text === '' || text.endsWith('\n');

/** Text that all three have: the rule for lines. */
function mergedLines(base: string, hers: string, mine: string): Allowed {
	const was = lines(base);
	const found = regions(changes(was, lines(hers)), changes(was, lines(mine)));
	const made: string[] = [];
	let row = 0;
	for (const region of found) {
		const text = regionText(was, region);
		if (text === null) return {text: 'refused', mayRefuse: true, touched: true};
		made.push(...was.slice(row, region.from), ...text);
		row = region.to;
	}
	const touched = found.some(region => isClash(region) && !same(sideOf(was, region, region.hers), sideOf(was, region, region.mine)));
	const endings = new Set([base, hers, mine].map(isEnded));
	return {text: [...made, ...was.slice(row)].join(''), mayRefuse: touched && endings.size > 1, touched};
}

/** What may come of it, whatever it is: who alone changed a file decides, both alike decide, text by lines, everything else is for people. */
export function allowed({base, hers, mine}: Sides): Allowed {
	const whole = (text: Text): Allowed => ({text, mayRefuse: false, touched: false});
	if (hers === mine || mine === base) return whole(hers);
	if (hers === base) return whole(mine);
	const isText = [base, hers, mine].every(text => text !== null && !text.includes('\0'));
	if (!isText || base === null || hers === null || mine === null) return {text: 'refused', mayRefuse: true, touched: true};
	return mergedLines(base, hers, mine);
}

const words = ['x', 'y'] as const;
/** What one side does with a line: nothing mostly, else what the other may do as well. */
function edited(random: Random, line: string, index: number): readonly string[] {
	const chance = random();
	const word = pick(random, words);
	if (chance < 0.78) return [line];
	if (chance < 0.92) return [line.replace(/(\r?\n|$)/, ` ${word}$1`)];
	if (chance < 0.96) return [pick(random, [`\t${line}`, ` ${line}`, line.replace(/(\r?\n|$)/, ' $1')])];
	if (chance < 0.98) return [];
	return [`new ${index} ${word}\n`, line];
}

const ended = (random: Random, text: string): string => (random() < 0.08 ? text.replace(/\r?\n$/, '') : text);

/** No two lines are alike, so that nobody can see a change in another place than it was made in. */
function textSides(random: Random): Sides {
	const count = 1 + Math.floor(random() * 9);
	const end = pick(random, ['\n', '\n', '\r\n']);
	const base = Array.from({length: count}, (_, index) => `line ${index}${random() < 0.1 ? ' \u00e9\u00ff' : ''}${end}`);
	const last = random() < 0.15 ? (text: string) => text.replace(/\r?\n$/, '') : (text: string) => text;
	const side = (): string => ended(random, last(base.flatMap((line, index) => edited(random, line, index)).join('')));
	return {base: last(base.join('')), hers: side(), mine: side()};
}

/** Who changes a line: mostly one of them at most, so that much can be put together. */
const authors = ['nobody', 'nobody', 'nobody', 'hers', 'hers', 'mine', 'mine', 'alike'] as const;

function sharedSides(random: Random): Sides {
	const who = Array.from({length: 2 + Math.floor(random() * 8)}, () => (random() < 0.02 ? 'both' : pick(random, authors)));
	const base = who.map((_, index) => `line ${index}\n`);
	const side = (name: 'hers' | 'mine'): string =>
		base
			.map((line, index) =>
				who[index] === name ? `${name} ${line}` : who[index] === 'alike' ? `our ${line}` : who[index] === 'both' ? `${name}! ${line}` : line,
			)
			.join('');
	return {base: base.join(''), hers: side('hers'), mine: side('mine')};
}

const bytes = (random: Random): string => `\0${String.fromCharCode(...Array.from({length: 8}, () => Math.floor(random() * 256)))}`;

/** Kinds of generated files; each has its share. */
const kinds: readonly ((random: Random) => Sides)[] = [
	...Array.from({length: 24}, () => sharedSides),
	...Array.from({length: 8}, () => textSides),
	random => ({...textSides(random), mine: null}),
	random => ({...textSides(random), hers: null}),
	random => ({...textSides(random), base: null}),
	random => {
		const [base, one, two] = [bytes(random), bytes(random), bytes(random)];
		return {base, hers: pick(random, [base, one]), mine: pick(random, [base, one, two])};
	},
];

export const newSides = (random: Random): Sides => (kinds[Math.floor(random() * kinds.length)] ?? textSides)(random);
