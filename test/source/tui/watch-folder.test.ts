import assert from 'node:assert/strict';
import {mkdirSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, it} from 'node:test';
import {echoing, watchFolder} from '../../../source/tui/watch-folder.ts';
import {newFolder, newOwner} from '../../driver/cleanup.ts';
import {until} from '../../driver/wait.ts';

/** Timers that fire when told to. */
function handTimers() {
	let waiting: {readonly ms: number; readonly call: () => void} | null = null;
	return {
		later: (ms: number, call: () => void) => {
			waiting = {ms, call};
			return () => {
				waiting = null;
			};
		},
		/** Fires the one that waits, and answers for how long it would have waited; null: none waits. */
		fire: (): number | null => {
			const now = waiting;
			waiting = null;
			now?.call();
			return now?.ms ?? null;
		},
	};
}

describe('a watched folder', () => {
	// Mutation seen red: `wait(0)` taken out of call().
	it('is looked at again a little later: the notice comes before what was written can be read', () => {
		const {later, fire} = handTimers();
		let isReadable = false;
		const seen: boolean[] = [];
		const {call} = echoing(() => seen.push(isReadable), later);
		call();
		assert.deepEqual(seen, [false]);
		isReadable = true;
		assert.equal(fire(), 3);
		assert.deepEqual(seen, [false, true]);
		assert.deepEqual([fire(), fire(), fire()], [15, 60, null]);
		assert.equal(seen.length, 4);
	});

	// Mutation seen red: stop() that does nothing.
	it('begins anew with each notice, and stops when told to', () => {
		const {later, fire} = handTimers();
		let calls = 0;
		const {call, stop} = echoing(() => calls++, later);
		call();
		fire();
		call();
		assert.equal(fire(), 3, 'not the second step of the first notice');
		call();
		stop();
		assert.equal(fire(), null);
		assert.equal(calls, 5);
	});

	it('tells of a real write; a folder that is not there is said', async t => {
		const folder = newFolder(newOwner(t));
		let calls = 0;
		const stop = watchFolder(folder, () => calls++, assert.fail);
		t.after(stop);
		writeFileSync(path.join(folder, 'queen.db-wal'), 'x');
		await until(() => calls > 0, 'the notice');
		const gone = path.join(folder, 'gone');
		mkdirSync(gone);
		rmSync(gone, {recursive: true});
		const said: string[] = [];
		watchFolder(gone, assert.fail, error => said.push(error.message));
		assert.match(said.join(), /ENOENT/);
	});
});
