/** No size and no colony breaks the screen: 500 of both at random. */
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {Box, renderToString} from 'ink';
import {createElement} from 'react';
import {App, type AppProps} from '../../components/app.tsx';
import type {LayoutBox} from '../../components/layout.ts';
import type {Facts} from '../../components/pane.ts';
import {layoutFor} from '../../components/screen-layout.ts';
import {initialState} from '../../components/state.ts';
import {type Border, makeTheme} from '../../components/theme.ts';
import width from '../../components/width.ts';
import type {Snapshot} from '../../db/types.ts';
import {hostile} from '../hostile.ts';
import {before, claim, conflict, cron, event, facts, inConflict, message, now, sister} from './fixtures.ts';
import {openScreen} from './screen.ts';

const runs = process.env['HIVEQUEEN_FULL'] ? 500 : 60;

const text = fc.oneof(
	fc.constantFrom(...Object.values(hostile)),
	fc.string({unit: 'grapheme', maxLength: 80}),
	fc.constantFrom('日本語の仕事を続ける', '👩‍👩‍👧 family', '', 'x'.repeat(10_000)),
);
const name = fc.stringMatching(/^[a-z0-9._-]{1,32}$/);
const age = fc.integer({min: -3_600_000, max: 400 * 86_400_000}).map(before);

const sisters = fc.array(
	fc
		.record({
			name,
			status: fc.constantFrom('working', 'waiting', 'idle', 'starting', 'error', 'gone', 'unknown' as const),
			task: fc.option(text, {nil: null}),
			waitingFor: fc.option(text, {nil: null}),
			branch: fc.option(text, {nil: null}),
			repo: fc.option(text, {nil: null}),
			cwd: fc.option(text, {nil: null}),
			statusSince: age,
			lastOutput: fc.option(age, {nil: null}),
			unread: fc.nat(500),
			claims: fc.nat(500),
			beating: fc.boolean(),
			activity: fc.array(fc.double({min: 0, max: 1, noNaN: true}), {maxLength: 10}),
			ahead: fc.option(fc.nat(9999), {nil: null}),
		})
		.map(some => sister(some.name, some as Partial<Snapshot['sisters'][number]>)),
	{maxLength: 70},
);
const snapshots: fc.Arbitrary<Facts> = fc
	.record({
		sisters,
		inbox: fc.array(
			fc
				.record({
					body: text,
					from: name,
					readAt: fc.option(age, {nil: null}),
					priority: fc.constantFrom('low', 'normal', 'high', 'urgent' as const),
					sentAt: age,
				})
				.map(some => message(1, some)),
			{maxLength: 40},
		),
		claims: fc.array(
			fc
				.record({resource: text, owner: name, expiresAt: fc.option(age, {nil: null}), ttlMs: fc.option(fc.nat(1e9), {nil: null}), stale: fc.boolean()})
				.map(some => claim(1, some.resource, some.owner, some)),
			{maxLength: 40},
		),
		conflicts: fc.array(
			fc
				.record({
					detail: text,
					branch: fc.option(text, {nil: null}),
					kind: fc.constantFrom('conflict', 'notice' as const),
					resolvedAt: fc.option(age, {nil: null}),
				})
				.map(some => conflict(1, some as Partial<Snapshot['conflicts'][number]>)),
			{maxLength: 12},
		),
		crons: fc.array(
			text.map(words => cron(words.slice(0, 20), 1000, words)),
			{maxLength: 8},
		),
		events: fc.array(
			text.map(words => event(1, 1000, 'iam', 'iza-1', {task: words})),
			{maxLength: 30},
		),
		open: fc.nat(12),
	})
	.map(({open, ...some}) =>
		facts({
			...some,
			// Ids are what rows are known by.
			inbox: some.inbox.map((one, id) => ({...one, id})),
			claims: some.claims.map((one, id) => ({...one, id})),
			conflicts: some.conflicts.map((one, id) => ({...one, id})),
			events: some.events.map((one, id) => ({...one, id})),
			counts: {unread: 3, unreadAll: 9, openDispatches: 1, conflicts: open, notices: 1, claims: some.claims.length, staleClaims: 1},
		}),
	);

const colours = /\u001b\[[0-9;]*m/g;
const graphemes = new Intl.Segmenter(undefined, {granularity: 'grapheme'});

/** A line as cells: a wide character is followed by an empty one. */
const cellsOf = (line: string): readonly string[] =>
	[...graphemes.segment(line)].flatMap(({segment}) => [segment, ...Array<string>(Math.max(0, width(segment) - 1)).fill('')]);

/** Every border of every box stands where the layout has it, whole: nothing ran over it and nothing pushed it away. */
function assertBoxes(lines: readonly string[], props: Pick<AppProps, 'snapshot' | 'columns' | 'rows' | 'theme' | 'banner'>): void {
	const {theme} = props;
	const layout = layoutFor({...props, now}, initialState);
	const screen = lines.map(cellsOf);
	let top = layout.banner ? 2 : 1;
	for (const row of layout.rows) {
		let left = 0;
		for (const box of row) {
			if (box.style !== 'bare') assertBox(screen, box, left, top, box.style === 'strip' ? theme.borders.heavy : theme.borders.pane);
			left += box.width;
		}
		top += row[0]?.height ?? 0;
	}
}

function assertBox(screen: readonly (readonly string[])[], {pane, width: wide, height}: LayoutBox, left: number, top: number, border: Border): void {
	// Which rows show may stand in it: ` 1-16 of 30 `.
	const bottom = screen[top + height - 1]
		?.slice(left, left + wide)
		.join('')
		.replace(/ \d+-\d+ of \d+ /, ({length}) => border.bottom.repeat(length));
	assert.equal(bottom, border.bottomLeft + border.bottom.repeat(wide - 2) + border.bottomRight, `under ${pane}`);
	for (let y = top + 1; y < top + height - 1; y++) {
		assert.equal(screen[y]?.[left], border.left, `left of ${pane}`);
		assert.equal(screen[y]?.[left + wide - 1], border.right, `right of ${pane}`);
	}
	assert.equal(screen[top]?.[left], border.topLeft, pane);
	assert.equal(screen[top]?.[left + wide - 1], border.topRight, pane);
}

// Mutations seen red: a row of two lines let into a place for one (window.ts, endFor). And without wrap="truncate" in LineText,
// which hides them: the fit of a row in pane-lines.ts left out; the header two cells too wide.
it('every colony on every screen: no exception, no line wider than the screen, exactly its rows, all borders whole', () => {
	const theme = makeTheme({colour: true, ascii: false});
	const mono = makeTheme({colour: false, ascii: true});
	fc.assert(
		fc.property(
			fc.integer({min: 1, max: 220}),
			fc.integer({min: 1, max: 70}),
			snapshots,
			fc.boolean(),
			fc.boolean(),
			(columns, rows, snapshot, plain, banner) => {
				const props = {snapshot, now, columns, rows, theme: plain ? mono : theme, peek: null, sides: null, banner: banner ? 'Something must be mended.' : null};
				const element = createElement(App, {...props, perform: async () => ({ok: true, text: '', undo: null})});
				// Drawn on something larger: what runs over the edge is seen.
				const lines = renderToString(createElement(Box, {width: columns + 40, height: rows + 10}, element), {columns: columns + 40})
					.replace(colours, '')
					.split('\n');
				assert.equal(lines.slice(rows).join('').trim(), '');
				for (const line of lines) {
					assert.ok(width(line) <= columns, `${columns}x${rows}: ${line}`);
					assert.doesNotMatch(line, /[\u0000-\u001f\u007f-\u009f]/);
				}
				assertBoxes(lines, props);
			},
		),
		{numRuns: runs},
	);
});

const few = [
	[20, 3],
	[40, 6],
	[60, 10],
	[80, 18],
	[140, 45],
] as const;
const many = [
	[30, 5],
	[50, 8],
	[79, 24],
	[100, 28],
	[200, 60],
] as const;
const sizes = process.env['HIVEQUEEN_FULL'] ? [...few, ...many] : few;

// Mutation seen red: a bar of its own between the sides of a conflict.
it('where signs are letters no box draws anything else', async () => {
	const ascii = makeTheme({colour: false, ascii: true});
	for (const keys of [['4', 'enter'], ['?'], ['enter'], ['t'], ['3', 'R'], [':'], ['C'], ['v']]) {
		const screen = await openScreen({snapshot: inConflict, columns: 170, rows: 50, theme: ascii});
		await screen.press(...keys);
		assert.doesNotMatch(screen.text, /[^\n -~]/, keys.join(' '));
		screen.close();
	}
});

describe('every box over the screen, at every size', () => {
	const boxes: Readonly<Record<string, readonly string[]>> = {
		help: ['?'],
		'help, scrolled': ['?', 'end'],
		peek: ['enter'],
		compose: ['t', 'H', 'i'],
		dispatch: ['d'],
		confirm: ['3', 'R'],
		prompt: ['c', 'x'],
		detail: ['2', 'enter'],
		palette: [':', 'a'],
		sides: ['4', 'enter'],
		filter: ['/', 'a'],
	};
	for (const [name, keys] of Object.entries(boxes)) {
		it(name, async () => {
			for (const [columns, rows] of sizes) {
				const screen = await openScreen({snapshot: inConflict, columns, rows});
				await screen.press(...keys);
				assert.equal(screen.lines.length, rows, `${columns}x${rows}`);
				for (const line of screen.lines) assert.ok(width(line) <= columns, `${columns}x${rows}: ${line}`);
				screen.close();
			}
		});
	}
});
