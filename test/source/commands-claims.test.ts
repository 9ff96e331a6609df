import assert from 'node:assert/strict';
import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import type {Claim} from '../../db/types.ts';
import {newShell, type Ran} from '../driver/shell.ts';
import {runHere} from './in-process.ts';

test('a claim is refused with the holder, what she does, and the ways on', async t => {
	const {shell} = newShell(t);
	await shell.as('iza-2').iam('moving the tables');
	assert.equal(await shell.as('iza-2').says('claim', 'deploy', '--why', 'release day'), '✓ claimed deploy until released (#1)\n');
	const refused = await shell.as('iza-3').queen('claim', 'deploy');
	assert.deepEqual([refused.code, refused.out], [1, '']);
	assert.match(refused.err, /^deploy is held by iza-2, claimed just now, for "release day" \(#1\)\. She is moving the tables\./);
	assert.match(refused.err, /queen tell iza-2 "\.\.\."; wait: queen claim deploy --wait; or take it: queen steal 1 --why "\.\.\."\n$/);
	const json = await shell.as('iza-3').queen('claim', 'deploy', '--json');
	assert.deepEqual([json.code, json.out], [1, '']);
	const {error} = JSON.parse(json.err) as {error: {code: string; message: string; holder: Claim}};
	assert.equal(error.code, 'refused');
	assert.equal(error.holder.owner, 'iza-2');
});

test('claiming what I hold renews it under the same number and fence', async t => {
	const {shell} = newShell(t);
	const a = shell.as('a');
	const first = await a.json<{outcome: string; claim: Claim}>('claim', 'deploy', '--ttl', '30m');
	const again = await a.json<{outcome: string; claim: Claim}>('claim', 'deploy', '--ttl', '2h');
	assert.deepEqual([first.outcome, again.outcome], ['granted', 'renewed']);
	assert.deepEqual([again.claim.id, again.claim.fence], [first.claim.id, first.claim.fence]);
	assert.equal(again.claim.ttlMs, 2 * 3600_000);
});

test('a path is the same path from every folder; domains last, paths end', async t => {
	// Mutation seen red: `/` instead of the current folder given to claimTarget.
	const {shell} = newShell(t);
	const project = path.join(shell.folder, 'project');
	mkdirSync(path.join(project, 'src'), {recursive: true});
	writeFileSync(path.join(project, 'src/db.ts'), '');
	const top = shell.at(project).as('a');
	const {claim} = await top.json<{claim: Claim}>('claim', './src/db.ts');
	assert.deepEqual([claim.kind, claim.ttlMs], ['path', 2 * 3600_000]);
	const below = shell.at(path.join(project, 'src')).as('b');
	assert.equal((await below.queen('claim', 'db.ts')).code, 1);
	assert.equal((await below.queen('claim', '*.ts')).code, 1);
	assert.equal((await below.queen('claim', 'domain:db.ts')).code, 0);
	assert.equal((await shell.at(path.join(project, 'src')).as('a').queen('release', 'db.ts')).code, 0);
	assert.equal((await below.queen('claim', 'db.ts')).code, 0);
	const {claim: domain} = await shell.as('a').json<{claim: Claim}>('claim', 'deploy');
	assert.deepEqual([domain.kind, domain.ttlMs, domain.expiresAt], ['domain', null, null]);
});

test('a claim is released by its owner, by the keeper with mail to the owner, by nobody else', async t => {
	// Mutation seen red: `force: true` for everybody in actions/claims.ts.
	const {shell} = newShell(t);
	await shell.as('a').says('claim', 'deploy');
	const stranger = await shell.as('b').queen('release', 'deploy');
	assert.equal(stranger.code, 1);
	assert.match(stranger.err, /held by a, not by you.*queen steal 1 --why/);
	assert.match(await shell.says('release', '#1', '--why', 'she went home'), /released deploy \(#1\) of a/);
	assert.match(await shell.as('a').says('inbox'), /she went home/);
	assert.equal((await shell.as('a').queen('release', 'deploy')).code, 1);
	await shell.as('a').says('claim', 'deploy');
	// Mutation seen red: the owner named whoever gives it back.
	assert.equal(await shell.as('a').says('release', 'deploy'), '✓ released deploy (#2)\n');
});

test('a claim can be taken with a reason, and only with one; the holder is told', async t => {
	const {shell} = newShell(t);
	await shell.as('a').says('claim', 'deploy');
	assert.equal((await shell.as('b').queen('steal', 'deploy')).code, 2);
	assert.equal(await shell.as('b').says('steal', 'deploy', '--why', 'production is down'), '✓ took deploy until released (#2)\n');
	assert.match(await shell.as('a').says('inbox'), /production is down/);
	assert.equal(await shell.as('b').says('sync'), '');
	assert.match(await shell.as('a').says('claims'), /#2 {2}deploy {2}b {2}until released/);
	assert.equal((await shell.as('b').queen('steal', 'deploy', '--why', 'again')).code, 1);
});

test('claims --all says of each claim how it ended, and calls stale only what nobody ended', async t => {
	const {shell} = newShell(t);
	const here = (name: string | null, ...words: readonly string[]): Promise<Ran> =>
		runHere(name === null ? shell : {...shell, env: {...shell.env, QUEEN_NAME: name}}, ...words);
	for (const resource of ['docs', 'parser', 'deploy', 'tables']) await here('ann', 'claim', resource);
	await here('bob', 'steal', 'parser', '--why', 'ann is away');
	await here('ann', 'release', 'deploy');
	await here(null, 'release', 'tables', '--why', 'the day is over');
	const lines = (await here('ann', 'claims', '--all')).out.trimEnd().split('\n');
	// Mutation seen red: a released claim said as stale; shownOf that keeps the store's order.
	assert.deepEqual(
		lines.map(line => line.trim().replaceAll(/ {2,}/g, '|')),
		[
			'#1|docs|ann|until released',
			'#2|parser|ann|taken by bob: ann is away',
			'#3|deploy|ann|released',
			'#4|tables|ann|released by queen: the day is over',
			'#5|parser|bob|until released|"ann is away"',
		],
	);
});

test('shared claims stand beside shared claims only', async t => {
	const {shell} = newShell(t);
	assert.equal((await shell.as('a').queen('claim', 'docs', '--shared')).code, 0);
	assert.equal((await shell.as('b').queen('claim', 'docs', '--shared')).code, 0);
	assert.equal((await shell.as('c').queen('claim', 'docs')).code, 1);
	const held = await shell.json<Claim[]>('claims');
	assert.deepEqual(held.map(({owner}) => owner).sort(), ['a', 'b']);
});

test('claims: empty, with numbers, and in JSON as the contract says', async t => {
	const {shell} = newShell(t);
	assert.match(await shell.says('claims'), /^Nothing is claimed\./);
	assert.deepEqual(await shell.json<Claim[]>('claims'), []);
	await shell.as('a').says('claim', 'deploy', '--why', 'now', '--ttl', '90s');
	const [claim] = await shell.json<Claim[]>('claims');
	for (const field of ['id', 'kind', 'repo', 'resource', 'owner', 'description', 'claimedAt', 'expiresAt', 'state', 'stale', 'fence', 'shared'])
		assert.ok(claim && field in claim, field);
	await shell.as('a').says('release', '1');
	assert.deepEqual(await shell.json<Claim[]>('claims'), []);
	assert.equal((await shell.json<Claim[]>('claims', '--all')).length, 1);
});
