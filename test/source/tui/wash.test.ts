import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import type {Snapshot} from '../../../db/types.ts';
import {sanitize} from '../../../source/sanitize.ts';
import {share} from '../../../source/tui/share.ts';
import {createWasher} from '../../../source/tui/wash.ts';

/** Its parts do not matter here, only that there are lists, rows and single values, hostile ones among them. */
const text = fc.oneof(fc.string({unit: 'binary'}), fc.constantFrom('\u001b[2J', 'two\nlines', 'plain'));
const row = fc.record({id: fc.integer({min: 0, max: 4}), body: text, more: fc.jsonValue()}, {noNullPrototype: true});
const read = fc
	.record({at: text, colony: row, rows: fc.array(row, {maxLength: 5}), names: fc.array(text)}, {noNullPrototype: true})
	.map(value => value as unknown as Snapshot);

// Mutation seen red: the row that is known by its `id` in place of the object itself.
test('what was washed again is what the one sanitizer makes of it, read after read', () => {
	fc.assert(
		fc.property(fc.array(read, {minLength: 1, maxLength: 4}), reads => {
			const wash = createWasher();
			let before: Snapshot | undefined;
			for (const each of reads) {
				const raw = share(before, each);
				before = raw;
				assert.deepEqual(wash(raw), sanitize(each));
			}
		}),
		{numRuns: process.env['HIVEQUEEN_FULL'] ? 5000 : 300},
	);
});

// Mutation seen red: once() that makes it every time.
test('a row that is the same object stays the same object', () => {
	const wash = createWasher();
	const rows = [
		{id: 1, body: 'bold \u001b[1m'},
		{id: 2, body: 'plain'},
	] as const;
	const first = wash({at: '1', inbox: rows} as unknown as Snapshot);
	const next = wash({at: '2', inbox: [{id: 3, body: 'new'}, ...rows]} as unknown as Snapshot);
	assert.equal(next.inbox[1], first.inbox[0]);
	assert.equal(first.inbox[0]?.body, 'bold ␛[1m');
	assert.equal(wash({at: '3', inbox: rows} as unknown as Snapshot).inbox, first.inbox, 'and so does a list');
});
