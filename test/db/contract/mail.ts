import assert from 'node:assert/strict';
import type {NewMail, SendResult, Store} from '../../../db/store.ts';
import type {Message} from '../../../db/types.ts';
import {newMail, reading, registration, sighting} from '../world.ts';
import {type Cases, log} from './cases.ts';

export function sent(result: SendResult): readonly Message[] {
	assert.ok(result.ok, 'nobody to send to');
	return result.messages;
}

const send = async (store: Store, mail: NewMail): Promise<Message> => {
	const [message] = sent(await store.sendMail(mail));
	assert.ok(message);
	return message;
};

const bodies = async (store: Store, name: string, all = false): Promise<readonly string[]> =>
	(await store.inbox(name, {all, limit: null})).messages.map(message => message.body);

export function mailCases(contract: Cases): void {
	contract('stored as written, shown as unread, newest first', async ({store}) => {
		await store.register(registration('iza-2'));
		const hostile = 'first\u001b]52;c;x\u0007 \u202e "quoted" \'; DROP TABLE messages; -- \u{1f98b}';
		const answer = await store.sendMail(newMail('iza-1', 'iza-2', hostile, {priority: 'urgent', fromVerified: 'unknown'}));
		await store.sendMail(newMail('iza-1', 'iza-2', hostile));
		assert.deepEqual(answer.ok && answer.unknown, []);
		const {messages, total, unread} = await store.inbox('iza-2', {all: false, limit: null});
		assert.deepEqual([total, unread], [2, 2]);
		assert.deepEqual(
			messages.map(message => [message.id, message.body, message.priority, message.fromVerified]),
			[
				[2, hostile, 'normal', 'yes'],
				[1, hostile, 'urgent', 'unknown'],
			],
		);
		assert.deepEqual(await store.message(1), messages[1]);
		assert.equal(await store.message(3), null);
	});

	contract('a name that nobody has yet gets its mail later, and the sender is told', async ({store}) => {
		const answer = await store.sendMail(newMail('iza-1', ['iza-9', 'queen'], 'hello'));
		assert.deepEqual(answer.ok && answer.unknown, ['iza-9']);
		const {sister} = await store.register(registration('iza-9'));
		assert.equal(sister.unread, 1);
	});

	contract('the same nonce is the same send; identical texts are separate mails', async ({store}) => {
		const mail = newMail('iza-1', ['iza-2', 'iza-3'], 'hello');
		const first = sent(await store.sendMail(mail));
		const again = sent(await store.sendMail(mail));
		// Mutation seen red: sendMail without the look-up by nonce (SQLite then refuses the second row: one_send).
		assert.deepEqual(again, first);
		await store.sendMail(newMail('iza-1', 'iza-2', 'hello'));
		assert.deepEqual(await bodies(store, 'iza-2'), ['hello', 'hello']);
		assert.deepEqual(await bodies(store, 'iza-3'), ['hello']);
	});

	contract('groups are the living at the moment of sending, without the sender', async ({store, world}) => {
		const shop = world.process(1);
		const asks = world.process(2);
		const other = world.process(3);
		const git = {...sighting(other).git, repo: 'blog', repoKey: 'example.org/blog', repoId: '/r/blog/.git'} as NonNullable<ReturnType<typeof sighting>['git']>;
		const see = [
			sighting(shop, {clientName: 'shop'}),
			sighting(asks, {clientName: 'asks', reading: reading('waiting', {waitingFor: 'may I?'})}),
			sighting(other, {clientName: 'other', git}),
		];
		await store.recordSightings({epoch: null, sightings: see, complete: true});
		await store.register(registration('dead', {process: world.process(4)}));
		world.kill(world.process(4));
		await store.recordSightings({epoch: null, sightings: see, complete: true});
		const to = async (group: string, more: Partial<NewMail> = {}) =>
			sent(await store.sendMail(newMail('shop', group, group, more)))
				.map(message => message.to)
				.toSorted();
		assert.deepEqual(await to('@all'), ['asks', 'other']);
		assert.deepEqual(await to('@repo', {repoKey: 'example.org/shop'}), ['asks']);
		assert.deepEqual(await to('@waiting'), ['asks']);
		const rows = sent(await store.sendMail(newMail('queen', ['@all', 'asks', 'later'], 'one each')));
		assert.deepEqual(rows.map(message => message.to).toSorted(), ['asks', 'later', 'other', 'shop']);
		assert.equal(new Set(rows.map(message => message.group)).size, 1);
		assert.deepEqual(await store.sendMail(newMail('shop', '@repo', 'x', {repoKey: 'example.org/none'})), {ok: false, reason: 'nobody'});
		assert.deepEqual(await store.sendMail(newMail('shop', '@nonsense', 'x')), {ok: false, reason: 'nobody'});
	});

	contract('nobody there: nothing is stored', async ({store}) => {
		assert.deepEqual(await store.sendMail(newMail('queen', '@all', 'hello', {draft: 'tell:all'})), {ok: false, reason: 'nobody'});
		assert.equal((await store.snapshot('queen', {allMail: true})).mail.length, 0);
	});

	contract('8 KiB fit, one byte more does not, and neither does a part of the send', async ({store}) => {
		await store.sendMail(newMail('iza-1', 'iza-2', 'ä'.repeat(4096)));
		// Mutation seen red: the limit counted in characters (`letter.body.length`) lets this one through to the CHECK.
		await assert.rejects(store.sendMail(newMail('iza-1', ['iza-2', 'iza-3'], `${'ä'.repeat(4096)}x`)), RangeError);
		assert.equal((await bodies(store, 'iza-2')).length, 1);
		assert.equal((await bodies(store, 'iza-3')).length, 0);
	});

	contract('secrets are redacted before they are stored', async ({store}) => {
		await store.sendMail(newMail('iza-1', 'iza-2', 'the key is SECRET'));
		// Mutation seen red: insertLetter with letter.body.
		assert.deepEqual(await bodies(store, 'iza-2'), ['the key is [redacted]']);
		const [event] = await store.events({limit: 1});
		assert.equal(event?.data['text'], 'the key is [redacted]');
	});

	contract('surfaced, read and acked are three things; only her own, and only the first time counts', async ({store, world}) => {
		const {id} = await send(store, newMail('iza-1', 'iza-2', 'hello'));
		await store.markSurfaced('iza-2', [id]);
		assert.equal((await store.inbox('iza-2', {all: false, limit: null})).unread, 1, 'surfaced is not read');
		await store.markRead('iza-1', [id]);
		assert.equal((await store.message(id))?.readAt, null, 'not hers');
		await store.markRead('iza-2', [id, 999]);
		const read = (await store.message(id))?.readAt;
		world.pass(1000);
		await store.markRead('iza-2', [id]);
		assert.equal((await store.message(id))?.readAt, read);
		assert.deepEqual(await bodies(store, 'iza-2'), []);
		assert.deepEqual(await bodies(store, 'iza-2', true), ['hello']);
		const ack = async (name: string, ids: readonly number[]) => (await store.ack(name, ids)).map(result => result.outcome);
		assert.deepEqual(await ack('iza-2', [id, id, 99]), ['acked', 'already', 'unknown']);
		assert.deepEqual(await ack('iza-1', [id]), ['not-yours']);
	});

	contract('acking unread mail reads it', async ({store}) => {
		const {id} = await send(store, newMail('iza-1', 'iza-2', 'hello'));
		await store.ack('iza-2', [id]);
		const message = await store.message(id);
		assert.notEqual(message?.readAt, null);
		assert.equal((await store.counts('iza-2')).unread, 0);
	});

	contract('lists are limited, and the total says what was cut; unread comes first', async ({store}) => {
		for (let n = 1; n <= 5; n += 1) await store.sendMail(newMail('iza-1', 'iza-2', String(n)));
		await store.markRead('iza-2', [4, 5]);
		const page = await store.inbox('iza-2', {all: true, limit: 4});
		assert.deepEqual([page.messages.map(message => message.body), page.total, page.unread], [['3', '2', '1', '5'], 5, 3]);
		const fresh = await store.inbox('iza-2', {all: false, limit: 2});
		assert.deepEqual([fresh.messages.map(message => message.body), fresh.total], [['3', '2'], 3]);
	});

	contract('what was not read can be taken back; what was read is named', async ({store}) => {
		const rows = sent(await store.sendMail(newMail('iza-1', ['iza-2', 'iza-3'], 'oops')));
		const ids = rows.map(message => message.id);
		await store.markRead('iza-3', ids);
		assert.deepEqual(await store.recall('iza-2', ids), {recalled: [], read: [], reopened: []}, 'not hers to take back');
		assert.deepEqual(await store.recall('iza-1', ids), {recalled: [ids[0]], read: [ids[1]], reopened: []});
		assert.deepEqual(await bodies(store, 'iza-2', true), []);
		assert.deepEqual(
			(await store.ack('iza-2', [ids[0] ?? 0])).map(result => result.outcome),
			['unknown'],
		);
		assert.equal((await store.counts('iza-2')).unreadAll, 0);
		assert.deepEqual(await log(store, 'recall'), ['recall iza-1']);
	});

	// Mutations seen red: unanswer() not called; its `read_at >= ?` left out; its NOT EXISTS left out.
	contract('taking back an answer makes the letter unread again that was read by answering it', async ({store, world}) => {
		const asked = await send(store, newMail('iza-1', 'queen', 'help', {priority: 'urgent'}));
		const answer = async (): Promise<number> => (await send(store, newMail('queen', 'iza-1', 'yes', {replyTo: asked.id}))).id;
		const first = await answer();
		await store.markRead('queen', [asked.id]);
		assert.equal((await store.counts('queen')).unread, 0);
		assert.deepEqual(await store.recall('queen', [first]), {recalled: [first], read: [], reopened: [asked.id]});
		assert.equal((await store.counts('queen')).unread, 1);
		const second = await answer();
		await store.markRead('queen', [asked.id]);
		world.pass(1000);
		const third = await answer();
		assert.deepEqual((await store.recall('queen', [second])).reopened, [], 'another answer stands');
		assert.deepEqual((await store.recall('queen', [third])).reopened, [], 'it was read before that answer');
		await store.ack('queen', [asked.id]);
		const last = await answer();
		assert.deepEqual((await store.recall('queen', [last])).reopened, [], 'it is acked');
	});

	contract('counts, lists and the snapshot say the same', async ({store}) => {
		for (const to of ['queen', 'queen', 'iza-2']) await store.sendMail(newMail('iza-1', to, 'x'));
		await store.markRead('queen', [1]);
		const counts = await store.counts('queen');
		const snapshot = await store.snapshot('queen', {allMail: true});
		assert.deepEqual([counts.unread, counts.unreadAll], [1, 2]);
		assert.deepEqual(snapshot.counts, counts);
		assert.deepEqual(
			snapshot.inbox.map(message => message.id),
			[2, 1],
		);
		assert.deepEqual(
			snapshot.mail.map(message => message.id),
			[3, 2, 1],
		);
		assert.deepEqual((await store.snapshot('queen')).mail, []);
	});

	contract('a draft is kept, changed, and gone in the very send that finishes it', async ({store}) => {
		const draft = {key: 'tell:iza-2', to: 'iza-2', body: 'half a SECRET', priority: 'high', kind: 'mail', replyTo: 7} as const;
		await store.saveDraft(draft);
		await store.saveDraft({...draft, body: 'more of a SECRET'});
		const [kept] = (await store.snapshot('queen')).drafts;
		assert.deepEqual({...kept, savedAt: ''}, {...draft, body: 'more of a [redacted]', savedAt: ''});
		await assert.rejects(store.sendMail(newMail('queen', 'iza-2', 'x'.repeat(9000), {draft: draft.key})));
		assert.equal((await store.snapshot('queen')).drafts.length, 1, 'a send that fails keeps the draft');
		await store.sendMail(newMail('queen', 'iza-2', 'done', {draft: draft.key}));
		// Mutation seen red: sendMail without dropDraft.
		assert.equal((await store.snapshot('queen')).drafts.length, 0);
		await store.saveDraft(draft);
		await store.dropDraft(draft.key);
		assert.equal((await store.snapshot('queen')).drafts.length, 0);
	});
}
