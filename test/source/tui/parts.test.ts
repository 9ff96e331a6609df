import assert from 'node:assert/strict';
import {chmodSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, it, type TestContext} from 'node:test';
import fc from 'fast-check';
import {StoreError} from '../../../db/store.ts';
import type {Sanitized, Snapshot} from '../../../db/types.ts';
import {watchAlarms} from '../../../source/tui/alarms.ts';
import {untilComeBack} from '../../../source/tui/attach.ts';
import {createBanners} from '../../../source/tui/banner.ts';
import {createDrafts, type NewDraft} from '../../../source/tui/drafts.ts';
import {type JumpDeps, jumpTo} from '../../../source/tui/jump.ts';
import {createLeave} from '../../../source/tui/leave.ts';
import {retryBusy} from '../../../source/tui/retry.ts';
import {share} from '../../../source/tui/share.ts';
import {shown} from '../../../source/tui/shown.ts';
import {createModes} from '../../../source/tui/terminal-modes.ts';
import {trueUntil} from '../../../source/tui/true-until.ts';
import {newFolder, newOwner} from '../../driver/cleanup.ts';

const runs = process.env['HIVEQUEEN_FULL'] ? 5000 : 500;

describe('share', () => {
	// Mutation seen red: `isSame` of shareRecord started with true whatever the number of names.
	it('gives an equal value, and the old object exactly when nothing changed', () => {
		fc.assert(
			fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
				assert.deepEqual(share(before, after), after);
				assert.equal(share(after, structuredClone(after)), after);
			}),
			{numRuns: runs},
		);
	});
	// Mutation seen red: the same place not looked at first.
	it('knows rows of one name apart by their place', () => {
		const rows = [
			{name: 'backup', at: 1},
			{name: 'backup', at: 2},
		];
		assert.equal(share(rows, structuredClone(rows)), rows);
	});
	it('is not led astray by a name that means something to JavaScript', () => {
		const hostile: unknown = JSON.parse('{"__proto__": 0}');
		assert.deepEqual(share({}, hostile), hostile);
	});
	it('keeps the rows of a list when a new one comes in at the top', () => {
		const rows = [
			{id: 1, text: 'a'},
			{id: 2, text: 'b'},
		];
		const next = share(rows, [
			{id: 3, text: 'c'},
			{id: 1, text: 'a'},
			{id: 2, text: 'B'},
		]);
		assert.equal(next[1], rows[0]);
		assert.notEqual(next[2], rows[1]);
	});
});

describe('what is shown of a snapshot', () => {
	const now = Date.parse('2026-11-21T10:00:00.000Z');
	const at = (ms: number): string => new Date(now - ms).toISOString();
	const facts = (ms: number, status = 'working'): Sanitized<Snapshot> =>
		({
			at: at(0),
			reader: 'queen',
			colony: {age: ms / 1000, scanMs: ms, scannedAt: at(ms), quietSince: null, complete: true},
			sisters: [{name: 'iza-2', status, statusSince: at(60_000), taskSince: null, lastOutput: at(ms), lastSeen: at(ms)}],
			inbox: [],
			mail: [],
			dispatches: [],
			claims: [{id: 1, claimedAt: at(60_000), expiresAt: at(-570_000), ttlMs: 600_000}],
			conflicts: [],
			crons: [],
			events: [],
			drafts: [],
		}) as unknown as Sanitized<Snapshot>;
	const same = (a: unknown, b: unknown): boolean => share(a, b) === a;

	// Mutation seen red: `lastSeen` left as it is.
	it('does not change within five seconds when nothing happened', () => {
		assert.ok(same(shown(facts(0), now), shown(facts(1000), now)));
	});
	it('changes with an age, with a question that waits on, with a lease', () => {
		assert.ok(!same(shown(facts(0), now), shown(facts(6000), now)));
		assert.ok(!same(shown(facts(0, 'waiting'), now), shown(facts(0, 'waiting'), now + 60_000)));
		assert.ok(!same(shown(facts(0), now), shown(facts(0), now + 60_000)));
	});

	const colony = (given: Readonly<Record<string, unknown>>): Sanitized<Snapshot> => {
		const {sisters, claims, ...rest} = facts(0);
		return {...rest, sisters: [], claims: [], colony: {...rest.colony, ...given}} as unknown as Sanitized<Snapshot>;
	};
	// Mutation seen red: `scannedAt` said with age(); `age` left as it is.
	it('does not change with the age of a scan that is still true', () => {
		const fresh = colony({age: 1, scannedAt: at(1000)});
		assert.ok(same(shown(fresh, now), shown(fresh, now + 55_000)));
		assert.ok(same(shown(fresh, now), shown(colony({age: 30, scannedAt: at(30_000)}), now)));
	});
	// Mutation seen red: `truth()` answers null; `minutes(quietSince)` said with age().
	it('changes when the number is true no more, and with each minute that it was 0', () => {
		const old = colony({age: 80, scannedAt: at(0)});
		assert.ok(!same(shown(old, now), shown(old, now + 11_000)));
		assert.ok(same(shown(old, now), shown(old, now + 9000)));
		const quiet = colony({age: 1, scannedAt: at(0), quietSince: at(3 * 3_600_000)});
		const later = {...quiet, colony: {...quiet.colony, age: 1, scannedAt: at(-60_000)}, at: at(-60_000)} as unknown as Sanitized<Snapshot>;
		assert.ok(!same(shown(quiet, now), shown(later, now + 60_000)));
	});
});

describe('how long a snapshot is true', () => {
	// Mutation seen red: `end < until` taken out; `end > now` taken out (a lease that is over would be read for ever).
	it('until the first lease ends, a quarter of a minute at most', () => {
		const now = Date.parse('2026-11-21T10:00:00.000Z');
		const claims = (...ends: readonly (number | null)[]) => ({
			claims: ends.map(end => ({expiresAt: end === null ? null : new Date(now + end).toISOString()})) as unknown as Snapshot['claims'],
		});
		assert.equal(trueUntil(claims(), now), now + 15_000);
		assert.equal(trueUntil(claims(null, 9000, 3000, -1000, 60_000), now), now + 3000);
		assert.equal(trueUntil(claims(-1000), now), now + 15_000);
	});
});

describe('drafts', () => {
	const draft = (body: string, key = 'tell:iza-2'): NewDraft => ({key, to: 'iza-2', body, priority: 'normal', kind: 'mail', replyTo: null});
	function setUp(t: TestContext, isBroken = () => false) {
		t.mock.timers.enable({apis: ['setTimeout']});
		const log: string[] = [];
		const problems: unknown[] = [];
		let now = 0;
		const drafts = createDrafts({
			save: async ({body}) => {
				await Promise.resolve();
				if (isBroken()) throw new Error('disk full');
				log.push(`save ${body}`);
			},
			drop: async key => void log.push(`drop ${key}`),
			problem: error => problems.push(error),
			now: () => now,
		});
		const settle = (): Promise<void> => new Promise(resolve => setImmediate(resolve));
		return {drafts, log, problems, settle, pass: (ms: number) => (now += ms)};
	}

	// Mutation seen red: `mostMs` not looked at (only the quiet time): a fast writer is never stored.
	it('are stored 400 ms after the last key, and within 800 ms while she types on', async t => {
		const {drafts, log, settle, pass} = setUp(t);
		for (let key = 1; key <= 10; key++) {
			drafts.keep(draft('x'.repeat(key)));
			pass(100);
			t.mock.timers.tick(100);
			await settle();
		}
		assert.deepEqual(log, ['save xxxxxxxx']);
		t.mock.timers.tick(400);
		await settle();
		assert.deepEqual(log.at(-1), 'save xxxxxxxxxx');
	});

	it('are all stored by flush, in order, and a thrown away one does not come back', async t => {
		const {drafts, log} = setUp(t);
		drafts.keep(draft('one'));
		drafts.keep(draft('two', 'reply:1'));
		await drafts.flush();
		assert.deepEqual(log, ['save one', 'save two']);
		drafts.keep(draft('three'));
		await drafts.drop('tell:iza-2');
		t.mock.timers.tick(1000);
		await drafts.flush();
		assert.deepEqual(log.slice(2), ['drop tell:iza-2']);
	});

	it('tell when they cannot be stored, and when they can again', async t => {
		let isBroken = true;
		const {drafts, problems} = setUp(t, () => isBroken);
		drafts.keep(draft('one'));
		await drafts.flush();
		assert.match(String(problems[0]), /disk full/);
		isBroken = false;
		drafts.keep(draft('two'));
		await drafts.flush();
		assert.equal(problems[1], null);
	});
});

describe('a busy database', () => {
	const busy = new StoreError('busy', 'another writer holds the database');
	const options = (times: number[]) => {
		let now = 0;
		const sleep = async (ms: number): Promise<void> => {
			now += ms;
			times.push(ms);
		};
		return {deadlineMs: 200, now: () => now, random: () => 0.5, sleep};
	};
	it('is asked again until it answers', async () => {
		const slept: number[] = [];
		let tries = 0;
		assert.equal(
			await retryBusy(async () => {
				if (++tries < 4) throw busy;
				return 'stored';
			}, options(slept)),
			'stored',
		);
		assert.deepEqual(slept, [40, 40, 40]);
	});
	// Mutation seen red: the deadline not looked at (the test never ends); every error retried.
	it('is given up after the deadline, and any other error at once', async () => {
		await assert.rejects(
			retryBusy(() => Promise.reject(busy), options([])),
			busy,
		);
		const slept: number[] = [];
		await assert.rejects(
			retryBusy(() => Promise.reject(new StoreError('full', 'no space')), options(slept)),
			/no space/,
		);
		assert.deepEqual(slept, []);
	});
});

describe('the banner', () => {
	it('shows the gravest of what is wrong, sanitized, and clears when it is mended', () => {
		const banners = createBanners();
		let told = 0;
		banners.subscribe(() => told++);
		banners.say('scanner', 'the scanner died\u001b[2J');
		assert.equal(banners.current(), 'the scanner died␛[2J');
		banners.say('storage', 'no space');
		assert.equal(banners.current(), 'no space');
		banners.say('storage', null);
		banners.say('scanner', null);
		assert.equal(banners.current(), null);
		banners.say('scanner', null);
		assert.equal(told, 4, 'nobody is told of nothing');
		assert.equal(banners.isCalm(), false);
		banners.say('hooks', 'a hook is broken');
		assert.equal(banners.isCalm(), true);
		banners.say('draft', 'not stored');
		assert.equal(banners.isCalm(), false, 'the one that shows');
	});
});

describe('the alarm of hooks and guards', () => {
	it('is said once it is there, an old one is not, and it goes when a hook has done its work', async t => {
		const folder = newFolder(newOwner(t));
		const said: string[] = [];
		const banners = {say: (source: string, sentence: string | null) => void (sentence === null || said.push(`${source}: ${sentence}`))};
		const look = (now = Date.now()): readonly string[] => {
			said.length = 0;
			watchAlarms({folder, banners, now: () => now, everyMs: 1e6})();
			return [...said];
		};
		assert.deepEqual(look(), []);
		for (const [where, sentence] of [
			['hooks', 'the hook of Stop ended with 1'],
			['guard', 'node is gone'],
		] as const) {
			mkdirSync(path.join(folder, where));
			writeFileSync(path.join(folder, where, 'alarm'), `${sentence}\n`);
		}
		assert.deepEqual(look(), [
			'hooks: A hook could not do its work: the hook of Stop ended with 1 (queen doctor says how to mend it)',
			'guard: A guard could not look at a commit and let it through: node is gone (queen doctor says how to mend it)',
		]);
		// Mutation seen red: oldMs not looked at.
		assert.deepEqual(look(Date.now() + 25 * 3_600_000), []);
		rmSync(path.join(folder, 'hooks/alarm'));
		assert.equal(look().length, 1);
		chmodSync(path.join(folder, 'guard/alarm'), 0);
		if (process.getuid?.() !== 0) assert.match(look()[0] ?? '', /EACCES/);
	});
});

describe('leaving', () => {
	const leaving = (steps: readonly (() => void | Promise<void>)[], restore = () => {}) => {
		const said: string[] = [];
		let leave: ReturnType<typeof createLeave> = () => {};
		const ended = new Promise<number>(done => {
			leave = createLeave({restore, steps, say: text => said.push(text), deadlineMs: 50, done});
		});
		return {leave, ended, said};
	};
	// Mutation seen red: the isLeaving guard left out.
	it('gives the terminal back first and runs every step once, in order, also when one fails', async () => {
		const order: string[] = [];
		const {leave, ended, said} = leaving(
			[
				() => void order.push('a'),
				() => {
					throw new Error('b broke');
				},
				async () => {
					await Promise.resolve();
					order.push('c');
				},
			],
			() => void order.push('terminal'),
		);
		leave(143, 'why');
		leave(0);
		assert.equal(await ended, 143);
		assert.deepEqual(order, ['terminal', 'a', 'c']);
		assert.equal(said[0], 'why');
		assert.match(said[1] ?? '', /b broke/);
	});
	it('does not wait for ever for a step that hangs', async () => {
		const {leave, ended} = leaving([() => new Promise(() => {})]);
		leave(129);
		assert.equal(await ended, 129);
	});
});

describe('the jump', () => {
	const place = {kind: 'tmux', socket: '/s', pane: '%7', server: '1'} as const;
	const deps = (over: Partial<JumpDeps>): JumpDeps => ({
		placeOf: () => place,
		isTold: () => true,
		jump: async () => ({ok: true, how: 'switched'}),
		host: async () => ({cameBack: true, code: 1, said: ''}),
		...over,
	});
	it('says nothing where it worked, and why where it did not', async () => {
		assert.deepEqual(await jumpTo('iza-3', deps({})), {ok: true, text: '', undo: null});
		assert.match((await jumpTo('iza-3', deps({placeOf: () => null}))).text, /no terminal/);
		assert.match((await jumpTo('iza-3', deps({placeOf: () => undefined}))).text, /gone from the colony/);
		const refused = await jumpTo('iza-3', deps({jump: async () => ({ok: false, why: 'Pane %7 is gone.\u001b[2J'})}));
		assert.deepEqual(refused, {ok: false, text: 'iza-3: Pane %7 is gone.␛[2J', undo: null});
	});
	it('hosts the attaching outside of tmux, says the key that comes back, and how it ended', async () => {
		const hosted: unknown[] = [];
		const host = (result: Awaited<ReturnType<JumpDeps['host']>>): Partial<JumpDeps> => ({
			jump: async () => ({ok: true, how: 'attach', command: ['tmux', 'attach'], env: {TMUX: undefined}}),
			host: async (...args) => {
				hosted.push(args);
				return result;
			},
		});
		assert.match((await jumpTo('iza-3', deps(host({cameBack: true, code: 129, said: ''})))).text, /Back from iza-3/);
		assert.deepEqual(hosted[0], [['tmux', 'attach'], {TMUX: undefined}, 'Going to iza-3 (%7). Ctrl-Q comes back.']);
		const failed = await jumpTo('iza-3', deps(host({cameBack: false, code: 1, said: 'no sessions'})));
		assert.deepEqual([failed.ok, failed.text], [false, 'Could not attach to iza-3: no sessions.']);
	});
	it('asks before it takes the whole terminal for the first time, and only then', async () => {
		const hosted: unknown[] = [];
		const attach: Partial<JumpDeps> = {
			jump: async () => ({ok: true, how: 'attach', command: ['tmux', 'attach'], env: {}}),
			host: async (...args) => {
				hosted.push(args);
				return {cameBack: true, code: 0, said: ''};
			},
		};
		// Mutation seen red: isTold not asked in jumpTo().
		assert.deepEqual(await jumpTo('iza-3', deps({...attach, isTold: () => false})), {ok: true, text: '', undo: null, going: 'iza-3'});
		assert.deepEqual(hosted, []);
		await jumpTo('iza-3', deps(attach));
		assert.equal(hosted.length, 1);
		// Inside tmux nothing is taken: her client is switched, and tmux has its own way back.
		assert.deepEqual(await jumpTo('iza-3', deps({isTold: () => false})), {ok: true, text: '', undo: null});
	});
	it('hears the key that comes back in the middle of others', () => {
		assert.deepEqual(untilComeBack('ab\u0011cd'), {text: 'ab', back: true});
		assert.deepEqual(untilComeBack('\u001b[113;5u'), {text: '', back: true});
		assert.deepEqual(untilComeBack('q'), {text: 'q', back: false});
	});
});

describe('the modes of a terminal', () => {
	const left = (...chunks: readonly string[]): string => {
		const modes = createModes();
		for (const chunk of chunks) modes.see(chunk);
		return modes.undo();
	};
	it('are put back when they were left changed, the alternate screen last', () => {
		assert.equal(left('\u001b[?1049h\u001b[?1000;1006h\u001b[?25l text'), '\u001b[?1000l\u001b[?1006l\u001b[?25h\u001b[?1049l');
		assert.equal(left('\u001b[?1049h', 'x', '\u001b[?1049l'), '');
		assert.equal(left('\u001b[?7l\u001b[?7h\u001b[?25h'), '');
	});
	// Mutation seen red: `rest` not put before the chunk.
	it('are seen however the output is cut apart', () => {
		const output = 'a\u001b[?1049hb\u001b[?7727;2004hc\u001b[?25l\u001b[?1049ld';
		const whole = left(output);
		assert.equal(whole, '\u001b[?7727l\u001b[?2004l\u001b[?25h');
		for (let at = 1; at < output.length; at++) assert.equal(left(output.slice(0, at), output.slice(at)), whole);
		assert.equal(left(...output), whole);
	});
});
