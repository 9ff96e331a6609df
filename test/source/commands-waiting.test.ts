/** `queen claim --wait`, `--notify`, fences and foreign lock files, by the built program and real processes. */
import assert from 'node:assert/strict';
import {mkdirSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import type {Claim} from '../../db/types.ts';
import {type Background, inBackground} from '../driver/background.ts';
import type {Owner} from '../driver/cleanup.ts';
import {newRepository} from '../driver/repository.ts';
import {newShell, type Shell} from '../driver/shell.ts';
import {until} from '../driver/wait.ts';

type Running = Background & {
	/** Stands in the queue. */
	readonly queued: () => Promise<unknown>;
};

/** `queen …` in the background, which may come to stand in the queue. */
function background(owner: Owner, shell: Shell, ...args: readonly string[]): Running {
	const running = inBackground(owner, shell, ...args);
	const queued = (): Promise<unknown> =>
		until(
			() => /Waiting for/.test(running.said().err),
			() => `a place in the queue: ${running.said().out}${running.said().err}`,
		);
	return {...running, queued};
}

// Mutation seen red: claimInTurn that claims without the queue.
test('--wait: says who holds it, waits in order, and ends with the claim', async t => {
	const {shell, owner} = newShell(t);
	await shell.as('a').says('claim', 'deploy', '--why', 'release day');
	const second = background(owner, shell.as('b'), 'claim', 'deploy', '--wait', '--timeout', '1m');
	await second.queued();
	assert.match(second.said().err, /^deploy is held by a, .* for "release day" \(#1\).* Waiting for 1m at most\. You are next; Ctrl-C leaves the queue\.\n$/);
	// Mutation seen red: heldBy that names all three ways whoever asks.
	assert.doesNotMatch(second.said().err, /--wait/);
	assert.match(second.said().err, /queen steal 1 --why "\.\.\."\. Waiting/);
	const third = background(owner, shell.as('c'), 'claim', 'deploy', '--wait', '--json');
	await until(async () => /c waits for deploy/.test(await shell.says('claims')), 'the third in the queue');
	assert.match(await shell.says('claims'), /b waits for deploy \(.*\)\n {2}c waits for deploy/);
	const released = await shell.as('a').queen('release', 'deploy');
	assert.equal(released.err, 'b had waited and holds deploy now (#2).\n');
	assert.equal(await second.ended, 0);
	assert.equal(second.said().out, '✓ claimed deploy until released (#2)\n');
	assert.equal(third.said().out, '');
	await shell.as('b').says('release', 'deploy');
	assert.equal(await third.ended, 0);
	const {ok, claim} = JSON.parse(third.said().out) as {ok: boolean; claim: Claim};
	assert.deepEqual([ok, claim.owner, claim.id, third.said().err], [true, 'c', 3, '']);
	assert.equal((await shell.as('d').queen('claim', 'free', '--wait')).code, 0, 'what is free is not waited for');
});

// Mutations seen red: signals not listened to; isDead that is always false.
test('--wait: Ctrl-C leaves the queue with 130, a kill loses the place, and the next one gets it', async t => {
	const {shell, owner} = newShell(t);
	await shell.as('a').says('claim', 'deploy');
	const names = ['b', 'c', 'd', 'e'] as const;
	const waiting: Running[] = [];
	for (const name of names) {
		const each = background(owner, shell.as(name), 'claim', 'deploy', '--wait');
		await each.queued();
		waiting.push(each);
	}
	const [b, c, d, e] = waiting as [Running, Running, Running, Running];
	b.child.kill('SIGINT');
	assert.equal(await b.ended, 130);
	c.child.kill('SIGTERM');
	assert.equal(await c.ended, 143);
	d.child.kill('SIGKILL');
	assert.equal(await d.ended, 'SIGKILL');
	assert.doesNotMatch(await shell.says('claims'), /[bcd] waits/);
	await shell.as('a').says('release', 'deploy');
	assert.equal(await e.ended, 0);
	assert.deepEqual(
		(await shell.json<Claim[]>('claims')).map(claim => claim.owner),
		['e'],
	);
});

test('--wait: when the time is up it ends with 1, the holder in the sentence, and nobody in the queue', async t => {
	const {shell} = newShell(t);
	await shell.as('a').says('claim', 'deploy', '--ttl', '1h');
	const late = await shell.as('b').queen('claim', 'deploy', '--wait', '--timeout', '1s');
	assert.deepEqual([late.code, late.out], [1, '']);
	assert.match(late.err, /\nWaited 1s in vain\. deploy is held by a, claimed .*, (?:1h|59m) left \(#1\)\./);
	const json = await shell.as('b').queen('claim', 'deploy', '--wait', '--timeout', '1s', '--json');
	const {error} = JSON.parse(json.err) as {error: {code: string; message: string; holder: Claim}};
	assert.deepEqual([json.code, json.out, error.code, error.holder.owner], [1, '', 'refused', 'a']);
	assert.doesNotMatch(await shell.says('claims'), /waits/);
	for (const words of [
		['--timeout', '5s'],
		['--wait', '--notify'],
		['--wait', '--timeout', 'soon'],
	])
		assert.equal((await shell.as('b').queen('claim', 'x', ...words)).code, 2, words.join(' '));
});

test('--wait: time that runs out is noticed although nobody writes', async t => {
	const {shell, owner} = newShell(t);
	await shell.as('a').says('claim', 'deploy', '--ttl', '2s');
	const next = background(owner, shell.as('b'), 'claim', 'deploy', '--wait');
	// Mutation seen red: untilNews without the look after lookMs.
	assert.equal(await next.ended, 0);
	assert.match(next.said().out, /claimed deploy/);
});

test('--notify: no for now, and one letter when it is free', async t => {
	const {shell} = newShell(t);
	await shell.as('a').says('claim', 'deploy');
	const no = await shell.as('b').queen('claim', 'deploy', '--notify');
	assert.equal(no.code, 1);
	assert.match(no.err, /deploy is held by a.* You get a letter when it is free\.\n$/);
	assert.match(await shell.says('claims'), /b wants to hear when it is free: deploy/);
	await shell.as('a').says('release', 'deploy');
	assert.match(await shell.as('b').says('inbox'), /deploy is free now\. It is not yours yet: queen claim deploy/);
	await shell.as('c').says('claim', 'deploy');
	await shell.as('c').says('release', 'deploy');
	assert.match(await shell.as('b').says('inbox'), /0 unread/, 'told once');
	assert.match(await shell.as('b').says('claim', 'deploy', '--notify'), /✓ claimed deploy/);
});

test('a fence tells a script whether its claim still holds; release minds it too', async t => {
	const {shell} = newShell(t);
	const {claim} = await shell.as('a').json<{claim: Claim}>('claim', 'deploy');
	const [id, fence] = [String(claim.id), String(claim.fence)];
	assert.match(await shell.says('claims', id, '--fence', fence), /#1 holds under fence 1/);
	await shell.as('b').says('steal', id, '--why', 'she sleeps');
	const lost = await shell.as('a').queen('claims', id, '--fence', fence);
	assert.equal(lost.code, 1);
	assert.match(lost.err, /The claim no longer holds\. It was released\./);
	const again = await shell.as('b').queen('release', '2', '--fence', fence);
	assert.equal(again.code, 1);
	assert.match(again.err, /under another fence/);
	assert.equal((await shell.as('b').queen('release', '2', '--fence', '2')).code, 0);
	for (const words of [
		['claims', '--fence', '1'],
		['claims', '1', '--fence', 'x'],
		['claims', '1'],
	])
		assert.equal((await shell.queen(...words)).code, 2, words.join(' '));
});

// Mutation seen red: lockInTheWay that is always null.
test('lock files of other tools: in the list, in the way of a claim, waited for; never touched', async t => {
	const {shell, owner} = newShell(t);
	const app = await newRepository(shell, 'app');
	const folder = path.join(app.path, '.agent-locks');
	mkdirSync(folder);
	const file = path.join(folder, 'auth.lock');
	writeFileSync(file, JSON.stringify({agent: 'ani', task: 'refactor auth', started: new Date().toISOString(), files: ['src/auth/*.ts'], ttl: 3600}));
	const at = (name: string): Shell => shell.at(app.path).as(name);
	const no = await at('a').queen('claim', 'src/auth/token.ts');
	assert.equal(no.code, 1);
	assert.match(
		no.err,
		/^src\/auth\/token\.ts is locked by ani: \.agent-locks\/auth\.lock says so, for "refactor auth", \d+m left\. Ask: queen tell ani "\.\.\."; or wait: queen claim src\/auth\/token\.ts --wait\n$/,
	);
	assert.equal((await at('a').queen('claim', 'src/db.ts')).code, 0);
	assert.equal((await at('ani').queen('claim', 'src/auth/x.ts')).code, 0, 'her own');
	assert.match(await at('a').says('claims'), /- +src\/auth\/\*\.ts +ani +\d+m left +\.agent-locks\/auth\.lock "refactor auth"/);
	assert.equal((await at('a').json<Claim[]>('claims')).find(({lockFile}) => lockFile !== null)?.owner, 'ani');
	const next = background(owner, at('b'), 'claim', 'src/auth/token.ts', '--wait');
	await next.queued();
	rmSync(file);
	assert.equal(await next.ended, 0);
	assert.match(next.said().out, /claimed src\/auth\/token\.ts/);
});
