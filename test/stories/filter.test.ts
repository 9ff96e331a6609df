import assert from 'node:assert/strict';
import {test} from 'node:test';
import {newColony} from '../driver/colony.ts';

test('/ narrows as it is typed, Esc brings everything and the selection back; ! shows only who needs me; ] goes to her', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('guide');
	await colony.sister('iza-1', {at: repo.path});
	const iza2 = await colony.sister('iza-2', {at: repo.path});
	const cody = await colony.sister('cody', {at: repo.path});
	const view = await colony.view();
	for (const name of ['iza-1', 'iza-2', 'cody']) await view.waitFor(new RegExp(`. ${name}`));
	const listed = (name: string): boolean => view.rows().some(row => row.includes(`○ ${name}`) || row.includes(`◆ ${name}`) || row.includes(`● ${name}`));

	await view.press('/');
	await view.type('cod');
	await view.waitFor(() => listed('cody') && !listed('iza-1') && !listed('iza-2'), 'cody alone');
	await view.press('escape');
	await view.waitFor(() => listed('iza-1') && listed('iza-2') && listed('cody'), 'all three');

	cody.asks('rm -rf build');
	await view.waitFor(/◆ cody/);
	await view.press('!');
	await view.waitFor(() => listed('cody') && !listed('iza-1'), 'only who needs me');
	await view.press('!');
	await view.waitFor(() => listed('iza-1') && listed('iza-2'), 'all again');

	await view.press('end');
	await view.waitFor(screen => screen.rows().some((row, n) => /iza-\d/.test(row) && screen.cell(n, 4).inverse), 'the last row selected');
	await view.press(']');
	// The selection follows the sister, wherever she stands. Mutation seen red: the selected row found by its place.
	await view.waitFor(screen => screen.rows().some((row, n) => row.includes('◆ cody') && screen.cell(n, 4).inverse), 'cody selected');
	// Another one needs the keeper now, and stands above her.
	iza2.asks('npm publish');
	await view.waitFor(/◆ iza-2/);
	cody.idles();
	await view.waitFor(screen => screen.rows().some((row, n) => row.includes('○ cody') && screen.cell(n, 4).inverse), 'cody still selected');
	assert.ok(listed('iza-1'));
});
