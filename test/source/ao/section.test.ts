/** Our section in somebody else's text: what was there before comes back byte for byte, whatever it was. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {BrokenSection, hasSection, withoutSection, withSection} from '../../../source/ao/section.ts';

const body = 'one\ntwo';
const piece = fc.oneof(
	fc.string({unit: 'grapheme'}),
	fc.constantFrom('\n', '\r\n', '\n\n', '\r', '# Title\n', '<!-- a comment -->\n', '```\ncode\n```', '\ufeff', '>>> queen ao', '<!-- <<< other <<< -->\n'),
);
const text = fc.array(piece, {maxLength: 8}).map(pieces => pieces.join(''));

test('in and out again: the same bytes', () => {
	fc.assert(
		fc.property(text, before => {
			const after = withSection(before, body);
			assert.ok(hasSection(after));
			assert.ok(after.startsWith(before));
			// Mutations seen red: joinedTo that always answers '1'; leadBefore that takes nothing.
			if (before !== '') assert.match(after.slice(0, after.indexOf('<!-- >>> queen ao')), /(\r\n\r\n|\n\n)$/, 'it stands apart');
			assert.equal(withoutSection(after), before);
			assert.equal(withSection(after, body), after, 'a second time changes nothing');
			assert.equal(withoutSection(withSection(after, 'another\nbody')), before, 'nor does another body in between');
		}),
		{numRuns: 2000},
	);
	assert.equal(withoutSection(withSection(null, body)), null, 'a file that is ours alone goes');
	assert.equal(withoutSection(withSection('', body)), '', 'an empty file that was there stays');
	assert.equal(withoutSection('plain'), 'plain');
});

test('what is written around it meanwhile stays', () => {
	fc.assert(
		fc.property(text, text, (before, more) => {
			const after = withSection(before, body);
			assert.equal(withoutSection(after + more), before + more);
			const updated = withSection(after + more, 'new body');
			assert.ok(updated.endsWith(more) && updated.startsWith(before) && updated.includes('new body') && !updated.includes('one\ntwo'));
		}),
		{numRuns: 500},
	);
	const own = withSection(null, body);
	assert.equal(withoutSection(`${own}# Mine\n`), '# Mine\n', 'what was ours alone is so no more');
	assert.equal(withoutSection(own.trimEnd()), null, 'an editor took the last line end');
});

test('line ends are those of the file', () => {
	const windows = withSection('# Title\r\n', body);
	assert.equal(windows.replaceAll('\r\n', '').includes('\n'), false);
	assert.equal(withoutSection(windows), '# Title\r\n');
});

test('half a section, or two, is left alone', () => {
	const whole = withSection('x\n', body);
	const first = whole.slice(0, whole.lastIndexOf('<!--'));
	const last = whole.slice(whole.lastIndexOf('<!--'));
	for (const broken of [first, last, whole + whole, `${last}${first}`, `${first}${whole}`])
		for (const work of [() => withSection(broken, body), () => withoutSection(broken)]) assert.throws(work, BrokenSection);
});
