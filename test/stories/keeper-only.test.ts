/** What would take the colony away from all is the keeper's alone: a sister who tries is told so, and everything stands as before. */
import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {test} from 'node:test';
import {connect} from '../../db/open.ts';
import type {Message} from '../../db/types.ts';
import {newShell} from '../driver/shell.ts';

test('a sister can neither delete the colony nor make it forget; the keeper can, also where the database cannot be opened', async t => {
	const {shell} = newShell(t);
	await shell.as('ann').says('tell', 'bob', 'the parser is mine');
	for (const words of [
		['uninstall', '--yes'],
		['forget', '--before', '2027-01-01', '--yes'],
		['forget', 'bob', '--yes'],
	]) {
		// As a script of hers would set it, too.
		const ran = await shell.with({WORKER_NAME: 'ann'}).queen(...words);
		// Mutation seen red: uninstall without checkUninstall; `allowed` (source/actions/forget.ts) that only asks trustedCaller.
		assert.deepEqual([ran.code, ran.out, ran.err.trimEnd().split('\n').length], [1, '', 1], `${words.join(' ')}: ${ran.out}${ran.err}`);
		assert.match(ran.err, /^Only the keeper can .*queen tell @keeper/);
	}
	const [letter] = await shell.as('bob').json<Message[]>('inbox', '--all', '--peek');
	assert.equal(letter?.body, 'the parser is mine');
	// What would go is no secret.
	assert.equal((await shell.as('ann').queen('uninstall')).code, 0);
	// As a later version would leave it: nothing of ours opens it.
	const connection = connect(shell.db, {timeout: 5000});
	connection.pragma('user_version = 99999');
	connection.close();
	assert.equal((await shell.queen('status')).code, 78);
	// Mutation seen red: checkUninstall that opens the database first.
	assert.match(await shell.says('uninstall', '--yes'), /deleted/);
	assert.ok(!existsSync(shell.db));
});
