import assert from 'node:assert/strict';
import path from 'node:path';
import {test} from 'node:test';
import fc from 'fast-check';
import * as ours from '../../source/posix-path.ts';

/** Texts with many slashes and dots, as paths go wrong. */
const text = fc.oneof(
	fc.string({unit: fc.constantFrom('/', '.', 'a', 'é', ' '), maxLength: 12}),
	fc.array(fc.constantFrom('', '.', '..', '...', 'src', 'a.ts', '~', '日本'), {maxLength: 7}).map(parts => parts.join('/')),
);

test("the paths of the hot commands are Node's", () => {
	// Mutation seen red: `found.at(-1) !== '..'` taken out of steps(); `from === 2` taken out of dirname().
	fc.assert(
		fc.property(text, text, text, (a, b, c) => {
			assert.equal(ours.dirname(a), path.posix.dirname(a));
			assert.equal(ours.basename(a), path.posix.basename(a));
			assert.equal(ours.normalize(a), path.posix.normalize(a));
			assert.equal(ours.isAbsolute(a), path.posix.isAbsolute(a));
			assert.equal(ours.join(a, b, c), path.posix.join(a, b, c));
			assert.equal(ours.resolve(a, b, c), path.posix.resolve(a, b, c));
			assert.equal(ours.relative(a, b), path.posix.relative(a, b));
		}),
		{numRuns: 3000},
	);
});
