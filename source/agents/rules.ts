/** Tries the rules of a client's data on the pieces of one look, from top to bottom. */
import type {Status, StatusDetail} from '../../db/types.ts';
import type {Looks, Rule} from './client-data.ts';
import type {Verdict} from './evidence.ts';
import type {Pieces} from './regions.ts';
import {inWords} from './screen.ts';

type AnyLooks = Looks<string> | undefined;
type Words = ReadonlyMap<string, string>;

type Sought = readonly (readonly [string, RegExp])[];

/** Data does not change: what is sought is listed once for every rule, and not with every look at sixty sisters. */
const listed = new WeakMap<object, Sought>();

const patternsOf = (looks: AnyLooks): Sought => {
	if (looks === undefined) return [];
	const before = listed.get(looks);
	if (before !== undefined) return before;
	const sought = Object.entries(looks).flatMap(([place, patterns]) => [patterns ?? []].flat().map(pattern => [place, pattern] as const));
	listed.set(looks, sought);
	return sought;
};

const hasLine = (pieces: Pieces, looks: AnyLooks): boolean =>
	patternsOf(looks).every(([place, pattern]) => pieces.lines(place).some(line => pattern.test(line)));

const hasNothingElse = (pieces: Pieces, looks: AnyLooks): boolean =>
	patternsOf(looks).every(([place, pattern]) => pieces.lines(place).length > 0 && pieces.lines(place).every(line => pattern.test(line)));

const hasNone = (pieces: Pieces, looks: AnyLooks): boolean =>
	!patternsOf(looks).some(([place, pattern]) => pieces.lines(place).some(line => pattern.test(line)));

/** Is everything there that these conditions ask for? */
export const matches = (pieces: Pieces, {when, only, unless}: Pick<Rule, 'when' | 'only' | 'unless'>): boolean =>
	hasLine(pieces, when) && hasNothingElse(pieces, only) && hasNone(pieces, unless);

/** Named groups of the last line that matches each pattern. */
const wordsOf = (pieces: Pieces, looks: readonly AnyLooks[]): Words => {
	const words = new Map<string, string>();
	for (const [place, pattern] of looks.flatMap(patternsOf)) {
		const line = pieces.lines(place).findLast(one => pattern.test(one));
		const groups = line === undefined ? undefined : pattern.exec(line)?.groups;
		for (const [name, text] of Object.entries(groups ?? {})) if (text) words.set(name, text);
	}
	return words;
};

const blank = /\{(\w+)\}/g;

/** The first of the sentences whose blanks can all be filled, in one line; null where there is none. */
const fill = (sentences: readonly string[], words: Words, pieces: Pieces): string | null => {
	const text = (name: string): string => inWords(words.get(name) ?? (pieces.has(name) ? pieces.lines(name).join(' ') : ''));
	const whole = sentences.find(sentence => [...sentence.matchAll(blank)].every(([, name = '']) => text(name) !== ''));
	return whole === undefined ? null : inWords(whole.replace(blank, (_, name: string) => text(name)));
};

/** What the rules above a case gave it. */
type Inherited = {readonly says: Status | undefined; readonly detail: StatusDetail | undefined; readonly looks: readonly AnyLooks[]};

const speak = (pieces: Pieces, rule: Rule, {says, detail, looks}: Inherited): Verdict | null => {
	if (says === undefined) return null;
	const words = wordsOf(pieces, looks);
	const asked = says === 'waiting' ? (fill(rule.waitingFor ?? [], words, pieces) ?? rule.name) : null;
	const more = asked ?? fill(rule.said ?? [], words, pieces);
	return {status: says, detail: detail ?? null, waitingFor: asked, said: inWords(more === null ? rule.name : `${rule.name}: ${more}`)};
};

const judge = (pieces: Pieces, rule: Rule, above: Inherited): Verdict | null => {
	if (!matches(pieces, rule)) return null;
	const own: Inherited = {says: rule.says ?? above.says, detail: rule.detail ?? above.detail, looks: [...above.looks, rule.when, rule.only, rule.take]};
	for (const one of rule.cases ?? []) {
		const verdict = judge(pieces, one, own);
		if (verdict !== null) return verdict;
	}
	return rule.cases !== undefined && rule.says === undefined ? null : speak(pieces, rule, own);
};

/** The first rule that matches speaks; null where none does. */
export const firstVerdict = (pieces: Pieces, rules: readonly Rule[]): Verdict | null => {
	for (const rule of rules) {
		const verdict = judge(pieces, rule, {says: undefined, detail: undefined, looks: []});
		if (verdict !== null) return verdict;
	}
	return null;
};
