import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {agents} from '../../../source/agents/index.ts';
import {confusion, confusionRows, confusionTable, sources} from '../../bench/confusion.ts';
import {captures} from './captures.ts';

const all = captures();

describe('the confusion table', () => {
	for (const [name, without] of Object.entries(sources)) {
		// Mutation seen red: the spinner of claude.ts without its dots.
		it(`has nothing wrong in it: ${name}`, () => {
			assert.deepEqual(
				confusion(without, all).flatMap(row => row.wrong),
				[],
			);
		});
	}

	// Mutation seen red: a gate `prompt` of qwen.ts that is always open.
	it('is right about every capture when everything is seen', () => {
		assert.equal(
			confusion({}, all).reduce((sum, {right}) => sum + right, 0),
			all.length,
		);
	});

	// Mutation seen red: confusion() that leaves the first capture out.
	it('counts every capture once', () => {
		const counted = confusion({}, all).map(({counts}) => Object.values(counts).reduce((sum, count) => sum + count, 0));
		assert.equal(
			counted.reduce((sum, count) => sum + count, 0),
			all.length,
		);
	});

	it('finds what is wrong: a reader that says idle of everything', () => {
		const liars = all.flatMap(capture => {
			if (capture.session === null) return [];
			const {agent, observation} = capture.session;
			const idle = {status: 'idle', detail: null, waitingFor: null, source: 'screen', evidence: []} as const;
			return [{...capture, session: {agent: {...agent, read: () => idle}, observation}}];
		});
		const [row] = confusionRows(liars);
		assert.equal(row?.kept, false);
		assert.match(row?.here ?? '', /^\d+ right, 0 unknown, \d\d+ wrong$/);
	});

	it('names every client', () => {
		const table = confusionTable(all).join('\n');
		for (const {id} of agents) assert.match(table, new RegExp(`^${id} `, 'm'));
	});
});
