/** What sisters say of themselves: counted in the header, one line in what is known of her. */
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {DeclaredStatus, Sister} from '../../db/types.ts';
import {sanitize} from '../../source/sanitize.ts';
import {before, calm} from './fixtures.ts';
import {minute, sister} from './make.ts';
import {openScreen} from './screen.ts';

const says = (status: string, some: Partial<DeclaredStatus> = {}): DeclaredStatus => ({
	status,
	note: null,
	workstream: null,
	since: before(12 * minute),
	...some,
});

async function shown(sisters: readonly Sister[], columns: number): Promise<{readonly header: string; readonly text: string}> {
	const screen = await openScreen({snapshot: {...calm, sisters: sanitize(sisters)}, columns, rows: 60});
	const {lines, text} = screen;
	screen.close();
	return {header: lines[0] ?? '', text};
}

describe('what a sister says of herself', () => {
	// Mutations seen red: standing() in header.ts without the numbers; isBlocked() for who is gone; isReady() for everybody.
	it('is counted in the header where there is room, and not where nobody says so', async () => {
		const sisters = [
			sister('iza-1', {declared: says('ready')}),
			sister('iza-2', {declared: says('ready'), status: 'gone'}),
			sister('iza-3', {declared: says('blocked')}),
			sister('iza-4', {declared: says('blocked'), status: 'gone'}),
			sister('iza-5', {declared: says('running')}),
		];
		assert.match((await shown(sisters, 200)).header, / 1 blocked {3}2 ready to merge /);
		assert.doesNotMatch((await shown([sister('iza-5', {declared: says('running')}), sister('iza-6')], 200)).header, /blocked|ready/);
		// The number of conflicts stays, however narrow it is.
		assert.match((await shown(sisters, 80)).header, /conflicts 0/);
	});

	it('stands in what is known of her, with its note and since when', async () => {
		const blocked = sister('iza-1', {declared: says('blocked', {note: 'waiting on B\u001b[2J for types', workstream: 'backend'})});
		// Mutation seen red: sister-facts.ts without the line.
		assert.match((await shown([blocked], 200)).text, /says +blocked, 12m: waiting on B␛\[2J for types/);
		assert.doesNotMatch((await shown([sister('iza-1')], 200)).text, /says /);
	});
});
