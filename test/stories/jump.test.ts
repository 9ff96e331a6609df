import assert from 'node:assert/strict';
import {test} from 'node:test';
import {newColony} from '../driver/colony.ts';
import {until} from '../driver/wait.ts';

test('g inside tmux: the keeper’s client stands in the sister’s pane', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('guide');
	const iza = await colony.sister('iza-2', {at: repo.path});
	iza.works('hello from iza-2');
	const view = await colony.view({insideTmux: true});
	await view.waitFor(/● iza-2/);
	const before = await colony.tmux.run('show-options', '-g');
	await view.press('g');
	// Mutation seen red: the command that attaches is answered inside tmux too.
	await view.waitFor('hello from iza-2');
	const where = (): Promise<string> => colony.tmux.run('list-clients', '-F', '#{pane_id}');
	await until(async () => (await where()).trim() === iza.pane.id, 'the client in her pane');
	assert.equal(await colony.tmux.run('show-options', '-g'), before, 'no option of the user’s tmux was changed');
});

test('g outside tmux: her pane is attached in the view’s own terminal, Ctrl-Q comes back', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('guide');
	const iza = await colony.sister('iza-2', {at: repo.path});
	iza.works('hello from iza-2');
	const view = await colony.view();
	await view.waitFor(/● iza-2/);
	// Said before, not after: where her keys go and how she comes back. Mutation seen red: `agreed` not handed on to the jump.
	await view.press('g');
	await view.waitFor(/Ctrl-Q comes back here/);
	await view.press('escape');
	await view.waitGone(/Ctrl-Q comes back here/);
	assert.equal((await colony.tmux.run('list-clients')).trim(), '', 'Esc stays');
	await view.press('g');
	await view.waitFor(/Ctrl-Q comes back here/);
	await view.press('enter');
	await view.waitFor('hello from iza-2');
	await view.press('ctrl-q');
	await view.waitFor(/Back from iza-2/);
	await view.waitFor('1 Sisters');
	// Said once: the second jump goes at once.
	await view.press('g');
	await view.waitFor('hello from iza-2');
	await view.press('ctrl-q');
	await view.waitFor(/Back from iza-2/);
	assert.equal((await colony.tmux.run('list-clients')).trim(), '', 'no client is left behind');
	assert.ok(iza.isAlive());
});

test('g to one who is gone says so and goes nowhere', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('guide');
	const iza = await colony.sister('iza-2', {at: repo.path});
	const view = await colony.view();
	await view.waitFor(/○ iza-2/);
	await iza.dies();
	await view.waitFor(/✕ iza-2/);
	await view.press('g');
	await view.waitFor(/iza-2 is gone/);
});
