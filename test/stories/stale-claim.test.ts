import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type MailJson, newColony} from '../driver/colony.ts';
import {until} from '../driver/wait.ts';

type ClaimJson = {readonly id: number; readonly owner: string; readonly state: string; readonly expiresAt: string | null};

test('a stale claim is hard to release by accident, released by R and y, and given back by u', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('guide');
	await colony.sister('iza-3', {at: repo.path});
	const iza = colony.shell.as('iza-3').at(repo.path);
	await iza.says('claim', 'path:ch02.md', '--ttl', '1s');
	await iza.says('claim', 'deploy');
	const claims = (): Promise<readonly ClaimJson[]> => colony.shell.json<readonly ClaimJson[]>('claims');
	const view = await colony.view();
	await view.waitFor('ch02.md');
	await view.waitFor('stale');

	await view.press('3');
	await view.waitFor(screen => screen.cellsOf('3 Claims').every(({bold}) => bold), 'the focus on Claims');
	await view.press('R');
	await view.waitFor(/Release a claim/);
	// It says who, why it is stale, and what argues against.
	for (const word of ['ch02.md', 'iza-3', 'stale']) await view.waitFor(word);
	// Neither Enter nor the key that opened it confirms. Mutation seen red: `enter` among the keys of confirm-yes.
	await view.press('enter', 'R');
	assert.ok(view.shows(/Release a claim/));
	await view.press('n');
	await view.waitGone(/Release a claim/);
	assert.equal((await claims()).filter(({state}) => state === 'released').length, 0);

	await view.press('home', 'R');
	await view.waitFor(/Release a claim/);
	const asked = /ch02\.md/.test(view.text().slice(view.text().indexOf('Release a claim'))) ? 'ch02.md' : 'deploy';
	await view.press('y');
	await view.waitFor(/released/);
	assert.equal((await claims()).length, 1);
	const mails = await iza.json<readonly MailJson[]>('inbox', '--peek');
	assert.match(mails[0]?.body ?? '', new RegExp(asked));

	await view.press('u');
	await view.waitFor(/iza-3 holds .* again/);
	await until(async () => (await claims()).length === 2, 'both claims again');
	assert.ok((await claims()).every(({owner}) => owner === 'iza-3'));
});
