import assert from 'node:assert/strict';
import {test} from 'node:test';
import {newColony} from '../driver/colony.ts';

test('work is handed out by d, taken, worked on and done, and the keeper sees each step', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('guide');
	await colony.sister('iza-2', {at: repo.path});
	const iza = colony.shell.as('iza-2');
	const view = await colony.view();
	await view.waitFor(/○ iza-2/);

	await view.press('d');
	await view.waitFor(/Dispatch/);
	await view.type('write chapter two');
	await view.press('ctrl-s');
	await view.waitFor(/#1 dispatched to iza-2/);
	await view.waitFor(/1 handed out/);

	await iza.says('ack', '1');
	await view.waitFor(/taken by iza-2/);
	await iza.iam('writing chapter two');
	await view.waitFor('writing chapter two');
	const ran = await iza.iam('--done');
	assert.equal(ran.code, 0);
	assert.match(`${ran.out}${ran.err}`, /#1/, 'she is told that her work closed the dispatch');
	await view.waitFor(/done +iza-2/);
	// Nothing is handed out any more: the header's count and the row are gone. Mutation seen red: `done` not written.
	await view.waitGone(/handed out/);
	await view.waitGone(/taken by|worked on by/);
});
