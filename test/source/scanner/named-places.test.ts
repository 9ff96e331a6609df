/** Sisters known by name only, in real repositories: what git says at the folder that they named, and what the detectors make of it. */
import assert from 'node:assert/strict';
import {mkdirSync, rmSync, symlinkSync} from 'node:fs';
import path from 'node:path';
import {type TestContext, test} from 'node:test';
import {explain} from '../../../source/explain.ts';
import {branchOf} from '../../../source/format/status.ts';
import {findRepository} from '../../../source/repository.ts';
import {sanitize} from '../../../source/sanitize.ts';
import {newFolder, newOwner} from '../../driver/cleanup.ts';
import {type Machine, newMachine} from './machine.ts';

/** As `iam` does under a name, without a session. */
const stands = async ({context}: Machine, name: string, cwd: string): Promise<void> => {
	const place = findRepository(cwd);
	const {repo = null, repoId = null, repoKey = null, worktree = null} = place ?? {};
	await context.store.register({
		name,
		displayName: name,
		nameSource: 'environment',
		process: null,
		agent: 'none',
		cwd,
		repo,
		repoId,
		repoKey,
		worktree,
		terminal: null,
	});
};

const open = async ({open: all}: Machine) => (await all()).map(({kind, type, sisters}) => `${kind} ${type} ${sisters.join(' ')}`);
const folders = (looked: readonly string[] | undefined) => looked?.find(line => line.startsWith('git in'));
const words = async ({context}: Machine, name: string) => {
	const sister = sanitize(await context.store.sister(name));
	if (sister === null) throw new Error(`nobody is called ${name}`);
	const lines = explain({sister, sessions: [], now: context.clock.wall()} as unknown as Parameters<typeof explain>[0]);
	return {status: branchOf(sister, false), several: branchOf(sister, true), git: lines.find(line => line.startsWith('git')) ?? ''};
};

const newStage = async (t: TestContext) => {
	const machine = await newMachine(t);
	return {machine, site: await machine.colony.repository('site')};
};

test('two of them in one worktree with work in it: same-worktree, and it is over when one moves out', async t => {
	const {machine, site} = await newStage(t);
	await stands(machine, 'hana', site.path);
	await stands(machine, 'ivan', path.join(site.path));
	site.write('README.md', 'changed\n');
	// Before anybody looked, nothing is said of a branch.
	const before = await words(machine, 'hana');
	assert.deepEqual([before.status, before.several], ['', '[site]']);
	assert.doesNotMatch(before.git, /detached|no commit|clean|upstream/);
	const {report} = await machine.complete();
	// Mutation seen red: systemLooker without `named`.
	assert.deepEqual(await open(machine), ['conflict same-worktree hana ivan']);
	assert.deepEqual([report?.complete, folders(report?.looked)], [true, 'git in 1 folder']);
	const hana = await machine.sister('hana');
	assert.deepEqual([hana.status, hana.branch, hana.dirty, hana.changed, hana.worktree], ['unknown', 'main', true, ['README.md'], site.path]);
	assert.equal((await words(machine, 'hana')).status, '[main*]');
	assert.match((await words(machine, 'hana')).git, /site, branch main at [0-9a-f]{10}, uncommitted work, 1 changed/);
	const two = await site.worktree('two', 'ivan/two');
	await stands(machine, 'ivan', two.path);
	assert.equal((await words(machine, 'ivan')).status, '', 'nobody looked at her new place yet');
	await machine.complete();
	assert.equal(folders((await machine.complete()).report?.looked), 'git in 2 folders');
	assert.deepEqual(await open(machine), []);
	assert.equal((await machine.sister('ivan')).branch, 'ivan/two');
});

test('near misses: other worktrees and branches, clean ones, a folder of no repository', async t => {
	const {machine, site} = await newStage(t);
	const two = await site.worktree('two', 'iza/two');
	const plain = newFolder(newOwner(t));
	await stands(machine, 'hana', site.path);
	await stands(machine, 'ivan', two.path);
	await stands(machine, 'juna', plain);
	site.write('a.ts', 'mine\n');
	two.write('b.ts', 'hers\n');
	const {report} = await machine.complete();
	assert.deepEqual([await open(machine), report?.complete, report?.unread], [[], true, []]);
	assert.deepEqual([(await machine.sister('juna')).repo, (await words(machine, 'juna')).status], [null, '']);
	await stands(machine, 'ivan', site.path);
	rmSync(path.join(site.path, 'a.ts'));
	await machine.complete();
	assert.deepEqual(await open(machine), ['notice same-worktree hana ivan']);
});

test('an empty repository still says so, and a folder that is gone says nothing', async t => {
	const {machine, site} = await newStage(t);
	const empty = path.join(newFolder(newOwner(t)), 'empty');
	mkdirSync(empty);
	await site.git('init', '--quiet', empty);
	await stands(machine, 'hana', empty);
	const two = await site.worktree('two', 'ivan/two');
	await stands(machine, 'ivan', two.path);
	await machine.complete();
	assert.match((await words(machine, 'hana')).git, /no commit yet/);
	assert.equal((await machine.sister('ivan')).branch, 'ivan/two');
	await site.git('worktree', 'remove', two.path);
	const {report} = await machine.complete();
	assert.deepEqual([(await machine.sister('ivan')).branch, report?.complete, folders(report?.looked)], [null, true, 'git in 1 folder']);
});

test('a repository that cannot be read is said, and what was known stays', async t => {
	const {machine, site} = await newStage(t);
	await stands(machine, 'hana', site.path);
	await machine.complete();
	site.write('.git/HEAD', 'nonsense\n');
	const {report} = await machine.complete();
	// Mutations seen red: look() without their `unread`; named places without `isUnread`.
	assert.equal(report?.complete, false);
	assert.match(report?.unread.join(' ') ?? '', /site could not be read/);
	assert.equal((await machine.sister('hana')).branch, 'main');
	// Broken before it was looked at for the first time: what she said of it stays too.
	const other = await machine.colony.repository('other');
	await stands(machine, 'ivan', other.path);
	other.write('.git/HEAD', 'nonsense\n');
	await machine.complete();
	assert.equal((await machine.sister('ivan')).repo, 'other');
	await machine.fast();
	assert.match((await machine.context.store.colony()).unread.join(' '), /site could not be read/, 'a quick pass does not take it back');
});

// Mutation seen red: isFolder with statSync alone. One folder that cannot be looked at ended every complete scan.
test('a folder that cannot be looked at is said, what was known stays, and all others are read', async t => {
	const {machine, site} = await newStage(t);
	const folder = path.join(newFolder(newOwner(t)), 'work');
	await site.git('worktree', 'add', '--quiet', folder, '-b', 'hana/work');
	await stands(machine, 'hana', folder);
	await stands(machine, 'ivan', site.path);
	await machine.complete();
	rmSync(folder, {recursive: true});
	// A link to itself: to us like a folder of somebody else, or one on a disk that went away.
	symlinkSync(folder, folder);
	site.write('README.md', 'changed\n');
	const {report} = await machine.complete();
	assert.equal(report?.complete, false);
	assert.match(report?.unread.join(' ') ?? '', /work could not be read: its folder could not be looked at \(ELOOP\)/);
	assert.deepEqual([(await machine.sister('hana')).branch, (await machine.sister('ivan')).dirty], ['hana/work', true]);
});

test('a session and a name in one folder: git is read once for both, and beside her she counts', async t => {
	const {machine, site} = await newStage(t);
	await machine.colony.sister('ann', {at: site.path});
	await stands(machine, 'hana', site.path);
	site.write('README.md', 'changed\n');
	const {report} = await machine.complete();
	assert.equal(folders(report?.looked), 'git in 1 folder');
	assert.deepEqual(await open(machine), ['conflict same-worktree ann hana']);
});

test('a sister kept by a beat alone is left alone: where she is, nobody said', async t => {
	const {machine, site} = await newStage(t);
	await stands(machine, 'hana', site.path);
	await machine.context.store.beat('hana', 'hana', 60_000, null);
	await machine.complete();
	// Mutation seen red: isNameOnly without `beating`.
	assert.equal((await machine.sister('hana')).worktree, null);
});
