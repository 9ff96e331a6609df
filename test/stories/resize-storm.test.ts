import assert from 'node:assert/strict';
import {test} from 'node:test';
import {newColony} from '../driver/colony.ts';
import type {Screen} from '../driver/screen.ts';

/** A small generator with a seed, so that a failure can be played again. */
const randomFrom = (seed: number): ((below: number) => number) => {
	let state = seed;
	return below => {
		state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
		return state % below;
	};
};

const count = process.env['HIVEQUEEN_FULL'] ? 500 : 50;

test(`${count} sizes from 200x60 down to 20x3 while sisters change: never an exception, never a broken frame`, async t => {
	const colony = await newColony(t);
	const repo = await colony.repository('guide');
	const sisters = [await colony.sister('iza-1', {at: repo.path}), await colony.sister('iza-2', {at: repo.path})];
	await colony.shell.as('iza-1').says('claim', 'deploy');
	await colony.shell.as('iza-1').says('tell', 'queen', 'a mail that is long enough to be cut in every narrow pane');
	const view = await colony.view();
	await view.waitFor(/iza-2/);
	const random = randomFrom(7);
	for (let i = 0; i < count; i++) {
		view.resize(20 + random(181), 3 + random(58));
		if (i % 7 === 0) sisters[i % 2]?.works(`line ${i}`);
		if (i % 11 === 0) await view.press('j', 'tab');
	}
	for (const [columns, rows] of [
		[39, 5],
		[60, 10],
		[80, 24],
		[200, 60],
		[120, 40],
	] as const) {
		view.resize(columns, rows);
		await view.waitFor(screen => isWhole(screen), `a whole screen of ${columns}x${rows}`);
	}
	await view.waitFor(/1 Sisters/);
	await view.press('q');
	assert.deepEqual(await view.waitExit(), {code: 0, signal: 0});
});

/** Mutation seen red: the layout without its one-line mode. The three numbers stand in the first row, borders meet, and nothing of an older size is left over. */
const isWhole = (screen: Screen): boolean => {
	const rows = screen.rows();
	if (screen.columns() < 40 || screen.height() < 6) return rows.slice(0, 1).join('').trim() !== '' && rows.slice(1).every(row => row.trim() === '');
	if (!/conflict/i.test(rows[0] ?? '')) return false;
	const count = (pattern: RegExp): number => rows.join('').match(pattern)?.length ?? 0;
	return count(/╭/g) === count(/╮/g) && count(/╰/g) === count(/╯/g) && count(/╭/g) === count(/╰/g) && (rows.at(-1) ?? '').trim() !== '';
};
