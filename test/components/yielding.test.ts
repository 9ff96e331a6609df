/** Who is asked to give way: the first fact that tells the two apart decides. */
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Facts} from '../../components/pane.ts';
import {proposeYield} from '../../components/yielding.ts';
import {sanitize} from '../../source/sanitize.ts';
import {claim, conflict, facts, sister} from './fixtures.ts';

const both = conflict(21, {sisters: ['iza-1', 'iza-2'], files: ['src/db.ts']});
const since = (minute: number): string => `2026-11-21T10:0${minute}:00.000Z`;
type Some = Parameters<typeof sister>[1];
const colony = (one: Some, two: Some, claims: Facts['claims'] = []): Facts => {
	const same = {status: 'working', changed: ['src/db.ts'], untracked: 0, taskSince: since(1)} as const;
	return {...facts({sisters: [sister('iza-1', {...same, ...one}), sister('iza-2', {...same, ...two})]}), claims};
};
const proposed = (snapshot: Facts): string => {
	const proposal = proposeYield(sanitize(both), snapshot);
	return proposal === null ? 'nobody' : `${proposal.yields.name}: ${proposal.why}`;
};

describe('who gives way', () => {
	// Mutation seen red: the questions in another order.
	it('she who holds no claim on it, whatever else', () => {
		const held = [sanitize(claim(1, 'src/db.ts', 'iza-2'))];
		assert.equal(proposed(colony({changed: ['a', 'b', 'c']}, {}, held)), 'iza-1: iza-2 holds a claim on it');
	});
	it('a stale claim counts for nothing', () => {
		const stale = [sanitize({...claim(1, 'src/db.ts', 'iza-2'), stale: true, state: 'expired' as const})];
		assert.equal(proposed(colony({changed: ['a', 'b', 'c']}, {}, stale)), 'iza-2: she changed 1 file, iza-1 3');
	});
	it('she who changed less', () => assert.equal(proposed(colony({changed: ['a', 'b']}, {})), 'iza-2: she changed 1 file, iza-1 2'));
	it('she who is not in the middle of her work', () => assert.equal(proposed(colony({}, {status: 'idle'})), 'iza-2: iza-1 is in the middle of her work'));
	it('she who began later', () => assert.equal(proposed(colony({taskSince: since(3)}, {})), 'iza-1: iza-2 began earlier'));
	it('nobody, where only one is left', () => assert.equal(proposed(colony({}, {status: 'gone'})), 'nobody'));
});
