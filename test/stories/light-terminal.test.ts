import assert from 'node:assert/strict';
import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {newColony} from '../driver/colony.ts';

/** The colour in which her question stands: 3 is yellow, 5 magenta. */
const question = 'asks, waiting';

test('a light terminal gets colours that can be read on white; a dark one and one that says nothing the usual ones', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('guide');
	const iza = await colony.sister('iza-3', {at: repo.path});
	iza.asks('rm -rf build');
	for (const [background, wanted] of [
		// Mutation seen red: the luminance turned round.
		['rgb:ffff/ffff/ffff', '5'],
		['rgb:0000/0000/0000', '3'],
		[undefined, '3'],
	] as const) {
		const view = await colony.view(background ? {background} : {});
		await view.waitFor(question);
		assert.ok(
			view.cellsOf(question).every(({fg}) => fg === wanted),
			`${background}: ${view.cellsOf(question)[0]?.fg}`,
		);
		await view.press('q');
		await view.waitExit();
	}
});

test('what is typed before the first paint is not lost', async t => {
	const colony = await newColony(t);
	const view = await colony.view({background: 'rgb:ffff/ffff/ffff'});
	view.send('?');
	await view.waitFor(/Help/);
});

test('a theme that the keeper chose is not asked about', async t => {
	const colony = await newColony(t);
	const folder = path.join(colony.shell.env['XDG_CONFIG_HOME'] ?? '', 'queen');
	mkdirSync(folder, {recursive: true});
	writeFileSync(path.join(folder, 'config.json'), '{"theme": "cb"}');
	const view = await colony.view({background: 'rgb:ffff/ffff/ffff'});
	await view.waitFor(/hive/);
	assert.ok(!view.raw().includes('\u001b]11;?'));
});
