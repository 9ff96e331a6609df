import assert from 'node:assert/strict';
import type {Store} from '../../../db/store.ts';
import type {Message} from '../../../db/types.ts';
import {newMail, registration} from '../world.ts';
import {type Cases, log} from './cases.ts';
import {sent} from './mail.ts';

const dispatch = async (store: Store, to: string | readonly string[], body = 'write the guide'): Promise<readonly Message[]> =>
	sent(await store.sendMail(newMail('queen', to, body, {kind: 'dispatch'})));

const stateOf = async (store: Store, id: number): Promise<string | undefined> => (await store.message(id))?.dispatch?.state;
const open = async (store: Store): Promise<readonly number[]> => (await store.facts()).dispatches.map(message => message.id);
const notices = async (store: Store, name: string): Promise<readonly string[]> =>
	(await store.inbox(name, {all: true, limit: null})).messages.filter(message => message.kind === 'notice').map(message => message.body);

const single = (rows: readonly Message[]): number => {
	assert.equal(rows.length, 1);
	return rows[0]?.id ?? 0;
};

export function dispatchCases(contract: Cases): void {
	contract('open, taken, working, done', async ({store}) => {
		await store.register(registration('iza-1'));
		const id = single(await dispatch(store, 'iza-1'));
		assert.equal(await stateOf(store, id), 'open');
		assert.deepEqual(await open(store), [id]);
		await store.ack('iza-1', [id]);
		assert.equal(await stateOf(store, id), 'taken');
		const {linked, sister} = await store.declareTask('iza-1', 'guide, chapter 2 SECRET', null);
		assert.deepEqual([linked?.id, linked?.dispatch?.state], [id, 'working']);
		assert.deepEqual([sister.task, sister.taskSource], ['guide, chapter 2 [redacted]', 'declared']);
		assert.equal((await store.counts('queen')).openDispatches, 1);
		const {task, closed} = await store.finishTask('iza-1');
		assert.equal(task, 'guide, chapter 2 [redacted]');
		assert.deepEqual(
			closed.map(message => [message.id, message.dispatch?.state]),
			[[id, 'done']],
		);
		assert.equal((await store.sister('iza-1'))?.task, null);
		assert.deepEqual(await open(store), []);
		assert.deepEqual(await log(store, 'dispatch', 'ack', 'iam', 'done'), ['dispatch queen', 'ack iza-1', 'iam iza-1', 'done iza-1']);
		assert.equal((await store.ack('iza-1', [id]))[0]?.outcome, 'already');
	});

	contract('to a group it is one job: the first takes it, the others are told', async ({store}) => {
		for (const name of ['iza-1', 'iza-2', 'iza-3']) await store.register(registration(name));
		const rows = await dispatch(store, '@all');
		const idOf = (name: string): number => rows.find(row => row.to === name)?.id ?? 0;
		assert.equal((await open(store)).length, 1);
		assert.equal((await store.ack('iza-2', [idOf('iza-2')]))[0]?.outcome, 'acked');
		const late = (await store.ack('iza-1', [idOf('iza-1')]))[0];
		// Mutation seen red: accept() without the takenBy test (two sisters do the same work).
		assert.deepEqual([late?.outcome, late?.takenBy], ['taken', 'iza-2']);
		assert.match((await notices(store, 'iza-1'))[0] ?? '', /iza-2 took/);
		assert.equal((await notices(store, 'iza-3')).length, 1);
		assert.equal((await notices(store, 'iza-2')).length, 0);
		assert.deepEqual(await open(store), [idOf('iza-2')]);
		assert.equal((await store.message(idOf('iza-3')))?.dispatch?.takenBy, 'iza-2');
	});

	contract('a notice comes from the colony and needs no answer', async ({store}) => {
		for (const name of ['iza-1', 'iza-2']) await store.register(registration(name));
		const rows = await dispatch(store, '@all');
		await store.ack('iza-1', [rows[0]?.id ?? 0]);
		const {messages} = await store.inbox('iza-2', {all: false, limit: null});
		const notice = messages.find(message => message.kind === 'notice');
		assert.deepEqual([notice?.from, notice?.replyTo], ['queen', rows[1]?.id]);
	});

	contract('declining says why; a job that all declined is closed, one that was taken is open again', async ({store}) => {
		for (const name of ['iza-1', 'iza-2']) await store.register(registration(name));
		const rows = sent(await store.sendMail(newMail('iza-9', ['iza-1', 'iza-2'], 'who can?', {kind: 'dispatch'})));
		const [one, two] = rows.map(row => row.id) as [number, number];
		await store.ack('iza-1', [one]);
		const declined = (await store.ack('iza-1', [one], {declineWhy: 'no SECRET time'}))[0];
		assert.deepEqual([declined?.outcome, declined?.message?.dispatch?.declinedWhy], ['declined', 'no [redacted] time']);
		assert.deepEqual([await stateOf(store, two), (await store.message(two))?.dispatch?.takenBy], ['open', null]);
		assert.match((await notices(store, 'iza-9'))[0] ?? '', /iza-1 declined #1: no \[redacted\] time/);
		assert.equal((await store.ack('iza-1', [one], {declineWhy: 'again'}))[0]?.outcome, 'already');
		await store.ack('iza-2', [two], {declineWhy: 'me neither'});
		assert.equal(await stateOf(store, two), 'declined');
		assert.deepEqual(await open(store), []);
		assert.equal((await store.ack('iza-1', [one]))[0]?.outcome, 'acked', 'she may think again');
		assert.equal(await stateOf(store, one), 'taken');
	});

	contract('iam links the named dispatch, or the only one that she has taken', async ({store}) => {
		await store.register(registration('iza-1'));
		const one = single(await dispatch(store, 'iza-1', 'one'));
		const two = single(await dispatch(store, 'iza-1', 'two'));
		assert.equal((await store.declareTask('iza-1', 'something else', null)).linked, null, 'she has taken none');
		await store.ack('iza-1', [one, two]);
		assert.equal((await store.declareTask('iza-1', 'which?', null)).linked, null, 'two: she must say which');
		assert.equal((await store.declareTask('iza-1', 'two it is', two)).linked?.id, two);
		assert.deepEqual([await stateOf(store, one), await stateOf(store, two)], ['taken', 'working']);
		await store.finishTask('iza-1');
		assert.equal((await store.declareTask('iza-1', 'then one', null)).linked?.id, one);
		assert.equal((await store.declareTask('iza-2', 'not mine', one)).linked, null);
		const three = single(await dispatch(store, 'iza-1', 'three'));
		assert.equal((await store.declareTask('iza-1', 'at once', three)).linked?.dispatch?.state, 'working', 'naming an open one takes it');
		assert.equal((await store.declareTask('iza-1', 'no such', 999)).linked, null);
	});

	contract('a reply to a dispatch does not close it', async ({store}) => {
		await store.register(registration('iza-1'));
		const id = single(await dispatch(store, 'iza-1'));
		await store.ack('iza-1', [id]);
		await store.sendMail(newMail('iza-1', 'queen', 'a question', {replyTo: id}));
		assert.equal(await stateOf(store, id), 'taken');
	});

	contract('the keeper takes it back: unread copies disappear, the taker is told', async ({store}) => {
		for (const name of ['iza-1', 'iza-2']) await store.register(registration(name));
		const rows = await dispatch(store, '@all');
		const [one, two] = rows.map(row => row.id) as [number, number];
		await store.ack('iza-1', [one]);
		assert.equal(await store.withdraw(one, 'queen'), true);
		assert.equal(await stateOf(store, one), 'withdrawn');
		assert.deepEqual(await open(store), []);
		assert.notEqual((await store.message(two))?.recalledAt, null);
		assert.match((await notices(store, 'iza-1')).join(), /withdrawn/);
		assert.equal(await store.withdraw(one, 'queen'), false);
		assert.equal(await store.withdraw(999, 'queen'), false);
		assert.equal((await store.ack('iza-2', [two]))[0]?.outcome, 'unknown');
	});

	contract('recalling every copy withdraws the job', async ({store}) => {
		const rows = await dispatch(store, ['iza-1', 'iza-2']);
		await store.recall('queen', [rows[0]?.id ?? 0]);
		assert.equal((await open(store)).length, 1);
		await store.recall('queen', [rows[1]?.id ?? 0]);
		assert.deepEqual(await open(store), []);
	});

	contract('iam --done without a task changes nothing and says so', async ({store}) => {
		await store.register(registration('iza-1'));
		assert.deepEqual(await store.finishTask('iza-1'), {task: null, closed: []});
		assert.deepEqual(await log(store, 'done'), []);
	});
}
