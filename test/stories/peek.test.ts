import assert from 'node:assert/strict';
import {test} from 'node:test';
import {newColony} from '../driver/colony.ts';

test('Enter shows her terminal, live, in colour and read-only', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('guide');
	const iza = await colony.sister('iza-3', {at: repo.path});
	iza.works('the second one is dead code');
	const view = await colony.view();
	await view.waitFor(/● iza-3/);
	await view.press('enter');
	await view.waitFor('the second one is dead code');
	await view.waitFor(/read-only/);

	// It follows while it is open. Mutation seen red: read once.
	iza.prints('\u001b[5;1H\u001b[31mred alert\u001b[m');
	await view.waitFor('red alert');
	assert.ok(
		view.cellsOf('red alert').every(({fg}) => fg === '1'),
		'her colours are kept',
	);

	// Letters are not for her: the colony's end checks that nothing was typed there.
	await view.type('abc');
	await view.press('escape');
	await view.waitGone('red alert');
});

test('what a terminal shows cannot leave the peek', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('guide');
	const iza = await colony.sister('iza-3', {at: repo.path});
	const view = await colony.view();
	await view.waitFor(/○ iza-3/);
	const titles = view.titles().length;
	iza.prints('\u001b]52;c;ZXZpbA==\u0007\u001b]0;owned\u0007\u001b[?1049h\u001b[2Jevil text\u001b[999;999H\u001bPq#0\u001b\\');
	await view.press('enter');
	await view.waitFor('evil text');
	// Mutation seen red: the screen's text drawn as it came.
	assert.deepEqual(
		view.oscs().filter(({code}) => code === 52),
		[],
	);
	assert.ok(!view.titles().slice(titles).includes('owned'));
	assert.ok(view.isAlternate());
	await view.press('escape');
	await view.waitGone('evil text');
	assert.match(view.row(0), /hive/);
});

test('on a wide screen the terminal of the selected sister stands beside the list and follows the cursor', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('guide');
	const first = await colony.sister('iza-1', {at: repo.path});
	const second = await colony.sister('iza-2', {at: repo.path});
	first.works('the long chapter');
	second.works('the small fix');
	const view = await colony.view({columns: 200, rows: 60});
	await view.waitFor(/Sister {2}iza-1/);
	// Mutation seen red: useColumnPeek left out of app.tsx.
	await view.waitFor('the long chapter');
	await view.press('j');
	await view.waitFor(/Sister {2}iza-2/);
	await view.waitFor('the small fix');
	assert.ok(!view.shows('the long chapter'));
});
