import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {WorktreeSigns} from '../../../db/types.ts';
import type {Process} from '../../../source/processes/types.ts';
import {createAround} from '../../../source/scanner/around.ts';
import type {Seen} from '../../../source/scanner/look.ts';
import {git, process_, signs} from './builders.ts';

const {signal} = new AbortController();
const nobody: Seen = {sightings: [], unplaced: [], sawEverybody: true, looked: [], unread: []};

/** What is noted of these processes, each in a folder that bears its pid: but that of 98, which has ended since, and of 99, which may not be read. */
const world = (read: (cwd: string) => Promise<WorktreeSigns | null> = () => Promise.resolve(null)) => {
	const time = {wall: 1_000_000};
	const around = createAround({
		signs: read,
		processes: {cwd: pid => (pid >= 98 ? null : `/w/${pid}`), get: pid => (pid === 98 ? null : process_(pid, 'git gc'))},
		wall: () => time.wall,
	});
	return {time, ...around, bystanders: async () => (await around.read(nobody, signal)).bystanders};
};

test('who sits at no sister’s terminal is a bystander; a git is one wherever it runs', async () => {
	const {note, bystanders} = world();
	assert.equal(await bystanders(), null, 'nothing was looked at yet');
	const list: readonly Process[] = [
		process_(1, 'bash', {tty: 5}),
		process_(2, 'claude', {tty: 5}),
		process_(3, 'zsh', {tty: 6}),
		process_(4, 'node server.js'),
		process_(5, '/usr/bin/git gc'),
		process_(6, '/usr/lib/git-core/git-remote-https origin'),
		process_(7, 'lazygit', {tty: 7}),
		process_(8, 'vim', {tty: 8, state: 'Z'}),
	];
	note(list, [{pid: 2}]);
	const found = await bystanders();
	// Mutation seen red: `taken` left out: the shell that started a sister passes for the keeper's.
	assert.deepEqual(found?.shells.map(({cwd}) => cwd).sort(), ['/w/3', '/w/7']);
	assert.deepEqual(found?.gits, ['/w/5', '/w/6']);
	// Mutation seen red: gitsOf without asking whether the process is still there.
	note([process_(5, 'git gc'), process_(98, 'git status')], []);
	assert.deepEqual((await bystanders())?.gits, ['/w/5'], 'what has ended works nowhere');
	note([process_(5, 'git gc'), process_(99, 'git gc')], []);
	assert.equal((await bystanders())?.gits, null, 'it may be anywhere');
});

test('a shell is remembered with the time at which it was last seen, for two hours', async () => {
	const {note, bystanders, time} = world();
	note([process_(3, 'zsh', {tty: 6})], []);
	time.wall += 60_000;
	note([], []);
	// Mutation seen red: shells that are forgotten when they end.
	assert.deepEqual((await bystanders())?.shells, [{cwd: '/w/3', until: new Date(1_000_000).toISOString()}]);
	time.wall += 2 * 60 * 60_000;
	note([], []);
	assert.deepEqual((await bystanders())?.shells, []);
});

test('each worktree is read once, and one that cannot be read is said', async () => {
	const asked: string[] = [];
	const {read} = world(async cwd => {
		asked.push(cwd);
		if (cwd === '/bad') throw new Error('Repository /bad could not be read: no.');
		return signs({worktree: cwd});
	});
	const sighting = (worktree: string) => ({git: git({worktree}), process: {pid: 1}}) as Seen['sightings'][number];
	const found = await read({...nobody, sightings: ['/b', '/a', '/b', '/bad'].map(sighting), watchedSince: 'then'}, signal);
	assert.deepEqual(asked.sort(), ['/a', '/b', '/bad']);
	assert.deepEqual(
		[found.worktrees.map(({worktree}) => worktree), found.unread, found.watchedSince],
		[['/a', '/b'], ['Repository /bad could not be read: no.'], 'then'],
	);
});
