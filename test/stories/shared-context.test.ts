import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ContextEntry} from '../../db/types.ts';
import {newColony} from '../driver/colony.ts';

test('shared context in the view: what a sister writes shows, the keeper writes, puts another in its place and ends one', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('shop');
	await colony.sister('a', {at: repo.path});
	const a = colony.shell.as('a').at(repo.path);
	await a.says('onboard');
	const view = await colony.view({columns: 120, rows: 40});
	await view.waitFor(/● a |○ a /);
	await view.press('C');
	await view.waitFor(/Nothing is written down for shop yet/);
	await a.says('context', 'add', 'JWT, not cookies \u001b]0;owned\u0007\u001b[2J', '--category', 'decision');
	// Another process wrote it: it shows without a key.
	await view.waitFor(/#1 decision .*by a, [\s\S]*JWT, not cookies .*owned/);
	assert.ok(!view.raw().includes('\u001b]0;owned'));

	await view.press('a');
	await view.waitFor(/Add to shared context/);
	view.send('no jest');
	await view.waitFor(/no jest/);
	// A draft is stored while she types; the form that was left has it again.
	await view.press('tab', 'escape');
	await view.waitFor(/Draft kept/);
	await view.press('a');
	await view.waitFor(/● interface[\s\S]*no jest/);
	view.send('\u0013');
	await view.waitFor(/#2 interface written down for shop/);
	await view.waitFor(/▸ #1 decision|#2 interface +by queen/);
	// The sisters are told of it.
	assert.match(await a.says('sync'), /CTX \[interface\] by=queen: "no jest"/);

	await view.press('home', 's');
	await view.waitFor(/Instead of #2[\s\S]*no jest/);
	view.send(', node --test\u0013');
	await view.waitFor(/#3 interface written down for shop, instead of #2/);
	await view.waitFor(/#3 interface .*instead of #2/);
	await view.press('home', 'x');
	await view.waitFor(/End an entry of shared context/);
	await view.press('y');
	await view.waitFor(/#3 is over/);
	await view.press('h');
	await view.waitFor(/#3 interface .*expired [\s\S]*#2 interface .*superseded by #3/);
	const entries = await a.json<readonly ContextEntry[]>('context', 'show', '--all');
	assert.deepEqual(
		entries.map(({id, by, state, body}) => [id, by, state, body.slice(0, 21)]),
		[
			[3, 'queen', 'expired', 'no jest, node --test'],
			[2, 'queen', 'superseded', 'no jest'],
			[1, 'a', 'current', 'JWT, not cookies \u001b]0;'],
		],
	);
	await view.press('escape');
	await view.waitFor(screen => !screen.shows('Shared context'));
});

test('an entry is written in the own editor', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('shop');
	await colony.sister('a', {at: repo.path});
	await colony.shell.as('a').at(repo.path).says('onboard');
	const view = await colony.view({columns: 100, rows: 30, env: {EDITOR: `f() { printf 'from the editor\\n' >> "$1"; }; f`}});
	await view.waitFor(/● a |○ a /);
	await view.press('C');
	await view.waitFor(/Nothing is written down for shop yet/);
	await view.press('a');
	view.send('first\u0005');
	await view.waitFor(/first[\s\S]*from the editor/);
	view.send('\u0013');
	await view.waitFor(/#1 decision written down for shop/);
	assert.match(await colony.shell.at(repo.path).says('context'), /\[decision\] by queen, .*\n {4}│ first\n {4}│ from the editor/);
});
