/** Keys that move: the cursor stays with the one it is on, whatever happens around it. */
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {before, calm, event, facts, sister} from './fixtures.ts';
import {closedAfterEach, openScreen, type TestScreen} from './screen.ts';

const open = closedAfterEach();

const footer = (s: TestScreen): string => s.lines.at(-1) ?? '';
const selectedLine = (s: TestScreen): string => s.lines.find(line => line.includes('▸')) ?? '';
const kinds = (s: TestScreen): readonly string[] => s.intents.map(intent => intent.type);

describe('moving', () => {
	it('follows the sister, not the row', async () => {
		const s = await open();
		await s.press('j', 'j');
		assert.match(selectedLine(s), /iza-2/);
		const others = calm.sisters.map(one =>
			one.name === 'cody' || one.name === 'izabael' ? {...one, status: 'waiting' as const, statusSince: before(9000)} : one,
		);
		await s.set({snapshot: {...calm, sisters: others} as typeof calm});
		assert.match(selectedLine(s), /iza-2/);
	});

	// Mutation seen red: hold() in useView left out.
	it('follows also the sister that was never chosen, as soon as somebody is at the keyboard', async () => {
		const s = await open();
		const quiet = calm.sisters.map(one => (one.name === 'iza-3' ? {...one, status: 'idle' as const} : one));
		await s.set({snapshot: {...calm, sisters: quiet} as typeof calm});
		assert.match(selectedLine(s), /cody/, 'before the first key the cursor stays on the first row');
		await s.press('tab', 'shift-tab');
		await s.set({snapshot: calm});
		assert.match(selectedLine(s), /cody/);
	});

	it('selects the neighbour of one who is forgotten', async () => {
		const s = await open();
		await s.press('j');
		await s.set({snapshot: {...calm, sisters: calm.sisters.filter(one => one.name !== 'cody')} as typeof calm});
		assert.match(selectedLine(s), /iza-2/);
	});

	it('goes to who waits longest, from every pane', async () => {
		const waiting = [sister('a', {status: 'waiting', statusSince: before(1000)}), sister('b', {status: 'waiting', statusSince: before(90_000)}), sister('c')];
		const s = await open({snapshot: facts({sisters: waiting})});
		await s.press('5', ']');
		assert.match(selectedLine(s), /▸◆ b /);
		await s.press(']');
		assert.match(selectedLine(s), /▸◆ a /);
		await s.press(']');
		assert.match(selectedLine(s), /▸◆ b /);
		await s.press('[');
		assert.match(selectedLine(s), /▸◆ a /);
	});

	it('narrows as it is typed; Esc clears, Enter keeps', async () => {
		const s = await open();
		await s.press('/', 'c', 'o', 'd', 'y');
		assert.match(footer(s), /^ \/cody .* 1 found/);
		assert.match(s.text, /\/cody {2}1 of 6/);
		assert.ok(!s.text.includes('○ iza-1'));
		await s.press('enter', 'q');
		assert.deepEqual(kinds(s), ['quit']);
		await s.press('escape');
		assert.match(s.text, /○ iza-1/);
	});

	it('shows only those who need the keeper', async () => {
		const s = await open();
		await s.press('!');
		assert.ok(!s.text.includes('● cody'));
		assert.match(s.text, /only those who need you/);
		await s.press('!');
		assert.match(s.text, /● cody/);
	});

	it('zooms and comes back to the same screen', async () => {
		const s = await open();
		const was = s.text;
		await s.press('+');
		assert.ok(!s.text.includes('2 Inbox ─'));
		await s.press('-');
		assert.equal(s.text, was);
	});
});

describe('Live', () => {
	it('says of a push that it is one, and leaves its lock out', async () => {
		const resource = 'push:/tmp/some/where/origin/moltbook';
		const events = [
			event(1, 9000, 'claim', 'iza-2', {id: 7, resource, kind: 'domain', ttlMs: 60_000, shared: false}),
			event(2, 5000, 'release', 'iza-2', {id: 7, resource, owner: 'iza-2', why: null}),
			event(3, 4000, 'claim', 'iza-2', {id: 8, resource: 'deploy', kind: 'domain', ttlMs: null, shared: false}),
		];
		const s = await open({snapshot: facts({events})});
		assert.match(s.text, /push {6}iza-2 +pushes moltbook/);
		assert.match(s.text, /claim {5}iza-2 +deploy/);
		// Mutations seen red: isPushAside answers false; eventKind answers the kind.
		assert.doesNotMatch(s.text, /release {3}|push of|where\/origin/);
		const small = await openScreen({snapshot: facts({events}), columns: 80, rows: 24});
		assert.match(small.text, /iza-2 pushes moltbook/);
		small.close();
	});

	// Mutations seen red: every scan shown (live.ts); the first row of Live pinned like that of other panes (use-view.ts).
	it('shows scans that follow each other once, and stays on the newest until a row is chosen', async () => {
		const scan = (id: number): ReturnType<typeof event> => event(id, 1000 * (100 - id), 'scan', 'queen', {sisters: 1, crons: 0, conflicts: 0});
		const told = event(3, 60_000, 'iam', 'cody', {task: 'limits'});
		const s = await open({snapshot: facts({events: [scan(1), scan(2), told, scan(4), scan(5)]})});
		// What was found again is no news either, whatever happened in between. Mutation seen red: the numbers not compared.
		assert.equal(s.lines.filter(line => / scan {2}/.test(line)).length, 1);
		const other = event(2, 98_000, 'scan', 'queen', {sisters: 2, crons: 0, conflicts: 0});
		await s.set({snapshot: facts({events: [scan(1), other, told, scan(4), scan(5)]})});
		assert.equal(s.lines.filter(line => / scan {2}/.test(line)).length, 2);
		await s.press('6');
		assert.match(selectedLine(s), /scan/);
		await s.press('j');
		await s.set({snapshot: facts({events: [told, scan(4), scan(5), event(6, 0, 'iam', 'iza-1', {task: 'new'})]})});
		assert.match(selectedLine(s), /limits/);
		await s.press('home');
		await s.set({snapshot: facts({events: [told, event(6, 0, 'iam', 'iza-1', {task: 'new'}), event(7, 0, 'iam', 'iza-2', {task: 'newer'})]})});
		assert.match(selectedLine(s), /newer/);
	});
});
