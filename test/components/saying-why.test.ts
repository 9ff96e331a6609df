/** Keys that cannot act, or cannot be taken back, say so, and their words do not outstay their welcome. */
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {closedAfterEach, type TestScreen} from './screen.ts';

const open = closedAfterEach();

const footer = (s: TestScreen): string => s.lines.at(-1) ?? '';

describe('a key that cannot act', () => {
	it('R frees nothing from the details of a mail: those are not about what its sender holds', async () => {
		const s = await open();
		await s.press('2', 'enter');
		// Mutation seen red: isAboutHer always true.
		assert.doesNotMatch(s.text, /R release/);
		await s.press('R');
		assert.doesNotMatch(s.text, /Release a claim/);
		assert.match(footer(s), /There is no claim here/);
		await s.press('escape', '3', 'enter');
		assert.match(s.text, /R release/);
	});

	it('u after an ack says that there is no way back, and why', async () => {
		const s = await open({
			answer: intent => ({
				ok: true,
				text: intent.type === 'ack' ? '#147 acked' : '',
				undo: null,
				...(intent.type === 'ack' ? {final: 'An ack cannot be taken back.'} : {}),
			}),
		});
		await s.press('u');
		assert.match(footer(s), /nothing to take back/);
		await s.press('2', 'a', 'u');
		// Mutation seen red: `final` not kept in the state.
		assert.match(footer(s), /An ack cannot be taken back/);
	});

	it('a key that scrolls says so where its way ends', async () => {
		const s = await open({columns: 80, rows: 24});
		await s.press('?', 'k');
		// Mutation seen red: atEnd() answers null where `most` is above 0.
		assert.match(footer(s), /This is the beginning/);
		await s.press('j');
		assert.doesNotMatch(s.text, /in Sisters {5}/);
		await s.press('G', 'j');
		assert.match(footer(s), /This is the end/);
	});

	it('a refusal does not stay under the box that is opened next', async () => {
		const s = await open();
		await s.press('escape');
		assert.match(footer(s), /There is no filter to clear/);
		await s.press('?');
		// Mutation seen red: the toast kept in `open`.
		assert.doesNotMatch(s.text, /no filter to clear/);
	});
});
