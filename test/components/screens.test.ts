/** Golden screens at the three sizes, the small ones, and what must be true of every one of them. */
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Facts} from '../../components/pane.ts';
import {makeTheme} from '../../components/theme.ts';
import width from '../../components/width.ts';
import {before, calm, facts, firstRun, inConflict, now} from './fixtures.ts';
import {golden} from './golden.ts';
import {openScreen, type TestScreen} from './screen.ts';

const sizes = [
	[80, 24],
	[120, 40],
	[200, 60],
] as const;

async function look(snapshot: Facts, columns: number, rows: number, keys: readonly string[], some: Parameters<typeof openScreen>[0] = {}): Promise<TestScreen> {
	const screen = await openScreen({snapshot, columns, rows, ...some});
	await screen.press(...keys);
	return screen;
}

const scenes: readonly (readonly [string, Facts, readonly string[]])[] = [
	['calm', calm, []],
	['conflict', inConflict, []],
	['conflict-focused', inConflict, ['4', 'j']],
	['first-run', firstRun, []],
	['confirm', calm, ['3', 'R']],
	['help', calm, ['?']],
	['detail', calm, ['2', 'j', 'enter']],
	['prompt', inConflict, ['4', 'x']],
	['filter', calm, ['/', 'm', 'a', 'i', 'n']],
	['zoom', calm, ['3', '+']],
];

describe('golden screens', () => {
	for (const [name, snapshot, keys] of scenes) {
		for (const [columns, rows] of sizes) {
			it(`${name} at ${columns}x${rows}`, async () => {
				const screen = await look(snapshot, columns, rows, keys);
				assert.equal(screen.lines.length, rows);
				for (const line of screen.lines) assert.ok(width(line) <= columns, line);
				golden(`${name}-${columns}x${rows}`, screen.text);
				screen.close();
			});
		}
	}

	const small: readonly (readonly [string, number, number, readonly string[]])[] = [
		['list', 60, 10, []],
		['list-claims', 60, 10, ['3']],
		['smallest-list', 40, 6, []],
		['one-line', 30, 4, []],
	];
	for (const [name, columns, rows, keys] of small) {
		it(`${name} at ${columns}x${rows}`, async () => {
			const screen = await look(calm, columns, rows, keys);
			golden(`${name}-${columns}x${rows}`, screen.text);
			screen.close();
		});
	}

	it('ASCII signs at 80x24', async () => {
		const screen = await look(inConflict, 80, 24, ['3', 'R'], {theme: makeTheme({colour: false, ascii: true})});
		golden('ascii-80x24', screen.text);
		// What the program draws itself is ASCII; the names of the fixtures are.
		assert.match(screen.text.replaceAll('\n', ''), /^[ -~]*$/);
		screen.close();
	});
});

/** Where a text stands: its cells in the line. */
const placeOf = (line: string, text: string): readonly [number, number] => [
	width(line.slice(0, line.indexOf(text))),
	width(line.slice(0, line.indexOf(text) + text.length)),
];

describe('the number', () => {
	const header = async (snapshot: Facts, columns = 120): Promise<string> => {
		const screen = await look(snapshot, columns, 40, []);
		const [line = ''] = screen.lines;
		screen.close();
		return line;
	};
	const colony = (some: Partial<Facts['colony']>): Facts => ({...calm, colony: {...calm.colony, ...some}}) as Facts;

	// Mutation seen red: the trailing cell of air in conflictNumber taken away.
	it('ends in the same cell, calm and in conflict, at every width', async () => {
		for (const columns of [70, 80, 100, 120, 200]) {
			assert.equal(placeOf(await header(calm, columns), 'conflicts 0')[1], columns - 1);
			assert.equal(placeOf(await header(inConflict, columns), '2 CONFLICTS')[1], columns - 1);
		}
	});

	// Mutation seen red: trueForMs set to an hour.
	it('is said only when it is true', async () => {
		assert.match(await header(colony({age: 3 * 3600})), /conflicts \? \(scanned 3h ago\)/);
		assert.match(await header(colony({age: null, scannedAt: null})), /conflicts \? \(never scanned\)/);
		assert.match(
			await header(colony({complete: false, unread: ['repository /home/maya/src/guide'] as unknown as Facts['colony']['unread']})),
			/conflicts 0 · 1 repository not read/,
		);
		assert.match(await header(calm), /✓ conflicts 0/);
	});

	it('gets old without a new snapshot: the scanner may be dead', async () => {
		const screen = await look(calm, 120, 40, []);
		await screen.set({now: now + 100_000});
		assert.match(screen.lines[0] ?? '', /conflicts \? \(scanned 1m ago\)/);
		screen.close();
	});

	it('says how long it has been quiet', async () => {
		assert.match(await header(calm, 200), /quiet for 3h12m/);
		assert.ok(!(await header(inConflict, 200)).includes('quiet for'));
	});
});

describe('waiting', () => {
	it('comes first, longest first, with the question in words', async () => {
		const asks = (name: string, ms: number): Facts['sisters'][number] =>
			({...calm.sisters[0], name, status: 'waiting', statusSince: before(ms), waitingFor: `${name}: keep a or b?`}) as unknown as Facts['sisters'][number];
		const screen = await look({...facts(), sisters: [...calm.sisters.slice(1), asks('late', 10_000), asks('early', 300_000)]} as Facts, 120, 40, []);
		const rows = screen.lines.filter(line => line.startsWith('│'));
		assert.match(rows[1] ?? '', /◆ early/);
		assert.match(rows[2] ?? '', /└ asks, waiting 5m: "early: keep a or b\?"/);
		assert.match(rows[3] ?? '', /◆ late/);
		screen.close();
	});
});

describe('a quiet screen', () => {
	// Mutation seen red: ages drawn without steps of five seconds (age.ts).
	it('does not change within five seconds', async () => {
		const screen = await look(calm, 120, 40, []);
		const was = screen.text;
		await screen.set({now: now + 900});
		assert.equal(screen.text, was);
		screen.close();
	});

	it('shows a banner until it is taken away', async () => {
		const screen = await look(calm, 120, 40, [], {banner: 'The disk is full: nothing more is written.'});
		assert.match(screen.lines[1] ?? '', /^ ! The disk is full: nothing more is written\. /);
		await screen.set({banner: null});
		assert.ok(!screen.text.includes('The disk is full'));
		screen.close();
	});
});

describe('without colour', () => {
	const theme = makeTheme({colour: false, ascii: false});

	// Mutation seen red: mono theme given `color: 'yellow'`.
	it('no colour code leaves the program', async () => {
		const screen = await look(inConflict, 120, 40, ['3', 'R'], {theme});
		// SGR 30 to 48 and 90 to 107 are colours; 1, 4, 7 and their ends are not.
		assert.doesNotMatch(screen.raw, /\u001b\[(?:3[0-8]|4[0-8]|9\d|10[0-7])m/);
		screen.close();
	});

	it('everything is still told apart: status, unread, stale, conflict, selection, focus', async () => {
		const screen = await look(inConflict, 120, 40, ['3'], {theme});
		for (const sign of ['◆ iza-3', '● cody', '○ iza-1', '✕ iza-0', '▪ #147', '  #141', 'stale 6m', '▲ 2 CONFLICTS', '▲ shared-branch', '▸guide/ch02.md'])
			assert.ok(screen.text.includes(sign), sign);
		// The focused title is bold and underlined, the number of conflicts bold and reverse, the selected row reverse.
		const lines = screen.raw.split('\n');
		assert.ok(
			lines.some(line => line.includes('\u001b[4m3 Claims')),
			'focus',
		);
		assert.ok(!lines.some(line => line.includes('\u001b[4m2 Inbox') || line.includes('\u001b[4m1 Sisters')), 'no other title');
		assert.ok(
			lines.some(line => /\u001b\[7m▸guide/.test(line)),
			'selection',
		);
		assert.ok((lines[0] ?? '').includes('\u001b[7m'), 'number');
		screen.close();
	});
});
