import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import path from 'node:path';
import {describe, it} from 'node:test';
import {type RunError, run, runSync} from '../../../source/run.ts';
import {newFolder, newOwner} from '../../driver/cleanup.ts';
import {isAlive} from '../../driver/processes.ts';
import {until} from '../../driver/wait.ts';

const enough = {timeoutMs: 20_000, maxBytes: 1_000_000};
const failsBy =
	(reason: RunError['reason'], words: RegExp) =>
	(error: unknown): boolean => {
		assert.ok(error instanceof Error && 'reason' in error);
		assert.equal(error.reason, reason);
		assert.match(error.message, words);
		return true;
	};

describe('run', () => {
	it('gives the status and both outputs, whatever the status', async () => {
		assert.deepEqual(await run('sh', ['-c', 'echo out; echo err >&2; exit 3'], enough), {code: 3, stdout: 'out\n', stderr: 'err\n'});
		assert.equal((await run('sh', ['-c', 'kill -9 $$'], enough)).code, 137);
	});

	it('hands over its input, and survives a program that does not read it', async () => {
		assert.equal((await run('cat', [], {...enough, input: 'häuser\n'})).stdout, 'häuser\n');
		assert.equal((await run('true', [], {...enough, input: 'x'.repeat(1_000_000)})).code, 0);
	});

	// Mutation seen red: shell: true.
	it('is no shell', async t => {
		const folder = newFolder(newOwner(t));
		const sentinel = path.join(folder, 'sentinel');
		const text = `; touch ${sentinel} $(touch ${sentinel}) \`touch ${sentinel}\` *`;
		assert.equal((await run('printf', ['%s', text], enough)).stdout, text);
		assert.equal(existsSync(sentinel), false);
	});

	// Mutation seen red: env: options.env (undefined inherits everything).
	it('hands on no environment that it was not given', async () => {
		process.env['QUEEN_TEST_SECRET'] = 'secret';
		try {
			assert.equal((await run('/usr/bin/env', [], enough)).stdout, '');
			assert.equal((await run('/usr/bin/env', [], {...enough, env: {A: '1'}})).stdout, 'A=1\n');
			assert.equal(runSync('/usr/bin/env', [], enough).stdout, '');
		} finally {
			delete process.env['QUEEN_TEST_SECRET'];
		}
	});

	// Mutation seen red: child.kill() instead of the whole group leaves the grandchild alive.
	it('ends the child and what it started at the deadline', async t => {
		const folder = newFolder(newOwner(t));
		const child = 'sleep 300 & echo $! > pid; wait';
		await assert.rejects(run('sh', ['-c', child], {cwd: folder, timeoutMs: 500, maxBytes: 1000}), failsBy('timeout', /sh gave no answer within 500 ms/));
		const {stdout} = await run('cat', ['pid'], {...enough, cwd: folder});
		await until(() => !isAlive(Number(stdout)), 'the grandchild to end');
	});

	it('ends a child that prints too much', async () => {
		await assert.rejects(run('yes', [], {timeoutMs: 20_000, maxBytes: 10_000}), failsBy('too-much', /yes printed more than 10000 bytes/));
	});

	it('ends a child that nobody wants any more, and starts none for a signal that was given already', async () => {
		const stop = new AbortController();
		const running = run('sleep', ['60'], {...enough, signal: stop.signal});
		stop.abort();
		await assert.rejects(running, failsBy('aborted', /sleep was ended/));
		await assert.rejects(run('sleep', ['60'], {...enough, signal: stop.signal}), failsBy('aborted', /sleep/));
	});

	it('says which program is missing', async () => {
		await assert.rejects(run('no-such-program', [], enough), failsBy('missing', /^no-such-program was not found in PATH$/));
		assert.throws(() => runSync('no-such-program', [], enough), failsBy('missing', /was not found in PATH/));
		assert.throws(() => runSync('sleep', ['60'], {timeoutMs: 100, maxBytes: 10}), failsBy('timeout', /sleep/));
	});
});
