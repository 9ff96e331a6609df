import assert from 'node:assert/strict';
import {test} from 'node:test';
import {runProgram} from '../driver/shell.ts';
import {newScene, text} from './radar.ts';

test('file-collision: one file changed in two worktrees is a conflict with the file, until one of them commits', async t => {
	const {one, two, isSilent, finds, resolves} = await newScene(t);
	one.write('a.ts', text('a.ts', 1, 'ann'));
	two.write('b.ts', text('b.ts', 1, 'bea'));
	// Mutation seen red: the path left out of the key in touched.ts.
	await isSilent('file-collision', 'each changed a file of her own');
	two.write('a.ts', text('a.ts', 20, 'bea'));
	const found = await finds('file-collision');
	assert.deepEqual([found.kind, found.sisters, found.files, found.severity], ['conflict', ['ann', 'bea'], ['a.ts'], 'low']);
	assert.equal(
		found.detail,
		'ann and bea both changed a.ts in site, each in a worktree of her own: as it stands now git would merge it, but nobody has looked at both',
	);
	assert.match(found.next ?? '', /queen tell/);
	one.write('b.ts', text('b.ts', 20, 'ann'));
	const more = await finds('file-collision');
	assert.deepEqual([more.id, more.files], [found.id, ['a.ts', 'b.ts']], 'a second file of the same two is the same episode');
	await one.commit('hers');
	await resolves('file-collision');
});

test('file-collision: where the merge will clash predicted-merge says so, and it is not said twice', async t => {
	const {one, two, scan, finds, resolves} = await newScene(t);
	for (const [repository, words] of [
		[one, 'ann'],
		[two, 'bea'],
	] as const) {
		repository.write('a.ts', text('a.ts', 5, words));
		repository.write('b.ts', text('b.ts', words === 'ann' ? 1 : 20, words));
	}
	assert.deepEqual((await finds('predicted-merge')).files, ['a.ts']);
	// Mutation seen red: file-collision without isToldByMerge.
	assert.deepEqual((await finds('file-collision')).files, ['b.ts']);
	await two.git('checkout', '--quiet', '--', 'a.ts');
	await resolves('predicted-merge');
	assert.deepEqual(
		(await scan('file-collision')).map(({files}) => files),
		[['b.ts']],
	);
});

test('file-collision: new files count too; what programs leave behind and what was copied does not', async t => {
	const {colony, one, two, isSilent, finds} = await newScene(t);
	for (const {write} of [one, two]) {
		write('debug.log', String(Math.random()));
		write('.env', String(Math.random()));
	}
	one.write('notes.md', 'the same\n');
	await runProgram('cp', ['-p', `${one.path}/notes.md`, two.path], {env: colony.shell.env, cwd: one.path, input: null});
	await isSilent('file-collision', 'logs, dotfiles, a copy');
	one.write('src/session/open.ts', 'ann\n');
	two.write('src/session/open.ts', 'bea has more\n');
	// Two who make one file clash in it; who makes the same is told low.
	assert.deepEqual((await finds('predicted-merge')).files, ['src/session/open.ts']);
	await isSilent('file-collision', 'predicted-merge says it');
	two.write('src/session/open.ts', 'ann\n');
	two.write('src/session/close.ts', '');
	const found = await finds('file-collision');
	assert.deepEqual([found.files, found.severity], [['src/session/open.ts'], 'low']);
});

test('claim-violation: a change under the claim of another; the owner’s own changes are none', async t => {
	const {colony, one, two, isSilent, finds, resolves} = await newScene(t);
	const ann = colony.shell.as('ann').at(one.path);
	await ann.says('claim', 'src/auth/**', '--why', 'the new login');
	one.write('src/auth/login.ts', 'hers\n');
	two.write('src/db.ts', 'free\n');
	// Mutation seen red: claimInTheWay asked for nobody instead of for who changed it.
	await isSilent('claim-violation', 'the owner changed what she holds, the other something else');
	two.write('src/auth/token.ts', 'not hers\n');
	const found = await finds('claim-violation');
	assert.deepEqual([found.kind, found.sisters, found.files], ['conflict', ['ann', 'bea'], ['src/auth/token.ts']]);
	assert.equal(found.detail, 'bea changed src/auth/token.ts in site, but ann holds a claim on src/auth/** ("the new login")');
	two.write('src/auth/login.ts', 'not hers either\n');
	assert.deepEqual((await finds('claim-violation')).files, ['src/auth/login.ts', 'src/auth/token.ts']);
	// Said once: the claim names who gives way.
	await isSilent('file-collision', 'claim-violation names the file already');
	await two.git('checkout', '--quiet', '--', 'src/auth');
	await resolves('claim-violation');
});

test('claim-overlap: the repository got a remote, and two hold the same file under two keys', async t => {
	const {colony, home, one, two, isSilent, finds, resolves} = await newScene(t);
	await colony.shell.as('ann').at(one.path).says('claim', 'src/db.ts', '--why', 'schema');
	const refused = await colony.shell.as('bea').at(two.path).queen('claim', 'src/db.ts');
	assert.equal(refused.code, 1, 'the store itself refuses it as long as the key is the same');
	await home.git('remote', 'add', 'origin', 'https://example.org/iza/site.git');
	await colony.shell.as('bea').at(two.path).says('claim', 'src/auth/login.ts');
	await isSilent('claim-overlap', 'two files');
	await colony.shell.as('bea').at(two.path).says('claim', 'src/db.ts');
	const found = await finds('claim-overlap');
	assert.deepEqual([found.kind, found.sisters, found.files], ['conflict', ['ann', 'bea'], ['src/db.ts']]);
	await colony.shell.as('bea').at(two.path).says('release', 'src/db.ts');
	await resolves('claim-overlap');
});
