import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {boxOf, divide, type Layout, type LayoutInput, layoutOf} from '../../components/layout.ts';
import {type PaneId, paneIds} from '../../components/state.ts';

const runs = process.env['HIVEQUEEN_FULL'] ? 20_000 : 2000;
const needs: Record<PaneId, number> = {sisters: 8, inbox: 4, claims: 4, conflicts: 3, crons: 3, live: 6};
const layout = (columns: number, rows: number, some: Partial<LayoutInput> = {}): Layout =>
	layoutOf({columns, rows, focus: 'sisters', zoom: false, banner: false, conflicts: 0, needs, ...some});

/** `sisters 80x14 | inbox 40x7 claims 40x7`: the whole arrangement in one line. */
const said = ({rows}: Layout): string =>
	rows.map(row => row.map(box => `${box.pane} ${box.width}x${box.height}${box.style === 'box' ? '' : ` ${box.style}`}`).join(' + ')).join(' | ');

const sum = (numbers: readonly number[]): number => numbers.reduce((all, number) => all + number, 0);
/** Boxes beside each other have one height, and room for a line. */
const isRow = (row: Layout['rows'][number]): boolean => row.every(box => box.height === row[0]?.height && box.height >= (box.style === 'bare' ? 1 : 3));

describe('layout', () => {
	const table: readonly (readonly [string, number, number, Partial<LayoutInput>, string])[] = [
		['a split pane has one list', 60, 10, {}, 'sisters 60x7 bare'],
		['of the pane that has the focus', 60, 10, {focus: 'claims'}, 'claims 60x7 bare'],
		['few rows have one list, however wide', 200, 17, {}, 'sisters 200x14 bare'],
		['80x24, as drawn', 80, 24, {}, 'sisters 80x13 | inbox 40x8 + claims 40x8'],
		['80x24 in conflict: a strip under the header', 80, 24, {conflicts: 2}, 'conflicts 80x4 strip | sisters 80x10 | inbox 40x7 + claims 40x7'],
		['80x24: panes 4 and 5 come when they are asked for', 80, 24, {focus: 'crons'}, 'sisters 80x13 | conflicts 40x8 + crons 40x8'],
		['80x24: and Live', 80, 24, {focus: 'live'}, 'sisters 80x13 | live 80x8'],
		['120x40: all panes', 120, 40, {}, 'sisters 120x13 | inbox 60x8 + claims 60x8 | conflicts 60x5 + crons 60x5 | live 120x12'],
		[
			'120x40 in conflict: pane 4 is the strip',
			120,
			40,
			{conflicts: 1},
			'conflicts 120x3 strip | sisters 120x12 | inbox 60x7 + claims 60x7 | crons 120x5 | live 120x11',
		],
		['200x60: a third column', 200, 60, {}, 'sisters 136x25 + facts 64x25 | inbox 68x13 + claims 68x13 + crons 64x13 | conflicts 200x5 | live 200x15'],
		['zoom: the whole screen', 120, 40, {zoom: true, focus: 'inbox'}, 'inbox 120x38'],
		['zoom of the strip', 120, 40, {zoom: true, focus: 'conflicts', conflicts: 1}, 'conflicts 120x38 strip'],
		['a banner takes one row', 60, 10, {banner: true}, 'sisters 60x6 bare'],
	];
	for (const [name, columns, rows, some, expected] of table) {
		it(name, () => assert.equal(said(layout(columns, rows, some)), expected));
	}

	it('is one line of counters below 40x6', () => {
		assert.equal(layout(39, 24).mode, 'line');
		assert.equal(layout(80, 5).mode, 'line');
		assert.equal(layout(40, 6).mode, 'list');
	});

	// Mutation seen red: `height - 1` for the ticker in layoutOf left out.
	it('fills every screen exactly, at every size, need and focus', () => {
		const input = fc.record({
			columns: fc.integer({min: 40, max: 260}),
			rows: fc.integer({min: 6, max: 90}),
			focus: fc.constantFrom(...paneIds),
			zoom: fc.boolean(),
			banner: fc.boolean(),
			conflicts: fc.integer({min: 0, max: 9}),
			needs: fc.record(Object.fromEntries(paneIds.map(id => [id, fc.integer({min: 0, max: 300})])) as Record<PaneId, fc.Arbitrary<number>>),
		});
		fc.assert(
			fc.property(input, one => {
				const made = layoutOf(one);
				const chrome = [true, made.banner, made.ticker, made.tabs, made.footer].filter(Boolean).length;
				assert.equal(chrome + sum(made.rows.map(row => row[0]?.height ?? 0)), one.rows, said(made));
				assert.ok(
					made.rows.every(row => sum(row.map(box => box.width)) === one.columns),
					said(made),
				);
				assert.ok(made.rows.every(isRow), said(made));
				assert.ok(boxOf(made, one.focus), 'the focused pane is on the screen');
			}),
			{numRuns: runs},
		);
	});

	it('gives rows by need: the least to each, then wants in order, then the rest by shares', () => {
		const wishes = [
			{want: 10, least: 4, share: 1},
			{want: 6, least: 3, share: 1},
		];
		assert.deepEqual(divide(7, wishes), [4, 3]);
		assert.deepEqual(divide(12, wishes), [9, 3]);
		assert.deepEqual(divide(20, wishes), [12, 8]);
	});
});
