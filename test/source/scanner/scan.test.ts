import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {type FindingsInput, type Leadership, type SightingsInput, StoreError} from '../../../db/store.ts';
import type {Clock, Cron, GitFacts, SeenEdit, Sighting, Status} from '../../../db/types.ts';
import {withDeadline} from '../../../source/scanner/deadline.ts';
import type {Seen} from '../../../source/scanner/look.ts';
import {createScanner} from '../../../source/scanner/scan.ts';
import {createSeat} from '../../../source/scanner/seat.ts';
import {at, facts, git, identity, reading} from './builders.ts';

const {signal} = new AbortController();

const sighting = (pid: number, status: Status = 'idle', facts_: GitFacts | null = git()): Sighting => ({
	process: identity(pid),
	agent: 'claude',
	clientName: null,
	terminal: null,
	cwd: '/src/site',
	git: facts_,
	reading: reading({status}),
	task: null,
	taskSource: 'none',
	lastOutput: null,
	resume: null,
});

const made = () => {
	let seen: Seen = {sightings: [], unplaced: [], sawEverybody: true, looked: ['here'], unread: []};
	let look: (thorough: boolean, signal: AbortSignal) => Promise<Seen> = async () => seen;
	let crons: () => Promise<readonly Cron[]> = async () => [];
	let accepts = true;
	let failing = 0;
	let now = 0;
	const told: SightingsInput[] = [];
	const found: FindingsInput[] = [];
	const clock: Clock = {wall: () => Date.parse(at), mono: () => now, host: 'here', bootId: 'boot'};
	const scanner = createScanner({
		store: {
			facts: async () => facts(),
			recordSightings: async input => {
				told.push(input);
				failing -= 1;
				if (failing >= 0) throw new StoreError('busy', 'it is busy');
				return accepts;
			},
			recordFindings: async input => {
				found.push(input);
				return accepts;
			},
		},
		clock,
		looker: {look: (thorough, within) => look(thorough, within)},
		crons: () => crons(),
		detect: () => [],
		epoch: () => 7,
		pid: 4,
	});
	return {
		scanner,
		told,
		found,
		see: (...sightings: readonly Sighting[]) => {
			seen = {...seen, sightings};
		},
		set: (change: Partial<Seen>) => {
			seen = {...seen, ...change};
		},
		looks: (with_: typeof look) => {
			look = with_;
		},
		crons: (with_: typeof crons) => {
			crons = with_;
		},
		fail: (times: number) => {
			failing = times;
		},
		refuse: () => {
			accepts = false;
		},
		later: (ms: number) => {
			now += ms;
		},
	};
};

describe('a pass', () => {
	test('complete: sightings, detectors, crons and a report under the epoch', async () => {
		const {scanner, told, found, see} = made();
		see(sighting(5));
		await scanner.complete(signal);
		assert.deepEqual([told[0]?.epoch, told[0]?.complete, told[0]?.sightings.length], [7, true, 1]);
		assert.deepEqual(found[0]?.report, {startedAt: at, tookMs: 0, complete: true, unread: [], looked: ['here'], scanner: {pid: 4, host: 'here'}});
		assert.deepEqual(found[0]?.crons, []);
	});

	// Mutation seen red: `complete: thorough` without `unread.length === 0`.
	test('is not complete when a place could not be read, and then calls nobody gone', async () => {
		const {scanner, told, found, set} = made();
		set({sawEverybody: false, unread: ['tmux server hive: no answer']});
		await scanner.complete(signal);
		assert.equal(told[0]?.complete, false);
		assert.deepEqual([found[0]?.report.complete, found[0]?.report.unread], [false, ['tmux server hive: no answer']]);
	});

	test('a repository that cannot be read makes it incomplete, not blind', async () => {
		const {scanner, told, found, set} = made();
		set({unread: ['Repository /a could not be read']});
		await scanner.complete(signal);
		assert.deepEqual([told[0]?.complete, found[0]?.report.complete], [true, false]);
	});

	// Mutation seen red: cronsUnread not kept for the fast pass.
	test('an unread crontab stays said until it can be read', async () => {
		const {scanner, found, crons, see} = made();
		crons(async () => {
			throw new Error('The crontab could not be read');
		});
		await scanner.complete(signal);
		assert.deepEqual([found[0]?.crons, found[0]?.report.unread], [null, ['The crontab could not be read']]);
		see(sighting(5));
		await scanner.fast(signal);
		assert.deepEqual(found[1]?.report.unread, ['The crontab could not be read']);
		crons(async () => []);
		await scanner.complete(signal);
		assert.deepEqual(found[2]?.report.unread, []);
	});

	// Mutation seen red: `complete` also without the crons. No detector looks at them, and conflicts would never end.
	test('an unread crontab is said, and makes the look at the conflicts no less complete', async () => {
		const {scanner, found, crons} = made();
		crons(async () => {
			throw new Error('The crontab could not be read');
		});
		await scanner.complete(signal);
		assert.deepEqual([found[0]?.report.complete, found[0]?.report.unread], [true, ['The crontab could not be read']]);
	});

	// Mutation seen red: `untold` never filled.
	test('what hooks saw is told again when the store was busy or the pass was given up: a line is read only once', async () => {
		const {scanner, told, set, fail} = made();
		const edit: SeenEdit = {process: identity(5), path: 'a.ts', worktree: '/src/site', repoKey: '/src/site/.git', at};
		fail(1);
		set({edits: [edit]});
		await assert.rejects(scanner.fast(signal), /busy/);
		set({edits: []});
		await scanner.fast(signal);
		assert.deepEqual(
			told.map(({edits}) => edits),
			[[edit], [edit]],
		);
		await scanner.complete(signal);
		assert.deepEqual(told.at(-1)?.edits, [], 'and once only');
	});

	test('fast: of a silent colony the store is told now and then only', async () => {
		const {scanner, told, see, later} = made();
		see(sighting(5));
		await scanner.complete(signal);
		await scanner.fast(signal);
		told.length = 0;
		await scanner.fast(signal);
		assert.equal(told.length, 0);
		later(5000);
		await scanner.fast(signal);
		assert.equal(told.length, 1);
	});

	// Mutations seen red: each of process, status, git and clientName left out of shapeOf.
	test('fast: the detectors run when somebody comes, goes, begins, or HEAD moves; and once more', async () => {
		const {scanner, found, see} = made();
		const scans = async (): Promise<number> => {
			found.length = 0;
			for (let pass = 0; pass < 4; pass += 1) await scanner.fast(signal);
			return found.length;
		};
		await scanner.complete(signal);
		await scanner.fast(signal);
		assert.equal(await scans(), 0, 'nothing happened');
		see(sighting(5));
		assert.equal(await scans(), 2, 'she came');
		assert.equal(found[0]?.report.complete, false);
		assert.equal(found[0]?.crons, null);
		see(sighting(5, 'working'));
		assert.equal(await scans(), 2, 'she works');
		see(sighting(6, 'working'));
		assert.equal(await scans(), 2, 'another session in her place');
		see(sighting(5, 'working'));
		await scans();
		see(sighting(5, 'working', git({branch: 'x'})));
		assert.equal(await scans(), 2, 'another branch');
		see({...sighting(5, 'working', git({branch: 'x'})), clientName: 'new'});
		assert.equal(await scans(), 2, 'another name');
		see({...sighting(5, 'working', git({branch: 'x'})), clientName: 'new', task: 'reading'});
		assert.equal(await scans(), 0, 'only another task');
		see();
		assert.equal(await scans(), 2, 'she left');
	});

	test('a refused write ends the pass: nothing more is written', async () => {
		const {scanner, found, refuse} = made();
		refuse();
		assert.equal((await scanner.complete(signal))?.accepted, false);
		assert.equal(found.length, 0);
	});
});

describe('passes never overlap', () => {
	// Mutation seen red: alone() without `running !== null`.
	test('while one runs the next is dropped', async () => {
		const {scanner, told, looks} = made();
		const gate = Promise.withResolvers<Seen>();
		looks(() => gate.promise);
		const first = scanner.complete(signal);
		assert.equal(await scanner.fast(signal), null);
		gate.resolve({sightings: [], unplaced: [], sawEverybody: true, looked: [], unread: []});
		assert.notEqual(await first, null);
		assert.equal(told.length, 1);
		assert.notEqual(await scanner.fast(signal), null);
	});

	// Mutations seen red: `signal.throwIfAborted()` after look left out; `running` reset when the deadline passes.
	test('one that was given up writes nothing when it ends at last, and keeps the next from starting until then', async t => {
		t.mock.timers.enable({apis: ['setTimeout']});
		const {scanner, told, looks} = made();
		const gate = Promise.withResolvers<Seen>();
		looks(() => gate.promise);
		const first = assert.rejects(scanner.fast(signal), /a scan took longer than 10 s/);
		t.mock.timers.tick(10_000);
		await first;
		assert.equal(await scanner.fast(signal), null);
		looks(async () => ({sightings: [], unplaced: [], sawEverybody: true, looked: [], unread: []}));
		gate.resolve({sightings: [sighting(5)], unplaced: [], sawEverybody: true, looked: [], unread: []});
		while ((await scanner.fast(signal)) === null);
		assert.deepEqual(
			told.map(input => input.sightings.length),
			[0],
			'only the second pass wrote',
		);
	});

	test('after a failure the next pass runs', async () => {
		const {scanner, looks} = made();
		looks(async () => {
			throw new Error('no eyes');
		});
		await assert.rejects(scanner.fast(signal), /no eyes/);
		looks(async () => ({sightings: [], unplaced: [], sawEverybody: true, looked: [], unread: []}));
		assert.notEqual(await scanner.fast(signal), null);
	});
});

test('a deadline tells the work to end, and passes on its result or failure', async t => {
	assert.equal(await withDeadline(1000, signal, 'it', async () => 5), 5);
	await assert.rejects(
		withDeadline(1000, signal, 'it', async () => {
			throw new Error('broken');
		}),
		/broken/,
	);
	t.mock.timers.enable({apis: ['setTimeout']});
	let within: AbortSignal | null = null;
	const late = withDeadline(2000, signal, 'it', async given => {
		within = given;
		return new Promise(() => {});
	});
	t.mock.timers.tick(2000);
	await assert.rejects(late, /^Error: it took longer than 2 s and was given up$/);
	assert.equal((within as AbortSignal | null)?.aborted, true);
});

describe('the seat', () => {
	const seat = () => {
		let now = 0;
		let answer: Leadership = {leader: true, epoch: 3};
		const calls: string[] = [];
		return {
			calls,
			later: (ms: number) => {
				now += ms;
			},
			answer: (with_: Leadership) => {
				answer = with_;
			},
			seat: createSeat({
				store: {
					lead: async () => {
						calls.push('lead');
						return answer;
					},
					resign: async epoch => void calls.push(`resign ${epoch}`),
				},
				process: identity(4),
				mono: () => now,
			}),
		};
	};

	test('is asked for, renewed when due, and left', async () => {
		const {seat: mine, calls, later} = seat();
		assert.equal(mine.epoch(), null);
		assert.deepEqual(await mine.take(), {leader: true, epoch: 3});
		await mine.take();
		assert.deepEqual(calls, ['lead']);
		later(5000);
		await mine.take();
		assert.deepEqual(calls, ['lead', 'lead']);
		await mine.resign();
		await mine.resign();
		assert.deepEqual(calls, ['lead', 'lead', 'resign 3']);
		assert.equal(mine.epoch(), null);
	});

	test('lost to another, or after a refused write, it is asked for anew', async () => {
		const {seat: mine, calls, answer} = seat();
		await mine.take();
		mine.lose();
		assert.equal(mine.epoch(), null);
		answer({leader: false, holder: {pid: 9, host: 'here'}});
		assert.equal((await mine.take()).leader, false);
		assert.equal(mine.epoch(), null);
		await mine.take();
		assert.deepEqual(calls, ['lead', 'lead', 'lead']);
	});

	test('taken over while we slept: found out at the renewal', async () => {
		const {seat: mine, later, answer} = seat();
		await mine.take();
		answer({leader: false, holder: {pid: 9, host: 'here'}});
		later(20_000);
		assert.equal((await mine.take()).leader, false);
		assert.equal(mine.epoch(), null);
	});
});
