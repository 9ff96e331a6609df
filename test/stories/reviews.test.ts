import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Review} from '../../db/types.ts';
import {newColony} from '../driver/colony.ts';

test('a review waits in the view: its diff is read there, it is rejected with a reason and approved by key, and merge-ok follows', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('shop');
	const branch = await repo.worktree('shop-a', 'feat/login');
	branch.write('login.ts', `export const login = '\u001b]0;owned\u0007'\n`);
	await branch.commit('a login form');
	const a = colony.shell.as('A').at(branch.path);
	const keeper = colony.shell.at(repo.path);
	await a.says('onboard');
	await a.says('review', 'request', '--to', 'B');
	const view = await colony.view({columns: 140, rows: 40});
	await view.press('v');
	await view.waitFor(/#1 feat\/login shop {2}by a.*waits for b/);
	await view.press('enter');
	await view.waitFor(/\+export const login = '.*owned/);
	await view.press('x');
	await view.waitFor(/Reject review #1: why\?/);
	view.send('no tests\r');
	await view.waitFor(/#1 rejected, a has mail about it/);
	await view.waitFor(/rejected by queen/);
	assert.match(await a.says('inbox'), /rejected\. "no tests"/);
	assert.equal((await keeper.queen('merge-ok', 'A')).code, 1);
	await view.press('a');
	await view.waitFor(/#1 was rejected already, by queen/);

	branch.write('login.test.ts', 'test\n');
	await branch.commit('with a test');
	await a.says('review', 'request', '--to', 'B');
	// The diff of a request that is superseded is not there any more.
	await view.waitFor(/It is gone: a newer request stands instead/);
	await view.press('escape');
	await view.waitFor(/#2 feat\/login .*waits for b/);
	await view.press('a');
	await view.waitFor(/#2 approved, a has mail about it/);
	assert.equal((await keeper.queen('merge-ok', 'feat/login')).code, 0);
	const [review] = await keeper.json<readonly Review[]>('review', 'list', '--all');
	assert.deepEqual([review?.state, review?.decidedBy, review?.decidedVerified], ['approved', 'queen', 'yes']);
});
