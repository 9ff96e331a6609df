import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Session, Sister} from '../../db/types.ts';
import {explain} from '../../source/explain.ts';
import {at, place, session, sister} from './scanner/builders.ts';

const now = Date.parse(at) + 120_000;
const lines = (more: Partial<Sister>, sessions: readonly Session[] = []): readonly string[] => explain({sister: sister('iza-2', more), sessions, now});
const line = (start: string, more: Partial<Sister>, sessions: readonly Session[] = []): string =>
	lines(more, sessions).find(each => each.startsWith(start)) ?? assert.fail(`no line ${start}`);

test('a stranger reads who, what, how it is known, and where', () => {
	const told = lines(
		{
			displayName: 'Iza 2',
			nameSource: 'client',
			status: 'waiting',
			waitingFor: 'Allow Bash(rm -rf build)?',
			statusSource: 'dialog',
			evidence: [
				{source: 'dialog', said: 'Do you want to proceed?'},
				{source: 'state-file', said: 'waiting (permission prompt)'},
			],
			task: 'moving the login',
			taskSource: 'declared',
			taskSince: at,
			terminal: place('%3'),
			pid: 42,
			dirty: true,
			changed: ['a.ts'],
			untracked: 2,
			ahead: 3,
			behind: 0,
			claims: 1,
			unread: 2,
		},
		[session('iza-2', 42)],
	);
	assert.deepEqual(told, [
		'name      iza-2, written "Iza 2": the session\'s name in the client',
		'status    needs you, she asks: Allow Bash(rm -rf build)?, since 2m ago',
		'          known from a dialog on her screen',
		'          1. dialog: Do you want to proceed?',
		'          2. state-file: waiting (permission prompt)',
		'task      moving the login (declared with iam, 2m ago)',
		'client    claude, process 42',
		'terminal  tmux pane %3 of /tmp/tmux-1000/default (server 99:1000)',
		'folder    /src/site',
		'git       site, branch main at aaa, uncommitted work, 1 changed, 2 untracked, 3 ahead, 0 behind',
		'          worktree /src/site',
		'          repository /src/site/.git',
		'holds     1 claim, 2 unread',
		'sessions  1 living of 1',
		'          pid 42 on here, claude, alive, first seen 2m ago',
		'seen      2m ago',
	]);
});

// Mutation seen red: `evidence` sorted by source.
test('evidence stands in the order in which it was weighed', () => {
	const evidence = ['title', 'dialog', 'screen'].map(source => ({source: source as 'title', said: source}));
	const told = lines({evidence}).filter(each => /^ +\d\./.test(each));
	assert.deepEqual(
		told.map(each => each.replace(/.*: /, '')),
		['title', 'dialog', 'screen'],
	);
});

test('what is not known is said', () => {
	assert.match(lines({statusSource: 'none', status: 'unknown'}).join('\n'), /known from nothing that we could read/);
	assert.match(line('terminal', {}), /none that we can see, so there is no jump/);
	assert.match(line('git', {repo: null}), /not in a repository/);
	assert.match(line('git', {branch: null, head: null}), /a detached HEAD no commit yet, clean, no upstream/);
	assert.match(line('task', {}), /declare one with iam/);
	assert.match(line('client', {agent: 'none', pid: null}), /no agent that we know, no process/);
	assert.match(line('sessions', {}), /known by name only/);
});

test('a beat, and a clash, and only the latest of many sessions', () => {
	assert.match(lines({beating: true}).join('\n'), /kept by "queen beat"/);
	assert.match(line('sessions', {}, [session('iza-2', 4), session('iza-2', 5)]), /2 living of 2, which is an identity clash/);
	const many = Array.from({length: 9}, (_, n) => session('iza-2', n + 1, {endedAt: at, startedAt: `2026-11-21T0${n}:00:00.000Z`}));
	const shown = lines({}, many).filter(each => each.startsWith('          pid'));
	assert.deepEqual(
		shown.map(each => each.split(' ').filter(Boolean)[1]),
		['9', '8', '7', '6', '5'],
	);
});
