import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import type {PeekFrame} from '../../../components/peek-frame.ts';
import type {TerminalPlace} from '../../../db/types.ts';
import {createPeek, type PeekDeps} from '../../../source/tui/peek.ts';

const place = (pane: string): TerminalPlace => ({kind: 'tmux', socket: '/tmp/s', pane, server: '1 2'});
const places: Readonly<Record<string, TerminalPlace | null>> = {'iza-2': place('%2'), 'iza-3': place('%3'), bare: null};

type Question = {
	readonly place: TerminalPlace;
	readonly signal: AbortSignal;
	readonly answer: (screen: string | null) => void;
	readonly fail: (error: Error) => void;
};

/** A terminal whose answers the test gives by hand. */
function setUp(t: TestContext) {
	t.mock.timers.enable({apis: ['setTimeout']});
	const questions: Question[] = [];
	const stamps: Record<string, string> = {};
	const frames: (PeekFrame | null)[] = [];
	let running = 0;
	let most = 0;
	const deps: PeekDeps = {
		placeOf: name => places[name],
		read: (where, signal) =>
			new Promise<string | null>((resolve, reject) => {
				running++;
				most = Math.max(most, running);
				const over = <T>(end: (value: T) => void) => {
					return (value: T): void => {
						running--;
						end(value);
					};
				};
				questions.push({place: where, signal, answer: over(resolve), fail: over(reject)});
				const onAbort = over(() => reject(new Error('aborted')));
				signal.addEventListener('abort', onAbort, {once: true});
			}),
		stampOf: name => stamps[name] ?? null,
		show: frame => frames.push(frame),
		now: () => 1000,
		everyMs: 1000,
	};
	return {
		peek: createPeek(deps),
		questions,
		stamps,
		frames,
		most: () => most,
		last: () => frames.at(-1),
		settle: () => new Promise<void>(resolve => setImmediate(resolve)),
	};
}

describe('the peek reader', () => {
	it('reads at once, and again a second after each answer, never two at a time', async t => {
		const {peek, questions, frames, most, last, settle} = setUp(t);
		peek.watch('iza-2');
		assert.equal(questions.length, 1);
		t.mock.timers.tick(5000);
		await settle();
		assert.equal(questions.length, 1, 'a slow terminal is not asked again');
		questions[0]?.answer('\u001b[31mhello');
		await settle();
		assert.equal(last()?.lines[0]?.[0]?.color, 'red');
		assert.deepEqual(last()?.title, ['%2']);
		t.mock.timers.tick(999);
		await settle();
		assert.equal(questions.length, 1);
		t.mock.timers.tick(1);
		await settle();
		assert.equal(questions.length, 2);
		const before = last();
		questions[1]?.answer('\u001b[31mhello');
		await settle();
		assert.equal(last(), before, 'what did not change is the same object: nothing is drawn again');
		assert.equal(most(), 1);
		assert.equal(frames[0], null);
	});

	// Mutation seen red: running?.abort() taken out of stop().
	it('ends the capture when it is closed, and asks no more', async t => {
		const {peek, questions, frames, settle} = setUp(t);
		peek.watch('iza-2');
		peek.watch(null);
		assert.equal(questions[0]?.signal.aborted, true);
		await settle();
		t.mock.timers.tick(10_000);
		await settle();
		assert.equal(questions.length, 1);
		assert.ok(
			frames.every(frame => frame === null),
			'nothing of a closed peek is shown',
		);
		peek.watch('iza-2');
		assert.equal(questions.length, 2);
		peek.close();
		assert.equal(questions[1]?.signal.aborted, true);
	});

	// Mutation seen red: the check `if (signal.aborted) return` before show() left out.
	it('shows only the sister that is watched now', async t => {
		const {peek, questions, frames, settle} = setUp(t);
		peek.watch('iza-2');
		peek.watch('iza-3');
		questions[1]?.answer('three');
		await settle();
		assert.deepEqual(
			frames.filter(frame => frame !== null).map(frame => frame.sister),
			['iza-3'],
		);
	});

	it('says what is the matter: pane gone, server silent, no terminal, no sister', async t => {
		const {peek, questions, last, settle} = setUp(t);
		peek.watch('iza-2');
		questions[0]?.answer(null);
		await settle();
		assert.deepEqual([last()?.title, last()?.lines], [['pane %2 is gone'], []]);
		t.mock.timers.tick(1000);
		await settle();
		questions[1]?.fail(new Error('tmux gave no answer\u001b]0;x\u0007'));
		await settle();
		assert.deepEqual(last()?.title, ['pane %2 cannot be read: tmux gave no answer␛]0;x␇']);
		peek.watch('bare');
		await settle();
		assert.match(last()?.title[0] ?? '', /no terminal/);
		peek.watch('nobody');
		await settle();
		assert.match(last()?.title[0] ?? '', /gone from the colony/);
		peek.close();
	});

	// Mutation seen red: the stamp not compared.
	it('beside the list it reads again only after something came out of the terminal', async t => {
		const {peek, questions, stamps, settle} = setUp(t);
		stamps['iza-2'] = '10:00:01';
		peek.watch('iza-2', true);
		questions[0]?.answer('hello');
		await settle();
		for (let second = 0; second < 5; second++) {
			t.mock.timers.tick(1000);
			await settle();
		}
		assert.equal(questions.length, 1, 'nothing came out of it');
		stamps['iza-2'] = '10:00:09';
		t.mock.timers.tick(1000);
		await settle();
		assert.equal(questions.length, 2);
		peek.close();
	});

	it('the list beside does not take the terminal away from the box', async t => {
		const {peek, questions, settle} = setUp(t);
		peek.watch('iza-2', true);
		questions[0]?.answer('hello');
		await settle();
		peek.watch('iza-2');
		peek.watch(null, true);
		assert.equal(questions.length, 2);
		assert.equal(questions[1]?.signal.aborted, false);
		peek.close();
	});
});
