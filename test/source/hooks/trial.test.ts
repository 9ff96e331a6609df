import assert from 'node:assert/strict';
import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {frontScript} from '../../../source/hooks/front.ts';
import {tryHooks} from '../../../source/hooks/trial.ts';
import {newFolder, newOwner} from '../../driver/cleanup.ts';

// Mutation seen red: a trial that does not look at the spool.
test('the trial notices a front that is silent because it does nothing, one that talks, and one that fails', async t => {
	const folder = newFolder(newOwner(t));
	const front = path.join(folder, 'queen-hook');
	const script = frontScript({node: process.execPath, bundle: '/nowhere', db: path.join(folder, 'queen.db'), alarm: path.join(folder, 'alarm')});
	const trouble = async (text: string): Promise<string | null> => {
		writeFileSync(front, text);
		return (await tryHooks(front, {PATH: process.env['PATH'], HOME: folder})).trouble;
	};
	assert.equal(await trouble(script), null);
	assert.match((await trouble('#!/bin/sh\nexit 0\n')) ?? '', /0 of 18 events/);
	assert.match((await trouble(script.replace(/^queen_event=/m, 'echo hello\nqueen_event='))) ?? '', /printed something/);
	assert.match((await trouble('exec /bin/false\n')) ?? '', /ended with 1/);
	assert.equal(readFileSync(front, 'utf8'), 'exec /bin/false\n');
});
