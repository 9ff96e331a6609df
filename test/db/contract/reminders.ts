/** Reminders: of all who watch, one sends each letter, once; and what flickers does not fill an inbox. */
import assert from 'node:assert/strict';
import type {NewReminders, Store} from '../../../db/store.ts';
import type {Reminder} from '../../../db/types.ts';
import {minutes, newMail, registration} from '../world.ts';
import type {Cases} from './cases.ts';

const rules = {repeatMs: minutes(10), most: 3, withinMs: minutes(10)};
const about = (name: string, edge = 't1', to = 'bea'): Reminder => ({what: 'blocked', about: name, edge, to, body: `${name} is blocked`});
const given = (...reminders: readonly Reminder[]): NewReminders => ({from: 'queen', fromVerified: 'yes', rules, reminders});
const verdicts = async (store: Store, ...reminders: readonly Reminder[]): Promise<readonly string[]> =>
	(await store.remind(given(...reminders))).map(({verdict}) => verdict);
const bodies = async (store: Store, name = 'bea'): Promise<readonly string[]> =>
	(await store.inbox(name, {all: true, limit: null})).messages.map(({body}) => body).toReversed();

export function reminderCases(contract: Cases): void {
	contract('each letter once, also from another process and after a restart', async ({store, again}) => {
		const [first] = await store.remind(given(about('ann')));
		assert.equal(first?.verdict, 'sent');
		const other = await again();
		// Mutation seen red: remindOne that never looks for what was told.
		assert.deepEqual(await other.remind(given(about('ann'))), [{verdict: 'told', message: first?.message, inMs: null}]);
		assert.deepEqual(await bodies(store), ['ann is blocked']);
		const letter = await store.message(first?.message ?? 0);
		assert.deepEqual([letter?.from, letter?.fromVerified, letter?.to, letter?.kind, letter?.readAt], ['queen', 'yes', 'bea', 'notice', null]);
		const [event] = (await store.events({limit: 10})).filter(({kind}) => kind === 'tell');
		assert.deepEqual([event?.sister, event?.data['to'], event?.data['text']], ['queen', 'bea', 'ann is blocked']);
	});

	contract('another time of the same thing waits its time, another recipient does not', async ({store, world}) => {
		assert.deepEqual(await verdicts(store, about('ann')), ['sent']);
		world.pass(minutes(4));
		// Mutation seen red: waitFor without `repeated`.
		assert.deepEqual(await store.remind(given(about('ann', 't2'))), [{verdict: 'later', message: null, inMs: minutes(6)}]);
		assert.deepEqual(await verdicts(store, about('ann', 't2', 'cara')), ['sent']);
		world.pass(minutes(6));
		assert.deepEqual(await verdicts(store, about('ann', 't2'), about('ann', 't1')), ['sent', 'told']);
	});

	contract('so many to one sister within the time, whatever they are about', async ({store, world}) => {
		// Mutation seen red: waitFor without `crowded`.
		assert.deepEqual(await verdicts(store, about('a'), about('b'), about('c'), about('d')), ['sent', 'sent', 'sent', 'later']);
		world.pass(minutes(9));
		assert.deepEqual(await store.remind(given(about('d'))), [{verdict: 'later', message: null, inMs: minutes(1)}]);
		world.pass(minutes(1));
		assert.deepEqual(await verdicts(store, about('d')), ['sent']);
		assert.equal((await bodies(store)).length, 4);
	});

	contract('clocks: a wall clock that is set changes nothing, a reboot in the past keeps nobody waiting for ever', async ({store, world}) => {
		await store.remind(given(about('ann')));
		world.stepWall(minutes(60));
		assert.deepEqual(await verdicts(store, about('ann', 't2')), ['later']);
		world.reboot();
		world.stepWall(-minutes(600));
		assert.deepEqual(await verdicts(store, about('ann', 't2')), ['sent']);
	});

	contract('a name that changes takes along what was said about it and to it', async ({store}) => {
		await store.register(registration('ann'));
		await store.register(registration('bea'));
		await store.remind(given(about('ann')));
		await store.rename('ann', 'anna', 'anna');
		await store.rename('bea', 'beate', 'beate');
		// Mutations seen red: moveReminders without its first line; remindOne without nameInForce.
		assert.deepEqual(await verdicts(store, about('anna', 't1', 'bea')), ['told']);
		assert.deepEqual(await verdicts(store, about('anna', 't1', 'beate')), ['told']);
		assert.deepEqual(await bodies(store, 'beate'), ['ann is blocked']);
	});

	contract('whoever is forgotten leaves no reminder behind', async ({store}) => {
		await store.remind(given(about('ann', 't1', 'cara')));
		await store.sendMail(newMail('x', 'cara', 'y'));
		await store.forget({name: 'cara'});
		// Mutation seen red: forgetRows without forgetReminders.
		assert.deepEqual(await verdicts(store, about('ann', 't1', 'cara')), ['sent']);
	});

	contract('what single looks said is kept for each reader, and goes with what was forgotten', async ({store, again}) => {
		const blocked = {kind: 'blocked', about: 'ann', edge: 't1'} as const;
		const mail = {kind: 'mail', about: '7', edge: '7'} as const;
		await store.keepSaidEdges('queen', [blocked, mail]);
		await store.keepSaidEdges('cara', [blocked]);
		// Mutation seen red: keepSaidEdges that does not keep what others were told.
		assert.deepEqual(await (await again()).saidEdges('queen'), [blocked, mail]);
		await store.keepSaidEdges('queen', [mail]);
		assert.deepEqual(await store.saidEdges('queen'), [mail]);
		await store.sendMail(newMail('x', 'cara', 'y'));
		await store.forget({name: 'cara'});
		// Mutation seen red: forgetReminders without forgetSaid.
		assert.deepEqual([await store.saidEdges('cara'), await store.saidEdges('queen'), await store.saidEdges('constructor')], [[], [mail], []]);
	});

	contract('all or none: a body that is too long takes the others back', async ({store}) => {
		await assert.rejects(store.remind(given(about('ann'), {...about('b'), body: 'ä'.repeat(5000)})), RangeError);
		assert.deepEqual(await bodies(store), []);
		assert.deepEqual(await verdicts(store, about('ann')), ['sent']);
	});
}
