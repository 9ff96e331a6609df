/** The letter to those whose work a push ran into. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {conflictLetter} from '../../../source/push/land.ts';

const target = {remote: 'origin', branch: 'b'.repeat(200), key: 'x'};

test('however long paths and subjects are, the letter can be stored', () => {
	const long = '\u{20BB7}\u6f22'.repeat(400);
	const inTheWay = Array.from({length: 30}, (_, n) => ({path: `x${long}${n}`, why: long}));
	const letter = conflictLetter(target, 'shop', long, inTheWay);
	// Mutations seen red: 300 letters of a path, as it was (then the push ends with "something that should not happen"); a cut without toWellFormed.
	assert.ok(Buffer.byteLength(letter) <= 8192, String(Buffer.byteLength(letter)));
	assert.ok(letter.isWellFormed());
	assert.match(letter, / \+20 more\. I rebase by hand/);
});

test('short ones stand in it whole', () => {
	const letter = conflictLetter({...target, branch: 'main'}, 'shop', 'add the limiter', [{path: 'src/a.ts', why: 'renamed on one side'}]);
	assert.match(letter, /^My push of main in shop was stopped: "add the limiter" and what is at origin .* Files: src\/a\.ts \(renamed on one side\)\. /);
});
