/** Reviews in the view: the list, the diff, the verdict by key, and why not. */
import assert from 'node:assert/strict';
import {afterEach, describe, it} from 'node:test';
import type {ReviewFrame} from '../../components/review-frame.ts';
import {makeTheme} from '../../components/theme.ts';
import width from '../../components/width.ts';
import type {Review, Sister} from '../../db/types.ts';
import {cell} from '../../source/sanitize.ts';
import {calm, facts} from './fixtures.ts';
import {before, minute, review, sister} from './make.ts';
import {openScreen, type TestScreen} from './screen.ts';

let screen: TestScreen | null = null;
afterEach(() => {
	screen?.close();
	screen = null;
});

const waiting = [review(3, 'feat/login'), review(4, 'feat/jobs', {requester: 'queen', title: 'a job queue'})];
const rejected = review(2, 'feat/old', {
	state: 'rejected',
	verdict: 'rejected',
	decidedBy: 'iza-2',
	decidedAt: before(minute),
	comments: [{id: 1, by: 'iza-2', byVerified: 'yes', at: before(minute), verdict: 'rejected', body: 'types first'}],
});
const colony = (reviews: readonly Review[] = [...waiting, rejected], sisters: readonly Sister[] = []) =>
	facts({...(sisters.length > 0 ? {sisters} : {}), reviews});
const open = async (...options: Parameters<typeof openScreen>): Promise<TestScreen> => {
	screen = await openScreen(...options);
	return screen;
};

const line = (text: string, kind: 'file' | 'hunk' | 'added' | 'removed' | 'same') => ({text: cell(text), kind});
const frame = (more: Partial<ReviewFrame> = {}): ReviewFrame => ({
	review: 3,
	lines: [line('src/login.ts', 'file'), line('@@ -1 +1 @@', 'hunk'), line('-const a = 1', 'removed'), line('+const a = 2', 'added')],
	note: null,
	stale: false,
	...more,
});

describe('the list', () => {
	// Mutation seen red: `state` not asked in isLateReview.
	it('says which ones wait for too long, as queen orchestrate does', async () => {
		const old = before(16 * minute);
		const decided = review(2, 'feat/old', {state: 'approved', verdict: 'approved', decidedBy: 'iza-2', decidedAt: before(minute), requestedAt: old});
		const s = await open({snapshot: colony([review(5, 'feat/slow', {requestedAt: old}), review(3, 'feat/login'), decided])});
		await s.press('v');
		assert.match(s.text, /Reviews.*2 wait, 1 late/);
		assert.match(s.text, /#5 feat\/slow hive {2}by iza-1, 16m ago {2}waits for iza-2 {2}late {2}3 commits/);
		assert.equal(s.text.match(/ late/g)?.length, 2);
		await s.press('enter');
		assert.match(s.text, /waits for iza-2 {2}late/);
	});
	it('says who waits for whom, and what was decided; j and k go through it and say where it ends', async () => {
		const s = await open({snapshot: colony()});
		await s.press('v');
		assert.match(s.text, /Reviews.*2 wait/);
		assert.match(s.text, /▸ #3 feat\/login hive {2}by iza-1, 2m ago {2}waits for iza-2 {2}3 commits, 5 files, \+120 -14/);
		assert.match(s.text, /#2 feat\/old .*rejected by iza-2/);
		await s.press('j');
		assert.match(s.text, /▸ #4/);
		await s.press('j');
		assert.match(s.text, /▸ #2/);
		await s.press('j');
		assert.match(s.lines.at(-1) ?? '', /This is the last one/);
		await s.press('k', 'k', 'k');
		assert.match(s.text, /▸ #3/);
		assert.match(s.lines.at(-1) ?? '', /This is the first one/);
		await s.press('escape');
		assert.ok(!s.text.includes('feat/login'));
	});

	it('is there when it is empty, and its keys say so', async () => {
		const s = await open({snapshot: calm});
		await s.press('v');
		assert.match(s.text, /No review waits, and none was decided/);
		for (const key of ['j', 'a', 'x', 'enter']) {
			await s.press(key);
			assert.match(s.lines.at(-1) ?? '', /There is no review here/, key);
		}
		assert.deepEqual(s.intents, []);
	});

	it('follows the chosen one when others come and go', async () => {
		const s = await open({snapshot: colony()});
		await s.press('v', 'j');
		await s.set({snapshot: colony([review(1, 'first'), ...waiting])});
		// Mutation seen red: the chosen one by its place instead of its number.
		assert.match(s.text, /▸ #4/);
		await s.set({snapshot: colony([waiting[0] ?? review(3, 'x')])});
		assert.match(s.text, /▸ #3/);
	});

	it('shows the chosen one in however long a list', async () => {
		const s = await open({snapshot: colony(Array.from({length: 60}, (_, n) => review(n + 1, `b${n + 1}`))), rows: 24});
		await s.press('v', ...Array.from({length: 40}, () => 'j'));
		assert.match(s.text, /▸ #41 b41/);
	});

	it('says when commits came since, as far as is seen', async () => {
		const at = (head: string) => colony([review(3, 'feat/login')], [sister('iza-1', {branch: 'feat/login', head})]);
		const s = await open({snapshot: at('b'.repeat(40))});
		await s.press('v');
		assert.ok(!s.text.includes('commits came since'));
		await s.set({snapshot: at('c'.repeat(40))});
		assert.match(s.text, /waits for iza-2 {2}commits came since/);
	});
});

describe('the diff', () => {
	it('is asked for with Enter, shown in colours, and given up with Esc', async () => {
		const s = await open({snapshot: colony()});
		await s.press('v', 'enter');
		assert.deepEqual(s.intents, [{type: 'review-diff', review: 3}]);
		assert.match(s.text, /reading the diff/);
		await s.set({review: frame()});
		assert.match(s.text, /\+const a = 2/);
		// The sign as a block, the keyword bold, the rest in the colour of what was done. Mutation seen red: `codeTones` with 'plain' for added and removed.
		assert.match(s.raw, /\u001b\[7m\u001b\[32m\+\u001b\[27m\u001b\[1mconst\u001b\[22m a = 2\u001b\[39m/);
		assert.match(s.raw, /\u001b\[7m\u001b\[31m-\u001b\[27m\u001b\[1mconst\u001b\[22m a = 1\u001b\[39m/);
		await s.press('escape');
		assert.deepEqual(s.intents.at(-1), {type: 'review-diff', review: null});
		assert.match(s.text, /▸ #3/);
	});

	it('of another review is not taken for this one', async () => {
		const s = await open({snapshot: colony()});
		await s.press('v', 'enter');
		await s.set({review: frame({review: 99})});
		assert.match(s.text, /reading the diff/);
	});

	it('colours the code of a file that it knows, and of no other', async () => {
		const lines = (file: string) => [line(file, 'file'), line(`+go('x') // why`, 'added'), line(` 'same'`, 'same')];
		const s = await open({snapshot: colony()});
		await s.press('v', 'enter');
		await s.set({review: frame({lines: lines('src/old name.ts')})});
		// Mutation seen red: the language of the file before; every language null.
		assert.match(s.raw, /go\(\u001b\[35m'x'\u001b\[32m\) \u001b\[36m\/\/ why\u001b\[39m/);
		assert.match(s.raw, / \u001b\[35m'same'\u001b\[39m/);
		await s.set({review: frame({lines: [...lines('a.ts').slice(0, 1), ...lines('notes.txt')]})});
		assert.match(s.raw, /\u001b\[27mgo\('x'\) \/\/ why\u001b\[39m/);
		assert.match(s.raw, /┃ {2}'same' /);
	});

	it('without colour it is told by its signs, and nothing has a colour', async () => {
		const s = await open({snapshot: colony(), theme: makeTheme({colour: false, ascii: true})});
		await s.press('v', 'enter');
		await s.set({review: frame({lines: [line('a.ts', 'file'), line(`+if (x) go('x') // why`, 'added'), line('-if', 'removed')]})});
		assert.match(s.text, /\+if \(x\) go\('x'\) \/\/ why/);
		assert.doesNotMatch(s.raw, /\u001b\[(?:3[0-8]|9[0-7])[;m]/);
	});

	it('what is left of a broken line cannot pass for a line of its own', async () => {
		const s = await open({snapshot: colony(), columns: 80, rows: 24});
		await s.press('v', 'enter');
		const words = `+${'a '.repeat(37)}+if (evil)`;
		await s.set({review: frame({lines: [line('a.ts', 'file'), line(words, 'added')]})});
		// Mutation seen red: rows without the mark in front.
		assert.match(s.text, /┃ …\+if \(evil\)/);
		// All that was there, in its order.
		const shown = s.lines.map(one => /^┃ (.*) ┃$/.exec(one)?.[1]?.trimEnd() ?? '');
		const first = shown.findIndex(one => one.startsWith('+a a'));
		assert.equal(`${shown[first]} ${shown[first + 1]?.slice(1)}`, words);
	});

	it('breaks long lines instead of cutting them: nothing hides behind the edge', async () => {
		const s = await open({snapshot: colony(), columns: 80, rows: 24});
		await s.press('v', 'enter');
		await s.set({review: frame({lines: [line(`+${'const a = 1; '.repeat(12)}exec(payload)`, 'added')]})});
		assert.match(s.text, /exec\(payload\)/);
		for (const one of s.lines) assert.ok(width(one) <= 80);
	});

	it('scrolls to its end', async () => {
		const s = await open({snapshot: colony(), rows: 24});
		await s.press('v', 'enter');
		await s.set({review: frame({lines: Array.from({length: 200}, (_, n) => line(`+line ${n}`, 'added')), note: cell('12 more lines')})});
		assert.ok(!s.text.includes('+line 199'));
		await s.press('end');
		assert.match(s.text, /\+line 199[\s\S]*12 more lines/);
		await s.press('home', 'j');
		assert.match(s.text, /\+line 0/);
	});

	it('says what git says about commits that came since, and that it is gone when it is', async () => {
		const s = await open({snapshot: colony()});
		await s.press('v', 'enter');
		await s.set({review: frame({stale: true})});
		assert.match(s.text, /commits came since/);
		await s.set({snapshot: colony([])});
		assert.match(s.text, /It is gone: a newer request stands instead/);
		await s.press('a');
		assert.match(s.lines.at(-1) ?? '', /There is no review here/);
	});
});

describe('the verdict', () => {
	it('a approves, x asks why and rejects; in the list and over the diff', async () => {
		for (const keys of [['v'], ['v', 'enter']]) {
			const s = await open({snapshot: colony()});
			await s.press(...keys, 'a');
			assert.deepEqual(s.intents.at(-1), {type: 'decide-review', review: 3, verdict: 'approved', why: null});
			await s.press('x');
			assert.match(s.text, /Reject review #3: why\?/);
			await s.press('enter');
			assert.match(s.lines.at(-1) ?? '', /Say why in a few words/);
			await s.type('no tests');
			await s.press('enter');
			assert.deepEqual(s.intents.at(-1), {type: 'decide-review', review: 3, verdict: 'rejected', why: 'no tests'});
			s.close();
			screen = null;
		}
	});

	it('is refused with the reason: her own, or decided already', async () => {
		const s = await open({snapshot: colony()});
		await s.press('v', 'j', 'a');
		// Mutation seen red: undecidable without the requester.
		assert.match(s.lines.at(-1) ?? '', /You asked for #4 yourself: somebody else must look at it/);
		await s.press('j', 'x');
		assert.match(s.lines.at(-1) ?? '', /#2 was rejected already, by iza-2/);
		assert.deepEqual(s.intents, []);
	});
});

it('on every screen: no line is wider than it', async () => {
	for (const [columns, rows] of [
		[20, 3],
		[40, 6],
		[60, 10],
		[80, 18],
		[140, 45],
	] as const) {
		for (const keys of [['v'], ['v', 'enter'], ['v', 'x']]) {
			const s = await openScreen({snapshot: colony(), columns, rows, review: frame()});
			await s.press(...keys);
			assert.equal(s.lines.length, rows);
			for (const one of s.lines) assert.ok(width(one) <= columns, `${columns}x${rows}: ${one}`);
			s.close();
		}
	}
});
