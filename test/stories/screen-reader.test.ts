import assert from 'node:assert/strict';
import {test} from 'node:test';
import {viewCommand} from '../driver/colony.ts';
import {openScreen} from '../driver/screen.ts';
import {newShell} from '../driver/shell.ts';

test('INK_SCREEN_READER=true: lines instead of a screen, with one sentence; anything else is the view', async t => {
	const {shell, owner} = newShell(t);
	const lines = openScreen(owner, {command: viewCommand, env: {...shell.env, INK_SCREEN_READER: 'true'}, cwd: shell.cwd});
	await lines.waitFor(/INK_SCREEN_READER is set, so this is queen watch --plain/);
	// How the colony stands is its first line: from there on it watches.
	await lines.waitFor(/0 sisters, 0 need you/);
	await shell.as('a').says('tell', 'queen', 'read this aloud');
	await lines.waitFor(/read this aloud/);
	// Mutation seen red: `aloud` taken out of main() in hot.ts.
	assert.ok(!lines.isAlternate());
	assert.doesNotMatch(lines.raw(), /\u001b\[(?:\?1049h|\d*[A-HJ])/);
	lines.send('\u0003');
	assert.equal((await lines.waitExit()).code, 130);
	const view = openScreen(owner, {command: viewCommand, env: {...shell.env, INK_SCREEN_READER: 'false'}, cwd: shell.cwd});
	await view.waitFor(/1 Sisters/);
	assert.ok(view.isAlternate());
	await view.press('q');
	assert.equal((await view.waitExit()).code, 0);
});
