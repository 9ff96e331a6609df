import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {newColony} from '../driver/colony.ts';
import {runProgram} from '../driver/shell.ts';

type MailJson = {readonly to: string; readonly from: string; readonly body: string; readonly priority: string};

test('a conflict shows what each side said and changed; p asks one to give way, t writes to both', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('izabael');
	const clone = `${colony.shell.folder}/src/izabael-2`;
	await runProgram('git', ['clone', '--quiet', repo.path, clone], {env: colony.shell.env, cwd: colony.shell.folder, input: null});
	await repo.git('remote', 'add', 'origin', repo.path);
	repo.write('README.md', '# izabael\nwritten by the first\n');
	repo.write('notes.md', 'more\n');
	await repo.git('add', 'notes.md');
	// What git shows of hostile text is text.
	writeFileSync(path.join(clone, 'README.md'), '# izabael\nwritten by the \u001b]0;owned\u0007second\n');
	const first = await colony.sister('izabael', {at: repo.path});
	await colony.sister('iza-1', {at: clone});
	await colony.shell.as('izabael').at(repo.path).iam('the long chapter');
	await colony.shell.as('iza-1').at(clone).iam('a small fix');
	first.works('I write the draft.');
	const view = await colony.view({columns: 160, rows: 45});
	await view.waitFor(/▲ 1 CONFLICT/);
	await view.press('4');
	await view.press('enter');
	await view.waitFor('written by the first');
	// Mutation seen red: `cell` left out in source/tui/sides.ts.
	await view.waitFor(/written by the .*second/);
	await view.waitFor(screen => screen.shows('the long chapter') && screen.shows('a small fix'), 'what they declared');
	await view.waitFor(/proposal\s+iza-1 gives way: she changed 1 file, izabael 2/);

	await view.press('p');
	await view.waitFor('Please give way, iza-1');
	view.send('\u0013');
	await view.waitFor(/sent to iza-1/);
	await view.press('escape');
	await view.press('t');
	await view.waitFor('Please settle between you');
	view.send('\u0013');
	await view.waitFor(/sent to .*iza-1/);
	const mail = await colony.shell.as('iza-1').at(clone).json<readonly MailJson[]>('inbox');
	assert.equal(mail.length, 2);
	assert.ok(mail.every(({from, body}) => from === 'queen' && body.includes('README.md') && body.includes('the long chapter')));
	assert.ok(mail.some(({priority, body}) => priority === 'high' && body.includes('give way')));
	const both = await colony.shell.as('izabael').at(repo.path).json<readonly MailJson[]>('inbox');
	assert.equal(both.length, 1);
});
