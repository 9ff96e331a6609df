import assert from 'node:assert/strict';
import {PassThrough} from 'node:stream';
import {test} from 'node:test';
import {tightStdout} from '../../../source/tui/tight-stdout.ts';

test('the beginning of a frame waits for the frame, and nothing else waits', () => {
	// Mutations seen red: `held = ''` left out; `begin` not held; bytes that are no text written before what was held.
	const written: string[] = [];
	const stream = Object.assign(new PassThrough(), {
		columns: 80,
		write: (chunk: string | Uint8Array, done?: () => void): boolean => {
			written.push(String(chunk));
			done?.();
			return true;
		},
	}) as unknown as NodeJS.WriteStream;
	const stdout = tightStdout(stream);
	let calls = 0;
	stdout.write('\u001b[?2026h');
	assert.deepEqual(written, []);
	stdout.write('\u001b[E\u001b[Ea');
	stdout.write('\u001b[?2026l', () => calls++);
	assert.deepEqual(written, ['\u001b[?2026h\u001b[2Ea', '\u001b[?2026l']);
	stdout.write('\u001b[?2026h');
	stdout.write(Buffer.from('bytes'));
	assert.deepEqual(written.slice(2), ['\u001b[?2026h', 'bytes']);
	assert.equal(calls, 1);
	assert.equal(stdout.columns, 80);
	stream.columns = 100;
	assert.equal(stdout.columns, 100, 'a resize is seen');
});
