import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {rmSync, utimesSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {connect} from '../../db/open.ts';
import {end, isAlive} from '../driver/processes.ts';
import {until} from '../driver/wait.ts';
import {newScene} from './radar.ts';

test('base-stale: uncommitted work in a file that main changed meanwhile', async t => {
	const {home, one, isSilent, finds, resolves} = await newScene(t);
	one.write('a.ts', 'ann\n');
	home.write('b.ts', 'main\n');
	await home.commit('main goes on elsewhere');
	// Mutation seen red: isStale without the files that both changed.
	await isSilent('base-stale', 'one commit behind, in another file');
	home.write('a.ts', 'main\n');
	await home.commit('main goes on here');
	const found = await finds('base-stale');
	assert.deepEqual(
		[found.kind, found.sisters, found.files, found.next],
		['notice', ['ann'], ['a.ts'], 'commit, then take the main line over: git rebase main, or git merge main'],
	);
	assert.equal(found.detail, 'ann has uncommitted work in site 2 commits behind main, which changed a.ts there too');
	await one.git('checkout', '--quiet', '--', 'a.ts');
	await one.git('rebase', '--quiet', 'main');
	await resolves('base-stale');
});

test('main-push: main moved under those who live, until they took it over', async t => {
	const {home, one, two, later, isSilent, finds, resolves} = await newScene(t);
	await one.commit('of her own');
	await isSilent('main-push', 'a branch of a sister moved, not main');
	await later(2, home, 'commit', '--quiet', '--allow-empty', '--message', 'main goes on');
	const found = await finds('main-push');
	assert.deepEqual([found.kind, found.sisters, found.branch], ['notice', ['ann', 'bea'], 'main']);
	await two.git('rebase', '--quiet', 'main');
	assert.deepEqual((await finds('main-push')).sisters, ['ann'], 'bea has it');
	await one.git('merge', '--quiet', 'main');
	await resolves('main-push');
});

test('index-lock-stuck: an old lock without a git that works there', async t => {
	const {one, colony, isSilent, finds, resolves} = await newScene(t);
	const lock = path.join(one.path, (await one.git('rev-parse', '--git-path', 'index.lock')).trim());
	const file = path.isAbsolute((await one.git('rev-parse', '--git-path', 'index.lock')).trim())
		? (await one.git('rev-parse', '--git-path', 'index.lock')).trim()
		: lock;
	writeFileSync(file, '');
	await isSilent('index-lock-stuck', 'it is young: somebody commits');
	const old = Date.now() / 1000 - 120;
	utimesSync(file, old, old);
	// A git that waits for an editor holds its lock for as long as the human types.
	const git = spawn('git', ['hash-object', '--stdin'], {cwd: one.path, env: colony.shell.env, stdio: ['pipe', 'ignore', 'ignore']});
	t.after(() => end(git.pid ?? 0));
	await until(() => isAlive(git.pid ?? 0), 'git to run');
	// Mutation seen red: without the look for git processes.
	await isSilent('index-lock-stuck', 'a git works there');
	await end(git.pid ?? 0);
	const found = await finds('index-lock-stuck');
	assert.deepEqual([found.kind, found.sisters], ['notice', ['ann']]);
	rmSync(file);
	await resolves('index-lock-stuck');
});

test('unread-urgent: urgent mail that a living sister has not read for ten minutes', async t => {
	const {colony, bea, isSilent, finds, resolves} = await newScene(t);
	const {shell} = colony;
	await shell.says('tell', 'ann', 'the deploy waits for you', '--urgent');
	await shell.says('tell', 'bea', 'whenever you like');
	await shell.says('tell', 'nobody-yet', 'the same', '--urgent');
	await isSilent('unread-urgent', 'just sent');
	const ages = (minutes: number): void => {
		const connection = connect(shell.db, {timeout: 5000});
		connection.prepare('UPDATE messages SET sent_at = ?').run(new Date(Date.now() - minutes * 60_000).toISOString());
		connection.close();
	};
	ages(11);
	const found = await finds('unread-urgent');
	assert.deepEqual([found.kind, found.sisters], ['notice', ['ann']], 'not the calm one, not the one to nobody');
	assert.match(found.detail, /^ann has not read the urgent mail #1 from queen for 10 minutes$/);
	await shell.as('ann').says('inbox');
	await resolves('unread-urgent');
	assert.ok(bea.isAlive());
});
