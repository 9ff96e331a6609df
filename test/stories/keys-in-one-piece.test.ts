/** A slow line, or a moment in which the view was busy, hands over several keys at once: they are still keys, in their order. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type MailJson, newColony} from '../driver/colony.ts';
import {until} from '../driver/wait.ts';

test('text and Ctrl-S in one piece: the mail is sent, and no control character is in it', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('guide');
	await colony.sister('iza-2', {at: repo.path});
	const view = await colony.view();
	await view.waitFor(/○ iza-2/);
	await view.press('t');
	await view.waitFor(/To +iza-2/);
	view.send('thank you\u0013');
	await view.waitFor(/sent to iza-2/);
	const [mail] = await colony.shell.as('iza-2').json<readonly MailJson[]>('inbox', '--peek');
	assert.equal(mail?.body, 'thank you');
});

test('two moves in one piece move twice, and text and Enter in one piece answer a question', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('guide');
	for (const name of ['iza-1', 'iza-2', 'iza-3']) await colony.sister(name, {at: repo.path});
	const view = await colony.view();
	for (const name of ['iza-1', 'iza-2', 'iza-3']) await view.waitFor(new RegExp(`○ ${name}`));
	const sisterRows = (): readonly string[] => view.rows().filter(row => /[○●◆] iza-/.test(row));
	await view.press('home');
	await view.waitFor(() => sisterRows()[0]?.includes('▸') === true, 'the first row selected');
	// Mutation seen red: the second key of a piece sees the state before the first.
	view.send('jj');
	await view.waitFor(() => sisterRows()[2]?.includes('▸') === true, 'the third row selected');
	await view.press('c');
	await view.waitFor(/┏/);
	view.send('deploy\r');
	await view.waitFor(/why/i);
	await view.press('enter');
	await until(async () => (await colony.shell.says('claims')).includes('deploy'), 'the claim');
});
