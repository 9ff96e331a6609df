import assert from 'node:assert/strict';
import path from 'node:path';
import {test} from 'node:test';
import {StoreError} from '../../db/store.ts';
import type {Message} from '../../db/types.ts';
import {tell} from '../../source/actions/tell.ts';
import {inbox} from '../../source/commands/inbox.ts';
import type {Call} from '../../source/commands/types.ts';
import type {Context} from '../../source/context.ts';
import {openContext} from '../../source/open-context.ts';
import {dist} from '../driver/environment.ts';
import {newShell, runProgram} from '../driver/shell.ts';
import {runHere} from './in-process.ts';

const queen = path.join(dist, 'queen.cjs');
const stamp = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g;
const untimed = (text: string): string => text.replace(stamp, 'TIME');

test('two workers with nothing but a name and a database: the minimal hive', async t => {
	const {shell} = newShell(t);
	const {QUEEN_NAME: _, ...env} = shell.env;
	const a = shell.with({...env, WORKER_NAME: 'a', LANG: 'C.UTF-8'});
	const b = shell.with({...env, WORKER_NAME: 'b'});
	assert.deepEqual(await a.iam('writing the guide'), {code: 0, out: '📌 declared: writing the guide\n', err: ''});
	// Unquoted words are one task, as the first iam joined them.
	assert.equal((await b.iam('reviewing', 'PR', '8')).out, '📌 declared: reviewing PR 8\n');
	const status = await shell.says('status');
	assert.match(status, /^ {2}a +no pid +unknown +📌/m);
	assert.match(status, /^ {5}writing the guide$/m);
	assert.equal((await a.queen('tell', 'b', 'the deploy is yours')).out, '📬 sent #1 to b\n');
	assert.match((await b.queen('inbox')).out, /\[#1\] from a .*\n {4}the deploy is yours\n/);
	assert.equal((await a.iam('--done')).out, '✓ done: writing the guide\n');
	assert.equal((await shell.json<{sisters: {name: string; task: string | null}[]}>('status')).sisters.find(({name}) => name === 'a')?.task, null);
});

test('the inbox looks as it did in the first queen', async t => {
	const {shell} = newShell(t);
	await shell.as('iza-2').iam('waiting');
	await shell.as('iza-1').says('tell', 'iza-2', 'PR #8 is up, phase 10 state handles. ready for your review when you have a break.');
	await shell.says('tell', 'iza-2', '--urgent', 'QUEEN DISPATCH');
	assert.equal(
		untimed(await shell.as('iza-2').says('inbox', '--all')),
		[
			'📬 2 unread for iza-2',
			'',
			'  [#2] from queen at TIME ⚡URGENT',
			'    QUEEN DISPATCH',
			'',
			'  [#1] from iza-1 (unverified) at TIME',
			'    PR #8 is up, phase 10 state handles. ready for your review when you have a break.',
			'',
			'  (marked 2 as read — ack with: queen ack 2 1)',
			'',
		].join('\n'),
	);
	assert.equal(await shell.as('iza-2').says('inbox'), '📬 0 unread for iza-2\n');
});

test('peek marks nothing, JSON marks what it printed, and both say the same', async t => {
	// Mutation seen red: `markPrinted` called before the question for --peek.
	const {shell} = newShell(t);
	const b = shell.as('b');
	await shell.as('a').says('tell', 'b', 'one');
	assert.match(await b.says('inbox', '--peek'), /1 unread/);
	const [peeked] = await b.json<Message[]>('inbox', '--peek');
	assert.equal(peeked?.readAt, null);
	const [read] = await b.json<Message[]>('inbox');
	assert.equal(read?.body, 'one');
	assert.deepEqual(await b.json<Message[]>('inbox'), []);
	const [kept] = await b.json<Message[]>('inbox', '--all');
	assert.ok(kept?.readAt);
	for (const field of ['id', 'from', 'fromVerified', 'to', 'body', 'priority', 'kind', 'replyTo', 'sentAt', 'readAt', 'ackedAt', 'group'])
		assert.ok(field in kept, field);
});

test('a long inbox is limited, says how much more there is, and loses nothing', async t => {
	// Mutation seen red: all of the mail marked as read instead of what was printed.
	const {shell} = newShell(t);
	const b = shell.as('b');
	const context = await openContext({env: {...shell.env, QUEEN_NAME: 'a'}, cwd: shell.cwd, busyMs: 5000});
	for (let n = 0; n < 23; n++) await tell(context, {to: ['b'], body: `letter ${n}`, priority: 'normal', kind: 'mail', replyTo: null});
	context.store.close();
	const first = await b.says('inbox');
	assert.match(first, /^📬 23 unread for b/);
	assert.match(first, /\n {2}\+3 more /);
	assert.equal(first.match(/^ {4}letter \d+$/gm)?.length, 20);
	const second = await b.says('inbox');
	assert.match(second, /^📬 3 unread for b/);
	const seen = new Set([...first.matchAll(/letter \d+/g), ...second.matchAll(/letter \d+/g)].map(([text]) => text));
	assert.equal(seen.size, 23);
});

test('a dispatch is followed from its sending to its end', async t => {
	const {shell} = newShell(t);
	const b = shell.as('b');
	await b.iam('standing by');
	assert.equal(await shell.says('tell', 'b', '--dispatch', 'write chapter 2'), '📬 dispatched #1 to b\n');
	const state = async (): Promise<string | undefined> => (await b.json<Message[]>('inbox', '--all', '--peek'))[0]?.dispatch?.state;
	assert.equal(await state(), 'open');
	assert.match(await b.says('inbox'), /DISPATCH open[\s\S]*queen ack 1 takes it/);
	const early = await b.iam('writing', '--for', '1');
	assert.deepEqual([early.code, early.out], [1, '']);
	assert.match(early.err, /Take it first: queen ack 1/);
	assert.match(await b.says('ack', '#1'), /took #1; when you start: iam "\.\.\." --for 1/);
	assert.equal(await state(), 'taken');
	assert.equal((await b.iam('chapter 2')).out, '📌 declared: chapter 2 (for #1)\n');
	assert.equal(await state(), 'working');
	assert.equal((await b.iam('--done')).out, '✓ done: chapter 2 (closed #1)\n');
	assert.equal(await state(), 'done');
	assert.match((await b.iam('again', '--for', '1')).err, /#1 is already done/);
});

test('to a group a dispatch is one job: the first ack has it, the second is refused', async t => {
	const {shell} = newShell(t);
	for (const name of ['a', 'b']) await shell.as(name).iam('standing by');
	await shell.says('tell', '@all', '--dispatch', 'who can deploy?');
	const mail = await Promise.all(['a', 'b'].map(name => shell.as(name).json<Message[]>('inbox')));
	const [first, second] = mail.map(([message]) => String(message?.id));
	assert.equal((await shell.as('a').queen('ack', first ?? '')).code, 0);
	const late = await shell.as('b').queen('ack', second ?? '');
	assert.equal(late.code, 1);
	assert.match(late.err, /was taken by a already/);
});

test('a dispatch can be declined with a reason, which its sender gets', async t => {
	const {shell} = newShell(t);
	await shell.as('b').iam('busy');
	await shell.says('tell', 'b', '--dispatch', 'deploy');
	assert.match(await shell.as('b').says('ack', '1', '--decline', 'no access'), /declined #1/);
	assert.match(await shell.says('inbox'), /no access/);
});

test('an answer goes to the sender, says what it answers, and counts the question as read', async t => {
	const {shell} = newShell(t);
	await shell.as('a').says('tell', 'b', 'may I have src/db.ts?');
	assert.equal(await shell.as('b').says('reply', '1', 'in ten minutes'), '📬 sent #2 to a\n');
	assert.match(await shell.as('a').says('inbox'), /from b \(unverified\) at \S+ re #1\n {4}in ten minutes/);
	assert.match(await shell.as('b').says('inbox'), /0 unread/);
	const stranger = await shell.as('c').queen('reply', '1', 'me too');
	assert.equal(stranger.code, 1);
	assert.match(stranger.err, /not to you/);
});

test('mail to nobody in particular: an empty group stores nothing, a name nobody has yet stores it and says so', async t => {
	const {shell} = newShell(t);
	const empty = await shell.as('a').queen('tell', '@all', 'anybody?');
	assert.deepEqual([empty.code, empty.out], [1, '']);
	assert.match(empty.err, /Nobody is in @all/);
	const early = await shell.as('a').queen('tell', 'iza-9', 'welcome');
	assert.deepEqual([early.code, early.out], [0, '📬 sent #1 to iza-9\n']);
	assert.match(early.err, /Nobody is called iza-9 yet; the mail waits/);
	assert.match(await shell.as('iza-9').says('inbox'), /welcome/);
});

test('what may not be stored is refused with 2, and nothing is stored', async t => {
	// Mutation seen red (in actions.test.ts too): the byte count replaced by `text.length`: the two-byte letters then pass.
	const {shell} = newShell(t);
	const a = shell.as('a');
	const refused = [
		await a.queen('tell', 'b', ''),
		await a.queen('tell', 'b', ' \n\t '),
		await a.queen('tell', 'b', 'ä'.repeat(4097)),
		await a.given(`${'x'.repeat(8193)}\n`).queen('tell', 'b', '-'),
		await a.given('x'.repeat(1 << 20)).queen('tell', 'b', '-'),
		await a.given('a\0b').queen('tell', 'b', '-'),
		await runProgram('/bin/sh', ['-c', `printf 'a\\377b' | "$0" "$1" tell b -`, process.execPath, queen], {...a, input: null}),
		await runProgram('/bin/sh', ['-c', `exec "$0" "$1" tell b "$(printf 'a\\377b')"`, process.execPath, queen], {...a, input: null}),
	];
	assert.deepEqual(
		refused.map(({code, out}) => [code, out]),
		refused.map(() => [2, '']),
	);
	for (const {err} of refused) assert.match(err, /^[^\n]+nothing was stored[^\n]*\n$/);
	const exact = await a.given(`${'x'.repeat(8192)}\n`).queen('tell', 'b', '-');
	assert.equal(exact.code, 0);
	const stored = await shell.as('b').json<Message[]>('inbox');
	assert.ok(stored.some(({body}) => body.length === 8192));
	assert.equal(stored.length, 1);
});

test('text as it comes: dashes, several lines, stdin, `--`', async t => {
	const {shell} = newShell(t);
	const a = shell.as('a');
	await a.says('tell', 'b', '- a list\n- of two');
	await a.says('tell', 'b', '--', '--urgent');
	await a.given('from\nstdin\n').says('tell', 'b', '-', '--priority', 'high');
	await a.says('tell', 'b', 'several', 'words');
	const bodies = (await shell.as('b').json<Message[]>('inbox', '--all')).map(({body}) => body);
	assert.deepEqual(new Set(bodies), new Set(['- a list\n- of two', '--urgent', 'from\nstdin', 'several words']));
});

test('secrets are taken out before anything is stored, in the event log too', async t => {
	// Mutation seen red: `redact` in open-context.ts replaced by the identity.
	const {shell} = newShell(t);
	const token = `ghp_${'a1B2'.repeat(9)}`;
	const a = shell.as('a');
	await a.says('tell', 'b', `use ${token} to push`);
	await a.says('tell', 'b', `${'x'.repeat(190)} ${token}`);
	await a.iam(`pushing with ${token}`);
	await a.says('claim', 'deploy', '--why', `with ${token}`);
	const everything = [
		await shell.says('log', '--json'),
		await shell.as('b').says('inbox', '--json'),
		await shell.says('claims', '--json'),
		await shell.says('status', '--json'),
	];
	for (const text of everything) assert.ok(!text.includes('ghp_'), text.slice(Math.max(0, text.indexOf('ghp_') - 80), text.indexOf('ghp_') + 60));
	assert.match(everything[1] ?? '', /use \[redacted: github token\] to push/);
});

test('a dispatch that was withdrawn is not "acked already"', async t => {
	const {shell, owner} = newShell(t);
	await runHere(shell, 'tell', 'a', 'do x', '--dispatch');
	await runHere(shell.as('a'), 'inbox');
	const context = await openContext({env: shell.env, cwd: shell.cwd, busyMs: 5000});
	owner.after(() => context.store.close());
	assert.equal(await context.store.withdraw(1, 'queen'), true);
	const {code, err} = await runHere(shell.as('a'), 'ack', '1');
	// Mutation seen red: sentence() that says the same of all that is closed.
	assert.deepEqual([code, err], [1, '#1 was withdrawn; nothing to do for you.\n']);
});

test('a colony that may only be read: her conflict is shown, and that it cannot be marked as told is no failure', async t => {
	// Mutation seen red: `warn` that lets read-only pass (74, after all was shown).
	const {shell} = newShell(t);
	const {env, cwd} = shell.as('b');
	const context = await openContext({env, cwd, busyMs: 5000});
	t.after(() => context.store.close());
	let code: StoreError['code'] = 'read-only';
	const store: Context['store'] = Object.assign(Object.create(context.store) as Context['store'], {
		untold: async () => [{id: 7, type: 'shared-branch', detail: 'a and b are on one branch', next: null}],
		markTold: () => Promise.reject(new StoreError(code, 'no')),
	});
	let out = '';
	const print = (text: string): void => {
		out += text;
	};
	const call = {args: [], flags: {}, json: false, env, cwd, out: {print, unicode: true}, open: async () => ({...context, store})} as unknown as Call;
	assert.equal(await inbox.run(call), 0);
	assert.match(out, /conflict #7 is about you/);
	code = 'busy';
	await assert.rejects(async () => inbox.run(call), {code: 'busy'});
});
