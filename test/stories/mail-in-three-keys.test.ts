import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type MailJson, newColony} from '../driver/colony.ts';
import {until} from '../driver/wait.ts';

test('mail in three keys: t, the text, Ctrl-S; u takes it back while it is unread', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('guide');
	await colony.sister('iza-2', {at: repo.path});
	const view = await colony.view();
	await view.waitFor(/○ iza-2/);

	await view.press('t');
	await view.waitFor(/To +iza-2/);
	await view.type('the deploy is yours');
	await view.waitFor('the deploy is yours');
	await view.press('ctrl-s');
	await view.waitFor(/#1 sent to iza-2/);
	const inbox = (): Promise<readonly MailJson[]> => colony.shell.as('iza-2').json<readonly MailJson[]>('inbox', '--peek');
	const [mail] = await inbox();
	assert.equal(mail?.body, 'the deploy is yours');
	assert.equal(mail?.from, 'queen');

	await view.press('u');
	await view.waitFor(/#1 taken back/);
	assert.deepEqual(await inbox(), []);
});

test('Enter is a new line, a paste neither sends nor presses keys, and only Ctrl-S sends', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('guide');
	await colony.sister('iza-2', {at: repo.path});
	const view = await colony.view();
	await view.waitFor(/○ iza-2/);
	await view.press('t');
	await view.waitFor(/Tell/);
	await view.type('one');
	await view.press('enter');
	view.paste('two q\rthree');
	await view.waitFor('three');
	await view.press('enter');
	await view.type('four');
	await view.waitFor('four');
	assert.deepEqual(await colony.shell.as('iza-2').json<readonly MailJson[]>('inbox', '--peek'), []);
	await view.press('ctrl-s');
	await view.waitFor(/#1 sent/);
	const [mail] = await colony.shell.as('iza-2').json<readonly MailJson[]>('inbox');
	assert.equal(mail?.body, 'one\ntwo q\nthree\nfour');
});

test('a paste over the list is no keys: nothing is released, sent or left', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('guide');
	await colony.sister('iza-2', {at: repo.path});
	await colony.shell.as('iza-2').says('claim', 'deploy');
	const view = await colony.view();
	await view.waitFor('deploy');
	await view.press('3');
	// Mutation seen red: the paste handed on as keys.
	view.paste('Ryyyq');
	// The next real key still acts: so the paste was read, and did nothing.
	await view.press('?');
	await view.waitFor(/Help/);
	const [claim] = await colony.shell.json<readonly {readonly state: string}[]>('claims');
	assert.equal(claim?.state, 'held');
});

test('a sister answers from inside her own terminal, and is known by her process', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('guide');
	const iza = await colony.sister('iza-2', {at: repo.path, talks: true});
	const view = await colony.view();
	await view.waitFor(/○ iza-2/);
	const ran = await iza.queen('tell', 'queen', 'PR #8 is up');
	assert.equal(ran.code, 0, ran.err);
	await view.waitFor('PR #8 is up');
	await view.press('2');
	await view.press('r');
	await view.waitFor(/Reply #1/);
	await view.type('thank you');
	await view.waitFor('thank you');
	await view.press('ctrl-s');
	await view.waitFor(/sent to iza-2/);
	await until(async () => (await iza.queen('inbox')).out.includes('thank you'), 'the answer');
	const [mail] = await colony.shell.json<readonly MailJson[]>('inbox', '--all');
	// Mutation seen red: a caller who is known by ancestry alone gets `unknown`.
	assert.equal(mail?.fromVerified, 'yes');
});
