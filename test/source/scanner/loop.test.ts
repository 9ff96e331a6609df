import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {StoreError, type StoreErrorCode} from '../../../db/store.ts';
import {createWake, runLoop, type World} from '../../../source/scanner/loop.ts';
import type {Pass} from '../../../source/scanner/scan.ts';

const good: Pass = {accepted: true, seen: {sightings: [], unplaced: [], sawEverybody: true, looked: [], unread: []}, report: null};
const busy = new StoreError('busy', 'locked');

/** Each entry of `script` is what one turn's pass does; the loop ends after the last one. */
const play = async (script: readonly (() => Pass | null)[], options: {readonly leads?: (turn: number) => boolean; readonly ask?: number} = {}) => {
	const log: string[] = [];
	const ending = new AbortController();
	const wake = createWake();
	let turn = 0;
	let now = 0;
	let epoch: number | null = null;
	const pass = (kind: string) => async (): Promise<Pass | null> => {
		log.push(kind);
		const step = script[turn - 1];
		return step === undefined ? good : step();
	};
	const world = (): World => ({
		seat: {
			epoch: () => epoch,
			take: async () => {
				const leads = options.leads?.(turn) ?? true;
				epoch = leads ? 1 : null;
				return leads ? {leader: true, epoch: 1} : {leader: false, holder: {pid: 9, host: 'here'}};
			},
			lose: () => {
				log.push('lose');
				epoch = null;
			},
			resign: async () => void log.push('resign'),
		},
		scanner: {fast: pass('fast'), complete: pass('complete')},
		guest: {fast: pass('guest fast'), complete: pass('guest')},
		close: () => void log.push('close'),
	});
	await runLoop({
		open: async () => {
			log.push('open');
			return world();
		},
		signal: ending.signal,
		wake: {
			...wake,
			taken: () => {
				turn += 1;
				if (turn === options.ask) wake.request();
				return wake.taken();
			},
			wait: async () => {
				now += 1000;
				if (turn >= script.length) ending.abort();
			},
		},
		onTrouble: text => void log.push(text === null ? 'well' : `trouble: ${text}`),
		mono: () => now,
	}).finally(() => log.push('end'));
	return log;
};
const ok = (): Pass => good;
const fails = (code: StoreErrorCode) => () => {
	throw new StoreError(code, `it is ${code}`);
};

describe('the loop', () => {
	test('begins with a complete pass, goes on with fast ones, and every 30 s a complete one', async () => {
		const log = await play(Array.from({length: 32}, () => ok));
		assert.deepEqual(log.slice(0, 4), ['open', 'complete', 'well', 'fast']);
		assert.deepEqual(log.slice(31, 34), ['fast', 'complete', 'fast']);
		assert.deepEqual(log.slice(-3), ['resign', 'close', 'end']);
	});

	test('a scan that was asked for is a complete one', async () => {
		assert.deepEqual(await play([ok, ok, ok, ok], {ask: 3}), ['open', 'complete', 'well', 'fast', 'complete', 'fast', 'resign', 'close', 'end']);
	});

	test('beside a leader it only waits, scans when asked, and takes over when the seat is free', async () => {
		const log = await play([ok, ok, ok, ok], {leads: turn => turn >= 4, ask: 2});
		assert.deepEqual(log, ['open', 'well', 'guest', 'complete', 'resign', 'close', 'end']);
	});

	// Mutation seen red: `seat.lose()` left out.
	test('a refused write: it steps back, and begins anew with a complete pass when it leads again', async () => {
		const log = await play([ok, () => ({...good, accepted: false}), ok]);
		assert.deepEqual(log, ['open', 'complete', 'well', 'fast', 'lose', 'complete', 'resign', 'close', 'end']);
	});

	test('busy: the turn is skipped without a word', async () => {
		const log = await play([
			ok,
			() => {
				throw busy;
			},
			ok,
		]);
		assert.deepEqual(log, ['open', 'complete', 'well', 'fast', 'fast', 'resign', 'close', 'end']);
	});

	// Mutation seen red: say() without its comparison.
	test('a full disk is said once, and it goes on; then it is well again', async () => {
		const log = await play([ok, fails('full'), fails('full'), ok]);
		assert.deepEqual(log, ['open', 'complete', 'well', 'fast', 'trouble: it is full', 'fast', 'fast', 'well', 'resign', 'close', 'end']);
	});

	// Mutation seen red: isLost without replaced.
	test('a replaced or damaged file is opened anew', async () => {
		for (const code of ['replaced', 'corrupt'] as const) {
			const log = await play([ok, fails(code), ok]);
			assert.deepEqual(log.slice(3, 9), ['fast', `trouble: it is ${code}`, 'close', 'open', 'fast', 'well'], code);
		}
	});

	// Mutation seen red: createWake's wait() without its new controller.
	test('a scan asked for while the database cannot be opened ends one wait, not every one', async () => {
		const wake = createWake();
		const ending = new AbortController();
		const waits: number[] = [];
		let opened = 0;
		await runLoop({
			open: async () => {
				opened += 1;
				if (opened === 1) wake.request();
				throw new StoreError('io', 'no room');
			},
			signal: ending.signal,
			wake: {
				...wake,
				wait: async (ms, signal) => {
					waits.push(ms);
					// Far longer than anything here takes: only a request ends it early.
					if (waits.length === 2) setTimeout(() => ending.abort(), 20);
					if (waits.length > 2) ending.abort();
					await wake.wait(60_000, signal);
				},
			},
			onTrouble: () => {},
			mono: () => 0,
		});
		assert.deepEqual([opened, waits.length], [2, 2]);
		assert.equal(wake.taken(), true, 'it is still to be made');
	});

	test('not our database: it ends', async () => {
		await assert.rejects(play([fails('newer'), ok]), /it is newer/);
		await assert.rejects(play([fails('foreign'), ok]), /it is foreign/);
	});

	// Mutation seen red: noteDropped without its throw.
	test('a pass that hangs for a minute ends the process, which is then started anew', async () => {
		await assert.rejects(play([ok, ...Array.from({length: 61}, () => () => null)]), /a scan hangs/);
		const log = await play([ok, ...Array.from({length: 59}, () => () => null), ok, ...Array.from({length: 59}, () => () => null)]);
		assert.equal(log.at(-1), 'end');
	});
});
