import assert from 'node:assert/strict';
import {test} from 'node:test';
import {viewCommand} from '../driver/colony.ts';
import {openScreen} from '../driver/screen.ts';
import {newShell} from '../driver/shell.ts';

test('first run: an empty machine is told where was looked and what to do next', async t => {
	const {shell, owner} = newShell(t);
	const view = openScreen(owner, {command: viewCommand, env: shell.env, cwd: shell.home});
	await view.waitFor('0 sisters');
	await view.waitFor(/I looked in: /);
	for (const next of ['claude', 'queen onboard --print-rules', 'iam "writing the guide"']) await view.waitFor(next);
	// The other panes stand there, empty, with their names.
	for (const pane of ['2 Inbox', '3 Claims', '4 Conflicts', '5 Crons', '6 Live']) await view.waitFor(pane);
	assert.ok(view.isAlternate());
	await view.press('q');
	assert.deepEqual(await view.waitExit(), {code: 0, signal: 0});
	// Mutation seen red: `quit` ends the process by SIGKILL instead of leaving.
	assert.ok(!view.isAlternate(), 'the normal screen is back');
	assert.ok(view.isCursorShown(), 'the cursor is back');
});

test('first run: what the README says two sessions need is enough', async t => {
	const {shell} = newShell(t);
	const a = shell.with({WORKER_NAME: 'a'});
	const b = shell.with({WORKER_NAME: 'b'});
	assert.equal((await a.iam('writing the parser')).code, 0);
	assert.equal((await b.queen('tell', 'a', 'the lexer is yours')).code, 0);
	assert.match(await a.says('inbox'), /the lexer is yours/);
	assert.match(await b.says('status'), /writing the parser/);
});

test('first run: the paragraph for an agent’s instructions file says the words she needs', async t => {
	const {shell} = newShell(t);
	const rules = await shell.says('onboard', '--print-rules');
	for (const word of ['queen onboard', 'iam "', 'iam --done', 'queen tell', 'queen inbox', 'queen claim']) assert.ok(rules.includes(word), word);
});

test('first run: on a pipe the same facts come as text, without a single escape', async t => {
	const {shell} = newShell(t);
	const {code, out} = await shell.queen();
	assert.equal(code, 0);
	assert.doesNotMatch(out, /\u001b/);
	assert.match(out, /HiveQueen|hive|colony/i);
});
