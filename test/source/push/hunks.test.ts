/** The rule by which conflicts are healed, against an oracle that knows what each side changed. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {healHunk, healText, linesOf, markerSizeFor} from '../../../source/push/hunks.ts';

const runs = process.env['HIVEQUEEN_FULL'] === '1' ? 5000 : 500;

/** What one side does with each line of the base. */
const edits = fc.array(fc.constantFrom('keep', 'keep', 'x', 'y'), {minLength: 1, maxLength: 8});
const apply = (base: readonly string[], side: readonly string[]): readonly string[] =>
	base.map((line, index) => ((side[index] ?? 'keep') === 'keep' ? line : `${side[index]}${line}`));

// Mutation seen red: `agreed` answering theirs where both changed a line.
test('each line has one author, or both wrote the same: then that; else nothing is healed', () => {
	fc.assert(
		fc.property(edits, edits, (mine, hers) => {
			const base = Array.from({length: Math.max(mine.length, hers.length)}, (_, index) => `line ${index}\n`);
			const choice = base.map((_, index) => [mine[index] ?? 'keep', hers[index] ?? 'keep'] as const);
			const isClash = choice.some(([a, b]) => a !== 'keep' && b !== 'keep' && a !== b);
			const expected = isClash
				? null
				: apply(
						base,
						choice.map(([a, b]) => (a === 'keep' ? b : a)),
					);
			assert.deepEqual(healHunk(apply(base, mine), base, apply(base, hers)), expected);
		}),
		{numRuns: runs},
	);
});

test('with lines added or taken away: only what one side alone did, or both alike', () => {
	const lines = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n', 'd'), {maxLength: 4});
	fc.assert(
		fc.property(lines, lines, lines, (ours, base, theirs) => {
			if (ours.length === base.length && theirs.length === base.length) return;
			const [o, b, h] = [ours, base, theirs].map(each => each.join('|')) as [string, string, string];
			const healed = healHunk(ours, base, theirs);
			const allowed = o === h || h === b ? o : o === b ? h : null;
			assert.equal(healed === null ? null : healed.join('|'), allowed);
		}),
		{numRuns: runs},
	);
});

// The seed takes whichever side is not empty: deletions would be lost.
test('a deletion against a change is for people', () => {
	assert.equal(healHunk([], ['a\n'], ['A\n']), null);
	assert.equal(healHunk(['A\n'], ['a\n'], []), null);
	assert.deepEqual(healHunk([], ['a\n'], []), []);
});

test('markers are longer than anything that looks like one, so text with markers in it stays text', () => {
	const text = `${'<'.repeat(40)} mine\n|||||||\n=======\n${'='.repeat(70)}\n>>>>>>> x\n`;
	const size = markerSizeFor([text]);
	assert.equal(size, 71);
	const mark = (sign: string): string => `${sign.repeat(size)} x\n`;
	assert.equal(healText(`${text}${mark('<')}A\n${mark('|')}a\n${mark('=')}a\n${mark('>')}end`, size), `${text}A\nend`);
	assert.equal(healText(`${mark('<')}A\n${mark('|')}a\n${mark('=')}B\n${mark('>')}`, size), null);
	assert.equal(healText(`${mark('<')}A\n`, size), null, 'a hunk without its end');
	assert.deepEqual(linesOf('a\r\n\nb'), ['a\r\n', '\n', 'b']);
});
