import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Sighting} from '../../../db/types.ts';
import type {FoundSession} from '../../../source/scanner/find-sessions.ts';
import {sightingOf, wantedScreens} from '../../../source/scanner/sight.ts';
import {screenKey} from '../../../source/terminals/types.ts';
import {agent, git, identity, pane, place, process_, reading, stateFile} from './builders.ts';

const found = (more: Partial<FoundSession> = {}): FoundSession => ({
	process: process_(5, 'claude', {tty: 11, foreground: 5}),
	agent: agent('claude'),
	stateFile: null,
	pane: pane('%1', 11, {title: '* mending the login', activity: 1_795_262_400}),
	isSuspended: false,
	...more,
});
const see = (session: FoundSession, screens: Record<string, string> = {}): Sighting =>
	sightingOf(session, {
		identify: process => identity(process.pid),
		cwd: pid => (pid === 5 ? '/src/site' : null),
		git: cwd => (cwd === '/src/site' ? git() : null),
		isUnread: () => false,
		screens: new Map(Object.entries(screens)),
	});

test('everything that is told of a sister', () => {
	assert.deepEqual(see(found()), {
		process: identity(5),
		agent: 'claude',
		clientName: null,
		terminal: place('%1'),
		cwd: '/src/site',
		git: git(),
		reading: reading({status: 'working'}),
		task: 'mending the login',
		taskSource: 'title',
		lastOutput: '2026-11-21T12:00:00.000Z',
		resume: null,
	});
});

// Mutation seen red: `titled === clientName` left out.
test('the name that her user gave the session is her name, and in the title no task', () => {
	const sighting = see(found({stateFile: stateFile(5, {userName: 'mending the login'})}));
	assert.equal(sighting.clientName, 'mending the login');
	assert.equal(sighting.task, null);
	assert.equal(sighting.taskSource, 'none');
});

// Mutation seen red: `ownName` not asked: the second `claude -n cart-main` had the task "cart-main-gentle-ladybug".
test('a name that the client made up is no task either; a sentence is one, whatever the client calls it', () => {
	const titled = (title: string) => see(found({pane: pane('%1', 11, {title}), stateFile: stateFile(5, {userName: null, ownName: title.replace(/^\* /, '')})}));
	const named = titled('* cart-main-gentle-ladybug');
	assert.deepEqual([named.clientName, named.task, named.taskSource], [null, null, 'none']);
	assert.equal(titled('* mending the login').task, 'mending the login');
});

// Mutation seen red: observe with `session.pane` for the suspended too.
test('a suspended client has left the title to the shell, and keeps her pane', () => {
	const sighting = see(found({isSuspended: true}));
	assert.equal(sighting.reading.status, 'idle');
	assert.equal(sighting.task, null);
	assert.deepEqual(sighting.terminal, place('%1'));
});

test('the folder: of the process, else what the client says, else the pane', () => {
	const hidden = process_(6, 'codex');
	assert.equal(see(found({process: hidden})).cwd, '/work');
	assert.equal(see(found({process: hidden, stateFile: stateFile(6, {cwd: '/said'})})).cwd, '/said');
	assert.equal(see(found({process: hidden, pane: null})).cwd, null);
});

test('the reader gets the screen without colours, and only her own', () => {
	let lines: readonly string[] | null = null;
	const reader = agent('claude', {
		read: ({screen}) => {
			lines = screen;
			return reading();
		},
	});
	see(found({agent: reader}), {[screenKey(place('%1'))]: '\u001b[31mred\u001b[0m\nplain'});
	assert.deepEqual(lines, ['red', 'plain']);
	see(found({agent: reader}), {[screenKey(place('%2'))]: 'other'});
	assert.equal(lines, null);
});

// Mutation seen red: read without its try.
test('a reader that fails makes one sister unknown, and explain says why', () => {
	const sighting = see(
		found({
			agent: agent('claude', {
				read: () => {
					throw new Error('strange');
				},
			}),
		}),
	);
	assert.equal(sighting.reading.status, 'unknown');
	assert.match(sighting.reading.evidence[0]?.said ?? '', /strange/);
});

test('a time that is none is not made one', () => {
	for (const activity of [null, 0, -1, Number.NaN, 1e15]) assert.equal(see(found({pane: pane('%1', 11, {activity})})).lastOutput, null);
});

test('screens are wanted where the reader asks, in a pane, not suspended', () => {
	const asks = agent('claude', {needsScreen: ({stateFile: file}) => file === null});
	assert.deepEqual(wantedScreens([found({agent: asks})]), [place('%1')]);
	assert.deepEqual(wantedScreens([found({agent: asks, isSuspended: true})]), []);
	assert.deepEqual(wantedScreens([found({agent: asks, pane: null})]), []);
	assert.deepEqual(wantedScreens([found({agent: asks, stateFile: stateFile(5)})]), []);
});
