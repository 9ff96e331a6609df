/** Light syntax colouring: what is a comment, a text, a keyword; and that no line is ever changed or slow. */
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {languageOf} from '../../source/format/languages.ts';
import {partsOf} from '../../source/format/syntax.ts';

const files = ['a.ts', 'b.c', 'c.rs', 'd.py', 'e.rb', 'f.sh', 'g.sql', 'h.yml', 'i.css', 'j.json'] as const;

/** `w<const> a = t<'x'> c<// y>`: what is no code stands in its sign. */
function marked(file: string, line: string): string {
	const language = languageOf(file);
	assert.ok(language, file);
	const signs = {word: 'w', text: 't', comment: 'c'} as const;
	return partsOf(line, language)
		.map(({text, kind}) => (kind === 'code' ? text : `${signs[kind]}<${text}>`))
		.join('');
}

describe('a line', () => {
	const table: readonly (readonly [file: string, line: string, marked: string])[] = [
		['a.ts', `export const a = "b // c"; // d 'e'`, `w<export> w<const> a = t<"b // c">; c<// d 'e'>`],
		['a.ts', ' * the words of a comment', 'c< * the words of a comment>'],
		// Mutation seen red: the star of an operator taken for a comment.
		['b.c', '*p = 3;', '*p = 3;'],
		['a.ts', 'map.delete(...new Set(x)) /* y */ if', 'map.delete(...w<new> Set(x)) c</* y */> w<if>'],
		// An apostrophe, and a text that goes on in the next line. Mutation seen red: the closing quote left optional.
		['a.ts', `don't, \`and`, `don't, \`and`],
		['a.ts', `'it\\'s' + "\\\\"`, `t<'it\\'s'> + t<"\\\\">`],
		['c.rs', `fn of<'a>(x: &'a str) {}`, `w<fn> of<'a>(x: &'a str) {}`],
		['d.py', 'if x$#y: # z', 'w<if> x$#y: c<# z>'],
		['f.sh', 'for x in "$@"; do echo $#; done', 'w<for> x w<in> t<"$@">; w<do> echo $#; w<done>'],
		['g.sql', `Select a FROM b -- c`, 'w<Select> a w<FROM> b c<-- c>'],
		['i.css', '#id { color: red; /* x */ }', '#id { color: red; c</* x */> }'],
		['j.json', '{"a": true}', '{t<"a">: w<true>}'],
		['b.c', '#include <x.h>', 'w<#include> <x.h>'],
		['a.ts', '', ''],
	];
	for (const [file, line, wanted] of table) it(`${file}: ${line}`, () => assert.equal(marked(file, line), wanted));

	it('of a file that nobody knows has no colours; a name without an ending can be one', () => {
		assert.deepEqual(
			['README.md', 'notes', 'x.unknown', '', 'src/', 'a.ts/b'].map(file => languageOf(file)),
			[null, null, null, null, null, null],
		);
		assert.ok(languageOf('build/Makefile') && languageOf('DOCKERFILE') && languageOf('a b/C.TSX'));
		assert.equal(languageOf('constructor'), null);
	});
});

describe('whatever the line is', () => {
	const nasty = fc.oneof(
		fc.string({unit: 'binary', maxLength: 200}),
		fc
			.array(fc.constantFrom(`'`, '"', '`', '\\', '//', '/*', '*/', '#', '--', ' ', 'if', '.', '\u001b[31m', 'é', '👩‍👩‍👧', '\u202e', '@'), {maxLength: 120})
			.map(some => some.join('')),
	);

	it('its parts joined are the line, in every language', () => {
		// Mutation seen red: `at` not moved behind a part; the last part left out.
		fc.assert(
			fc.property(nasty, fc.constantFrom(...files), (line, file) => {
				const language = languageOf(file);
				assert.ok(language);
				const parts = partsOf(line, language);
				assert.equal(parts.map(({text}) => text).join(''), line);
				assert.ok(parts.every(({text}) => text !== ''));
			}),
			{numRuns: 400},
		);
	});

	it('a line too long to be read for its colours has none', () => {
		// Mutation seen red: without the look at its length.
		for (const file of files) assert.doesNotMatch(marked(file, `if true "x" ${'\\"'.repeat(100_000)}`), /[wtc]</);
	});
});
