import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import type {ColonyEvent, EventKind} from '../../db/types.ts';
import {age, ago, countdown, duration, parseDuration, timeLeft} from '../../source/format/age.ts';
import {eventSentence, logLine} from '../../source/format/event.ts';
import {tmuxLine, tmuxSigns} from '../../source/format/tmux-line.ts';
import {conflictNumber} from '../../source/format/words.ts';
import {sanitize} from '../../source/sanitize.ts';

const now = Date.parse('2026-04-11T05:28:43Z');
const before = (ms: number): string => new Date(now - ms).toISOString();
const s = 1000;
const m = 60 * s;
const h = 60 * m;
const d = 24 * h;

test('ages are short and change at most every 5 s', () => {
	// Mutation seen red: seconds not rounded down to steps of 5.
	const table: readonly (readonly [number, string])[] = [
		[0, 'now'],
		[4999, 'now'],
		[5 * s, '5s'],
		[9999, '5s'],
		[59 * s, '55s'],
		[m, '1m'],
		[119 * s, '1m'],
		[h, '1h'],
		[23 * h + 59 * m, '23h'],
		[d, '1d'],
		[400 * d, '400d'],
		[-5000, 'now'],
	];
	for (const [ms, text] of table) assert.equal(age(before(ms), now), text, String(ms));
	assert.equal(age(null, now), '-');
	assert.equal(age('not a time', now), '-');
	assert.deepEqual([ago(before(0), now), ago(before(3 * h), now), ago(null, now)], ['just now', '3h ago', 'never']);
	const shown = new Set(Array.from({length: 60}, (_, second) => age(before(second * s), now)));
	assert.equal(shown.size, 12);
});

test('lengths of time', () => {
	const table: readonly (readonly [number, string])[] = [
		[0, '0s'],
		[999, '0s'],
		[90 * s, '1m30s'],
		[30 * m, '30m'],
		[4 * m + 12 * s, '4m12s'],
		[3 * h + 12 * m, '3h12m'],
		[2 * h, '2h'],
		[2 * d, '2d'],
		[2 * d + 3 * h, '2d3h'],
		[-5, '0s'],
	];
	for (const [ms, text] of table) assert.equal(duration(ms), text);
	assert.deepEqual(
		[countdown(null, now), countdown(before(1), now), countdown(before(-12 * s), now), countdown(before(-41 * m), now)],
		['-', 'out', '15s', '41m'],
	);
});

// Mutation seen red: the largest unit alone: seconds after a claim for 2 h it was said that 1 h is left.
test('what is left of a lease is said with its minutes', () => {
	const table: readonly (readonly [number, string])[] = [
		[2 * h, '2h'],
		[2 * h - s, '1h59m'],
		[h, '1h'],
		[h - s, '59m'],
		[12 * s, '15s'],
		[0, 'out'],
		[2 * d - s, '1d23h'],
	];
	for (const [ms, text] of table) assert.equal(timeLeft(before(-ms), now), text);
	assert.equal(timeLeft(null, now), '-');
	const shown = new Set(Array.from({length: 60}, (_, second) => timeLeft(before(-h - second * s), now)));
	assert.equal(shown.size, 1, 'it changes once a minute at most');
});

test('--ttl and --since: what is written is what is meant', () => {
	const table: readonly (readonly [string, number | null])[] = [
		['90s', 90 * s],
		['30m', 30 * m],
		['2h', 2 * h],
		['1d', d],
		['1h30m', h + 30 * m],
		['1w', 7 * d],
		['', null],
		['0s', null],
		['5', null],
		['5x', null],
		['-5m', null],
		['5 m', null],
		['1.5h', null],
		['999999w', null],
	];
	for (const [text, ms] of table) assert.equal(parseDuration(text), ms, text);
	fc.assert(
		fc.property(fc.integer({min: 1, max: 360 * 24 * 3600}), seconds => {
			// What we print we also read, but for what is rounded away.
			const read = parseDuration(duration(seconds * s));
			assert.ok(read !== null && read <= seconds * s && read > seconds * s - (seconds < 3600 ? s : seconds < 86400 ? m : h));
		}),
	);
});

const event = (kind: EventKind, data: ColonyEvent['data']): ColonyEvent => ({id: 1, at: '2026-04-11T05:28:43.123Z', kind, sister: 'queen', data});
const sentence = (kind: EventKind, data: ColonyEvent['data']): string => eventSentence(sanitize(event(kind, data)));

test('events in words', () => {
	const table: readonly (readonly [EventKind, ColonyEvent['data'], string])[] = [
		['scan', {sisters: 4, crons: 20, conflicts: 0}, 'sisters 4  crons 20  conflicts 0'],
		['scan', {sisters: 4, izadaemon: true, crons: 20, conflicts: 0}, 'sisters 4  izadaemon yes  crons 20  conflicts 0'],
		['tell', {id: 147, to: 'iza-2', count: 1, priority: 'normal', text: 'PR #8 is up'}, '-> iza-2 #147  "PR #8 is up"'],
		['dispatch', {id: 7, to: '@all', count: 3, priority: 'urgent', text: 'deploy'}, '-> @all #7 !urgent  "deploy"'],
		['ack', {id: 147, from: 'iza-1'}, '#147 from iza-1'],
		['decline', {id: 7, from: 'queen', why: 'no access'}, '#7 from queen: no access'],
		['iam', {task: 'the guide', dispatch: null}, 'the guide'],
		['iam', {task: 'the guide', dispatch: 7}, 'the guide (for #7)'],
		['done', {task: 'the guide', closed: 1}, 'the guide'],
		['claim', {id: 1, resource: 'src/db.ts', kind: 'path', ttlMs: 30 * m, shared: false}, 'src/db.ts for 30m'],
		['claim', {id: 1, resource: 'deploy', kind: 'domain', ttlMs: null, shared: false}, 'deploy'],
		['release', {id: 1, resource: 'deploy', owner: 'iza-2', why: null}, 'deploy of iza-2'],
		['claim', {id: 1, resource: 'push:github.com/maya/hive', kind: 'domain', ttlMs: m, shared: false}, 'pushes hive'],
		['release', {id: 1, resource: 'push:github.com/maya/hive', owner: 'iza-2', why: null}, 'push of hive is over'],
		['steal', {id: 1, resource: 'deploy', owner: 'iza-2', why: 'she is gone'}, 'deploy from iza-2: she is gone'],
		['status', {from: 'working', to: 'waiting', waitingFor: 'approve Bash'}, 'working -> needs you: approve Bash'],
		['branch', {from: 'main', to: 'docs/api'}, 'main -> docs/api'],
		['name', {from: 'iza-2', to: 'izabael'}, 'iza-2 -> izabael'],
		['appeared', {agent: 'claude', repo: 'guide', branch: 'main'}, 'claude in guide [main]'],
		['appeared', {agent: 'none', repo: null, branch: null}, ''],
		['gone', {why: 'her process ended'}, 'her process ended'],
		['conflict', {id: 3, type: 'shared-branch', detail: 'both work on main', severity: 'high'}, '#3 shared-branch: both work on main'],
		['muted', {id: 3, type: 'shared-branch', why: 'we pair'}, '#3 shared-branch: we pair'],
		['notice', {id: 9, to: 'iza-2', count: 1, priority: 'normal', text: 'released'}, '-> iza-2 #9  "released"'],
		['import', {from: 'the original queen', mail: 3}, 'from the original queen  mail 3'],
	];
	for (const [kind, data, text] of table) assert.equal(sentence(kind, data), text);
	// Mutation seen red: the owner said always.
	const own = {...event('release', {id: 1, resource: 'deploy', owner: 'iza-2', why: 'done'}), sister: 'iza-2'};
	assert.equal(eventSentence(sanitize(own)), 'deploy: done');
});

test('any event has a sentence of one line and a line in the log, whatever is in it', () => {
	const kinds: readonly EventKind[] = ['scan', 'tell', 'ack', 'iam', 'claim', 'status', 'conflict', 'notice', 'appeared', 'gone', 'forget', 'recovered'];
	const value = fc.oneof(fc.string({unit: 'binary', maxLength: 8}), fc.integer(), fc.boolean(), fc.constant(null));
	fc.assert(
		fc.property(
			fc.constantFrom(...kinds),
			fc.dictionary(fc.constantFrom('id', 'to', 'from', 'text', 'task', 'resource', 'ttlMs', 'why', 'x'), value),
			(kind, data) => {
				const safe = sanitize(event(kind, data));
				assert.doesNotMatch(eventSentence(safe), /[\u0000-\u001f\u007f-\u009f]/);
				assert.match(logLine(safe), /^2026-04-11T05:28:43Z {2}[a-z]+ {2}queen {2}\{.*\}$/u);
			},
		),
		{numRuns: 200},
	);
});

test('the line of the first queen', () => {
	const scan = sanitize(event('scan', {sisters: 4, izadaemon: true, crons: 20, conflicts: 0}));
	assert.equal(logLine(scan), '2026-04-11T05:28:43Z  scan  queen  {"sisters": 4, "izadaemon": true, "crons": 20, "conflicts": 0}');
});

test("the number in tmux's status line is no surer than the colony is", () => {
	// Mutation seen red: `unread` not asked for: ✓0 while a repository could not be read.
	const line = (colony: Partial<{age: number | null; unread: readonly string[]}>, conflicts = 0): string => {
		const known = {age: 5, scannedAt: before(5 * s), unread: [], complete: true, ...colony};
		const seen = {sisters: [], counts: {conflicts, unread: 0}, colony: known} as unknown as Parameters<typeof tmuxLine>[0];
		return tmuxLine(sanitize(seen), tmuxSigns(true), now);
	};
	assert.deepEqual([line({}), line({age: 100}), line({unread: ['repository guide']})], ['✓0', '▲?', '✓0?']);
	assert.deepEqual([line({}, 2), line({unread: ['repository guide']}, 2)], ['▲2', '▲2']);
});

test('the number of conflicts, and when it is not said', () => {
	// Mutation seen red: the age of the scan not asked for.
	type Known = {readonly age: number | null; readonly scannedAt: string | null; readonly unread: readonly string[]; readonly complete: boolean};
	const fresh: Known = {age: 5, scannedAt: before(5 * s), unread: [], complete: true};
	const said = (change: Partial<Known>, conflicts = 0): string => conflictNumber(sanitize({...fresh, ...change}), {conflicts}, now);
	assert.equal(said({}), 'conflicts 0');
	assert.equal(said({}, 2), 'conflicts 2');
	assert.equal(said({age: 89.9}), 'conflicts 0');
	assert.equal(said({age: 90, scannedAt: before(3 * h)}), 'conflicts ? (scanned 3h ago)');
	assert.equal(said({age: null, scannedAt: null}), 'conflicts ? (never scanned)');
	assert.equal(said({complete: false, unread: ['repository guide: permission denied']}), 'conflicts 0 · 1 repository not read');
	assert.equal(said({complete: false, unread: ['repository guide', 'tmux server work']}), 'conflicts 0 · 2 places not read');
});
