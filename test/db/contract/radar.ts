/** What the radar keeps: the next step, who was told, which file whom a hook saw write, urgent mail. */
import assert from 'node:assert/strict';
import type {Finding, SeenEdit} from '../../../db/types.ts';
import {finding, minutes, newMail, report, seconds, sighting} from '../world.ts';
import type {Case, Cases} from './cases.ts';

const found = async ({store, world}: Case, ...findings: readonly Finding[]): Promise<void> => {
	world.pass(seconds(10));
	await store.recordFindings({epoch: null, findings, crons: null, report: report(world)});
};
const ann = {clientName: 'ann'};

export function radarCases(contract: Cases): void {
	contract('the next step is kept, redacted, and null where there is none', async given => {
		await found(given, finding({next: 'ask SECRET'}), finding({key: 'other'}));
		assert.deepEqual(
			(await given.store.conflicts()).map(({next}) => next),
			['ask [redacted]', null],
		);
		assert.equal((await given.store.conflict(1))?.next, 'ask [redacted]');
		assert.equal(await given.store.conflict(99), null);
	});

	contract('each party is told once of a conflict, not of a notice, an accepted or a strange one', async given => {
		const {store} = given;
		await found(given, finding({sisters: ['ann', 'bea']}), finding({key: 'calm', kind: 'notice', sisters: ['ann']}), finding({key: 'hers', sisters: ['bea']}));
		const told = async (name: string) => (await store.untold(name)).map(({id}) => id);
		assert.deepEqual([await told('ann'), await told('bea'), await told('cat')], [[1], [1, 3], []]);
		await store.markTold('ann', [1]);
		// Mutation seen red: markTold without the name.
		assert.deepEqual([await told('ann'), await told('bea')], [[], [1, 3]]);
		await store.resolve(3, 'queen', 'on purpose');
		assert.deepEqual(await told('bea'), [1]);
	});

	contract('told anew when it comes back or rests on new evidence', async given => {
		const {store} = given;
		const first = finding({sisters: ['ann']});
		await found(given, first);
		await store.markTold('ann', [1]);
		await found(given, {...first, detail: 'other words'});
		assert.equal((await store.untold('ann')).length, 0);
		await found(given, {...first, evidence: 'a new file'});
		// Mutation seen red: keep() without `told`.
		assert.equal((await store.untold('ann')).length, 1);
		await store.markTold('ann', [1]);
		await found(given);
		await found(given);
		await found(given, {...first, evidence: 'a new file'});
		assert.equal((await store.untold('ann')).length, 1, 'it was over and came back');
	});

	contract('edits: the last time of each file, by the name behind the process', async given => {
		const {store, world} = given;
		const [mine, nobodys] = [world.process(7), world.process(8)];
		const at = (ms = 0): string => new Date(world.clock.wall() + ms).toISOString();
		const edit = (path: string, more: Partial<SeenEdit> = {}): SeenEdit => ({process: mine, repoKey: 'k', worktree: '/r', path, at: at(), ...more});
		const seen = async (...edits: readonly SeenEdit[]): Promise<void> => {
			await store.recordSightings({epoch: null, sightings: [sighting(mine, ann)], complete: true, edits});
		};
		await seen(edit('a SECRET.ts'), edit('b.ts', {repoKey: null, worktree: null}), edit('c.ts', {process: nobodys}), edit('old.ts', {at: at(-minutes(31))}));
		const {edits} = await store.facts();
		assert.deepEqual(
			edits.map(({sister, repoKey, worktree, path}) => [sister, repoKey, worktree, path]),
			[
				['ann', 'k', '/r', 'a [redacted].ts'],
				['ann', null, null, 'b.ts'],
			],
		);
		world.pass(minutes(20));
		await seen(edit('b.ts', {repoKey: null, worktree: null}));
		world.pass(minutes(11));
		// Mutation seen red: the first time kept instead of the last.
		assert.deepEqual(
			(await store.facts()).edits.map(({path}) => path),
			['b.ts'],
		);
		await store.rename('ann', 'anna', 'anna');
		assert.deepEqual((await store.facts()).edits[0]?.sister, 'anna');
	});

	contract('edits are bounded, and a clock from the future is not believed', async given => {
		const {store, world} = given;
		const process = world.process(7);
		const later = new Date(world.clock.wall() + minutes(600)).toISOString();
		const edits = Array.from(
			{length: 500},
			(_, n): SeenEdit => ({process, repoKey: 'k', worktree: '/r', path: `${n}`, at: new Date(world.clock.wall() + n).toISOString()}),
		);
		world.pass(seconds(1));
		await store.recordSightings({epoch: null, sightings: [sighting(process, ann)], complete: true, edits});
		assert.equal((await store.facts()).edits.length, 300);
		await store.recordSightings({
			epoch: null,
			sightings: [sighting(process, ann)],
			complete: true,
			edits: [{process, repoKey: 'k', worktree: '/r', path: 'x', at: later}],
		});
		assert.equal((await store.facts()).edits.find(({path}) => path === 'x')?.at, new Date(world.clock.wall()).toISOString());
	});

	contract('urgent mail that nobody read, oldest first', async ({store, world}) => {
		await store.sendMail(newMail('queen', 'ann', 'one', {priority: 'urgent'}));
		world.pass(seconds(5));
		await store.sendMail(newMail('queen', 'bea', 'two', {priority: 'urgent'}));
		await store.sendMail(newMail('queen', 'bea', 'calm'));
		const waiting = async () => (await store.facts()).urgent.map(({body}) => body);
		assert.deepEqual(await waiting(), ['one', 'two']);
		await store.markRead('ann', [1]);
		assert.deepEqual(await waiting(), ['two']);
		await store.ack('bea', [2]);
		assert.deepEqual(await waiting(), []);
	});
}
