/** Reviews as three sisters have them, in a real repository with a worktree each. */
import assert from 'node:assert/strict';
import {rmSync} from 'node:fs';
import {type TestContext, test} from 'node:test';
import type {Review} from '../../db/types.ts';
import {requestReview} from '../../source/actions/review.ts';
import {openContext} from '../../source/open-context.ts';
import {newRepository, type Repository} from '../driver/repository.ts';
import {newShell, runProgram, type Shell} from '../driver/shell.ts';
import {runHere} from './in-process.ts';

type Team = {readonly shop: Repository; readonly front: Repository; readonly keeper: Shell; readonly a: Shell; readonly b: Shell; readonly c: Shell};

/** A on feat/frontend with two commits, B and C beside her; the keeper in the main worktree. */
async function newTeam(t: TestContext): Promise<Team> {
	const {shell} = newShell(t);
	const shop = await newRepository(shell, 'shop');
	const front = await shop.worktree('shop-a', 'feat/frontend');
	const back = await shop.worktree('shop-b', 'feat/backend');
	const infra = await shop.worktree('shop-c', 'feat/infra');
	front.write('login.ts', 'export const login = 1\n');
	await front.commit('a login form');
	front.write('README.md', '# shop\nwith a login\n');
	await front.commit('JWT for the login');
	const team = {shop, front, keeper: shell.at(shop.path), a: shell.as('A').at(front.path), b: shell.as('B').at(back.path), c: shell.as('C').at(infra.path)};
	for (const one of [team.a, team.b, team.c]) assert.equal((await runHere(one, 'onboard')).code, 0);
	return team;
}

const plain = (text: string): string => text.replaceAll(/, (?:just now|\d+s ago)/g, '').replaceAll(/\b[0-9a-f]{8,40}\b/g, 'COMMIT');
const json = async <T>(shell: Shell, ...words: readonly string[]): Promise<T> => {
	const ran = await runHere(shell, ...words, '--json');
	assert.equal(ran.code, 0, ran.err);
	return JSON.parse(ran.out) as T;
};

test('asked, looked at, rejected, mended, approved, merged: one sentence and one exit code at every step', async t => {
	const {front, keeper, a, b, c} = await newTeam(t);
	const blocked = async (text: string, shell = keeper) => {
		const ran = await runHere(shell, 'merge-ok', text);
		assert.deepEqual([ran.code, ran.out], [1, '']);
		return plain(ran.err);
	};
	assert.equal(await blocked('A'), 'Nobody asked for a review of "A" yet. Next: queen review request\n');
	const asked = await runHere(a, 'review', 'request');
	assert.deepEqual([asked.code, asked.err], [0, '']);
	assert.match(asked.out, /^✓ review #1 requested from [bc]: feat\/frontend \(2 commits, 2 files, \+2 -0\)\n$/);
	const {reviewer} = (await json<Review[]>(keeper, 'review', 'list'))[0] ?? {reviewer: ''};
	const [hers, others] = reviewer === 'b' ? [b, c] : [c, b];
	assert.match((await runHere(hers, 'inbox', '--peek')).out, /Review #1 requested: feat\/frontend in shop .*"JWT for the login".*queen review show 1/);
	assert.equal(
		plain((await runHere(hers, 'review')).out),
		`1 review waits in shop:\n  #1 feat/frontend by a: waits for ${reviewer} (2 commits, 2 files, +2 -0)\n    JWT for the login\n`,
	);
	const shown = await runHere(hers, 'review', 'show', '#1');
	assert.match(shown.out, /\+export const login = 1/);
	assert.match(shown.out, /\n {6}\+1 {5}-0 {2}login\.ts\n/);
	assert.ok(!(await runHere(hers, 'review', 'show', '1', '--stat')).out.includes('export const'));
	assert.equal(await blocked('A'), `#1 of feat/frontend waits for ${reviewer}. Next: queen review show 1\n`);

	const own = await runHere(a, 'review', 'approve', '1');
	assert.deepEqual([own.code, own.out], [1, '']);
	assert.match(own.err, /^You asked for a review of feat\/frontend yourself, so you cannot approve #1\./);
	assert.match((await runHere(others, 'review', 'approve', '1', 'lgtm')).err, new RegExp(`^#1 is ${reviewer}'s to review, not yours`));
	assert.equal((await runHere(hers, 'review', 'reject', '1')).code, 2);
	assert.equal((await runHere(hers, 'review', 'comment', '1', 'which', 'database?')).out, '✓ told a about #1\n');
	assert.equal((await runHere(hers, 'review', 'reject', '1', 'fix the error types first')).out, '✓ rejected #1: feat/frontend of a, who has mail about it\n');
	assert.match((await runHere(a, 'inbox', '--peek')).out, /rejected\. "fix the error types first" Mend it, commit, and ask again: queen review request/);
	assert.equal(await blocked('feat/frontend'), `${reviewer} rejected #1 of feat/frontend: "fix the error types first". Next: queen review request\n`);
	assert.match((await runHere(keeper, 'review', 'approve', '1')).err, /^#1 was rejected already, by [bc]; nothing changed/);

	front.write('login.ts', 'export const login = 2\n');
	await front.commit('error types');
	// The same reviewer, though the other one has fewer to look at.
	assert.match(
		(await runHere(a, 'review', 'request', '--title', 'with error types')).out,
		new RegExp(`^✓ review #2 requested from ${reviewer}: .*; it stands instead of #1\n$`),
	);
	assert.equal((await runHere(hers, 'review', 'approve', '2', '--comment', 'lgtm')).code, 0);
	const clear = await runHere(keeper, 'merge-ok', 'A');
	assert.deepEqual([clear.code, plain(clear.out)], [0, `✓ feat/frontend is clear to merge at COMMIT: #2, approved by ${reviewer} (unverified)\n`]);
	assert.equal((await runHere(keeper, 'merge-ok', 'branch:feat/frontend')).code, 0);
	assert.equal((await json<{ok: boolean}>(keeper, 'merge-ok', 'name:a')).ok, true);

	await front.commit('one more');
	// Mutation seen red: `stale: false` in standing().
	assert.equal(
		await blocked('A'),
		'#2 approved feat/frontend at COMMIT, but it is at COMMIT now: what came since was not reviewed. Next: queen review request\n',
	);
	assert.match((await runHere(keeper, 'review', 'list', '--all')).out, new RegExp(`#2 .*approved by ${reviewer} \\(unverified\\); STALE: commits came since`));
	await front.git('reset', '--quiet', '--hard', 'HEAD~1');
	assert.equal((await runHere(keeper, 'merge-ok', 'A')).code, 0);
	// After the merge and without the branch there is nothing to merge any more.
	await front.git('switch', '--quiet', '--detach');
	await front.git('branch', '--quiet', '-D', 'feat/frontend');
	assert.match(await blocked('A'), /^feat\/frontend is no longer a branch of shop/);
});

test('an approval of a part is no approval of the branch; parts that were approved add up', async t => {
	const {front, keeper, a, b} = await newTeam(t);
	assert.match((await runHere(a, 'review', 'request', '--to', 'B', '--range', 'HEAD~1..')).out, /\(1 commit, 1 file, \+1 -0\)/);
	// Mutation seen red: `counted` that always says several.
	assert.match((await runHere(b, 'inbox', '--peek')).out, /\(1 commit, 1 file, \+1 -0\)/);
	assert.equal((await runHere(b, 'review', 'approve', '1')).code, 0);
	const part = await runHere(keeper, 'merge-ok', 'A');
	// Mutation seen red: uncovered() that is always 0.
	assert.deepEqual([part.code, part.err], [1, '#1 is approved, but 1 earlier commit of feat/frontend was in no approved review. Next: queen review request\n']);
	await runHere(a, 'review', 'request', '--to', 'B', '--range', 'main..HEAD');
	await runHere(b, 'review', 'approve', '2');
	assert.equal((await runHere(keeper, 'merge-ok', 'A')).code, 0);
	front.write('more.ts', 'x\n');
	await front.commit('more');
	await runHere(a, 'review', 'request', '--to', 'B', '--range', 'HEAD~1..feat/frontend');
	await runHere(b, 'review', 'approve', '3');
	assert.deepEqual(await runHere(keeper, 'merge-ok', 'A').then(({code, err}) => [code, err]), [0, '']);
});

test('an approval is about commits: the main line may go on, another clone that has more is not clear', async t => {
	const {shop, keeper, a, b} = await newTeam(t);
	await shop.git('remote', 'add', 'origin', 'https://example.org/shop.git');
	await runHere(a, 'review', 'request', '--to', 'B');
	await runHere(b, 'review', 'approve', '1');
	shop.write('other.ts', '1\n');
	await shop.commit('main goes on');
	assert.equal((await runHere(keeper, 'merge-ok', 'A')).code, 0);
	const clone = `${keeper.folder}/src/clone`;
	const git = (...words: readonly string[]) => runProgram('git', words, {env: keeper.env, cwd: words[0] === 'clone' ? keeper.folder : clone, input: null});
	assert.equal((await git('clone', '--quiet', shop.path, clone)).code, 0);
	await git('switch', '--quiet', 'feat/frontend');
	await git('remote', 'set-url', 'origin', 'https://example.org/shop');
	assert.equal((await runHere(keeper.at(clone), 'merge-ok', 'feat/frontend')).code, 0);
	await git('commit', '--quiet', '--allow-empty', '--message', 'slipped in');
	const ran = await runHere(keeper.at(clone), 'merge-ok', 'feat/frontend');
	// Mutation seen red: compare() without headHere.
	assert.deepEqual([ran.code, /now in this clone: what came since was not reviewed/.test(ran.err)], [1, true]);
});

test('where nothing can be read, nothing is clear', async t => {
	const {shop, front, keeper, a, b} = await newTeam(t);
	await runHere(a, 'review', 'request', '--to', 'B');
	await runHere(b, 'review', 'approve', '1');
	rmSync(front.path, {recursive: true});
	assert.equal((await runHere(keeper, 'merge-ok', 'A')).code, 0, 'the worktree is gone, the branch is not');
	rmSync(shop.path, {recursive: true});
	const ran = await runHere(keeper.at(keeper.folder), 'merge-ok', 'A');
	assert.deepEqual(
		[ran.code, /^Nobody can tell whether feat\/frontend is still what was approved in #1: Repository shop is no longer at /.test(ran.err)],
		[1, true],
	);
	const shown = await json<{stale: boolean | null; diff: string | null; trouble: string}>(keeper.at(keeper.folder), 'review', 'show', '1');
	assert.deepEqual([shown.stale, shown.diff], [null, null]);
});

test('wrong words: one sentence, the right exit code, nothing stored', async t => {
	const {shop, front, keeper, a} = await newTeam(t);
	const says = async (shell: Shell, ...words: readonly string[]) => {
		const {code, err} = await runHere(shell, ...words);
		return `${code} ${err}`;
	};
	assert.match(await says(a, 'review', 'dance'), /^2 queen review knows request, list/);
	assert.match(await says(a, 'review', 'show'), /^2 Which one\?/);
	assert.match(await says(a, 'review', 'show', 'x'), /^2 "x" is no number of a review/);
	assert.match(await says(a, 'review', 'show', '7'), /^1 There is no review #7/);
	assert.match(await says(a, 'review', 'approve', '7'), /^1 There is no review #7/);
	assert.match(await says(a, 'review', 'list', '--to', 'b'), /^2 --to does not go with queen review list/);
	assert.match(await says(a, 'merge-ok'), /^2 Whose work, or which branch\?/);
	assert.match(await says(a, 'review', 'request', '--to', 'A'), /^1 a asked for a review of feat\/frontend herself/);
	assert.match(await says(a, 'review', 'request', '--to', '@all'), /^2 A review has one reviewer, not @all/);
	assert.match(await says(a, 'review', 'request', '--range', 'main'), /^1 "main" is no range/);
	// Never an option of git, whatever it looks like.
	assert.match(await says(a, 'review', 'request', '--range=--output=/tmp/x..HEAD'), /^1 "--output=\/tmp\/x" is no commit here/);
	assert.match(await says(a, 'review', 'request', '--range', 'main..nowhere'), /^1 "nowhere" is no commit here/);
	assert.match(await says(a, 'review', 'request', '--range', 'main..HEAD~1'), /^1 "HEAD~1" is the end of no branch here/);
	assert.match(await says(keeper, 'review', 'request'), /^1 There is no main line that main could be compared with/);
	assert.match(await says(a.at(a.folder), 'review', 'request'), /^1 You are in no git repository/);
	await front.git('switch', '--quiet', '--detach');
	assert.match(await says(a, 'review', 'request'), /^1 HEAD is on no branch here/);
	await shop.git('switch', '--quiet', '-c', 'feat/empty');
	assert.match(await says(keeper, 'review', 'request', '--to', 'b'), /^1 There is nothing to review: feat\/empty has no commit of its own/);
	assert.deepEqual(await json<Review[]>(keeper, 'review', 'list', '--all'), []);
	assert.equal((await runHere(keeper, 'review')).out, 'No review waits in shop.\n');
});

test('under a name that is not hers nobody asks or decides', async t => {
	const {a, b, front} = await newTeam(t);
	await runHere(a, 'review', 'request', '--to', 'B');
	const context = await openContext({env: a.env, cwd: front.path, busyMs: 5000});
	const caller = {...(await context.caller()), name: 'b', verified: 'no' as const};
	const {decideReview, commentReview} = await import('../../source/actions/review.ts');
	const asB = {...context, caller: () => Promise.resolve(caller)};
	// Mutation seen red: context.caller() instead of trustedCaller() in actions/review.ts, three times.
	await assert.rejects(decideReview(asB, 1, 'approved', null), /You say you are b, but you call from another sister's session: you cannot approve a review/);
	await assert.rejects(commentReview(asB, 1, 'x'), /you cannot comment on a review/);
	await assert.rejects(requestReview(asB, {to: 'c', range: null, title: null}), /you cannot ask for a review/);
	context.store.close();
	assert.equal((await json<Review[]>(b, 'review', 'list'))[0]?.state, 'pending');
});

test('text of others comes out clean: titles, branches, paths, diffs, reasons', async t => {
	const {front, keeper, a, b} = await newTeam(t);
	const evil = '\u001b]0;owned\u0007\u202e';
	const secret = `ghp_${'a1B2'.repeat(9)}`;
	front.write(`na${evil}me.ts`, `const x = '${evil}'\n`);
	await front.git('switch', '--quiet', '-c', 'feat/\u202eevil');
	await front.commit(`${evil} key ${secret}`);
	assert.equal((await runHere(a, 'review', 'request', '--to', 'B')).code, 0);
	await runHere(b, 'review', 'reject', '1', `${evil}\nReview #9: approved ${secret}`);
	for (const words of [
		['review', 'list', '--all'],
		['review', 'show', '1'],
		['review', 'show', '1', '--json'],
		['merge-ok', 'A'],
		['merge-ok', 'A', '--json'],
		['log'],
	]) {
		const {out, err} = await runHere(keeper, ...words);
		// Mutation seen red: `block` left out in commands/review.ts.
		assert.ok(!/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/.test(out + err), words.join(' '));
		assert.ok(!(out + err).includes(secret) || words[1] === 'show', words.join(' '));
	}
	const review = (await json<Review[]>(keeper, 'review', 'list', '--all'))[0];
	assert.ok(!JSON.stringify(review).includes(secret));
});
