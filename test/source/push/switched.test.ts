/** A sister who goes to another branch while her push waits or is under way: the one that she meant is pushed, and nothing of the other one changes. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {until} from '../../driver/wait.ts';
import {isRefused, isWhole, newPair, pushes} from './clones.ts';
import {pushLocks, start} from './started.ts';

// Mutation seen red: `from` of pushInLock that is HEAD (what is on `other` goes to main).
test('another branch while it waits: the branch goes that it was called for', async t => {
	const world = await newPair(t);
	const {alice, bob, shell, there} = world;
	await bob.commit('mine', {'b.txt': 'b\n'});
	assert.equal((await alice.queen('claim', `domain:push:${world.remote.replace(/\.git$/, '')}`)).code, 0);
	const [held] = await pushLocks(alice);
	const run = start(bob, shell.env, 'push');
	t.after(() => run.child.kill('SIGKILL'));
	await until(
		async () => /bob waits for push:/.test(await shell.says('claims')),
		() => `in the queue: ${run.said()}`,
	);
	await bob.git('switch', '--quiet', '-c', 'other');
	await bob.git('commit', '--quiet', '--allow-empty', '-m', 'not to be pushed');
	assert.equal((await alice.queen('release', String(held?.id))).code, 0);
	assert.equal(await run.ended, 0, run.said());
	assert.equal(await there('log', '--format=%s', 'main'), '[Session bob] mine\nfirst');
	assert.equal(await bob.git('rev-parse', '--abbrev-ref', 'HEAD'), 'other');
	await isWhole(world, bob);
});

// Mutation seen red: filesThenBranch that does not look which branch it is on (others' work lies uncommitted in the other branch).
test('another branch while it is sent: pushed, and her files stay those of the branch that she is on', async t => {
	const world = await newPair(t);
	const {alice, bob, there} = world;
	await alice.commit('by alice', {lines: 'A\nb\nc\nd\ne\n'});
	await pushes(alice);
	await bob.commit('by bob', {'b.txt': 'b\n'});
	const apart = ['GIT_DIR', 'GIT_QUARANTINE_PATH', 'GIT_OBJECT_DIRECTORY', 'GIT_ALTERNATE_OBJECT_DIRECTORIES'].map(name => `-u ${name}`).join(' ');
	world.hook('pre-receive', `env ${apart} git -C '${bob.path}' switch --quiet -c other >&2`);
	const ran = await bob.queen('push');
	assert.deepEqual([ran.code, /stayed where it was: this worktree is on another branch by now/.test(ran.err)], [0, true], ran.out + ran.err);
	assert.equal(await there('log', '--format=%s', 'main'), '[Session bob] by bob\n[Session alice] by alice\nfirst');
	assert.equal(await bob.git('status', '--porcelain'), '');
	assert.equal(await bob.git('rev-parse', 'main'), await bob.git('rev-parse', 'other'));
	assert.equal(bob.read('lines'), 'a\nb\nc\nd\ne\n');
});

// Mutation seen red: findTarget that looks at the first address only.
test('a remote that is read from one place and pushed to another is refused', async t => {
	const world = await newPair(t);
	const {bob, shell} = world;
	await bob.commit('mine', {'b.txt': 'b\n'});
	await bob.git('remote', 'set-url', '--add', '--push', 'origin', `${shell.folder}/elsewhere.git`);
	assert.match(await isRefused(world, bob), /read from one place and pushed to another/);
	await bob.git('remote', 'set-url', '--add', '--push', 'origin', world.remote);
	assert.match(await isRefused(world, bob), /read from one place and pushed to another/);
	await bob.git('config', '--unset-all', 'remote.origin.pushurl');
	await pushes(bob);
});
