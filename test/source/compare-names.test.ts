import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {compareNames} from '../../source/format/compare-names.ts';

test('names with numbers stand in the order of the numbers', () => {
	// Mutation seen red: runs compared as text only.
	const names = ['a', 'iza-1', 'iza-2', 'iza-2b', 'iza-10', 'iza-10.1', 'zoe'];
	assert.deepEqual([...names].reverse().sort(compareNames), names);
	const agent = fc.tuple(fc.constantFrom('iza', 'zed', 'b'), fc.integer({min: 0, max: 1e6})).map(([name, n]) => `${name}-${n}`);
	fc.assert(fc.property(agent, agent, (a, b) => assert.equal(Math.sign(compareNames(a, b)), a.localeCompare(b, 'en', {numeric: true}))));
});

test('it is an order, whatever the texts', () => {
	// Mutation seen red: the last line answers 0 (iza and iza-1 are then equal).
	const text = fc.string({unit: fc.constantFrom('a', '-', '0', '1', '01', ' '), maxLength: 5});
	fc.assert(
		fc.property(text, text, text, (a, b, c) => {
			assert.equal(compareNames(a, b) === 0, a === b);
			assert.equal(Math.sign(compareNames(a, b)), -Math.sign(compareNames(b, a)) + 0);
			if (compareNames(a, b) < 0 && compareNames(b, c) < 0) assert.ok(compareNames(a, c) < 0);
		}),
	);
});
