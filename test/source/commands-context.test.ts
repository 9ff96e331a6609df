import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ContextEntry} from '../../db/types.ts';
import {addEntry} from '../../source/actions/context.ts';
import {openContext} from '../../source/open-context.ts';
import {newRepository} from '../driver/repository.ts';
import {newShell} from '../driver/shell.ts';
import {hostile} from '../hostile.ts';
import {runHere} from './in-process.ts';

const forbidden =
	/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\u{e0000}-\u{e0fff}]/u;

test('written down in a repository, for all who work in it and in its worktrees', async t => {
	const {shell} = newShell(t);
	const guide = await newRepository(shell, 'guide');
	const worktree = await guide.worktree('guide-2', 'feat/x');
	const shop = await newRepository(shell, 'shop');
	const [a, b] = [shell.as('A').at(guide.path), shell.as('B').at(worktree.path)];
	assert.equal((await runHere(a, 'context', 'add', 'API uses snake_case for all fields', '--category', 'decision')).out, 'Context #1 added (decision)\n');
	// Without a category as in the list of the seed's last one; from stdin and without quotes just as well.
	assert.equal((await runHere(b, 'context', 'add', 'the', 'tests', 'need', 'Redis')).out, 'Context #2 added (discovery)\n');
	assert.equal((await runHere(b, 'context', 'add', 'no force pushes', '--category', 'convention', '--colony')).out, 'Context #3 added (convention)\n');
	const shown = (await runHere(b, 'context')).out.replaceAll(/, (?:just now|\d+s ago)/g, '');
	assert.equal(
		shown,
		[
			'Shared context for guide: 3 entries',
			'',
			'  #3 [convention] by b for the whole colony',
			'    no force pushes',
			'',
			'  #2 [discovery] by b for guide',
			'    the tests need Redis',
			'',
			'  #1 [decision] by a for guide',
			'    API uses snake_case for all fields',
			'',
		].join('\n'),
	);
	assert.equal((await runHere(b, 'context', 'show')).out.split('\n').length, shown.split('\n').length);
	const elsewhere = await runHere(shell.at(shop.path), 'context', '--json');
	assert.deepEqual(
		(JSON.parse(elsewhere.out) as ContextEntry[]).map(({id}) => id),
		[3],
	);
	assert.match((await runHere(shell, 'context', '--everywhere')).out, /^Shared context everywhere: 3 entries$/m);
	assert.match((await runHere(a, 'context', 'search', 'REDIS', 'tests')).out, /^Shared context for guide: 1 entry with REDIS tests\n\n {2}#2 /);
	assert.match((await runHere(a, 'context', '--category', 'decision')).out, /1 entry\n/);
});

test('superseded: the old one stays, marked, and is not shown any more', async t => {
	// Mutation seen red: `all` always true in findEntries.
	const {shell} = newShell(t);
	const [a, b] = [shell.as('A'), shell.as('B')];
	await runHere(a, 'context', 'add', 'session cookies', '--category', 'decision');
	assert.equal((await runHere(b, 'context', 'supersede', '1', 'JWT for auth')).out, 'Context #2 added (decision); it stands instead of #1\n');
	assert.doesNotMatch((await runHere(a, 'context')).out, /cookies/);
	assert.match(
		(await runHere(a, 'context', 'show', '--all')).out,
		/#2 \[decision\] by b, [^\n]*\(instead of #1\)\n.*\n\n {2}#1 .*\(SUPERSEDED by #2\)\n {4}session cookies/,
	);
	const late = await runHere(a, 'context', 'supersede', '#1', 'something else');
	assert.deepEqual([late.code, late.err], [1, '#1 was superseded already, by #2: supersede that one.\n']);
});

test('an entry is ended by hand: nobody is told of it any more, and it can still be read', async t => {
	const {shell} = newShell(t);
	const a = shell.as('A');
	await runHere(a, 'context', 'add', 'port 8080 is taken');
	assert.match((await runHere(a, 'context', 'expire', '#1')).out, /Context #1 is expired/);
	assert.doesNotMatch((await runHere(a, 'context', 'show')).out, /8080/);
	assert.doesNotMatch((await runHere(shell.as('B'), 'onboard')).out, /8080/);
	assert.match((await runHere(a, 'context', 'show', '--all')).out, /#1 \[discovery\] by a, just now \(EXPIRED just now\)/);
	assert.match((await runHere(a, 'log')).out, /^\S+Z {2}context {2}a {2}#1 discovery ended: port 8080 is taken$/m);
	const again = await runHere(a, 'context', 'expire', '1');
	assert.deepEqual([again.code, again.err], [1, '#1 is expired already.\n']);
});

test('a time to live is said, a secret is not stored, a text from stdin is whole', async t => {
	const {shell} = newShell(t);
	const a = shell.as('A');
	await runHere(a, 'context', 'add', 'migration in progress', '--category', 'warning', '--ttl', '2h');
	assert.match((await runHere(a, 'context')).out, /#1 \[warning\] by a, just now \((?:1h59m|2h) left\)/);
	await runHere(a, 'context', 'add', `the key is ghp_${'a1B2'.repeat(9)}`);
	assert.doesNotMatch((await runHere(a, 'context', '--json')).out, /ghp_a1B2/);
	await a.given('line one\nline two\n').says('context', 'add', '-', '--category', 'interface');
	assert.match((await runHere(a, 'context')).out, /by a, just now\n {4}│ line one\n {4}│ line two\n/);
});

test('every refusal is one sentence with its exit code', async t => {
	const {shell} = newShell(t);
	const a = shell.as('A');
	await runHere(a, 'context', 'add', 'x');
	const table: readonly (readonly [words: readonly string[], code: number, err: RegExp])[] = [
		[['add'], 2, /What\? queen context add/],
		[['add', ' '], 2, /The entry is empty; nothing was stored/],
		[['add', 'x'.repeat(8193)], 2, /8193 bytes, 8192 is the most; nothing was stored/],
		[['add', 'x', '--category', 'rumour'], 2, /"rumour" is none of decision, interface, warning, convention, discovery/],
		[['add', 'x', '--ttl', 'soon'], 2, /--ttl soon is no length of time/],
		[['add', 'x', '--all'], 2, /--all does not go with queen context add/],
		[['supersede', '1'], 2, /Which one, and what instead\?/],
		[['supersede', 'one', 'x'], 2, /"one" is no number of an entry/],
		[['supersede', '9', 'x'], 1, /There is no entry #9/],
		[['supersede', '1', 'x', '--colony'], 2, /--colony does not go with queen context supersede/],
		[['search'], 2, /For what\?/],
		[['show', 'x'], 2, /one word too many/],
		[['expire'], 2, /Which one\? queen context expire ID/],
		[['expire', '9'], 1, /There is no entry #9/],
		[['expire', '1', '2'], 2, /one word too many/],
		[['expire', '1', '--all'], 2, /--all does not go with queen context expire/],
		[['remove', '1'], 2, /knows add, show, search, supersede and expire, not "remove"/],
	];
	for (const [words, code, err] of table) {
		const ran = await runHere(a, 'context', ...words);
		assert.deepEqual([ran.code, ran.out], [code, ''], words.join(' '));
		assert.match(ran.err, err);
		assert.equal(ran.err.trimEnd().split('\n').length, 1);
	}
	// Nothing of all that was stored; and with nothing to show it is 0.
	assert.equal((JSON.parse((await runHere(a, 'context', '--json')).out) as unknown[]).length, 1);
	assert.equal((await runHere(a, 'context', 'search', 'nowhere')).code, 0);
});

test('hostile text stays text: in lists, in onboard, in sync, in JSON', async t => {
	// Mutation seen red: `sanitize` left out of list(), of the briefing, of sync, in turn.
	const {shell} = newShell(t);
	// The worst last: onboard shows the newest few.
	const texts = Object.values(hostile)
		.toReversed()
		.map(text => text.replaceAll('\0', '').slice(0, 2000).toWellFormed());
	const opened = await openContext({env: shell.as('mallory').env, cwd: shell.cwd, busyMs: 5000});
	for (const body of texts) await addEntry(opened, {body, category: 'warning', ttlMs: null, isForAll: false, supersedes: null});
	opened.store.close();
	const ways = [['context'], ['context', '--json'], ['context', 'search', '\u001b[2J'], ['onboard'], ['sync', '--json'], ['sync']];
	for (const [n, words] of ways.entries()) {
		// Each caller looks for the first time.
		const {out, err, code} = await runHere(shell.as(`zoe-${n}`), ...words);
		assert.equal(code, 0, err);
		assert.ok(out.length > 0, words.join(' '));
		assert.doesNotMatch(out + err, forbidden, words.join(' '));
	}
	const json = JSON.parse((await runHere(shell, 'context', '--json')).out) as ContextEntry[];
	assert.deepEqual(new Set(json.map(({body}) => body)), new Set(texts));
});

test('onboard tells the newest few, who is blocked and who is ready', async t => {
	// Mutation seen red: standing() with her own name in it.
	const {shell} = newShell(t);
	const [a, b, c] = [shell.as('A'), shell.as('B'), shell.as('C')];
	for (let n = 1; n <= 7; n += 1) await runHere(a, 'context', 'add', `entry ${n}`, '--category', 'decision');
	await runHere(b, 'update', '--status', 'blocked', '--note', 'waiting on A for types');
	await runHere(c, 'update', '--status', 'ready', '--note', 'all green');
	const forA = (await runHere(a, 'onboard')).out;
	assert.match(forA, /^Blocked, can you help\?\n {2}b, (?:now|\d+s): waiting on A for types\n\nReady to merge:\n {2}c: all green$/m);
	assert.match(forA, /^Written down for all who work here, newest first:\n {2}\[decision\] a: entry 7\n(?:.*\n){4} {2}\+2 more \(queen context\)$/m);
	assert.doesNotMatch((await runHere(b, 'onboard')).out, /Blocked, can you/);
	assert.equal((JSON.parse((await runHere(a, 'onboard', '--json')).out) as {context: unknown[]}).context.length, 5);
});
