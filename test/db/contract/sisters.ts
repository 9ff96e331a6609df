import assert from 'node:assert/strict';
import type {Store} from '../../../db/store.ts';
import {gitFacts, hours, minutes, newClaim, newMail, pane, pathClaim, reading, registration, report, sighting} from '../world.ts';
import {type Cases, log} from './cases.ts';

const names = async (store: Store): Promise<readonly string[]> => (await store.sisters()).map(sister => `${sister.name} ${sister.status}`);
const see = (store: Store, ...sightings: readonly ReturnType<typeof sighting>[]) => store.recordSightings({epoch: null, sightings, complete: true});

export function sisterCases(contract: Cases): void {
	contract('sessions get the next free number of their repository, folder or home', async ({store, world}) => {
		await see(
			store,
			sighting(world.process(1)),
			sighting(world.process(2)),
			sighting(world.process(3), {git: null, cwd: '/srv/My Notes'}),
			sighting(world.process(4), {git: null, cwd: null}),
		);
		assert.deepEqual(await names(store), ['shop-1 idle', 'shop-2 idle', 'my-notes-1 idle', 'home-1 idle']);
		const [first] = await store.sisters();
		assert.deepEqual([first?.nameSource, first?.pid, first?.branch, first?.terminal], ['derived', 1, 'main', pane(1)]);
		assert.deepEqual(await log(store, 'appeared'), ['appeared shop-1', 'appeared shop-2', 'appeared my-notes-1', 'appeared home-1']);
	});

	contract('a session is known again by its process, wherever it moved', async ({store, world}) => {
		await see(store, sighting(world.process(1)));
		await see(store, sighting(world.process(1), {terminal: pane(8), cwd: '/elsewhere', git: null}));
		const sisters = await store.sisters();
		assert.deepEqual([sisters.length, sisters[0]?.name, sisters[0]?.repo, sisters[0]?.terminal?.pane], [1, 'shop-1', null, '%8']);
		assert.equal((await store.sessionOf(world.process(1)))?.sister, 'shop-1');
		// The same pid with another start time is somebody else.
		assert.equal(await store.sessionOf(world.process(1, '101')), null);
	});

	contract('the name that her human gave the session is slugged, the original is shown', async ({store, world}) => {
		await see(store, sighting(world.process(1), {clientName: 'Iza Ünö SECRET!'}));
		const [sister] = await store.sisters();
		assert.deepEqual([sister?.name, sister?.displayName, sister?.nameSource], ['iza-uno-secret', 'Iza Ünö [redacted]!', 'client']);
	});

	contract('taken by a living one: -2, and a notice; nobody is called queen', async ({store, world}) => {
		await see(
			store,
			sighting(world.process(1), {clientName: 'iza'}),
			sighting(world.process(2), {clientName: 'Iza'}),
			sighting(world.process(3), {clientName: 'queen'}),
		);
		assert.deepEqual(await names(store), ['iza idle', 'iza-2 idle', 'queen-2 idle']);
		assert.deepEqual(await log(store, 'notice'), ['notice iza-2', 'notice queen-2']);
	});

	contract('a name given in the client later renames her; one given by the environment stays', async ({store, world}) => {
		const other = world.process(2);
		await see(store, sighting(world.process(1)), sighting(other));
		await store.register(registration('iza-2', {process: other, agent: 'claude'}));
		await see(store, sighting(world.process(1), {clientName: 'writer'}), sighting(other, {clientName: 'reader'}));
		assert.deepEqual(await names(store), ['writer idle', 'iza-2 idle']);
		assert.equal((await store.sister('shop-1'))?.name, 'writer');
	});

	contract('a terminal pane and repository remember the name for 24 h', async ({store, world}) => {
		await see(store, sighting(world.process(1), {terminal: pane(5)}), sighting(world.process(2)));
		await store.sendMail(newMail('queen', 'shop-1', 'later'));
		world.kill(world.process(1));
		await see(store, sighting(world.process(2)));
		world.pass(hours(23));
		await see(store, sighting(world.process(2)), sighting(world.process(11), {terminal: pane(5)}));
		assert.deepEqual(await names(store), ['shop-1 idle', 'shop-2 idle']);
		assert.equal((await store.sister('shop-1'))?.unread, 1);
		// Another repository, another server: not the same seat.
		world.kill(world.process(11));
		await see(store, sighting(world.process(2)));
		await see(
			store,
			sighting(world.process(2)),
			sighting(world.process(12), {terminal: pane(5, '901 2')}),
			sighting(world.process(13), {terminal: pane(5), git: gitFacts({repo: 'blog', repoKey: 'blog'})}),
		);
		assert.deepEqual(
			(await store.sisters()).filter(sister => sister.status !== 'gone').map(sister => sister.name),
			['shop-2', 'shop-3', 'blog-1'],
		);
		world.pass(hours(24) + 1);
		await see(store, sighting(world.process(14), {terminal: pane(5)}));
		// Mutation seen red: rememberedName without the age.
		assert.equal((await store.sessionOf(world.process(14)))?.sister, 'shop-4');
	});

	contract('a remembered name that lives elsewhere by now is not taken', async ({store, world}) => {
		await see(store, sighting(world.process(1), {terminal: pane(5)}));
		world.kill(world.process(1));
		await see(store);
		await store.register(registration('shop-1', {process: world.process(9), agent: 'claude'}));
		await see(store, sighting(world.process(2), {terminal: pane(5)}), sighting(world.process(9), {terminal: pane(6)}));
		assert.equal((await store.sessionOf(world.process(2)))?.sister, 'shop-2');
	});

	contract('gone when her process is dead, or when a complete pass does not see her; an incomplete one proves nothing', async ({store, world}) => {
		await see(store, sighting(world.process(1)), sighting(world.process(2)));
		world.kill(world.process(1));
		await store.recordSightings({epoch: null, sightings: [], complete: false});
		// Mutation seen red: endSessions without `complete &&`.
		assert.deepEqual(await names(store), ['shop-1 gone', 'shop-2 idle']);
		await see(store);
		assert.deepEqual(await names(store), ['shop-1 gone', 'shop-2 gone']);
		await see(store);
		assert.deepEqual(await log(store, 'gone'), ['gone shop-1', 'gone shop-2']);
		const gone = await store.sister('shop-1');
		assert.deepEqual([gone?.pid, gone?.sessions, gone?.statusSource], [null, 0, 'process']);
		assert.equal((await store.sessionOf(world.process(1)))?.endedAt, '2026-04-11T04:00:00.000Z');
	});

	contract('after a reboot everybody is gone', async ({store, world}) => {
		await see(store, sighting(world.process(1)));
		world.reboot();
		await store.recordSightings({epoch: null, sightings: [], complete: false});
		assert.deepEqual(await names(store), ['shop-1 gone']);
	});

	contract('one that registered with a living process outside any terminal stays until that process ends', async ({store, world}) => {
		await store.register(registration('headless', {process: world.process(5), agent: 'codex'}));
		await see(store);
		assert.deepEqual(await names(store), ['headless unknown']);
		world.kill(world.process(5));
		await see(store);
		assert.deepEqual(await names(store), ['headless gone']);
	});

	contract('a bare name is gone after 30 minutes of silence, unless she holds something', async ({store, world}) => {
		for (const name of ['silent', 'claims', 'mailed']) await store.register(registration(name));
		assert.deepEqual([(await store.sister('silent'))?.agent, (await store.sister('silent'))?.pid], ['none', null]);
		await store.claim(newClaim('claims', 'deploy'));
		await store.sendMail(newMail('queen', 'mailed', 'hello'));
		world.pass(minutes(30) - 1);
		await see(store);
		assert.deepEqual(await names(store), ['silent unknown', 'claims unknown', 'mailed unknown']);
		world.pass(1);
		await see(store);
		// Mutation seen red: whyGone() without holdsSomething.
		assert.deepEqual(await names(store), ['silent gone', 'claims unknown', 'mailed unknown']);
	});

	contract('tell and inbox register nobody', async ({store}) => {
		await store.sendMail(newMail('iza-1', 'queen', 'hello'));
		await store.inbox('iza-1', {all: true, limit: null});
		assert.deepEqual(await names(store), []);
	});

	contract('gone rows stay a day, and as long as mail or claims are open', async ({store, world}) => {
		const settled = world.process(1);
		const owing = world.process(2);
		const findings = () => store.recordFindings({epoch: null, findings: [], crons: null, report: report(world)});
		await see(store, sighting(settled), sighting(owing));
		await store.claim(pathClaim('shop-2', 'src'));
		await see(store);
		world.pass(hours(24));
		await findings();
		assert.deepEqual(await names(store), ['shop-1 gone', 'shop-2 gone']);
		world.pass(1);
		await findings();
		// Mutation seen red: pruneGone() without holdsSomething.
		assert.deepEqual(await names(store), ['shop-2 gone']);
		const [claim] = await store.claims();
		await store.release(claim?.id ?? 0, {name: 'queen', verified: 'yes', force: true, why: null});
		await findings();
		assert.deepEqual(await names(store), ['shop-2 gone'], 'the notice about her claim is unread');
		await store.markRead('shop-2', [1]);
		await findings();
		assert.deepEqual(await names(store), []);
	});

	contract('a beat keeps a sister without a process until its time runs out', async ({store, world}) => {
		const sister = await store.beat('izadaemon', 'Iza Daemon', 90_000, 'alive');
		assert.deepEqual([sister.beating, sister.status, sister.task, sister.pid], [true, 'working', 'alive', null]);
		world.pass(89_999);
		await see(store);
		assert.equal((await store.sister('izadaemon'))?.status, 'working');
		await store.beat('izadaemon', 'Iza Daemon', 90_000, null);
		world.pass(90_000);
		assert.equal((await store.sister('izadaemon'))?.status, 'gone', 'also before a scanner comes by');
		await see(store);
		assert.deepEqual(await log(store, 'appeared', 'beat', 'gone'), ['appeared izadaemon', 'beat izadaemon', 'gone izadaemon']);
		await store.beat('izadaemon', 'Iza Daemon', 1000, null);
		world.pass(1000);
		await store.register(registration('izadaemon'));
		assert.notEqual((await store.sister('izadaemon'))?.status, 'gone', 'she called in herself');
	});

	contract('two living sessions under one name are counted, and one of them speaks for her', async ({store, world}) => {
		await store.register(registration('iza-1', {process: world.process(1), agent: 'claude'}));
		await store.register(registration('iza-1', {process: world.process(2), agent: 'claude'}));
		const both = [sighting(world.process(1), {reading: reading('working')}), sighting(world.process(2), {reading: reading('waiting')})];
		for (let pass = 0; pass < 3; pass += 1) await see(store, ...both);
		const sister = await store.sister('iza-1');
		assert.deepEqual([sister?.sessions, sister?.pid, sister?.status], [2, 1, 'working']);
		assert.equal((await log(store, 'status')).length, 1, 'the two do not take turns');
		assert.equal((await store.facts()).sessions.length, 2);
	});
}
