/** What a data file may get wrong that the compiler does not see. */
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Rule} from '../../../source/agents/client-data.ts';
import {clientData, commandLines} from '../../../source/agents/data/index.ts';
import {piecesOf} from '../../../source/agents/regions.ts';
import {firstVerdict} from '../../../source/agents/rules.ts';

type Looks = Readonly<Record<string, RegExp | readonly RegExp[]>>;

const looksOf = ({when, only, unless, take}: Rule): readonly Looks[] => [when, only, unless, take].map(looks => (looks ?? {}) as Looks);
const patternsOf = (rule: Rule): readonly RegExp[] => looksOf(rule).flatMap(looks => Object.values(looks).flat());

/** A rule and its cases, each with those above it. */
const withCases = (rule: Rule, above: readonly Rule[] = []): readonly (readonly Rule[])[] => [
	[...above, rule],
	...(rule.cases ?? []).flatMap(one => withCases(one, [...above, rule])),
];

for (const data of clientData) {
	describe(`the data of ${data.title}`, () => {
		const lines = [...data.dialogs, ...data.titles, ...data.marks].flatMap(rule => withCases(rule));

		it('has a name for every rule, and words for every question', () => {
			for (const line of lines) {
				const rule = line.at(-1);
				assert.ok(rule && rule.name !== '');
				const says = line.findLast(one => one.says !== undefined)?.says;
				if (says === 'waiting' && rule.says !== undefined) assert.ok((rule.waitingFor ?? []).length > 0, `${rule.name} asks nothing`);
			}
		});

		// Mutation seen red: `{comand}` in codex.ts.
		it('fills its blanks from pieces that exist or groups that it names', () => {
			for (const line of lines) {
				const groups = line.flatMap(rule => patternsOf(rule).flatMap(pattern => [...pattern.source.matchAll(/\(\?<(\w+)>/g)].map(([, name]) => name)));
				const rule = line.at(-1);
				for (const sentence of [...(rule?.waitingFor ?? []), ...(rule?.said ?? [])])
					for (const [, blank = ''] of sentence.matchAll(/\{(\w+)\}/g)) assert.ok(blank in data.regions || groups.includes(blank), `${rule?.name}: {${blank}}`);
			}
		});

		it('has no pattern that remembers where it was', () => {
			for (const line of lines) for (const pattern of line.flatMap(patternsOf)) assert.ok(!pattern.global && !pattern.sticky, String(pattern));
		});

		it('has a piece for every name, cut from pieces that are there', () => {
			const pieces = piecesOf(['one', 'two'], data.regions, {title: [], stateFile: []});
			for (const name of Object.keys(data.regions)) assert.ok(Array.isArray(pieces.lines(name)));
		});
	});
}

describe('the registry', () => {
	it('has data and a command line for every client', () => {
		assert.deepEqual(clientData.map(({id}) => id).sort(), Object.keys(commandLines).sort());
	});
});

describe('pieces of a screen', () => {
	const screen = ['a', '', '── top', 'b  ', '│ c │', '── end', 'd', '   '];
	const piece = (region: object): readonly string[] => piecesOf(screen, {piece: region}, {}).lines('piece');

	it('are cut from the bottom, without blank lines', () => {
		assert.deepEqual(piece({}), ['a', '── top', 'b', '│ c │', '── end', 'd']);
		assert.deepEqual(piece({after: /^──/}), ['d']);
		assert.deepEqual(piece({from: /^──/}), ['── end', 'd']);
		assert.deepEqual(piece({before: /^──/, after: /^──/}), ['b', '│ c │']);
		assert.deepEqual(piece({before: /^──/, after: /^──/, without: [/^│ /, / │$/], joined: true}), ['b c']);
		assert.deepEqual(piece({skip: 1, first: 2}), ['── top', 'b']);
		assert.deepEqual(piece({last: 1}), ['d']);
	});

	it('are empty where an edge is not found, or everything where the data says so', () => {
		assert.deepEqual(piece({after: /^x/}), []);
		assert.deepEqual(piece({before: /^x/}), []);
		assert.deepEqual(piece({after: /^x/, last: 1, orAll: true}), ['d']);
	});

	// Mutation seen red: maxColumns of 1e9 (screen.ts).
	it('hold no endless lines: no pattern is to run over a megabyte', () => {
		assert.equal(piecesOf(['x'.repeat(5000)], {}, {}).lines('screen')[0]?.length, 1000);
	});

	it('throw for a name that nobody gave', () => assert.throws(() => piecesOf([], {}, {}).lines('nowhere'), /nowhere/));
});

describe('rules', () => {
	const pieces = piecesOf(['$ make', 'Run it?', '1. Yes'], {question: {before: /^1\./, last: 1}}, {});
	const say = (...rules: readonly Rule[]): string | null => firstVerdict(pieces, rules)?.waitingFor ?? null;

	// Mutation seen red: firstVerdict() that goes from the bottom.
	it('are tried from top to bottom, cases before the rule that holds them', () => {
		const narrow: Rule = {name: 'case', when: {screen: /^\$ (?<command>.+)/}, waitingFor: ['{command}?']};
		const rule: Rule = {name: 'rule', says: 'waiting', when: {screen: /^1\. /}, waitingFor: ['{question}'], cases: [narrow]};
		assert.equal(say(rule), 'make?');
		assert.equal(say({...rule, cases: []}), 'Run it?');
		assert.equal(say({...rule, cases: []}, {...rule, waitingFor: ['never reached'], cases: []}), 'Run it?');
		assert.equal(say({...rule, unless: {screen: /^Run/}}, {name: 'last', says: 'waiting'}), 'last');
		assert.equal(say({...rule, only: {question: /^Run/}, cases: []}), 'Run it?');
		assert.equal(say({...rule, only: {screen: /^Run/}}), null);
	});

	it('take the first sentence whose blanks can be filled', () => {
		assert.equal(say({name: 'rule', says: 'waiting', take: {screen: /^no such (?<thing>.+)/}, waitingFor: ['{thing}', 'something']}), 'something');
	});
});
