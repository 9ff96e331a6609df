import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {newColony, type StatusJson} from '../driver/colony.ts';
import {end} from '../driver/processes.ts';

/** What was put into the clipboard, from the bytes that the terminal got. */
const copied = (raw: string): readonly string[] =>
	[...raw.matchAll(/\u001b\]52;c;([A-Za-z0-9+/=]*)\u0007/g)].map(([, text = '']) => Buffer.from(text, 'base64').toString());

test('a lost sister stays listed with the command that resumes her session; y copies it, and it runs as written', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository("it's a guide");
	const iza = await colony.sister('iza-3', {at: repo.path});
	// She holds something: a lost one without claim or mail is shown for a day.
	await colony.shell.as('iza-3').at(repo.path).says('claim', 'README.md');
	const view = await colony.view({columns: 140});
	await view.waitFor(/○ iza-3/);
	await view.press('y');
	await view.waitFor(/not lost: g jumps to her/);
	await end(iza.pid);
	await view.waitFor(/✕ iza-3/);
	await view.press('y');
	await view.waitFor(/Copied: cd /);
	const [line = ''] = copied(view.raw());
	const status = await colony.shell.json<StatusJson>('status');
	assert.equal(status.sisters.find(({name}) => name === 'iza-3')?.status, 'gone');

	// A `claude` that says where it was started and how: the real one is tried in test/e2e.
	const bin = path.join(colony.shell.folder, 'bin');
	mkdirSync(bin);
	writeFileSync(path.join(bin, 'claude'), '#!/bin/sh\npwd\nprintf "%s\\n" "$@"\n', {mode: 0o755});
	const said = execFileSync('sh', ['-c', line], {env: {...colony.shell.env, PATH: `${bin}:${colony.shell.env['PATH']}`}, encoding: 'utf8'});
	// Mutation seen red: the folder not quoted.
	assert.match(said, /^[^\n]*\/it's a guide\n--(?:continue|resume\n[\w-]+)\n$/);
});
