/** Several processes that watch one colony, with a clock that a test moves: what each of them told, and when. */

import type {Store} from '../../../db/store.ts';
import type {Audience, Status, TerminalPlace} from '../../../db/types.ts';
import {attentionRules, createLadder, type Ladder} from '../../../source/attention/ladder.ts';
import type {Notice} from '../../../source/attention/notice.ts';
import {makeSqliteStore} from '../../db/colony.ts';
import {createWorld, reading, report, sighting, type World} from '../../db/world.ts';

export type Telling = {readonly at: number; readonly by: string; readonly audience: Audience; readonly notice: Notice};
export type Wanted = {readonly status: Status; readonly words: string | null};

type Timer = {at: number; work: () => void};

export type Simulation = {
	readonly world: World;
	readonly store: Store;
	readonly told: readonly Telling[];
	readonly problems: readonly (string | null)[];
	/** Milliseconds since the beginning. */
	now(): number;
	/** Another process that watches; it finds the colony as it is. */
	watcher(name: string, audience: Audience): Promise<Ladder>;
	/** The pane of this sister is looked at (or, null, none). */
	lookAt(sister: number | null): void;
	/** The store says no to whoever asks. */
	break(on: boolean): void;
	set(sister: number, wanted: Wanted): Promise<void>;
	/** Everybody looks at the colony as it is now. */
	show(): Promise<void>;
	pass(ms: number): Promise<void>;
	end(): Promise<void>;
};

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));
const settle = async (): Promise<void> => {
	for (let n = 0; n < 6; n += 1) await turn();
};

export const nameOf = (sister: number): string => `iza-${sister}`;

export async function simulate(sisters: number): Promise<Simulation> {
	const world = createWorld();
	const began = world.clock.mono();
	const colony = await makeSqliteStore(world);
	const {store} = colony;
	const states: Wanted[] = Array.from({length: sisters}, () => ({status: 'working', words: null}));
	const told: Telling[] = [];
	const problems: (string | null)[] = [];
	const timers = new Set<Timer>();
	const ladders: Ladder[] = [];
	let looked: number | null = null;
	let isBroken = false;
	const now = (): number => world.clock.mono() - began;

	const record = async (): Promise<void> => {
		const sightings = states.map(({status, words}, index) =>
			sighting(world.process(index + 100), {clientName: nameOf(index), git: null, reading: reading(status, {waitingFor: words})}),
		);
		await store.recordSightings({epoch: null, sightings, complete: true});
		await store.recordFindings({epoch: null, findings: [], crons: null, report: report(world)});
	};
	await record();

	const simulation: Simulation = {
		world,
		store,
		told,
		problems,
		now,
		lookAt: sister => {
			looked = sister;
		},
		break: on => {
			isBroken = on;
		},
		watcher: async (by, audience) => {
			const own = await colony.again();
			const ladder = createLadder({
				claim: edges => (isBroken ? Promise.reject(new Error('the store is busy')) : own.claimAttention(audience, edges, attentionRules)),
				watched: async (places: readonly TerminalPlace[]) => places.filter(({pane}) => looked !== null && pane === `%${looked + 100}`),
				tell: async notice => {
					told.push({at: now(), by, audience, notice});
				},
				now: () => world.clock.mono(),
				after: (ms, work) => {
					const timer = {at: now() + ms, work};
					timers.add(timer);
					return () => timers.delete(timer);
				},
				problem: sentence => problems.push(sentence),
			});
			ladders.push(ladder);
			ladder.see(await store.snapshot('queen'));
			return ladder;
		},
		set: async (sister, wanted) => {
			states[sister] = wanted;
			await record();
			await simulation.show();
		},
		show: async () => {
			const snapshot = await store.snapshot('queen');
			for (const ladder of ladders) ladder.see(snapshot);
			await settle();
		},
		pass: async ms => {
			const until = now() + ms;
			for (;;) {
				const next = [...timers].filter(({at}) => at <= until).toSorted((a, b) => a.at - b.at)[0];
				if (next === undefined) break;
				timers.delete(next);
				world.pass(Math.max(0, next.at - now()));
				next.work();
				await settle();
			}
			world.pass(until - now());
		},
		end: async () => {
			for (const ladder of ladders) await ladder.close();
			await colony.remove();
		},
	};
	return simulation;
}
