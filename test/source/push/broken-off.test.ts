/** A pusher that is killed or stopped at any moment: the repositories are whole, the lock frees itself, the next push works. */
import assert from 'node:assert/strict';
import path from 'node:path';
import {type TestContext, test} from 'node:test';
import {until} from '../../driver/wait.ts';
import {type Clone, isWhole, newPair, pushes, type World} from './clones.ts';
import {type Slowed, slowedGit} from './slowed-git.ts';
import {graceIsOver, pushLocks, start} from './started.ts';

type Pair = World & {readonly alice: Clone; readonly bob: Clone};

/** bob has one commit that must go on top of alice's. */
async function readyToRebase(t: Pick<TestContext, 'after'>): Promise<Pair> {
	const pair = await newPair(t);
	await pair.alice.commit('by alice', {lines: 'A\nb\nc\nd\ne\n', 'a.txt': 'a\n'});
	await pushes(pair.alice);
	await pair.bob.commit('by bob', {lines: 'a\nB\nc\nd\ne\n', 'b.txt': 'b\n'});
	return pair;
}

async function killedAt(t: TestContext, call: number, when: 'before' | 'after'): Promise<Slowed> {
	const world = await readyToRebase(t);
	const {alice, bob, shell, there} = world;
	const slowed = slowedGit(path.join(shell.folder, 'slow'), shell.env, call, when, 'KILL');
	const run = start(bob, slowed.env, 'push');
	const ended = await run.ended;
	if (call === 0) {
		assert.equal(ended, 0, run.said());
		return slowed;
	}
	assert.equal(ended, 'SIGKILL', `call ${call}: ${run.said()}`);
	// A git that was under way is let end: the deadline is for a machine under load.
	await until(async () => (await bob.picture()).includes('index.lock') === false, 'the lock of the index gone');
	await isWhole(world, alice, bob);
	const moment = `killed ${when} call ${call} (${slowed.words().at(-1)})`;
	const [lock] = await pushLocks(bob);
	if (lock !== undefined) {
		assert.equal(lock.owner, 'bob');
		// Whoever looks first notices it; that she waits shows that it still blocks.
		const waiting = await alice.queen('push', '--timeout', '1s');
		assert.deepEqual([waiting.code, /in vain/.test(waiting.err)], [1, true], `${moment}: ${waiting.out}${waiting.err}`);
		graceIsOver(shell.db);
	}
	await alice.commit('alice again', {'a.txt': 'again\n'});
	const next = await alice.queen('push');
	assert.equal(next.code, 0, `${moment}: ${next.out}${next.err}`);
	const mine = await bob.queen('push');
	assert.equal(mine.code, 0, `${moment}: ${mine.out}${mine.err}`);
	assert.deepEqual(
		(await there('log', '--format=%s', 'main')).split('\n').sort(),
		['[Session alice] alice again', '[Session alice] by alice', '[Session bob] by bob', 'first'],
		moment,
	);
	assert.equal(await there('rev-list', '--count', '--min-parents=2', 'main'), '0', 'linear');
	assert.equal(await there('show', 'main:lines'), 'A\nB\nc\nd\ne', moment);
	if ((await bob.git('status', '--porcelain')) !== '' || (await bob.git('rev-parse', 'HEAD')) !== (await there('rev-parse', 'main')))
		assert.equal((await bob.queen('pull')).code, 0, moment);
	assert.equal(await bob.git('status', '--porcelain'), '', moment);
	assert.equal(await bob.git('rev-parse', 'HEAD'), await there('rev-parse', 'main'), moment);
	await isWhole(world, alice, bob);
	assert.deepEqual(await pushLocks(bob), []);
	return slowed;
}

const isFull = process.env['HIVEQUEEN_FULL'] === '1';

// Mutations seen red: the lock bound to no process; `move` that moves the branch before the files (killed between, bob's tree takes alice's work back).
test('killed at any call of git: whole repositories, a lock that frees itself, nothing lost', async t => {
	const calls = (await killedAt(t, 0, 'before')).calls();
	assert.ok(calls > 15, `${calls} calls of git`);
	const all = Array.from({length: calls}, (_, index) => index + 1).flatMap(call => [[call, 'before'] as const, [call, 'after'] as const]);
	// The last steps matter most: the push itself, reading back, HEAD, files, branch.
	const few = [`3 before`, `${calls - 4} after`, `${calls - 1} after`];
	const chosen = isFull ? all : all.filter(([call, when]) => few.includes(`${call} ${when}`));
	for (let at = 0; at < chosen.length; at += 3) await Promise.all(chosen.slice(at, at + 3).map(([call, when]) => killedAt(t, call, when)));
});

// Mutation seen red: `lock.require` that asks nothing: bob wakes, is not let push over alice's, tries again and pushes without the lock.
test('a stopped pusher whose lock went to another wakes and cannot push', async t => {
	const world = await readyToRebase(t);
	const {alice, bob, shell, there} = world;
	world.hook('pre-receive', `echo "$QUEEN_NAME" >> '${shell.folder}/received'`);
	const before = await bob.picture();
	// How many calls until the last one before the push itself: known from a twin.
	const twin = await killedTwin(t);
	const slowed = slowedGit(path.join(shell.folder, 'slow'), shell.env, twin, 'after', 'STOP');
	const run = start(bob, slowed.env, 'push');
	t.after(() => run.child.kill('SIGKILL'));
	await until(
		() => slowed.calls() === twin,
		() => `the call before the push: ${run.said()}`,
	);
	await until(async () => (await pushLocks(bob)).length === 1, 'the lock');
	const [lock] = await pushLocks(bob);
	await alice.commit('meanwhile', {'m.txt': 'm\n'});
	const waiting = start(alice, shell.env, 'push');
	await until(async () => /alice waits for push:/.test(await shell.says('claims')), 'alice in the queue');
	assert.equal((await shell.queen('release', String(lock?.id), '--why', 'she stands still')).code, 0);
	assert.equal(await waiting.ended, 0, waiting.said());
	run.child.kill('SIGCONT');
	assert.equal(await run.ended, 1, run.said());
	assert.match(run.said(), /The lock push:.* was taken away, or ran out while this process stood still\. Nothing was pushed/);
	assert.equal(await bob.picture(), before);
	assert.equal(await there('log', '-1', '--format=%s', 'main'), '[Session alice] meanwhile');
	assert.match(await pushes(bob), /1 commit rebased/);
	await isWhole(world, alice, bob);
});

/** The number of the last call of git before `git push`, in a push like bob's. */
async function killedTwin(t: TestContext): Promise<number> {
	const words = (await killedAt(t, 0, 'before')).words();
	const at = words.findIndex(line => line.includes(' push '));
	assert.ok(at > 0, words.join('\n'));
	return at;
}

// Mutation seen red: isSameHolder by owner alone.
test('one sister in two shells: her second push waits for her first', async t => {
	const world = await readyToRebase(t);
	const {bob, shell} = world;
	const slowed = slowedGit(path.join(shell.folder, 'slow'), shell.env, 8, 'before', 'STOP');
	const first = start(bob, slowed.env, 'push');
	t.after(() => first.child.kill('SIGKILL'));
	await until(
		async () => slowed.calls() === 8 && (await pushLocks(bob)).length === 1,
		() => `bob has the lock: ${first.said()}`,
	);
	const second = await world.clone('second');
	await second.commit('from elsewhere', {'s.txt': 's\n'});
	const other = start({...second, shell: second.shell.as('bob')}, shell.env, 'push');
	await until(
		async () => /bob waits for push:/.test(await shell.says('claims')),
		() => `in the queue: ${other.said()}`,
	);
	first.child.kill('SIGCONT');
	assert.deepEqual([await first.ended, await other.ended], [0, 0], first.said() + other.said());
});
