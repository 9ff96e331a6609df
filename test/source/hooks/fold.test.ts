import assert from 'node:assert/strict';
import {appendFileSync, closeSync, existsSync, mkdirSync, openSync, readdirSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {type TestContext, test} from 'node:test';
import fc from 'fast-check';
import type {Reading, Sighting} from '../../../db/types.ts';
import {createSpoolFold, takeSpool} from '../../../source/hooks/fold.ts';
import {hintsOf} from '../../../source/hooks/hints.ts';
import {type HookPlaces, hookPlaces} from '../../../source/hooks/places.ts';
import {parseSpool} from '../../../source/hooks/spool.ts';
import {newFolder, newOwner} from '../../driver/cleanup.ts';

const newSpool = (t: TestContext): HookPlaces => {
	const places = hookPlaces(newFolder(newOwner(t)));
	for (const folder of [places.hooks, places.spool]) mkdirSync(folder);
	return places;
};

const lineOf = (event: string, more: Readonly<Record<string, unknown>> = {}): string =>
	`${JSON.stringify({event, client: 4711, up: '', session: '', tool: '', kind: '', path: '', ...more})}\n`;

const wall = Date.UTC(2026, 10, 21, 16);

const sightingOf = (reading: Partial<Reading>): Sighting => ({
	process: {host: 'h', bootId: 'b', pid: 4711, startTime: '1'},
	agent: 'claude',
	clientName: null,
	terminal: null,
	cwd: null,
	git: null,
	reading: {status: 'unknown', detail: null, waitingFor: null, source: 'none', evidence: [], ...reading},
	task: null,
	taskSource: 'none',
	lastOutput: null,
	resume: null,
});

/** A hive in which time goes on, shells append, and leaders take. */
const newWriter = (t: TestContext) => {
	const places = newSpool(t);
	let now = wall;
	let written = 0;
	const taken: number[] = [];
	const pass = (): void => void taken.push(...takeSpool(places.folder, now).map(event => Number(event.path)));
	const next = (): string => {
		written += 1;
		return lineOf('PostToolUse', {path: String(written)});
	};
	const steps = {
		append: () => appendFileSync(places.events, next()),
		/** A shell that opened the file before it was taken writes into it after. */
		late: () => {
			const old = openSync(places.events, 'a');
			pass();
			appendFileSync(old, next());
			closeSync(old);
		},
		half: () => {
			const line = next();
			appendFileSync(places.events, line.slice(0, 20));
			appendFileSync(places.events, line.slice(20));
		},
		pass,
	};
	const wait = (ms: number): void => {
		now += ms;
	};
	return {places, steps, wait, taken: () => taken.toSorted((a, b) => a - b), written: () => Array.from({length: written}, (_, index) => index + 1)};
};

// Mutations seen red: the file deleted right after the first look; its name not changed after it was read.
test('nothing is lost and nothing is doubled, however appends and passes mix', t => {
	const step = fc.constantFrom<('append' | 'pass' | 'late' | 'half')[]>('append', 'pass', 'late', 'half');
	fc.assert(
		fc.property(fc.array(step, {maxLength: 40}), chosen => {
			const {places, steps, wait, taken, written} = newWriter(t);
			for (const name of chosen) {
				wait(500);
				steps[name]();
			}
			for (const _ of [1, 2, 3]) {
				wait(3000);
				steps.pass();
			}
			assert.deepEqual(taken(), written());
			assert.deepEqual(readdirSync(places.spool), []);
		}),
		{numRuns: 60},
	);
});

test('no spool at all, or an empty one, is no news', t => {
	const places = newSpool(t);
	assert.deepEqual(takeSpool(places.folder, wall), []);
	assert.deepEqual(takeSpool(path.join(places.folder, 'nowhere'), wall), []);
	writeFileSync(places.events, '');
	assert.deepEqual(takeSpool(places.folder, wall), []);
	assert.equal(existsSync(places.fired), false);
});

test('lines that are not ours, or broken, are left out; the rest counts', () => {
	fc.assert(
		fc.property(fc.array(fc.oneof(fc.string(), fc.json()), {maxLength: 20}), garbage => {
			const text = [...garbage.map(line => line.replaceAll('\n', ' ')), lineOf('Stop').trim(), '{"event":"Stop"'].join('\n');
			assert.deepEqual(
				parseSpool(`${text}\n`).map(({event}) => event),
				['Stop'],
			);
		}),
		{numRuns: 200},
	);
	for (const more of [{client: '4711'}, {client: 1}, {client: 1.5}, {event: 'toString'}, {event: 1}]) assert.deepEqual(parseSpool(lineOf('Stop', more)), []);
	assert.deepEqual(parseSpool(lineOf('Stop').trim()), [], 'a line that is still being written');
	assert.equal(parseSpool(lineOf('Stop', {path: 'x'.repeat(5000)}))[0]?.path, null);
});

test('when the last line was written is kept for queen hooks status', t => {
	const places = newSpool(t);
	appendFileSync(places.events, lineOf('Stop'));
	takeSpool(places.folder, wall);
	assert.equal(statSync(places.fired).mtimeMs, wall);
});

test('what each event says about the status; the last one counts', () => {
	const hintOf = (...events: readonly Readonly<Record<string, unknown>>[]) => {
		const lines = events.map(({event, ...more}) => lineOf(String(event), more)).join('');
		const hint = hintsOf(parseSpool(lines).map(event => ({...event, at: wall}))).get(4711);
		return hint && [hint.status, hint.waitingFor];
	};
	assert.deepEqual(hintOf({event: 'UserPromptSubmit'}), ['working', null]);
	assert.deepEqual(hintOf({event: 'PostToolUse', tool: 'Edit'}), ['working', null]);
	assert.deepEqual(hintOf({event: 'Stop'}), ['idle', null]);
	assert.deepEqual(hintOf({event: 'PermissionRequest', tool: 'Bash'}), ['waiting', 'approve Bash']);
	assert.deepEqual(hintOf({event: 'Notification', kind: 'permission_prompt'}), ['waiting', 'permission']);
	assert.deepEqual(hintOf({event: 'Notification', kind: 'idle_prompt'}), ['idle', null]);
	for (const event of [{event: 'Notification', kind: 'constructor'}, {event: 'SessionEnd', kind: 'clear'}, {event: 'PreToolUse'}])
		assert.equal(hintOf(event), undefined);
	assert.deepEqual(hintOf({event: 'PermissionRequest', tool: 'Bash'}, {event: 'Stop'}, {event: 'SessionEnd'}), ['idle', null]);
});

// Mutation seen red: withHint that sets the status whatever is known.
test('a hint speaks only where nothing else does, not for long, and is always among the evidence', t => {
	const places = newSpool(t);
	let now = wall;
	const {fold} = createSpoolFold(places.folder, () => now);
	const look = (reading: Partial<Reading>): Reading | undefined => fold([sightingOf(reading)]).sightings[0]?.reading;
	assert.deepEqual(look({})?.evidence, []);
	appendFileSync(places.events, lineOf('PermissionRequest', {tool: 'Bash'}));
	const unknown = look({});
	assert.deepEqual([unknown?.status, unknown?.waitingFor, unknown?.source], ['waiting', 'approve Bash', 'hook']);
	const seen = look({status: 'idle', source: 'state-file'});
	assert.deepEqual([seen?.status, seen?.source], ['idle', 'state-file']);
	assert.deepEqual(seen?.evidence, [{source: 'hook', said: 'PermissionRequest Bash at 16:00:00Z'}]);
	now += 30_000;
	assert.equal(look({})?.status, 'unknown', 'long ago');
	assert.deepEqual(fold([]).sightings, []);
	assert.deepEqual(look({})?.evidence, [], 'a client that was gone is forgotten, also if its number comes back');
});

// Mutation seen red: byOwner() left out of fold().
test('a client that starts its hooks from a child of its session speaks for that session; each client is noted by itself', t => {
	const places = newSpool(t);
	const parents: Readonly<Record<number, number>> = {4800: 4790, 4790: 4711, 5000: 1};
	const {fold} = createSpoolFold(
		places.folder,
		() => wall,
		pid => parents[pid] ?? null,
	);
	const sighting = sightingOf({});
	appendFileSync(places.events, lineOf('UserPromptSubmit', {client: 4800, agent: 'gemini'}));
	assert.equal(fold([sighting]).sightings[0]?.reading.status, 'working');
	appendFileSync(places.events, lineOf('Stop', {client: 5000, agent: 'codex'}));
	assert.equal(fold([sighting]).sightings[0]?.reading.status, 'working', 'of a session that nobody sees');
	assert.deepEqual(readdirSync(places.hooks).toSorted(), ['fired', 'fired-codex', 'fired-gemini']);
});
