import assert from 'node:assert/strict';
import {test} from 'node:test';
import {newColony, type StatusJson} from '../driver/colony.ts';
import {rowsIn} from '../driver/outside.ts';
import {isAlive} from '../driver/processes.ts';
import {beforeNextScanMs, until} from '../driver/wait.ts';

test('two views show the same colony with one scanner, and the second takes over when the first is killed', async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('guide');
	const iza = await colony.sister('iza-2', {at: repo.path});
	const first = await colony.view();
	await first.waitFor(/○ iza-2/);
	const seen = async (): Promise<StatusJson['colony']> => (await colony.shell.json<StatusJson>('status')).colony;
	const seat = (): number | null => rowsIn<{readonly pid: number}>(colony.shell.db, 'SELECT pid FROM leaders')[0]?.pid ?? null;
	const leader = await until(seat, 'a scanner in the seat');
	const second = await colony.view({columns: 80, rows: 24});
	await second.waitFor(/○ iza-2/);

	iza.works('both see it');
	await Promise.all([first.waitFor(/● iza-2/), second.waitFor(/● iza-2/)]);
	// The second view's own scanner is asked: it looks as a guest, and leaves the seat to the first one's.
	const {scannedAt} = await seen();
	await second.press('f5');
	await until(async () => (await seen()).scannedAt !== scannedAt, 'another complete scan', beforeNextScanMs);
	// Mutation seen red: `lead` gives the seat to everybody who asks.
	assert.equal(seat(), leader, 'the one leader is still the first');

	first.kill('SIGKILL');
	await first.waitExit();
	// Its scanner ends with it, and the seat is free after its lease.
	await until(() => !isAlive(leader), 'the first scanner to end');
	iza.asks('rm -rf build');
	await second.waitFor(/◆ iza-2/);
	assert.notEqual(seat(), leader);
});
