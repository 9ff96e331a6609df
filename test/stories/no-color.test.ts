import assert from 'node:assert/strict';
import {test} from 'node:test';
import {newColony} from '../driver/colony.ts';

/** Colours among the SGR parameters of a byte stream: 30 to 49 but 39 and 49 (back to default), 90 to 107. */
const coloursIn = (raw: string): readonly string[] =>
	[...raw.matchAll(/\u001b\[([\d;:]*)m/g)]
		.flatMap(([, parameters = '']) => parameters.split(/[;:]/))
		.filter(code => /^(3[0-8]|4[0-8]|9\d|10[0-7])$/.test(code));

test('NO_COLOR: not one colour in the stream, and everything can still be told apart', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('guide');
	const first = await colony.sister('iza-1', {at: repo.path});
	const second = await colony.sister('iza-2', {at: repo.path});
	const view = await colony.view({env: {NO_COLOR: '1'}});
	await view.waitFor(/iza-2/);
	first.works();
	second.asks('rm -rf build');
	await view.waitFor(/▲ 1 CONFLICT/);
	await view.waitFor(/● iza-1/);
	await view.waitFor(/◆ iza-2/);
	await view.press('j', '3', '?');
	await view.waitFor(/Help/);
	// Mutation seen red: the theme ignores NO_COLOR.
	assert.deepEqual(coloursIn(view.raw()), []);
	await view.press('escape');
	await view.waitGone(/Help/);
	await view.press('1');
	await view.waitFor(screen => screen.rows().some((_, row) => screen.cell(row, 4).inverse), 'the selected row in reverse');
});

test('with colour there is colour: the check above can see it', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('guide');
	const iza = await colony.sister('iza-1', {at: repo.path});
	iza.asks('rm -rf build');
	const view = await colony.view();
	await view.waitFor(/◆ iza-1/);
	assert.notEqual(coloursIn(view.raw()).length, 0);
});

test('LANG without UTF-8: only ASCII reaches the terminal', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('guide');
	const iza = await colony.sister('iza-1', {at: repo.path});
	iza.works();
	const view = await colony.view({env: {LANG: 'C', LC_ALL: 'C'}});
	await view.waitFor(/o? iza-1/);
	await view.waitFor('conflicts');
	assert.doesNotMatch(view.raw(), /[\u0080-\u00ff]/);
});
