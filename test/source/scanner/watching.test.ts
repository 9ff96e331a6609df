/** What makes the second look cheap must never make it wrong. */
import assert from 'node:assert/strict';
import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, test} from 'node:test';
import type {GitFacts, TerminalPlace} from '../../../db/types.ts';
import type {Process} from '../../../source/processes/types.ts';
import {createGitStamp} from '../../../source/scanner/git-stamp.ts';
import {createGitWatch} from '../../../source/scanner/git-watch.ts';
import {withLastStateFiles} from '../../../source/scanner/last-state-files.ts';
import {createProcessWatch} from '../../../source/scanner/process-watch.ts';
import {createTerminalWatch} from '../../../source/scanner/watch-terminals.ts';
import {screenKey, type Terminal, type TerminalPane, type TerminalScan} from '../../../source/terminals/types.ts';
import {newFolder, newOwner} from '../../driver/cleanup.ts';
import {git, pane, place, process_, stateFile} from './builders.ts';

const signal = new AbortController().signal;

describe('processes', () => {
	const machine = (...first: readonly Process[]) => {
		const living = new Map(first.map(each => [each.pid, each]));
		const asked: number[] = [];
		let now = 100_000;
		const watch = createProcessWatch({
			processes: {
				list: () => [...living.values()].filter(each => each.uid === 1000),
				get: pid => {
					asked.push(pid);
					return living.get(pid) ?? null;
				},
			},
			mono: () => now,
			pids: () => [...living.keys()],
			isInteresting: each => each.argv[0] === 'claude',
			uid: 1000,
		});
		return {
			watch,
			set: (...changed: readonly Process[]) => changed.forEach(each => void living.set(each.pid, each)),
			end: (pid: number) => living.delete(pid),
			later: (ms: number) => {
				now += ms;
			},
			/** What is in the list after an update, and whom it asked the system about. */
			update: () => {
				asked.length = 0;
				const list = watch.update().map(({pid, state, argv}) => `${pid} ${state} ${argv.join(' ')}`);
				return {list: list.toSorted(), asked: asked.toSorted((a, b) => a - b)};
			},
		};
	};
	const settled = (...first: readonly Process[]) => {
		const made = machine(...first);
		made.watch.all();
		made.later(60_000);
		return made;
	};

	test('an old list asks only about the interesting, and of those not each time', () => {
		const {update, later} = settled(process_(5, 'claude'), process_(6, 'vim'), process_(7, 'init', {uid: 0}));
		assert.deepEqual(update(), {list: ['5 S claude', '6 S vim'], asked: [5]});
		later(1000);
		assert.deepEqual(update().asked, []);
		later(1000);
		assert.deepEqual(update().asked, [5]);
	});

	test('who is new is there at once, and who ended is not', () => {
		const {update, set, end} = settled(process_(5, 'claude'), process_(6, 'vim'));
		set(process_(8, 'claude'));
		end(6);
		assert.deepEqual(update().list, ['5 S claude', '8 S claude']);
	});

	// Mutation seen red: `now - one.firstSeen < youngMs` left out.
	test('a process forked as a shell that becomes a client is noticed', () => {
		const {update, set, later} = settled(process_(5, 'bash'));
		set(process_(8, 'bash'));
		update();
		set(process_(8, 'claude'));
		later(1000);
		assert.deepEqual(update().list, ['5 S bash', '8 S claude']);
	});

	test('suspended, or a zombie: noticed within two seconds', () => {
		const {update, set, later} = settled(process_(5, 'claude'));
		update();
		set(process_(5, 'claude', {state: 'T'}));
		later(2000);
		assert.deepEqual(update().list, ['5 T claude']);
	});

	// Mutation seen red: `foreign.add(pid)` left out of all(), and of readAgain().
	test("others' processes are asked about once", () => {
		const {update, set} = settled(process_(5, 'vim'), process_(7, 'init', {uid: 0}));
		assert.deepEqual(update().asked, []);
		set(process_(9, 'cron', {uid: 0}));
		assert.deepEqual(update(), {list: ['5 S vim'], asked: [9]});
		assert.deepEqual(update().asked, []);
	});

	// Mutation seen red: `foreign.delete` left out of forgetEnded.
	test("a pid that was another's and is now ours", () => {
		const {update, set, end} = settled(process_(5, 'vim'), process_(7, 'cron', {uid: 0}));
		end(7);
		update();
		set(process_(7, 'claude'));
		assert.deepEqual(update().list, ['5 S vim', '7 S claude']);
	});

	test('an old shell that becomes a client is found when everything is read', () => {
		const {watch, set} = settled(process_(5, 'bash'));
		set(process_(5, 'claude'));
		assert.deepEqual(watch.all()[0]?.argv, ['claude']);
	});
});

describe('state files', () => {
	// Mutation seen red: withLastStateFiles that answers what it read.
	test('one that is being rewritten counts once more as it was, while its process lives', () => {
		const living = new Map([5, 6].map(pid => [pid, process_(pid, 'claude')]));
		const all = [5, 6].map(pid => stateFile(pid));
		const reads = [all, all.slice(1), all.slice(1), all, [], []];
		const read = withLastStateFiles(() => reads.shift() ?? []);
		const look = () =>
			read(pid => living.get(pid) ?? null)
				.map(({pid}) => pid)
				.toSorted();
		assert.deepEqual([look(), look(), look()], [[5, 6], [5, 6], [6]]);
		assert.deepEqual(look(), [5, 6]);
		living.set(5, process_(5, 'claude', {startTime: '777'}));
		assert.deepEqual([look(), look()], [[6], []], 'another process has that pid now');
	});
});

describe('repositories', () => {
	const reader = () => {
		const read: string[] = [];
		let answer: (cwd: string) => GitFacts | null = () => git();
		let stamp = 'one';
		const watch = createGitWatch({
			reader: {
				facts: async cwd => {
					read.push(cwd);
					return answer(cwd);
				},
			},
			stamp: cwd => `${cwd} ${stamp}`,
		});
		return {
			watch,
			refresh: async (cwds: readonly string[], all = false) => {
				read.length = 0;
				const unread = await watch.refresh(cwds, all, signal);
				return {read: read.toSorted(), unread};
			},
			answer: (with_: (cwd: string) => GitFacts | null) => {
				answer = with_;
			},
			move: () => {
				stamp += '+';
			},
		};
	};

	// Mutation seen red: statSync without the catch. It ended the whole look.
	test('the stamp of a repository that is closed to us is a stamp too', t => {
		const folder = newFolder(newOwner(t));
		mkdirSync(path.join(folder, '.git', 'objects'), {recursive: true});
		writeFileSync(path.join(folder, '.git', 'HEAD'), 'ref: refs/heads/main\n');
		const stamp = createGitStamp(() => 0);
		const before = stamp(folder);
		symlinkSync('index', path.join(folder, '.git', 'index'));
		const after = stamp(folder);
		assert.deepEqual([typeof before, after === before, stamp(folder) === after], ['string', false, true]);
	});

	test('read when new, when HEAD or index moved, and when all are', async () => {
		const {refresh, move} = reader();
		assert.deepEqual((await refresh(['/a', '/b', '/a'])).read, ['/a', '/b']);
		assert.deepEqual((await refresh(['/a', '/b'])).read, []);
		assert.deepEqual((await refresh(['/a', '/b', '/c'])).read, ['/c']);
		move();
		assert.deepEqual((await refresh(['/a'])).read, ['/a']);
		assert.deepEqual((await refresh(['/a'], true)).read, ['/a']);
	});

	// Mutation seen red: `facts: null` after a failure; `unread` of this round only.
	test('one that cannot be read keeps what was known, and is said until it can be read again', async () => {
		const {watch, refresh, answer} = reader();
		await refresh(['/a']);
		answer(() => {
			throw new Error('Repository /a could not be read: it is on fire.');
		});
		const said = ['Repository /a could not be read: it is on fire.'];
		assert.deepEqual((await refresh(['/a'], true)).unread, said);
		assert.deepEqual(watch.known('/a'), git());
		assert.deepEqual(await refresh(['/a']), {read: [], unread: said});
		answer(() => git({branch: 'x'}));
		assert.deepEqual((await refresh(['/a'], true)).unread, []);
		assert.equal(watch.known('/a')?.branch, 'x');
	});

	test('folders that nobody stands in any more are forgotten', async () => {
		const {watch, refresh} = reader();
		await refresh(['/a', '/b']);
		await refresh(['/b']);
		assert.equal(watch.known('/a'), null);
	});

	// Mutation seen red: the stamp taken after the facts.
	test('what moves while git reads is read again', async () => {
		const {refresh, answer, move} = reader();
		answer(() => {
			move();
			return git();
		});
		await refresh(['/a']);
		answer(() => git());
		assert.deepEqual((await refresh(['/a'])).read, ['/a']);
	});
});

describe('terminals', () => {
	const server = () => {
		let asked = 0;
		let panes: readonly TerminalPane[] = [pane('%1', 11)];
		let unread: readonly string[] = [];
		let pulse: string | null = 'beat';
		let now = 0;
		const terminal = (mine: () => readonly TerminalPane[]): Terminal => ({
			kind: 'tmux',
			scan: async (wanted): Promise<TerminalScan> => {
				asked += 1;
				return {panes: mine(), screens: new Map(wanted.map(each => [screenKey(each), 'text'])), looked: ['tmux'], unread};
			},
			read: async () => null,
			jump: async () => ({ok: false, why: ''}),
		});
		let elsewhere: readonly TerminalPane[] = [];
		const watch = createTerminalWatch({
			terminals: [terminal(() => panes)],
			serverAt: () => terminal(() => elsewhere),
			pulse: () => pulse,
			mono: () => now,
			pause: async () => {},
		});
		return {
			watch,
			/** Panes of the answer, and how many servers were asked for it. */
			look: async (wanted: readonly TerminalPlace[] = [], fresh = false) => {
				asked = 0;
				const scan = await watch.look(wanted, fresh, signal);
				return {panes: scan.panes.map(each => each.place.pane), asked};
			},
			set: (change: {panes?: readonly TerminalPane[]; unread?: readonly string[]; pulse?: string | null; elsewhere?: readonly TerminalPane[]}) => {
				panes = change.panes ?? panes;
				unread = change.unread ?? unread;
				pulse = change.pulse === undefined ? pulse : change.pulse;
				elsewhere = change.elsewhere ?? elsewhere;
			},
			later: (ms: number) => {
				now += ms;
			},
		};
	};

	test('a silent server is not asked again, an active one is', async () => {
		const {look, set} = server();
		assert.equal((await look()).asked, 1);
		assert.deepEqual(await look(), {panes: ['%1'], asked: 0});
		set({pulse: 'beat beat', panes: [pane('%1', 11), pane('%2', 12)]});
		assert.deepEqual(await look(), {panes: ['%1', '%2'], asked: 1});
	});

	// Mutations seen red: each condition of isTrusted left out.
	test('asked all the same: when told to, after a while, where the pulse is not known, for a screen, after a failure', async () => {
		const {look, set, later} = server();
		await look();
		assert.equal((await look([], true)).asked, 1, 'fresh');
		later(10_000);
		assert.equal((await look()).asked, 1, 'after a while');
		assert.equal((await look([place('%1')])).asked, 1, 'a screen that was not read');
		assert.equal((await look([place('%1')])).asked, 0);
		set({pulse: null});
		assert.equal((await look()).asked, 1);
		assert.equal((await look()).asked, 1, 'no pulse');
		set({pulse: 'x', unread: ['tmux server hive: no answer within 2 s']});
		await look();
		assert.equal((await look()).asked, 1, 'unread');
	});

	// Mutation seen red: `last = null` left out of alsoWatch.
	test('a server that a process names is watched from then on, while it lives', async () => {
		const {watch, look, set} = server();
		const other = pane('%9', 19, {place: place('%9', '/tmp/own')});
		set({elsewhere: [other]});
		await look();
		assert.equal(watch.alsoWatch('/tmp/own,5,0'), true);
		assert.equal(watch.alsoWatch('/tmp/own,5,0'), false);
		assert.deepEqual(await look(), {panes: ['%1', '%9'], asked: 2});
		set({elsewhere: [], pulse: 'y'});
		assert.deepEqual(await look(), {panes: ['%1'], asked: 2});
		assert.equal(watch.alsoWatch('/tmp/own,5,0'), false, 'it is gone, and is not asked each second');
		set({pulse: 'z'});
		assert.equal((await look()).asked, 1);
		await look([], true);
		assert.equal(watch.alsoWatch('/tmp/own,5,0'), true, 'a thorough look may find it again');
	});
});
