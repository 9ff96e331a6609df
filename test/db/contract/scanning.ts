import assert from 'node:assert/strict';
import type {Store} from '../../../db/store.ts';
import type {Reading, Sighting} from '../../../db/types.ts';
import {gitFacts, hours, newMail, reading, registration, report, seconds, sighting, type World} from '../world.ts';
import {type Case, type Cases, log} from './cases.ts';

/** A pass that sees one session with this reading. */
const pass = async ({store, world}: Case, read: Reading, more: Partial<Sighting> = {}) => {
	await store.recordSightings({epoch: null, sightings: [sighting(world.process(1), {reading: read, ...more})], complete: true});
	const [sister] = await store.sisters();
	assert.ok(sister);
	return sister;
};

const scanned = (store: Store, world: World, more: Parameters<typeof report>[1] = {}) =>
	store.recordFindings({epoch: null, findings: [], crons: null, report: report(world, more)});

export function scanningCases(contract: Cases): void {
	contract('idle after working is believed when seen twice in a row', async given => {
		const started = (await pass(given, reading('working'))).statusSince;
		given.world.pass(seconds(1));
		const doubted = await pass(given, reading('idle', {detail: 'menu'}));
		// Mutation seen red: applyReading without the pending step.
		assert.deepEqual([doubted.status, doubted.detail, doubted.statusSince], ['working', null, started]);
		given.world.pass(seconds(1));
		const believed = await pass(given, reading('idle', {detail: 'menu'}));
		assert.deepEqual([believed.status, believed.detail, believed.statusSince], ['idle', 'menu', '2026-04-11T04:00:02.000Z']);
		const events = await given.store.events({limit: 10, kinds: ['status']});
		assert.deepEqual(
			events.map(event => event.data),
			[{from: 'working', to: 'idle', waitingFor: null}],
		);
	});

	contract('working again in between: the doubt is forgotten', async given => {
		for (const status of ['working', 'idle', 'working', 'idle'] as const) assert.equal((await pass(given, reading(status))).status, 'working');
		assert.equal((await pass(given, reading('idle'))).status, 'idle');
		assert.equal((await log(given.store, 'status')).length, 1);
	});

	contract('after 3 s without another look an idle is believed too: one-shot scans and the view agree', async given => {
		await pass(given, reading('working'));
		await pass(given, reading('idle', {source: 'screen'}));
		given.world.pass(seconds(3) - 1);
		assert.equal((await given.store.sisters())[0]?.status, 'working');
		given.world.pass(1);
		const [sister] = await given.store.sisters();
		assert.deepEqual([sister?.status, sister?.statusSource], ['idle', 'screen']);
	});

	contract('needing somebody and working are published at once', async given => {
		assert.equal((await pass(given, reading('idle'))).status, 'idle');
		assert.equal((await pass(given, reading('working'))).status, 'working');
		const asks = await pass(given, reading('waiting', {waitingFor: 'Allow SECRET?', source: 'dialog', evidence: [{source: 'dialog', said: 'a SECRET'}]}));
		assert.deepEqual([asks.status, asks.waitingFor, asks.statusSource], ['waiting', 'Allow [redacted]?', 'dialog']);
		assert.deepEqual(asks.evidence, [{source: 'dialog', said: 'a [redacted]'}]);
	});

	contract('the state of the doubt lies in the database', async ({store, again, world}) => {
		const other = await again();
		const look = (from: Store, status: Reading['status']) =>
			from.recordSightings({epoch: null, sightings: [sighting(world.process(1), {reading: reading(status)})], complete: true});
		await look(store, 'working');
		await look(other, 'idle');
		await look(store, 'idle');
		assert.equal((await other.sisters())[0]?.status, 'idle');
	});

	contract('a branch is an edge; another repository is not', async given => {
		await pass(given, reading('idle'));
		await pass(given, reading('idle'), {git: gitFacts({branch: 'feat/x'})});
		await pass(given, reading('idle'), {git: gitFacts({branch: 'trunk', repo: 'blog', repoKey: 'blog'})});
		const events = await given.store.events({limit: 10, kinds: ['branch']});
		assert.deepEqual(
			events.map(event => event.data),
			[{from: 'main', to: 'feat/x'}],
		);
	});

	contract('a declared task wins over what the title says', async given => {
		const titled = await pass(given, reading('idle'), {task: 'from SECRET title', taskSource: 'title'});
		assert.deepEqual([titled.task, titled.taskSource], ['from [redacted] title', 'title']);
		await given.store.declareTask(titled.name, 'declared', null);
		assert.equal((await pass(given, reading('idle'), {task: 'title', taskSource: 'title'})).task, 'declared');
		await given.store.finishTask(titled.name);
		assert.deepEqual((await pass(given, reading('idle'), {task: 'title', taskSource: 'title'})).taskSource, 'title');
	});

	contract('a pass in which nothing changed wakes nobody', async ({store, again, world}) => {
		const view = await again();
		const see = (lastOutput: string) =>
			store.recordSightings({epoch: null, sightings: [sighting(world.process(1), {lastOutput, reading: reading('working')})], complete: true});
		await see('2026-04-11T04:00:00.000Z');
		view.changed();
		for (let second = 1; second < 5; second += 1) {
			world.pass(seconds(1));
			await see(`2026-04-11T04:00:0${second}.000Z`);
			// Mutation seen red: softEveryMs = 0.
			assert.equal(view.changed(), false, `second ${second}`);
		}
		world.pass(seconds(1));
		await see('2026-04-11T04:00:05.000Z');
		assert.equal(view.changed(), true);
		assert.equal((await view.sisters())[0]?.lastOutput, '2026-04-11T04:00:05.000Z');
	});

	contract('activity: in how many passes of each 40 s there was new output', async ({store, world}) => {
		const start = world.clock.wall();
		const see = (process: number, output: number) =>
			sighting(world.process(process), {lastOutput: new Date(start + output).toISOString(), reading: reading('working')});
		for (let second = 0; second < 80; second += 1) {
			// The first one writes every second in the first bucket, the second one every other second in the second.
			const first = Math.min(second, 39);
			const other = second < 40 ? 0 : Math.floor((second - 40) / 2) + 1;
			await store.recordSightings({epoch: null, sightings: [see(1, first * 1000), see(2, other * 1000)], complete: true});
			world.pass(seconds(1));
		}
		world.pass(seconds(5));
		await store.recordSightings({epoch: null, sightings: [see(1, 1), see(2, 1)], complete: true});
		const [one, two] = await store.sisters();
		assert.equal(one?.activity.length, 8);
		const [full, , now] = (one?.activity ?? []).slice(-3);
		assert.ok((full ?? 0) > 0.9 && now === 1, JSON.stringify(one?.activity));
		assert.equal(two?.activity.at(-2), 0.5);
		world.pass(seconds(400));
		assert.deepEqual((await store.sisters())[0]?.activity, [0, 0, 0, 0, 0, 0, 0, 0]);
	});

	contract('one leader a host: renewed, refused, taken over when its lease ends or its process dies', async ({store, world}) => {
		const [one, two] = [world.process(1), world.process(2)];
		const first = await store.lead(one, 10_000);
		assert.ok(first.leader);
		assert.deepEqual(await store.lead(two, 10_000), {leader: false, holder: {pid: 1, host: one.host}});
		world.pass(9000);
		assert.deepEqual(await store.lead(one, 10_000), first);
		world.pass(9000);
		assert.equal((await store.lead(two, 10_000)).leader, false);
		world.pass(1000);
		const second = await store.lead(two, 10_000);
		assert.ok(second.leader && second.epoch > first.epoch);
		assert.equal(await store.recordSightings({epoch: first.epoch, sightings: [sighting(world.process(7))], complete: true}), false);
		// Mutation seen red: epochHolds that always says yes.
		assert.deepEqual(await store.sisters(), []);
		assert.equal(await store.recordFindings({epoch: first.epoch, findings: [], crons: [], report: report(world)}), false);
		assert.equal((await store.colony()).scannedAt, null);
		world.kill(two);
		const third = await store.lead(one, 10_000);
		assert.ok(third.leader && third.epoch > second.epoch);
		await store.resign(second.epoch);
		assert.equal((await store.lead(world.process(3), 10_000)).leader, false, 'an old epoch resigns nothing');
		await store.resign(third.epoch);
		assert.equal((await store.lead(world.process(3), 10_000)).leader, true);
	});

	contract('a one-shot scan writes beside a leader', async ({store, world}) => {
		await store.lead(world.process(1), 10_000);
		assert.equal(await store.recordSightings({epoch: null, sightings: [sighting(world.process(7))], complete: true}), true);
		assert.equal((await store.sisters()).length, 1);
	});

	contract('the scan event: when something changed, else every 30 s, with every beating sister by name', async ({store, world}) => {
		await store.recordSightings({epoch: null, sightings: [sighting(world.process(1))], complete: true});
		await store.beat('izadaemon', 'izadaemon', seconds(600), null);
		for (let n = 0; n < 3; n += 1) {
			await scanned(store, world);
			world.pass(seconds(29));
		}
		const lines = (await store.events({limit: 10, kinds: ['scan']})).map(event => JSON.stringify(event.data));
		assert.deepEqual(lines, Array(2).fill('{"sisters":1,"izadaemon":true,"crons":0,"conflicts":0}'));
		await store.register(registration('iza-9'));
		await scanned(store, world);
		assert.equal((await store.events({limit: 10, kinds: ['scan']})).at(-1)?.data['sisters'], 2);
	});

	contract('the number is true while the last complete scan is younger than 90 s and everything could be read', async ({store, world}) => {
		const before = await store.colony();
		assert.deepEqual([before.complete, before.age, before.scannedAt, before.scanner], [false, null, null, null]);
		await scanned(store, world);
		const fresh = await store.colony();
		assert.deepEqual([fresh.complete, fresh.age, fresh.scanMs, fresh.looked], [true, 0, 12, ['tmux server default (3 panes)']]);
		world.stepWall(-seconds(3600));
		world.pass(seconds(89));
		assert.deepEqual([(await store.colony()).complete, (await store.colony()).age], [true, 89]);
		await scanned(store, world, {complete: false});
		world.pass(seconds(1));
		// Mutation seen red: last_complete written for incomplete reports too.
		assert.deepEqual([(await store.colony()).complete, (await store.colony()).age], [false, 90]);
		await scanned(store, world, {unread: ['repository blog: not a directory']});
		assert.deepEqual([(await store.colony()).complete, (await store.colony()).unread.length], [false, 1]);
	});

	contract('the log keeps 30 days by itself, and mail is never deleted unasked', async ({store, world}) => {
		await store.sendMail(newMail('iza-1', 'iza-2', 'old'));
		await store.ack('iza-2', [1]);
		world.pass(hours(30 * 24));
		await scanned(store, world);
		assert.equal((await store.events({limit: 10, kinds: ['tell']})).length, 1);
		world.pass(1);
		await scanned(store, world);
		assert.equal((await store.events({limit: 10, kinds: ['tell']})).length, 1, 'once an hour');
		world.pass(hours(1));
		await scanned(store, world);
		// Mutation seen red: recordFindings without pruneLog.
		assert.deepEqual(await store.events({limit: 10, kinds: ['tell', 'ack']}), []);
		assert.equal((await store.inbox('iza-2', {all: true, limit: null})).total, 1);
	});

	contract('crons are replaced as a whole; null leaves them', async ({store, world}) => {
		const cron = {
			name: 'backup',
			schedule: '0 3 * * *',
			words: 'at 03:00',
			command: 'backup --key SECRET',
			source: 'crontab',
			nextRun: null,
			lastRun: null,
			lastResult: null,
		};
		await store.recordFindings({epoch: null, findings: [], crons: [cron], report: report(world)});
		assert.deepEqual(await store.crons(), [{...cron, command: 'backup --key [redacted]'}]);
		await scanned(store, world);
		assert.equal((await store.crons()).length, 1);
		await store.recordFindings({epoch: null, findings: [], crons: [], report: report(world)});
		assert.deepEqual(await store.crons(), []);
	});

	contract('events: the newest, those after one, those since a time, by kind and by sister', async ({store, world}) => {
		for (let n = 1; n <= 5; n += 1) {
			await store.sendMail(newMail(n % 2 ? 'iza-1' : 'iza-2', 'queen', String(n)));
			world.pass(seconds(1));
		}
		const ids = async (query: Partial<Parameters<Store['events']>[0]>) => (await store.events({limit: 100, ...query})).map(event => event.id);
		assert.deepEqual(await ids({}), [1, 2, 3, 4, 5]);
		assert.deepEqual(await ids({limit: 2}), [4, 5]);
		assert.deepEqual(await ids({after: 2, limit: 2}), [3, 4]);
		assert.deepEqual(await ids({since: '2026-04-11T04:00:03.000Z'}), [4, 5]);
		assert.deepEqual(await ids({sister: 'iza-2'}), [2, 4]);
		assert.deepEqual(await ids({kinds: ['iam']}), []);
		assert.deepEqual(await ids({kinds: ['tell', 'iam'], after: 4}), [5]);
	});

	contract('another connection’s commit is noticed once, one’s own never', async ({store, again}) => {
		const other = await again();
		store.changed();
		await store.addEvent('notice', 'queen', {});
		assert.equal(store.changed(), false);
		await other.addEvent('notice', 'queen', {});
		assert.deepEqual([store.changed(), store.changed()], [true, false]);
	});
}
