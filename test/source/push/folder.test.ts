import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {test} from 'node:test';
import {inFolder} from '../../../source/push/folder.ts';

// Mutations seen red: inFolder without sweep; sweep that does not ask who is alive.
test('what a killed push left is removed by the next one; what a living one works in stays', async t => {
	const temporary = mkdtempSync(path.join(os.tmpdir(), 'hq-folder-'));
	const before = process.env['TMPDIR'];
	process.env['TMPDIR'] = temporary;
	t.after(() => {
		if (before === undefined) delete process.env['TMPDIR'];
		else process.env['TMPDIR'] = before;
		rmSync(temporary, {recursive: true});
	});
	const {pid: gone} = spawnSync(process.execPath, ['-e', '0']);
	const kept = [`queen-push-${process.ppid}-living`, 'queen-push-of-somebody', `other-${gone}-x`];
	for (const name of [...kept, `queen-push-${gone}-a`, `queen-plan-${gone}-b`]) {
		mkdirSync(path.join(temporary, name));
		writeFileSync(path.join(temporary, name, 'index'), 'x');
	}
	const inside = await inFolder('push', async folder => [path.dirname(folder), readdirSync(temporary).length] as const);
	assert.deepEqual(inside, [temporary, kept.length + 1]);
	await assert.rejects(
		inFolder('gate', () => Promise.reject(new Error('no'))),
		/no/,
	);
	assert.deepEqual(readdirSync(temporary).sort(), [...kept].sort());
});
