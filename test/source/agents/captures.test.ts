/** Every captured screen is read and compared with the truth. Saying nothing ("unknown") is allowed and counted; saying something wrong is not. */
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Reading} from '../../../db/types.ts';
import {agents} from '../../../source/agents/index.ts';
import type {Observation} from '../../../source/agents/types.ts';
import {type Capture, captures, type Expected, expected} from './captures.ts';

const all = captures();

/** Known-hard captures: `name` -> why a wrong reading is accepted. Empty today, and meant to stay short. */
const hard: ReadonlyMap<string, string> = new Map();

const matches = (reading: Reading, want: Expected): boolean =>
	reading.status === want.status &&
	(want.detail === undefined || reading.detail === want.detail) &&
	(want.words === undefined || want.words.test(reading.waitingFor ?? ''));

/** Which sources are taken away, to see that the others do not lie. */
const views: readonly {readonly name: string; readonly without: Partial<Observation>; readonly maxUnknown: number}[] = [
	{name: 'everything seen', without: {}, maxUnknown: 0},
	{name: 'no state file', without: {stateFile: null}, maxUnknown: 17},
	{name: 'no title', without: {title: null}, maxUnknown: 11},
	{name: 'screen only', without: {stateFile: null, title: null}, maxUnknown: 28},
];

type Tally = {readonly read: number; readonly wrong: readonly string[]; readonly unknown: readonly string[]};

/** Reads one capture with some of its sources taken away, and says what is wrong about the reading; null: nothing, or it said nothing. */
const judge = (capture: Capture, without: Partial<Observation>): {readonly wrong: string | null; readonly unknown: boolean} | null => {
	const want = expected(capture);
	if (capture.session === null || want === null) return null;
	const reading = capture.session.agent.read({...capture.session.observation, ...without});
	if (reading.status === 'unknown') return {wrong: null, unknown: true};
	if (matches(reading, want) || hard.has(capture.name)) return {wrong: null, unknown: false};
	const said = `${reading.status}/${reading.detail} "${reading.waitingFor}"`;
	return {wrong: `${capture.name}: ${said}, should be ${JSON.stringify(want)} ${want.words ?? ''}`, unknown: false};
};

const tally = (without: Partial<Observation>): Tally => {
	const judged = all.map(capture => ({name: capture.name, verdict: judge(capture, without)})).filter(({verdict}) => verdict !== null);
	return {
		read: judged.length,
		wrong: judged.flatMap(({verdict}) => verdict?.wrong ?? []),
		unknown: judged.filter(({verdict}) => verdict?.unknown).map(({name}) => name),
	};
};

describe('captured screens', () => {
	it('are all there', () => {
		const clients = new Set(all.map(capture => capture.client.split('-')[0]));
		assert.deepEqual([...clients].sort(), agents.map(({id}) => id).sort());
		assert.ok(all.length >= 306, `only ${all.length} captures`);
	});

	for (const {name, without, maxUnknown} of views) {
		// Mutation seen red: ✳ taken for a spinner, the status `shell` not known, -p no reason to leave a client out (all in data/claude.ts).
		it(`are read right or not at all: ${name}`, t => {
			const {read, wrong, unknown} = tally(without);
			t.diagnostic(`${read} read, ${unknown.length} honestly unknown${unknown.length > 0 ? `: ${unknown.join(', ')}` : ''}`);
			assert.deepEqual(wrong, []);
			assert.ok(unknown.length <= maxUnknown, `${unknown.length} unknown, more than ${maxUnknown}`);
		});
	}

	// Mutation seen red: dropping -p from data/claude.ts makes headless-working a session; a recognise() that ignores argv finds sessions under bare shells.
	it('belong to a session exactly where a client runs interactively', () => {
		const isHeadless = ({facts}: Capture): boolean => facts.foreground.some(one => one.argv.includes('-p'));
		for (const capture of all) {
			const want = expected(capture) !== null && !isHeadless(capture);
			assert.equal(capture.session !== null, want, capture.name);
		}
	});

	/** Without a screen the state file's word and the title remain: coarser, but never idle where somebody must answer. */
	it('without a screen never call a question idle', () => {
		for (const capture of all) {
			const want = expected(capture);
			if (capture.session === null || want?.status !== 'waiting' || want.detail === 'login') continue;
			const {status} = capture.session.agent.read({...capture.session.observation, screen: null});
			assert.ok(status === 'waiting' || status === 'unknown', `${capture.name}: ${status}`);
		}
	});

	it('leave evidence of every source that was looked at', () => {
		for (const {session, name} of all) {
			if (session === null) continue;
			const {evidence, source, status} = session.agent.read(session.observation);
			assert.ok(evidence.length > 0, name);
			assert.ok(status === 'unknown' ? source === 'none' : evidence.some(one => one.source === source), `${name}: ${source}`);
			for (const {said} of evidence) assert.ok(said !== '' && !said.includes('\n'), name);
		}
	});
});
