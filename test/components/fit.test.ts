import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {cutTo, fit, headOf, tailOf, wrap} from '../../components/fit.ts';
import width from '../../components/width.ts';

const runs = process.env['HIVEQUEEN_FULL'] ? 5000 : 500;
const words = ['main', 'izabael/', '日本語', 'の仕事', '👩‍👩‍👧', 'é', 'e\u0301', '—', '…', 'ａｂ', ' ', '한국', '🦋', 'feat/rate-limit'];
const text = fc.array(fc.constantFrom(...words), {maxLength: 12}).map(parts => parts.join(''));

describe('fit', () => {
	// Mutation seen red: `width(short)` in fit replaced by `short.length`.
	it('is exactly as wide as asked, whatever is in it', () => {
		fc.assert(
			fc.property(
				text,
				fc.integer({min: 0, max: 40}),
				fc.constantFrom('left' as const, 'right' as const),
				fc.constantFrom('end' as const, 'middle' as const),
				(value, cells, align, cut) => {
					assert.equal(width(fit(value, cells, {align, cut})), cells);
				},
			),
			{numRuns: runs},
		);
	});

	it('leaves alone what fits, and says where it cut', () => {
		assert.equal(fit('main', 6), 'main  ');
		assert.equal(fit('2m', 4, {align: 'right'}), '  2m');
		assert.equal(cutTo('Phase 10 shipped', 9, 'end', '…'), 'Phase 10…');
		assert.equal(cutTo('日本語の仕事', 7, 'end', '…'), '日本語…');
		assert.equal(cutTo('日本語の仕事', 6, 'end', '…'), '日本…');
	});

	// Mutation seen red: Math.floor(room * 0.4) replaced by 0.9: the end of the branch was gone.
	it('cuts a branch in its middle: the end tells more', () => {
		assert.equal(cutTo('izabael/phase10-state-handles*+3', 18, 'middle', '…'), 'izabae…-handles*+3');
		assert.equal(cutTo('東京/日本語の仕事', 11, 'middle', '…'), '東京…の仕事');
	});

	it('never tears a grapheme apart', () => {
		fc.assert(
			fc.property(text, fc.integer({min: 0, max: 20}), (value, cells) => {
				const clusters = [...new Intl.Segmenter(undefined, {granularity: 'grapheme'}).segment(value)].map(one => one.segment);
				const head = headOf(value, cells);
				const tail = tailOf(value, cells);
				assert.ok(clusters.some((_, count) => clusters.slice(0, count).join('') === head) || head === value);
				assert.ok(clusters.some((_, count) => clusters.slice(count).join('') === tail) || tail === '');
			}),
			{numRuns: runs},
		);
	});

	it('wraps at spaces, and words that are too long anywhere', () => {
		assert.deepEqual(wrap('the second one is dead code', 12), ['the second', 'one is dead', 'code']);
		assert.deepEqual(wrap('abcdefgh', 3), ['abc', 'def', 'gh']);
	});
});
