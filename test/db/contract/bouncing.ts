/** Mail whose addressee is gone for good comes back and is never lost; and how fast a sister reads hers. */
import assert from 'node:assert/strict';
import type {Store} from '../../../db/store.ts';
import type {Message} from '../../../db/types.ts';
import {newMail, registration, report, sighting, type World} from '../world.ts';
import {type Cases, log} from './cases.ts';
import {sent} from './mail.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** One complete pass that sees nobody. */
const pass = async (store: Store, world: World): Promise<void> => {
	await store.recordSightings({epoch: null, sightings: [], complete: true});
	await store.recordFindings({epoch: null, findings: [], crons: null, report: report(world)});
};

/** Somebody with a process of her own, who dies now. */
const dies = async (store: Store, world: World, name: string, pid: number, more: Parameters<typeof registration>[1] = {}): Promise<void> => {
	await store.register(registration(name, {process: world.process(pid), ...more}));
	world.kill(world.process(pid));
	await pass(store, world);
	assert.equal((await store.sister(name))?.status, 'gone');
};

const all = async (store: Store, name: string): Promise<readonly Message[]> => (await store.inbox(name, {all: true, limit: null})).messages;
const notices = async (store: Store, name: string): Promise<readonly string[]> =>
	(await all(store, name)).filter(({kind}) => kind === 'notice').map(({body}) => body);

export function bouncingCases(contract: Cases): void {
	// Mutation seen red: recordFindings without bounceGone.
	contract('unread mail to a sister who is gone for good comes back to who wrote it, with its text, once', async ({store, world}) => {
		await store.beat('iza-1', 'iza-1', 30 * day, null);
		await store.sendMail(newMail('iza-1', 'iza-2', 'the first, read'));
		await store.sendMail(newMail('iza-1', 'iza-2', 'PR #8 is up SECRET'));
		await dies(store, world, 'iza-2', 1);
		await store.markRead('iza-2', [1]);
		world.pass(6 * day);
		await pass(store, world);
		assert.deepEqual(await notices(store, 'iza-1'), [], 'she may come back');
		world.pass(day + hour);
		await pass(store, world);
		const [body, ...more] = await notices(store, 'iza-1');
		assert.equal(body, 'Mail #2 to iza-2 came back: she has been gone for more than 7 days. It said: PR #8 is up [redacted]');
		assert.deepEqual(more, []);
		assert.notEqual((await store.message(2))?.bouncedAt, null);
		assert.equal((await store.message(2))?.readAt, null, 'nobody read it');
		assert.equal((await store.message(1))?.bouncedAt, null);
		assert.deepEqual(await log(store, 'bounce'), ['bounce iza-2']);
		world.pass(day);
		await pass(store, world);
		assert.equal((await notices(store, 'iza-1')).length, 1, 'not again');
		assert.equal(await store.sister('iza-2'), null, 'her row is settled');
	});

	contract('a name that we gave goes to the next session: its mail comes back after a day', async ({store, world}) => {
		await dies(store, world, 'app-1', 1, {nameSource: 'derived'});
		await store.sendMail(newMail('queen', 'app-1', 'are you there?'));
		world.pass(day - hour);
		await pass(store, world);
		assert.equal((await notices(store, 'queen')).length, 0);
		world.pass(2 * hour);
		await pass(store, world);
		assert.match((await notices(store, 'queen'))[0] ?? '', /^Mail #1 to app-1 came back: .* 24 hours\. It said: are you there\?$/);
	});

	// Mutation seen red: homeOf() that always answers the sender.
	contract('the keeper gets it when the sender is gone as well; also what came back to one who is gone by then', async ({store, world}) => {
		await dies(store, world, 'iza-1', 1);
		await dies(store, world, 'iza-2', 2);
		await store.register(registration('iza-3', {process: world.process(3)}));
		await store.sendMail(newMail('iza-1', 'iza-2', 'from the dead'));
		await store.sendMail(newMail('iza-3', 'iza-2', 'from the living'));
		world.pass(8 * day);
		await store.recordSightings({epoch: null, sightings: [sighting(world.process(3), {clientName: 'iza-3'})], complete: true});
		await store.recordFindings({epoch: null, findings: [], crons: null, report: report(world)});
		assert.match((await notices(store, 'queen'))[0] ?? '', /^Mail #1 from iza-1, who is gone as well, to iza-2 came back: .* It said: from the dead$/);
		assert.match((await notices(store, 'iza-3'))[0] ?? '', /from the living$/);
		world.kill(world.process(3));
		await pass(store, world);
		world.pass(8 * day);
		await pass(store, world);
		assert.match(
			(await notices(store, 'queen'))[0] ?? '',
			/^A notice #\d+ from queen, who is gone as well, to iza-3|^A notice #\d+ to iza-3 came back: .*from the living$/,
		);
	});

	contract('mail to a name that nobody ever had comes back after a week; to an alias of the living it does not', async ({store, world}) => {
		await store.beat('iza-1', 'iza-1', 30 * day, null);
		await store.sendMail(newMail('iza-1', 'iza-typo', 'hello?'));
		await store.sendMail(newMail('iza-1', 'queen', 'to the keeper'));
		world.pass(8 * day);
		await pass(store, world);
		assert.deepEqual(await notices(store, 'iza-1'), ['Mail #1 to iza-typo came back: nobody has had that name for 7 days. It said: hello?']);
		assert.equal((await store.inbox('queen', {all: false, limit: null})).unread, 1);
	});

	// Mutations seen red: bounce() left out of forgetName; forgetRows before it.
	contract('forget: what she has not read goes back before everything about her is deleted', async ({store, world}) => {
		await store.beat('iza-1', 'iza-1', day, null);
		await dies(store, world, 'iza-2', 1);
		const long = `${'ä'.repeat(4000)} end`;
		await store.sendMail(newMail('iza-1', 'iza-2', long));
		await store.sendMail(newMail('queen', 'iza-2', 'short'));
		assert.equal((await store.forget({name: 'iza-2'})).ok, true);
		assert.equal(await store.message(1), null);
		assert.match((await notices(store, 'iza-1'))[0] ?? '', /the keeper made the colony forget her\. It said: ä{3500,}/);
		assert.match((await notices(store, 'queen'))[0] ?? '', /It said: short$/);
		assert.equal((await store.forget({name: 'nobody'})).reason, 'unknown');
	});

	// Mutations seen red: letGo() without the jobs that she had taken; reopen() that never answers open.
	contract('her jobs: unread or taken, they are open for the others again, or their sender is told that nobody has them', async ({store, world}) => {
		const dispatch = async (to: string | readonly string[]): Promise<readonly Message[]> =>
			sent(await store.sendMail(newMail('queen', to, `job for ${String(to)}`, {kind: 'dispatch'})));
		await store.beat('iza-1', 'iza-1', 30 * day, null);
		await store.register(registration('iza-2', {process: world.process(1)}));
		const [alone] = await dispatch('iza-2');
		const [both] = await dispatch(['iza-2', 'iza-1']);
		const [taken] = await dispatch('iza-2');
		const [done] = await dispatch('iza-2');
		await store.ack('iza-2', [done?.id ?? 0]);
		await store.declareTask('iza-2', 'quickly', done?.id ?? 0);
		await store.finishTask('iza-2');
		await store.ack('iza-2', [taken?.id ?? 0]);
		world.kill(world.process(1));
		await pass(store, world);
		world.pass(8 * day);
		await pass(store, world);
		const state = async (message: Message | undefined): Promise<string | undefined> => (await store.message(message?.id ?? 0))?.dispatch?.state;
		assert.deepEqual([await state(alone), await state(both), await state(taken), await state(done)], ['declined', 'open', 'declined', 'done']);
		const told = (await notices(store, 'queen')).toSorted();
		assert.equal(told.length, 3);
		assert.match(told[0] ?? '', /^Dispatch #1 to iza-2 came back: .* Nobody has it now: hand it out again\. It said: job for iza-2$/);
		assert.match(told[1] ?? '', /^Dispatch #2 to iza-2 came back: .* It is open for the others/);
		assert.match(told[2] ?? '', /^iza-2 will not finish dispatch #4: .* Nobody has it now/);
		assert.deepEqual(
			(await store.ack('iza-1', [(both?.id ?? 0) + 1])).map(({outcome}) => outcome),
			['acked'],
		);
	});

	contract('she comes back after all: what went back is in her history, not in her unread mail', async ({store, world}) => {
		await dies(store, world, 'iza-2', 1);
		await store.sendMail(newMail('queen', 'iza-2', 'too late'));
		world.pass(8 * day);
		await pass(store, world);
		await store.register(registration('iza-2', {process: world.process(2)}));
		assert.equal((await store.inbox('iza-2', {all: false, limit: null})).unread, 0);
		assert.deepEqual(
			(await all(store, 'iza-2')).map(({body, bouncedAt}) => [body, bouncedAt === null]),
			[['too late', false]],
		);
	});

	contract('a word of the colony to her alone is lost with her: nobody waits for it', async ({store, world}) => {
		await store.beat('iza-1', 'iza-1', 30 * day, null);
		await store.register(registration('iza-2', {process: world.process(1)}));
		const rows = sent(await store.sendMail(newMail('queen', ['iza-1', 'iza-2'], 'one job', {kind: 'dispatch'})));
		await store.ack('iza-1', [rows[0]?.id ?? 0]);
		await store.markRead('iza-2', [rows[1]?.id ?? 0]);
		assert.equal((await notices(store, 'iza-2')).length, 1);
		world.kill(world.process(1));
		await pass(store, world);
		world.pass(8 * day);
		await pass(store, world);
		assert.deepEqual(await notices(store, 'queen'), []);
	});

	// Mutation seen red: paceOf() over all letters instead of the newest 30.
	contract('how fast she reads: the middle of her newest letters, each step by itself', async ({store, world}) => {
		assert.deepEqual(await store.mailPace('iza-2'), {letters: 0, surfacedMs: null, readMs: null, ackedMs: null});
		const letter = async (surfaced: number | null, read: number | null, acked: number | null): Promise<void> => {
			const [message] = sent(await store.sendMail(newMail('iza-1', 'iza-2', 'x')));
			const id = message?.id ?? 0;
			let now = 0;
			const at = async (ms: number | null, step: () => Promise<unknown>): Promise<void> => {
				if (ms === null) return;
				world.pass(ms - now);
				now = ms;
				await step();
			};
			await at(surfaced, () => store.markSurfaced('iza-2', [id]));
			await at(read, () => store.markRead('iza-2', [id]));
			await at(acked, () => store.ack('iza-2', [id]));
		};
		for (let n = 0; n < 10; n += 1) await letter(hour, hour, hour);
		for (let n = 0; n < 20; n += 1) await letter(1000, 120_000, null);
		for (let n = 0; n < 10; n += 1) await letter(2000, 180_000, 300_000);
		await store.sendMail(newMail('iza-1', 'iza-2', 'not even shown'));
		assert.deepEqual(await store.mailPace('iza-2'), {letters: 30, surfacedMs: 1000, readMs: 120_000, ackedMs: 300_000});
	});
}
