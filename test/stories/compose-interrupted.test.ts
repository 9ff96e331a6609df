import assert from 'node:assert/strict';
import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {type MailJson, newColony} from '../driver/colony.ts';
import {rowsIn} from '../driver/outside.ts';
import {end} from '../driver/processes.ts';
import {until} from '../driver/wait.ts';

const storedDraft = (db: string): readonly {readonly body: string}[] => rowsIn(db, 'SELECT body FROM drafts');

test('what was typed survives kill -9 and is there again behind the same key', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('guide');
	await colony.sister('iza-2', {at: repo.path});
	const view = await colony.view();
	await view.waitFor(/○ iza-2/);
	await view.press('t');
	await view.waitFor(/Tell/);
	const words = 'the migration is half done, do not deploy yet';
	await view.type(words);
	await view.waitFor(/draft saved/);
	await view.waitFor(words);
	// The draft is stored within a second of the last key; the screen says when.
	await until(() => storedDraft(colony.shell.db).some(({body}) => body === words), 'the stored draft');
	await end(view.pid);
	await view.waitExit();

	const again = await colony.view();
	await again.waitFor(/iza-2/);
	await again.press('t');
	// Mutation seen red: saveDraft left out of the form's steps.
	await again.waitFor(words);
	await again.press('ctrl-s');
	await again.waitFor(/sent to iza-2/);
	const [mail] = await colony.shell.as('iza-2').json<readonly MailJson[]>('inbox', '--peek');
	assert.equal(mail?.body, words);
	// Sent and kept would be two mails in the end.
	assert.deepEqual(storedDraft(colony.shell.db), []);
});

test('Esc keeps the draft, Ctrl-X throws it away', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('guide');
	await colony.sister('iza-2', {at: repo.path});
	const view = await colony.view();
	await view.waitFor(/○ iza-2/);
	await view.press('t');
	await view.waitFor(/Tell/);
	await view.type('unfinished');
	await view.waitFor('unfinished');
	await view.press('escape');
	await view.waitGone('unfinished');
	await view.press('t');
	await view.waitFor('unfinished');
	await view.press('ctrl-x');
	await view.waitGone('unfinished');
	await view.press('t');
	await view.waitFor(/Tell/);
	assert.ok(!view.shows('unfinished'));
});

test('Ctrl-E writes the body in the keeper’s own editor; one that fails changes nothing', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('guide');
	await colony.sister('iza-2', {at: repo.path});
	const editor = path.join(colony.shell.folder, 'my editor');
	writeFileSync(
		editor,
		`#!/bin/sh\nstat -c %a "$1" > '${colony.shell.folder}/mode'\ngrep -q fail "$1" && exit 3\nprintf 'more by hand: %s\\n' "$(stty -a < /dev/tty | grep -o '[-]*icanon')" >> "$1"\n`,
		{mode: 0o755},
	);
	const view = await colony.view({env: {VISUAL: `sh '${editor}'`}});
	await view.waitFor(/○ iza-2/);
	await view.press('t');
	await view.waitFor(/Tell/);
	await view.type('begun here');
	await view.waitFor('begun here');
	await view.press('ctrl-e');
	// Mutation seen red: the terminal not lent (the editor finds -icanon).
	await view.waitFor(/more by hand: icanon/);
	await view.waitFor('begun here');
	assert.equal(readFileSync(path.join(colony.shell.folder, 'mode'), 'utf8'), '600\n');
	await view.type(' fail');
	await view.waitFor('icanon fail');
	await view.press('ctrl-e');
	await view.waitFor(/ended with 3: your text is as it was/);
	await view.press('ctrl-s');
	await view.waitFor(/sent to iza-2/);
	const [mail] = await colony.shell.as('iza-2').json<readonly MailJson[]>('inbox', '--peek');
	assert.equal(mail?.body, 'begun here\nmore by hand: icanon fail');
});
