/** Columns and windows: what of a table shows. */
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {placeColumns} from '../../components/columns.ts';
import type {Column} from '../../components/pane.ts';
import {paneById} from '../../components/panes/index.ts';
import {visibleRows} from '../../components/window.ts';

const runs = process.env['HIVEQUEEN_FULL'] ? 5000 : 500;
const naturals = new Map([
	['status', 1],
	['name', 8],
	['agent', 6],
	['repo', 5],
	['branch', 34],
	['task', 60],
	['mail', 2],
	['claims', 2],
	['age', 3],
	['spark', 8],
]);
const at = (width: number): readonly string[] => placeColumns(paneById.sisters.columns, naturals, width).map(({column}) => column.id);

describe('columns', () => {
	// Mutation seen red: `drop` of age and agent exchanged in panes/sisters.ts.
	it('go in the order of SCREENS.md: sparkline, agent, age; never name, status, task', () => {
		const gone: string[] = [];
		for (let width = 130; width > 30; width--) {
			const shown = at(width);
			for (const {id} of paneById.sisters.columns) if (!shown.includes(id) && !gone.includes(id)) gone.push(id);
		}
		assert.deepEqual(gone, ['spark', 'agent', 'repo', 'age', 'mail', 'claims', 'branch']);
	});

	it('of claims share half of 80 columns so that owner and claim stand whole; the minutes always do', () => {
		const {columns} = paneById.claims;
		const claims = (owner: number): readonly string[] =>
			placeColumns(
				columns,
				new Map([
					['resource', 18],
					['owner', owner],
					['left', 11],
				]),
				36,
			).map(({column, width}) => `${column.id} ${width}`);
		// Mutation seen red: bar and time as two columns, each as wide as its longest text.
		assert.deepEqual(claims(5), ['resource 18', 'owner 5', 'left 11']);
		// Mutation seen red: `grow` 0 of the last column: it took what it wanted first.
		assert.deepEqual(claims(7), ['resource 18', 'owner 7', 'left 9']);
		assert.deepEqual(claims(12), ['resource 14', 'owner 12', 'left 8']);
	});

	it('show the repository from 100 columns on', () => {
		assert.ok(at(100 - 4).includes('repo'));
		assert.ok(!at(80 - 4).includes('repo'));
	});

	it('never are wider than their place, and use all of it', () => {
		fc.assert(
			fc.property(fc.integer({min: 60, max: 250}), fc.constantFrom(...Object.values(paneById)), fc.integer({min: 1, max: 300}), (width, pane, natural) => {
				const placed = placeColumns(pane.columns, new Map(pane.columns.map(({id}) => [id, natural])), width);
				const used = placed.reduce((sum, one) => sum + one.width + one.gap, 0);
				assert.equal(used, width);
			}),
			{numRuns: runs},
		);
	});

	it('without any text take no room', () => {
		const columns = paneById.inbox.columns as readonly Column<unknown>[];
		const placed = placeColumns(columns, new Map([...columns.map(({id}) => [id, 5] as const), ['state', 0]]), 80);
		assert.ok(!placed.some(({column}) => column.id === 'state'));
	});
});

describe('the window of a list', () => {
	it('moves only as far as it must', () => {
		const heights = Array.from({length: 20}, () => 1);
		assert.deepEqual(visibleRows(heights, 0, 0, 5), {start: 0, end: 5});
		assert.deepEqual(visibleRows(heights, 4, 0, 5), {start: 0, end: 5});
		assert.deepEqual(visibleRows(heights, 5, 0, 5), {start: 1, end: 6});
		assert.deepEqual(visibleRows(heights, 3, 1, 5), {start: 1, end: 6});
		assert.deepEqual(visibleRows(heights, 0, 9, 5), {start: 0, end: 5});
		assert.deepEqual(visibleRows(heights.slice(0, 6), 5, 15, 5), {start: 1, end: 6});
	});

	// Mutation seen red: startFor(heights, wanted, height) left out.
	it('always holds the selected row whole, and is never higher than its place', () => {
		fc.assert(
			fc.property(
				fc.array(fc.integer({min: 1, max: 3}), {minLength: 1, maxLength: 60}),
				fc.nat(80),
				fc.nat(80),
				fc.integer({min: 3, max: 30}),
				(heights, selected, start, height) => {
					const shown = visibleRows(heights, selected, start, height);
					const wanted = Math.min(selected, heights.length - 1);
					assert.ok(shown.start <= wanted && wanted < shown.end);
					assert.ok(heights.slice(shown.start, shown.end).reduce((sum, one) => sum + one, 0) <= height);
				},
			),
			{numRuns: runs},
		);
	});
});
