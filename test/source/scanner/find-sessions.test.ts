import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import type {Agent} from '../../../source/agents/types.ts';
import {type Eyes, type Found, findSessions, type Look} from '../../../source/scanner/find-sessions.ts';
import {sessionAmong} from '../../../source/scanner/outermost.ts';
import {agent, pane, process_, stateFile} from './builders.ts';

const claude = agent('claude');
const agents: readonly Agent[] = [claude, agent('codex'), agent('gemini')];
const recognise = (argv: readonly string[]): Agent | null => agents.find(each => each.recognise(argv)) ?? null;

/** `hints`: TMUX and the like of a pid; being asked for any other pid fails the test. */
const find = (look: Partial<Look>, hints: Record<number, Record<string, string>> = {}): Found => {
	const terminalHints: Eyes['terminalHints'] = pid => hints[pid] ?? assert.fail(`the environment of ${pid} was looked at`);
	return findSessions({panes: [], processes: [], stateFiles: [], ...look}, {recognise, stateFileAgent: claude, terminalHints});
};
/** `pid agent pane`, and `T` when suspended. */
const told = ({sessions}: Found): readonly string[] =>
	sessions.map(each => [each.process.pid, each.agent.id, each.pane?.place.pane ?? '-', ...(each.isSuspended ? ['T'] : [])].join(' ')).toSorted();

/** In the foreground of a terminal. */
const front = (pid: number, argv: string, tty: number, more = {}) => process_(pid, argv, {tty, foreground: pid, ...more});

describe('a session sits in a pane', () => {
	test('by the tty, when it is in the foreground', () => {
		const found = find({panes: [pane('%1', 11), pane('%2', 12)], processes: [front(5, 'claude', 11), front(6, 'codex', 12)]});
		assert.deepEqual(told(found), ['5 claude %1', '6 codex %2']);
		assert.deepEqual(found.unplaced, []);
	});

	// Mutation seen red: holdsTerminal without the foreground group.
	test('not when it runs in the background of the tty', () =>
		assert.deepEqual(told(find({panes: [pane('%1', 11)], processes: [process_(5, 'claude', {tty: 11, foreground: 77})]})), []));

	// Mutation seen red: holdsTerminal without isSuspended.
	test('suspended with Ctrl-Z it is still there', () => {
		const found = find({panes: [pane('%1', 11)], processes: [process_(5, 'claude', {tty: 11, foreground: 77, state: 'T'})]});
		assert.deepEqual(told(found), ['5 claude %1 T']);
	});

	test('a suspended one and the one in the foreground are two', () => {
		const processes = [process_(5, 'claude', {tty: 11, foreground: 6, state: 'T'}), front(6, 'codex', 11)];
		assert.deepEqual(told(find({panes: [pane('%1', 11)], processes})), ['5 claude %1 T', '6 codex %1']);
	});

	// Mutation seen red: isDead for Z alone, and for X alone.
	test('zombies are dead', () => {
		const processes = [front(5, 'claude', 11, {state: 'Z'}), front(6, 'claude', 12, {state: 'X'})];
		assert.deepEqual(told(find({panes: [pane('%1', 11), pane('%2', 12)], processes})), []);
	});

	test('a bare shell with an old title is nobody', () =>
		assert.deepEqual(told(find({panes: [pane('%1', 11, {title: '* iza-7'})], processes: [front(5, 'bash', 11)]})), []));

	// Mutation seen red: panes without the filter on dead.
	test('a dead pane holds nobody, though its number may belong to another terminal by now', () => {
		const found = find({panes: [pane('%1', 11, {dead: true})], processes: [front(5, 'claude', 11)]}, {5: {}});
		assert.deepEqual(told(found), []);
	});

	test('headless runs are no sisters', () => assert.deepEqual(told(find({panes: [pane('%1', 11)], processes: [front(5, 'claude -p hi', 11)]})), []));
});

describe('one session, however many processes', () => {
	// Mutation seen red: `outermost(clients, byPid)` replaced by `clients`.
	test('gemini relaunches itself: parent and child are one', () => {
		const processes = [front(5, 'node /usr/bin/gemini', 11), process_(6, 'node /usr/bin/gemini', {ppid: 5, group: 5, tty: 11, foreground: 5})];
		assert.deepEqual(told(find({panes: [pane('%1', 11)], processes})), ['5 gemini %1']);
	});

	// Mutation seen red: the sort order of outermost reversed (the innermost taken).
	test('codex behind its node launcher, with an unrecognised process between', () => {
		const inGroup = {group: 5, tty: 11, foreground: 5};
		const processes = [front(5, 'node /usr/bin/codex', 11), process_(6, 'sh wrap', {ppid: 5, ...inGroup}), process_(7, '/opt/codex', {ppid: 6, ...inGroup})];
		assert.deepEqual(told(find({panes: [pane('%1', 11)], processes})), ['5 codex %1']);
	});

	test('the same process for who asks from within: sessionAmong', () => {
		const inGroup = {group: 5, tty: 11, foreground: 5};
		const ancestors = [
			process_(9, 'bash -c iam', {ppid: 7}),
			process_(7, '/opt/codex', {ppid: 6, ...inGroup}),
			process_(6, 'sh wrap', {ppid: 5, ...inGroup}),
			front(5, 'node /usr/bin/codex', 11),
			process_(4, 'claude', {}),
		];
		assert.equal(sessionAmong(ancestors, recognise)?.pid, 5);
		assert.equal(sessionAmong([process_(9, 'bash'), process_(1, 'init')], recognise), null);
	});

	// Mutation seen red: `next !== process` left out of ancestorsInGroup.
	test('a parent loop in what was read does not hang', () => {
		const inGroup = {group: 5, tty: 11, foreground: 5};
		const processes = [process_(5, 'claude', {ppid: 6, ...inGroup}), process_(6, 'sh', {ppid: 5, ...inGroup})];
		assert.deepEqual(told(find({panes: [pane('%1', 11)], processes})), ['5 claude %1']);
	});

	// Mutation seen red: launcherOf answering null.
	test('a state file of the child joins the launcher', () => {
		const processes = [front(5, 'node /usr/bin/claude', 11), process_(6, 'claude', {ppid: 5, group: 5, tty: 11, foreground: 5})];
		const found = find({panes: [pane('%1', 11)], processes, stateFiles: [stateFile(6)]});
		assert.deepEqual(told(found), ['5 claude %1']);
		assert.equal(found.sessions[0]?.stateFile?.pid, 6);
	});
});

describe('a state file makes a session wherever it runs', () => {
	test('without any terminal', () => assert.deepEqual(told(find({processes: [process_(5, 'claude')], stateFiles: [stateFile(5)]})), ['5 claude -']));

	test('under a command line that nobody knows', () =>
		assert.deepEqual(told(find({processes: [process_(5, '2.1.330')], stateFiles: [stateFile(5)]})), ['5 claude -']));

	// Mutation seen red: the filter on headless left out of either place.
	test('but not of a headless run, not even on a terminal', () => {
		const found = find({
			panes: [pane('%1', 11)],
			processes: [front(5, 'claude', 11), process_(6, 'claude')],
			stateFiles: [5, 6].map(pid => stateFile(pid, {headless: true})),
		});
		assert.deepEqual(told(found), []);
	});

	test('the terminal by the process tree: a terminal within a pane', () => {
		const processes = [
			process_(3, 'bash', {tty: 11, foreground: 4}),
			process_(4, 'script', {ppid: 3, tty: 11, foreground: 4}),
			front(5, 'claude', 13, {ppid: 4}),
		];
		const found = find({panes: [pane('%1', 11, {pid: 3})], processes, stateFiles: [stateFile(5)]}, {5: {}});
		assert.deepEqual(told(found), ['5 claude %1']);
	});

	test("the terminal by the client's own word, when only one server has such a pane", () => {
		const files = [stateFile(5, {tmuxPane: 'main:@1.%1'})];
		const processes = [process_(5, 'claude')];
		assert.deepEqual(told(find({panes: [pane('%1', 11)], processes, stateFiles: files})), ['5 claude %1']);
		const twin = pane('%1', 12, {place: {...pane('%1', 12).place, socket: '/tmp/other'}});
		// Mutation seen red: `same.length === 1` left out of paneByField.
		assert.deepEqual(told(find({panes: [pane('%1', 11), twin], processes, stateFiles: files})), ['5 claude -']);
	});

	// Mutation seen red: `free` replaced by all panes.
	test('a client that another started in the background does not take her pane', () => {
		const processes = [process_(3, 'bash', {tty: 11, foreground: 5}), front(5, 'claude', 11, {ppid: 3}), process_(6, 'claude', {ppid: 5})];
		const found = find({panes: [pane('%1', 11, {pid: 3})], processes, stateFiles: [stateFile(5), stateFile(6, {tmuxPane: 'main:@1.%1'})]});
		assert.deepEqual(told(found), ['5 claude %1', '6 claude -']);
	});

	// Mutation seen red: `taken.add(pane)` left out.
	test('of two that fit a free pane, the one with a terminal of her own takes it', () => {
		const processes = [process_(3, 'bash', {tty: 11, foreground: 3}), process_(6, 'claude', {ppid: 3}), front(7, 'claude', 13, {ppid: 3})];
		const found = find({panes: [pane('%1', 11, {pid: 3})], processes, stateFiles: [stateFile(6), stateFile(7)]}, {7: {}});
		assert.deepEqual(told(found), ['6 claude -', '7 claude %1']);
	});
});

describe("a terminal that is no pane's", () => {
	const alone = {panes: [pane('%1', 11)], processes: [front(5, 'codex', 13)]};

	test('is asked for in the environment, which may name the pane', () => {
		const hints = {5: {TMUX: '/tmp/tmux-1000/default,99,0', TMUX_PANE: '%1'}};
		assert.deepEqual(told(find(alone, hints)), ['5 codex %1']);
	});

	test('is counted as unplaced when nothing is known of it', () => {
		for (const hint of [{}, {TMUX: '/tmp/tmux-1000/default,99,0', TMUX_PANE: '%7'}, {TMUX: '/elsewhere,1,0', TMUX_PANE: '%1'}, {KITTY_WINDOW_ID: '3'}]) {
			const found = find(alone, {5: hint as Record<string, string>});
			assert.deepEqual(told(found), []);
			assert.deepEqual(
				found.unplaced.map(each => each.process.pid),
				[5],
			);
		}
	});

	// Mutation seen red: paneByHints asked before byTty. (`find` fails the test when an environment is looked at that must not be.)
	test('the environment of one in a known pane, of one without a terminal, and of a stranger is never looked at', () => {
		find({panes: [pane('%1', 11)], processes: [front(5, 'claude', 11), process_(6, 'claude'), front(7, 'vim', 13)], stateFiles: [stateFile(6)]});
	});
});
