/** `queen park` by the built program: each step fails with the command that mends it, and called again it goes on from there. */
import assert from 'node:assert/strict';
import {chmodSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import type {Parked} from '../../../source/actions/park.ts';
import {newShell} from '../../driver/shell.ts';
import {runHere} from '../in-process.ts';
import {type Clone, newPair} from './clones.ts';

const outcome = ({steps}: Parked): string => steps.map(({step, state}) => `${step} ${state}`).join(', ');

const parks = async ({queen}: Clone, code: number, ...words: readonly string[]): Promise<Parked> => {
	const ran = await queen('park', '--json', ...words);
	assert.equal(ran.code, code, ran.out + ran.err);
	return JSON.parse(ran.out) as Parked;
};

/** All that the colony remembers, but for when she was last heard of, and the lock of the push. */
const colony = async ({shell}: Clone): Promise<string> => {
	const log = (await shell.json<readonly {readonly kind: string}[]>('log')).filter(({kind}) => kind !== 'claim' && kind !== 'release');
	return JSON.stringify([await shell.json('claims'), await shell.json('context', 'show', '--all'), await shell.json('inbox', '--all', '--peek'), log]);
};

// Mutations seen red: `walk` that goes on after a failure; the steps in another order; unlessDry that acts.
test('in order, stopping at the first that fails with the command that mends it; a plan changes nothing; twice is once', async t => {
	const world = await newPair(t);
	const {alice, bob, shell, there} = world;
	await alice.git('switch', '--quiet', '-c', 'feat/x');
	alice.write('lines', 'mine\n');
	alice.write('new file', 'n\n');
	await alice.shell.iam('building x');
	await shell.says('tell', 'alice', 'do y', '--dispatch');
	await alice.queen('ack', '1');
	await bob.queen('tell', 'alice', 'the server burns', '--urgent');
	await alice.queen('claim', 'deploy');
	const picture = [await alice.picture(), await colony(alice), await there('for-each-ref')];
	const plan = await parks(alice, 1, '--dry-run', '--commit', 'all of it', '--note', 'half done');
	assert.equal(outcome(plan), 'commit planned, push already, claims planned, mail failed, task planned, note planned');
	assert.deepEqual([await alice.picture(), await colony(alice), await there('for-each-ref')], picture);

	const first = await alice.queen('park');
	assert.equal(first.code, 1);
	assert.match(first.out, /^▲ commit {2}2 files not committed: lines, new file\. Next: queen park --commit "\.\.\."\n— push {4}not looked at\n/);
	assert.deepEqual([await alice.picture(), await colony(alice)], picture.slice(0, 2));

	const second = await parks(alice, 1, '--commit', 'all of it');
	assert.equal(outcome(second), 'commit done, push done, claims done, mail failed, task not done, note not done');
	assert.match(String(second.next), /queen ack 1 --decline/);
	assert.equal(await there('log', '-1', '--format=%s', 'feat/x'), '[Session alice] all of it');
	assert.equal(await alice.git('status', '--porcelain'), '');
	assert.doesNotMatch(await alice.shell.says('claims'), /deploy/);

	await alice.shell.iam('y', '--for', '1');
	const third = await parks(alice, 1);
	assert.equal(outcome(third), 'commit already, push already, claims already, mail failed, task not done, note not done');
	assert.equal(third.next, 'queen inbox');
	await alice.shell.says('inbox');

	const fourth = await parks(alice, 1);
	assert.equal(outcome(fourth), 'commit already, push already, claims already, mail already, task done, note failed');
	assert.match(fourth.steps.find(({step}) => step === 'task')?.said ?? '', /closes #1/);
	const fifth = await parks(alice, 0, '--note', 'x works, docs are missing');
	assert.equal(outcome(fifth), 'commit already, push already, claims already, mail already, task already, note done');
	assert.match(await bob.shell.says('context', 'show'), /Parked: x works, docs are missing/);
	assert.match(await bob.shell.says('status', '--json'), /"status":"done","note":"x works, docs are missing"/);

	const parked = [await alice.picture(), await colony(alice), await there('for-each-ref')];
	assert.match((await parks(alice, 0)).steps.map(({state}) => state).join(' '), /^already( already){5}$/);
	assert.match(await alice.shell.says('park', '--note', 'x works, docs are missing'), /alice is parked\.\n$/);
	assert.deepEqual([await alice.picture(), await colony(alice), await there('for-each-ref')], parked);
});

// Mutations seen red: handOver that takes it off her desk only; that leaves it on hers.
test('--to hands over what waits for her: another has it then, once, and its sender knows', async t => {
	const {alice, bob, shell} = await newPair(t);
	await bob.shell.iam('mine');
	await alice.shell.iam('building x');
	await shell.says('tell', 'alice', 'do y', '--dispatch');
	await shell.says('tell', 'alice', 'do z', '--dispatch');
	await alice.queen('ack', '1');
	await bob.queen('tell', 'alice', `${'ü'.repeat(4096)}`, '--urgent');
	assert.match(String((await parks(alice, 1, '--to', 'alice', '--note', 'n')).steps.find(({step}) => step === 'mail')?.said), /to yourself/);
	const handed = await parks(alice, 0, '--to', 'bob', '--note', 'n');
	assert.match(String(handed.steps.find(({step}) => step === 'mail')?.said), /handed over to bob: .*#3 from bob \(urgent\)/);
	const letters = await bob.shell.json<readonly {readonly body: string; readonly kind: string; readonly priority: string}[]>('inbox', '--all', '--peek');
	const mine = letters.filter(({body}) => body.startsWith('Handed over by alice')).map(({body, kind, priority}) => [body.slice(0, 60), kind, priority]);
	assert.deepEqual(mine.sort(), [
		['Handed over by alice (#1 from queen): do y', 'dispatch', 'normal'],
		['Handed over by alice (#2 from queen): do z', 'dispatch', 'normal'],
		[`Handed over by alice (#3 from bob): ${'ü'.repeat(24)}`, 'mail', 'urgent'],
	]);
	assert.match(await shell.says('inbox', '--peek'), /alice declined #1: handed over to bob/);
	await parks(alice, 0, '--to', 'bob');
	assert.equal((await bob.shell.json<readonly unknown[]>('inbox', '--all', '--peek')).length, letters.length);
});

// Mutations seen red: othersHere that answers nobody; the exit code of the commit not looked at; push: false that pushes.
test('what stops it: a rebase under way, a hook that refuses, others in the same worktree, a conflict, no branch, no identity', async t => {
	const world = await newPair(t);
	const {alice, bob, shell, there} = world;
	const stops = async (pattern: RegExp, ...words: readonly string[]): Promise<void> => {
		const {steps} = await parks(alice, 1, ...words);
		const {said, next} = steps.find(({state}) => state === 'failed') ?? {};
		assert.match(`${said}. Next: ${next}`, pattern);
	};
	assert.match((await shell.at(alice.path).queen('park')).err, /You are the keeper here/);
	alice.write('a', 'a\n');
	alice.write('.git/hooks/pre-commit', '#!/bin/sh\necho no such work >&2\nexit 1\n');
	chmodSync(path.join(alice.path, '.git/hooks/pre-commit'), 0o755);
	await stops(/git commit ended with 1: no such work\. Next: git status/, '--commit', 'x');
	alice.write('.git/hooks/pre-commit', '#!/bin/sh\n');
	await alice.shell.as('carla').iam('beside her');
	await stops(/carla work in this worktree too/, '--commit', 'x');
	await alice.queen('commit', '-m', 'mine');
	const before = await there('rev-parse', 'main');
	assert.equal((await parks(alice, 0, '--unpushed', '--note', 'n')).steps[1]?.said, '1 commit not pushed, as you wished');
	assert.equal(await there('rev-parse', 'main'), before);
	await bob.commit('other', {a: 'other\n'});
	await bob.queen('push');
	await stops(/"\[Session alice\] mine" does not go onto origin\/main: a\. Next: git pull --rebase origin main/);
	await alice.git('switch', '--quiet', '--detach');
	await stops(/HEAD is on no branch and has 1 commit that nobody else has\. Next: git switch -c NAME/);
	await alice.git('switch', '--quiet', 'main');
	await alice.git('pull', '--quiet', '--rebase').catch(() => '');
	await stops(/a rebase is under way here/);
	await alice.git('rebase', '--abort');
	await alice.git('remote', 'remove', 'origin');
	assert.match((await parks(alice, 0)).steps[1]?.said ?? '', /no remote/);
	const outside = await shell.as('dora').queen('park', '--note', 'nothing here');
	assert.deepEqual([outside.code, /no repository here/.test(outside.out)], [0, true], outside.out);
});

test('--to a group in which nobody is: nothing is taken off her desk', async t => {
	const {shell} = newShell(t);
	const a = shell.as('a');
	await runHere(a, 'iam', 'building x');
	await runHere(shell, 'tell', 'a', 'the server burns', '--urgent');
	const ran = await runHere(a, 'park', '--to', '@waiting', '--note', 'n', '--json');
	// Mutation seen red: handOver that does not look whether the letter was stored (then the urgent mail is acked, and nobody has it).
	assert.match(String((JSON.parse(ran.out) as Parked).steps.find(({step}) => step === 'mail')?.said), /nobody is in @waiting/);
	assert.equal(ran.code, 1);
	assert.match((await runHere(a, 'inbox', '--peek')).out, /1 unread/);
});
