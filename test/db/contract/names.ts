import assert from 'node:assert/strict';
import {hours, newClaim, newMail, registration, seconds, sighting} from '../world.ts';
import {type Cases, log} from './cases.ts';
import {granted} from './claims.ts';
import {newEntry} from './context.ts';
import {sent} from './mail.ts';

export function nameCases(contract: Cases): void {
	contract('registering: new, known, and when she was last here', async ({store, world}) => {
		const first = await store.register(registration('iza-1', {displayName: 'Iza One', cwd: '/r/shop', repo: 'shop', repoKey: 'k'}));
		assert.deepEqual([first.isNew, first.lastHere, first.sister.displayName, first.sister.repo], [true, null, 'Iza One', 'shop']);
		const here = first.sister.lastSeen;
		world.pass(hours(1));
		const second = await store.register(registration('iza-1'));
		assert.deepEqual([second.isNew, second.lastHere], [false, here]);
		assert.deepEqual(await log(store, 'appeared'), ['appeared iza-1']);
	});

	contract('a session that we had named takes the name of her environment along with mail and claims', async ({store, world}) => {
		const process = world.process(1);
		await store.recordSightings({epoch: null, sightings: [sighting(process)], complete: true});
		await store.sendMail(newMail('queen', 'shop-1', 'hello'));
		const claim = granted(await store.claim(newClaim('shop-1', 'deploy', {process})));
		const {sister, isNew} = await store.register(registration('iza-1', {process, agent: 'claude'}));
		assert.deepEqual([sister.name, sister.nameSource, sister.unread, sister.claims, sister.repo, isNew], ['iza-1', 'environment', 1, 1, 'shop', false]);
		assert.equal((await store.sisters()).length, 1);
		const [held] = await store.findClaims('deploy');
		assert.deepEqual([held?.owner, held?.id, held?.fence], ['iza-1', claim.id, claim.fence]);
		assert.equal((await store.sister('shop-1'))?.name, 'iza-1');
		assert.deepEqual([await store.nameInForce('shop-1'), await store.nameInForce('iza-1'), await store.nameInForce('nobody')], ['iza-1', 'iza-1', 'nobody']);
		await store.recordSightings({epoch: null, sightings: [sighting(process)], complete: true});
		assert.deepEqual(
			(await store.sisters()).map(one => one.name),
			['iza-1'],
		);
	});

	contract('the name was there without a process: both become one, with the task that she had declared', async ({store, world}) => {
		const process = world.process(1);
		await store.declareTask('iza-1', 'the guide', null);
		await store.claim(newClaim('iza-1', 'deploy'));
		await store.recordSightings({epoch: null, sightings: [sighting(process)], complete: true});
		await store.claim(newClaim('shop-1', 'tests'));
		const {sister} = await store.register(registration('iza-1', {process, agent: 'claude'}));
		assert.deepEqual([sister.task, sister.claims, sister.pid, sister.sessions], ['the guide', 2, 1, 1]);
		assert.equal((await store.sisters()).length, 1);
	});

	contract('both names hold the same thing: one claim is left', async ({store, world}) => {
		const process = world.process(1);
		await store.recordSightings({epoch: null, sightings: [sighting(process)], complete: true});
		await store.claim(newClaim('iza-1', 'notes', {shared: true}));
		await store.claim(newClaim('shop-1', 'notes', {shared: true}));
		await store.register(registration('iza-1', {process, agent: 'claude'}));
		assert.deepEqual(
			(await store.claims()).map(claim => [claim.owner, claim.resource]),
			[['iza-1', 'notes']],
		);
	});

	contract('the name lives elsewhere: the session joins, which is an identity clash', async ({store, world}) => {
		await store.register(registration('iza-1', {process: world.process(1), agent: 'claude'}));
		await store.recordSightings({epoch: null, sightings: [sighting(world.process(1)), sighting(world.process(2))], complete: true});
		const {sister} = await store.register(registration('iza-1', {process: world.process(2), agent: 'claude'}));
		assert.equal(sister.sessions, 2);
		assert.deepEqual(
			(await store.sisters()).map(one => one.name),
			['iza-1'],
		);
	});

	contract('a process of one sister that says another name registers that name without itself', async ({store, world}) => {
		const process = world.process(1);
		await store.register(registration('iza-1', {process, agent: 'claude'}));
		const {sister} = await store.register(registration('iza-2', {process, agent: 'claude'}));
		assert.deepEqual([sister.name, sister.pid, sister.sessions, sister.agent], ['iza-2', null, 0, 'none']);
		assert.equal((await store.sessionOf(process))?.sister, 'iza-1');
	});

	contract('rename moves unread mail, jobs and claims; the old name reaches her for 7 days', async ({store, world}) => {
		await store.register(registration('iza-1'));
		const [job] = sent(await store.sendMail(newMail('queen', 'iza-1', 'work', {kind: 'dispatch'})));
		const [letter] = sent(await store.sendMail(newMail('queen', 'iza-1', 'hello')));
		await store.ack('iza-1', [job?.id ?? 0]);
		await store.claim(newClaim('iza-1', 'deploy'));
		const answer = await store.rename('iza-1', 'writer', 'The Writer');
		assert.ok(answer.ok);
		assert.deepEqual(
			[answer.sister.name, answer.sister.displayName, answer.sister.nameSource, answer.sister.unread, answer.sister.claims],
			['writer', 'The Writer', 'given', 1, 1],
		);
		assert.equal((await store.message(job?.id ?? 0))?.dispatch?.takenBy, 'writer');
		assert.equal((await store.declareTask('iza-1', 'on it', null)).linked?.id, job?.id);
		sent(await store.sendMail(newMail('queen', 'iza-1', 'by the old name')));
		assert.equal((await store.inbox('iza-1', {all: false, limit: null})).unread, 2);
		assert.deepEqual(
			(await store.ack('iza-1', [letter?.id ?? 0])).map(result => result.outcome),
			['acked'],
		);
		assert.equal((await store.register(registration('iza-1'))).sister.name, 'writer');
		world.pass(hours(7 * 24) - 1);
		assert.equal((await store.sister('iza-1'))?.name, 'writer');
		world.pass(1);
		// Mutation seen red: nameInForce without `until > ?`.
		assert.equal(await store.sister('iza-1'), null);
	});

	contract('who calls herself by the old name while she runs keeps it alive', async ({store, world}) => {
		const process = world.process(1);
		await store.register(registration('iza-1', {process, agent: 'claude'}));
		await store.rename('iza-1', 'writer', 'writer');
		for (let day = 0; day < 10; day += 1) {
			world.pass(hours(24));
			// Mutation seen red: register() without prolongAlias.
			assert.equal((await store.register(registration('iza-1', {process, agent: 'claude'}))).sister.name, 'writer');
		}
	});

	contract('renamed twice: the oldest name still reaches her; a name of the living or of the keeper is refused', async ({store}) => {
		await store.register(registration('a'));
		await store.register(registration('other'));
		await store.rename('a', 'b', 'b');
		await store.rename('b', 'c', 'c');
		assert.equal((await store.sister('a'))?.name, 'c');
		assert.deepEqual(await store.rename('c', 'other', 'other'), {ok: false, reason: 'taken'});
		assert.deepEqual(await store.rename('c', 'Queen', 'Queen'), {ok: false, reason: 'taken'});
		assert.deepEqual(await store.rename('nobody', 'd', 'd'), {ok: false, reason: 'unknown'});
		const same = await store.rename('c', 'c', 'C!');
		assert.equal(same.ok && same.sister.displayName, 'C!');
		assert.deepEqual(await log(store, 'name'), ['name b', 'name c']);
	});

	contract('restarted before a scanner came by: the dead process is not a second session', async ({store, world}) => {
		await store.register(registration('iza-1', {process: world.process(1), agent: 'claude'}));
		world.kill(world.process(1));
		const {sister} = await store.register(registration('iza-1', {process: world.process(2), agent: 'claude'}));
		// Mutation seen red: register() without endDeadSessions.
		assert.deepEqual([sister.sessions, sister.pid], [1, 2]);
	});

	contract('the nearest living session among the ancestors', async ({store, world}) => {
		await store.register(registration('lead', {process: world.process(1), agent: 'claude'}));
		await store.register(registration('helper', {process: world.process(2), agent: 'claude'}));
		const nearest = async (...pids: readonly number[]) => (await store.nearestSession(pids.map(pid => world.process(pid))))?.sister;
		assert.equal(await nearest(9, 2, 1), 'helper');
		assert.equal(await nearest(9, 8), undefined);
		world.kill(world.process(2));
		await store.recordSightings({epoch: null, sightings: [], complete: false});
		assert.equal(await nearest(2, 1), 'lead');
	});

	contract('of two claims of one thing under names that become one, the one that holds stays, else the older', async ({store, world}) => {
		const [old, own] = [world.process(1), world.process(2)];
		const ofOld = granted(await store.claim(newClaim('iza-1', 'deploy', {shared: true, process: old})));
		const ofOwn = granted(await store.claim(newClaim('iza-9', 'deploy', {shared: true, process: own})));
		const older = granted(await store.claim(newClaim('iza-9', 'tests', {shared: true})));
		granted(await store.claim(newClaim('iza-1', 'tests', {shared: true})));
		await store.register(registration('iza-9', {process: own, agent: 'claude'}));
		world.kill(old);
		await store.recordSightings({epoch: null, sightings: [], complete: false});
		world.pass(seconds(20));
		assert.ok((await store.rename('iza-9', 'iza-1', 'iza-1')).ok);
		const held = async (text: string) => (await store.findClaims(text)).map(({id, owner, state}) => [id, owner, state]);
		// Mutations seen red: always those of the old name; always the older ones.
		assert.deepEqual(await held('deploy'), [[ofOwn.id, 'iza-1', 'held']]);
		assert.deepEqual(await held('tests'), [[older.id, 'iza-1', 'held']]);
		assert.equal((await store.findClaims(String(ofOld.id)))[0]?.state, 'released');
	});

	contract('forgetting: everything about a gone name, nothing about a living one', async ({store, world}) => {
		const process = world.process(1);
		await store.register(registration('iza-1', {process, agent: 'claude'}));
		await store.sendMail(newMail('queen', 'iza-1', 'hello'));
		await store.sendMail(newMail('iza-1', 'queen', 'hello'));
		await store.markRead('iza-1', [1]);
		await store.claim(newClaim('iza-1', 'deploy'));
		assert.deepEqual(await store.forget({name: 'iza-1'}), {ok: false, reason: 'alive', rows: 0});
		assert.deepEqual(await store.forget({name: 'nobody'}), {ok: false, reason: 'unknown', rows: 0});
		world.kill(process);
		await store.recordSightings({epoch: null, sightings: [], complete: false});
		const answer = await store.forget({name: 'iza-1'});
		assert.ok(answer.ok && answer.rows >= 5);
		const snapshot = await store.snapshot('queen', {allMail: true});
		assert.deepEqual([snapshot.sisters, snapshot.mail, snapshot.claims], [[], [], []]);
		assert.deepEqual(
			(await store.events({limit: 100})).map(event => event.kind),
			['tell', 'forget'],
		);
	});

	contract('forgetting before a date takes what is settled and leaves what is open', async ({store, world}) => {
		for (const body of ['acked', 'unread']) await store.sendMail(newMail('queen', 'iza-1', body));
		await store.ack('iza-1', [1]);
		const claim = granted(await store.claim(newClaim('iza-1', 'old')));
		await store.claim(newClaim('iza-1', 'held'));
		await store.release(claim.id, {name: 'iza-1', verified: 'yes', force: false, why: null});
		world.pass(hours(1));
		const before = new Date(world.clock.wall()).toISOString();
		assert.equal((await store.forget({before})).ok, true);
		assert.deepEqual(
			(await store.snapshot('queen', {allMail: true})).mail.map(message => message.body),
			['unread'],
		);
		assert.deepEqual(
			(await store.claims({released: true})).map(one => one.resource),
			['held'],
		);
		assert.deepEqual(
			(await store.events({limit: 100})).map(event => event.kind),
			['forget'],
		);
	});

	contract(
		'forgetting before a date takes a gone sister, but neither what she wrote to others and they did not settle nor what holds',
		async ({store, world}) => {
			const process = world.process(1);
			await store.register(registration('iza-1', {process, agent: 'claude'}));
			await store.sendMail(newMail('iza-1', 'iza-2', 'unread'));
			await store.sendMail(newMail('iza-1', 'iza-2', 'a job', {kind: 'dispatch'}));
			await store.addContext(newEntry('iza-1', 'JWT'));
			world.kill(process);
			await store.recordSightings({epoch: null, sightings: [], complete: false});
			world.pass(hours(1));
			assert.equal((await store.forget({before: new Date(world.clock.wall()).toISOString()})).ok, true);
			assert.equal(await store.sister('iza-1'), null);
			// Mutation seen red: forgetBefore with forgetRows, as if she had been named.
			const {messages} = await store.inbox('iza-2', {all: true, limit: null});
			assert.deepEqual(
				messages.map(({body, dispatch}) => [body, dispatch?.state ?? null]),
				[
					['a job', 'open'],
					['unread', null],
				],
			);
			assert.equal((await store.context({where: 'everywhere', limit: null})).total, 1);
		},
	);

	contract('pruning takes old events, never mail that nobody acked', async ({store, world}) => {
		await store.sendMail(newMail('queen', 'iza-1', 'unread'));
		await store.addEvent('notice', 'queen', {type: 'test', detail: 'SECRET'});
		assert.deepEqual((await store.events({limit: 1}))[0]?.data, {type: 'test', detail: '[redacted]'});
		world.pass(hours(1));
		assert.equal(await store.prune(new Date(world.clock.wall()).toISOString()), 2);
		// Mutation seen red: prune without `settled`.
		assert.equal((await store.counts('iza-1')).unread, 1);
	});
}
