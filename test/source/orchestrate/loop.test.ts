/** The loop by itself: a line for each edge, what was put off is tried again, what failed is not lost. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Reminder, ReminderVerdict, SaidEdge, Sister} from '../../../db/types.ts';
import {dashboardOf} from '../../../source/orchestrate/facts.ts';
import {createLoop, type Said} from '../../../source/orchestrate/loop.ts';
import {before, minute, now, review, sister} from '../../components/make.ts';

const counts = {unread: 0, unreadAll: 0, openDispatches: 0, conflicts: 0, notices: 0, claims: 0, staleClaims: 0};
const blocked = (since: number): Sister =>
	sister('ann', {status: 'idle', declared: {status: 'blocked', note: 'on bea', workstream: null, since: before(since)}});

type Script = {
	sisters: readonly Sister[];
	verdict: ReminderVerdict;
	mono: number;
	asked: Reminder[][];
	fails: boolean;
	approves: readonly number[];
	reviews: readonly number[];
	/** What looks before this one said; null: this loop has no memory. */
	memory: readonly SaidEdge[] | null;
};

function loop(script: Script): {readonly step: () => Promise<void>; readonly said: () => readonly string[]} {
	let said: Said[] = [];
	const memory = {
		load: async () => script.memory ?? [],
		keep: async (edges: readonly SaidEdge[]) => {
			script.memory = edges;
		},
	};
	const step = createLoop({
		...(script.memory === null ? {} : {memory}),
		look: async () => {
			const reviews = script.reviews.map(id => review(id, 'feat/x', {requester: 'cara', reviewer: 'bea', requestedAt: before(20 * minute)}));
			return dashboardOf(
				{reader: 'queen', at: before(0), sisters: script.sisters, inbox: [], claims: [], counts, reviews},
				{staleMs: minute, reviewMs: minute},
				now,
			);
		},
		remind: async reminders => {
			if (script.fails) throw new Error('busy');
			script.asked.push([...reminders]);
			return reminders.map(() => script.verdict);
		},
		approve: async () => script.approves.map(id => ({review: id, requester: 'cara', branch: 'feat/x', rule: 1, paths: ['docs/**']})),
		say: each => said.push(each),
		wall: () => now,
		mono: () => script.mono,
	});
	return {
		step,
		said: () => {
			const lines = said.map(({line}) => line);
			said = [];
			return lines;
		},
	};
}

const script = (some: Partial<Script> = {}): Script => ({
	sisters: [blocked(5 * minute), sister('bea')],
	verdict: {verdict: 'sent', message: 7, inMs: null},
	mono: 0,
	asked: [],
	fails: false,
	approves: [],
	reviews: [],
	memory: null,
	...some,
});

test('an edge is one line and one question to the store, until it is over and comes again', async () => {
	const given = script();
	const {step, said} = loop(given);
	await step();
	assert.deepEqual(said(), ['ALERT blocked: ann, 5m: on bea', 'ACTION reminded bea of ann, who is blocked (#7)']);
	await step();
	await step();
	// Mutations seen red: `known` not kept; `settled` not kept.
	assert.deepEqual([said(), given.asked.length], [[], 1]);
	given.sisters = [sister('ann'), sister('bea')];
	await step();
	assert.deepEqual(said(), ['CLEAR ann is no longer blocked']);
	given.sisters = [blocked(minute), sister('bea')];
	await step();
	assert.deepEqual(said(), ['ALERT blocked: ann, 1m: on bea', 'ACTION reminded bea of ann, who is blocked (#7)']);
	assert.deepEqual(given.asked.at(-1)?.[0]?.edge, before(minute));
});

test('what another loop sent is no line; what was put off is asked for again only then', async () => {
	const given = script({verdict: {verdict: 'told', message: 3, inMs: null}});
	const {step, said} = loop(given);
	await step();
	assert.deepEqual(said(), ['ALERT blocked: ann, 5m: on bea']);
	const later = script({verdict: {verdict: 'later', message: null, inMs: 100}});
	const second = loop(later);
	await second.step();
	later.mono = 99;
	await second.step();
	assert.equal(later.asked.length, 1);
	later.mono = 100;
	later.verdict = {verdict: 'sent', message: 9, inMs: null};
	await second.step();
	// Mutation seen red: 'later' settled for good.
	assert.deepEqual([later.asked.length, second.said().at(-1)], [2, 'ACTION reminded bea of ann, who is blocked (#9)']);
});

test('a store that says no loses nothing: the next look sends it', async () => {
	const given = script({fails: true});
	const {step, said} = loop(given);
	await assert.rejects(step(), /busy/);
	assert.deepEqual(said(), ['ALERT blocked: ann, 5m: on bea']);
	given.fails = false;
	await step();
	assert.deepEqual(said(), ['ACTION reminded bea of ann, who is blocked (#7)']);
});

test('what was approved just now is late no more', async () => {
	const given = script({sisters: [sister('bea'), sister('cara')], reviews: [3, 4], approves: [3]});
	const {step, said} = loop(given);
	await step();
	// Mutation seen red: the approved ones left in the dashboard.
	assert.deepEqual(said(), [
		'ACTION approved review #3 (feat/x of cara) under your rule 1: docs/**',
		'REVIEW #4 feat/x of cara has waited 20m for bea: queen review show 4',
		'ACTION reminded bea of review #4 (#7)',
	]);
});

test('single looks one after another say what one loop would: each begins where the last one ended', async () => {
	const given = script({memory: [], verdict: {verdict: 'told', message: 3, inMs: null}});
	const look = async (): Promise<readonly string[]> => {
		const {step, said} = loop(given);
		await step();
		return said();
	};
	assert.deepEqual(await look(), ['ALERT blocked: ann, 5m: on bea']);
	// Mutations seen red: `known` that begins empty; a step that keeps nothing.
	assert.deepEqual(await look(), []);
	given.sisters = [blocked(minute), sister('bea')];
	assert.deepEqual(await look(), ['ALERT blocked: ann, 1m: on bea']);
	given.sisters = [sister('ann'), sister('bea')];
	assert.deepEqual([await look(), await look()], [['CLEAR ann is no longer blocked'], []]);
});
