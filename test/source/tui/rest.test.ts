/** The view gives memory back when its heap grew by a third since the last time. Mutation seen red: `after` never updated (collects at every step). */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {keepSmall, systemRest} from '../../../source/tui/rest.ts';

const megabyte = 1 << 20;

test('garbage is collected when there is some, and not again until there is some again', () => {
	let heap = 30 * megabyte;
	let collected = 0;
	let step = (): void => {};
	let isStopped = false;
	const stop = keepSmall({
		heap: () => heap,
		collect: () => {
			collected += 1;
			heap = 60 * megabyte;
		},
		every: given => {
			step = given;
			return () => {
				isStopped = true;
			};
		},
	});
	step();
	assert.equal(collected, 0, 'a small heap is left alone');
	heap = 150 * megabyte;
	step();
	step();
	assert.equal(collected, 1, 'what is left after a collection is no garbage');
	heap = 91 * megabyte;
	step();
	assert.equal(collected, 2);
	stop();
	assert.ok(isStopped);
});

test('the real collector gives memory back', () => {
	let step = (): void => {};
	const before = process.memoryUsage().heapUsed;
	let ballast: unknown[] | null = Array.from({length: 60}, () => Array.from({length: 20_000}, (_, index) => ({index})));
	assert.equal(ballast.length, 60);
	ballast = null;
	const stop = keepSmall({
		...systemRest(),
		every: given => {
			step = given;
			return () => {};
		},
	});
	step();
	stop();
	assert.ok(process.memoryUsage().heapUsed < before + 20 * megabyte, `${process.memoryUsage().heapUsed} bytes after, ${before} before`);
});
