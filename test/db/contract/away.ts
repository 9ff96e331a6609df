/** What was new while the keeper did not look. */
import assert from 'node:assert/strict';
import {minutes, newMail} from '../world.ts';
import type {Cases} from './cases.ts';

export function awayCases(contract: Cases): void {
	contract('after ten minutes without a look it is counted what happened since; a look makes it old', async ({store, world}) => {
		const away = async () => (await store.snapshot('queen', {away: true})).away;
		assert.equal(await away(), null, 'who never looked was not away');
		await store.markLooked('queen');
		world.pass(1000);
		await store.addEvent('conflict', 'queen', {id: 1, type: 'shared-branch', detail: 'x', severity: 'high'});
		world.pass(minutes(9));
		// Mutation seen red: awayMs of zero.
		assert.equal(await away(), null);
		world.pass(minutes(2));
		await store.sendMail(newMail('iza-1', ['queen'], 'hello'));
		await store.sendMail(newMail('iza-1', ['iza-2'], 'hello'));
		await store.addEvent('resolved', 'queen', {id: 1, type: 'shared-branch', detail: 'x'});
		await store.addEvent('status', 'iza-1', {from: 'working', to: 'waiting', waitingFor: 'x'});
		await store.addEvent('status', 'iza-1', {from: 'waiting', to: 'working', waitingFor: null});
		const found = await away();
		assert.deepEqual({...found, since: null}, {since: null, mail: 1, conflicts: 1, settled: 1, gone: 0, done: 0, asked: 1});
		await store.markLooked('maya');
		assert.equal((await away())?.since, found?.since, 'each keeper for herself');
		await store.markLooked('queen');
		assert.equal(await away(), null);
	});
}
