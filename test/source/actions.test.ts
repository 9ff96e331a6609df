import assert from 'node:assert/strict';
import {type TestContext, test} from 'node:test';
import type {NewClaim, Store} from '../../db/store.ts';
import {claim, claimOrNotice, extend, release, steal, undoRelease} from '../../source/actions/claims.ts';
import {resolveConflict} from '../../source/actions/conflicts.ts';
import {forget} from '../../source/actions/forget.ts';
import {declare, done, whoAmI} from '../../source/actions/iam.ts';
import {ack, dropDraft, inbox, markPrinted, recall, saveDraft, withdraw} from '../../source/actions/mail.ts';
import {beat, rename} from '../../source/actions/names.ts';
import {reply, tell} from '../../source/actions/tell.ts';
import {checkText, newNonce} from '../../source/actions/text.ts';
import type {Caller, Context} from '../../source/context.ts';
import {QueenError} from '../../source/errors.ts';
import {openContext} from '../../source/open-context.ts';
import {newShell} from '../driver/shell.ts';

const sister = (name: string, change: Partial<Caller> = {}): Caller => ({
	name,
	displayName: name,
	verified: 'unknown',
	isKeeper: false,
	source: 'environment',
	process: null,
	...change,
});
const keeper = sister('queen', {verified: 'yes', isKeeper: true, source: 'keeper'});

/** One colony, and the same context as different callers. */
async function colony(t: TestContext): Promise<(caller: Caller) => Context> {
	const {shell, owner} = newShell(t);
	const context = await openContext({env: shell.env, cwd: shell.cwd, busyMs: 5000});
	owner.after(() => context.store.close());
	return caller => ({...context, caller: async () => caller});
}

const refused = (code: 'refused' | 'usage', message: RegExp) => (error: unknown) =>
	error instanceof QueenError && error.code === code && message.test(error.message);
const wanted = (resource: string) => ({resource, why: null, ttlMs: null, shared: false});
const mail = (to: string, body: string) => ({to: [to], body, priority: 'normal', kind: 'mail', replyTo: null}) as const;

test("who calls from another's session may speak, but not decide: release, rename, resolve, withdraw, forget, recall", async t => {
	// Mutation seen red: `trustedCaller` replaced by `context.caller()` in each of these actions in turn.
	const as = await colony(t);
	const liar = as(sister('a', {verified: 'no', process: {host: 'h', bootId: 'b', pid: 1, startTime: '1'}}));
	await tell(liar, mail('b', 'this is a'));
	assert.equal((await inbox(as(sister('b')), {all: false, limit: null})).messages[0]?.fromVerified, 'no');
	const result = await claim(liar, wanted('deploy'));
	assert.ok(result.ok);
	const no = refused('refused', /another sister's session/);
	await assert.rejects(release(liar, 'deploy'), no);
	await assert.rejects(steal(liar, 'deploy', 'mine', null), no);
	await assert.rejects(extend(liar, 'deploy', 1000), no);
	await assert.rejects(undoRelease(liar, 1), no);
	await assert.rejects(rename(liar, null, 'c'), no);
	await assert.rejects(resolveConflict(liar, 1, 'because'), no);
	await assert.rejects(withdraw(as({...keeper, verified: 'no'}), 1), no);
	await assert.rejects(forget(liar, {name: 'b'}), no);
	await assert.rejects(recall(liar, [1]), no);
	// Her own process must not become the other's by this.
	const [session] = (await liar.store.facts()).sessions.filter(each => each.sister === 'a');
	assert.equal(session, undefined);
});

test('mail is taken back while it is unread', async t => {
	const as = await colony(t);
	const [a, b] = [as(sister('a')), as(sister('b'))];
	const {messages} = await tell(a, mail('b', 'oops'));
	const ids = messages.map(({id}) => id);
	assert.deepEqual(await recall(a, ids), {recalled: ids, read: [], reopened: []});
	assert.equal((await inbox(b, {all: false, limit: null})).unread, 0);
	const late = await tell(a, mail('b', 'oops again'));
	await markPrinted(b, await inbox(b, {all: false, limit: null}));
	assert.deepEqual(
		(
			await recall(
				a,
				late.messages.map(({id}) => id),
			)
		).recalled,
		[],
	);
});

test('only the keeper withdraws a dispatch', async t => {
	const as = await colony(t);
	const {messages} = await tell(as(keeper), {...mail('b', 'deploy'), kind: 'dispatch'});
	const id = messages[0]?.id ?? 0;
	await assert.rejects(withdraw(as(sister('b')), id), refused('refused', /Only the keeper/));
	await withdraw(as(keeper), id);
	await assert.rejects(withdraw(as(keeper), id), refused('refused', /still open/));
	assert.equal((await as(keeper).store.message(id))?.dispatch?.state, 'withdrawn');
});

test('a released claim comes back, unless somebody took it meanwhile; a held one is given more time', async t => {
	const as = await colony(t);
	const [a, b, queen] = [as(sister('a')), as(sister('b')), as(keeper)];
	const first = await claim(a, {...wanted('deploy'), ttlMs: 60_000});
	assert.ok(first.ok);
	const longer = await extend(queen, 'deploy', 60_000);
	assert.ok(Date.parse(longer.expiresAt ?? '') > Date.parse(first.claim.expiresAt ?? ''));
	await assert.rejects(extend(b, 'deploy', 60_000), refused('refused', /held by a, not by you/));
	const {id} = await release(queen, 'deploy', 'she is gone');
	assert.equal((await undoRelease(queen, id)).state, 'held');
	await release(queen, 'deploy');
	assert.ok((await claim(b, wanted('deploy'))).ok);
	await assert.rejects(undoRelease(queen, id), refused('refused', /claimed by b meanwhile/));
});

test('a path without --ttl ends after two hours unless she works on; a domain, and what was asked for, is taken by its word', async t => {
	// Mutation seen red: `renewedByActivity` left out of `leaseFor`.
	const as = await colony(t);
	const a = as(sister('a'));
	const asked: NewClaim[] = [];
	const store: Store = {
		...a.store,
		claim(given) {
			asked.push(given);
			return a.store.claim(given);
		},
	};
	const noting = {...a, store};
	for (const claimed of [wanted('src/a.ts'), wanted('deploy'), {...wanted('src/b.ts'), ttlMs: 60_000}]) await claim(noting, claimed);
	assert.deepEqual(
		asked.map(({ttlMs, renewedByActivity}) => [ttlMs, renewedByActivity]),
		[
			[7_200_000, true],
			[null, false],
			[60_000, false],
		],
	);
});

test('drafts are kept until they are sent or thrown away', async t => {
	const as = await colony(t);
	const queen = as(keeper);
	const draft = {key: 'tell:b', to: 'b', body: 'half a', priority: 'normal', kind: 'mail', replyTo: null} as const;
	const drafts = async (): Promise<readonly string[]> => (await queen.store.snapshot('queen')).drafts.map(({body}) => body);
	await saveDraft(queen, draft);
	await saveDraft(queen, {...draft, body: 'half a letter'});
	assert.deepEqual(await drafts(), ['half a letter']);
	await tell(queen, {...mail('b', 'a whole letter'), draft: draft.key});
	assert.deepEqual(await drafts(), []);
	await saveDraft(queen, draft);
	await dropDraft(queen, draft.key);
	assert.deepEqual(await drafts(), []);
});

test('the keeper is no sister: she claims and writes, but declares nothing', async t => {
	const as = await colony(t);
	const queen = as(keeper);
	await assert.rejects(declare(queen, 'coordinating', null), refused('usage', /You are the keeper/));
	await assert.rejects(done(queen), refused('usage', /You are the keeper/));
	const held = await claim(queen, wanted('deploy'));
	assert.ok(held.ok && held.claim.owner === 'queen');
	assert.deepEqual(await queen.store.sisters(), []);
	assert.equal((await whoAmI(queen)).sister, null);
	await tell(as(sister('a')), mail('@keeper', 'done'));
	assert.equal((await inbox(queen, {all: false, limit: null})).unread, 1);
});

test("names: no sister is called like the keeper, a living one's name is not taken, only she or the keeper renames", async t => {
	const as = await colony(t);
	const [a, b, queen] = [as(sister('a')), as(sister('b')), as(keeper)];
	await declare(a, 'x', null);
	await declare(b, 'y', null);
	await assert.rejects(rename(a, null, 'Queen'), refused('refused', /keeper's address/));
	await assert.rejects(rename(a, null, 'b'), refused('refused', /A living sister is called b/));
	await assert.rejects(rename(a, 'b', 'c'), refused('refused', /Only b herself or the keeper/));
	assert.equal((await rename(queen, 'a', 'Iza Bael')).sister.name, 'iza-bael');
	await assert.rejects(beat(queen, 'queen', null, null), refused('refused', /keeper's address/));
	assert.equal((await beat(queen, 'izadaemon', 60_000, 'watching')).beating, true);
	await assert.rejects(forget(queen, {name: 'iza-bael'}), refused('refused', /is alive/));
});

test('a reply goes to the other side; the keeper may answer anything', async t => {
	const as = await colony(t);
	const {messages} = await tell(as(sister('a')), mail('b', 'question'));
	const id = messages[0]?.id ?? 0;
	assert.equal((await reply(as(sister('b')), id, 'answer')).messages[0]?.to, 'a');
	assert.equal((await reply(as(sister('a')), id, 'one more thing')).messages[0]?.to, 'b');
	assert.equal((await reply(as(keeper), id, 'I know')).messages[0]?.to, 'a');
	assert.deepEqual(
		(await ack(as(sister('c')), [id])).map(({outcome}) => outcome),
		['not-yours'],
	);
});

test('--notify where nobody holds it, though others wait for more: it is hers, and no letter says that it is free', async t => {
	const as = await colony(t);
	const [a, b, c] = [as(sister('a')), as(sister('b')), as(sister('c'))];
	const held = await claim(a, wanted('/nowhere/src/a.ts'));
	assert.ok(held.ok);
	const self = b.processes.get(process.pid);
	assert.ok(self);
	const all = {...held.claim, resource: '/nowhere/src/**', owner: 'b', process: null, nonce: newNonce()};
	assert.equal((await b.store.queueClaim(all, 'wait', b.processes.identify(self))).ok, false);
	assert.ok((await claimOrNotice(c, wanted('/nowhere/src/b.ts'))).ok);
	await release(a, String(held.claim.id));
	// Mutation seen red: without leaveQueue.
	assert.deepEqual((await inbox(c, {all: true, limit: null})).messages, []);
});

test('texts that may be stored, and marks for writes', () => {
	assert.equal(checkText('x'.repeat(8192), 'the mail').length, 8192);
	for (const text of ['', '  \n', 'a\0b', '\ud800', 'ä'.repeat(4097)])
		assert.throws(() => checkText(text, 'the mail'), refused('usage', /^The mail .*nothing was stored/));
	assert.equal(new Set(Array.from({length: 1000}, newNonce)).size, 1000);
});
