/** What the parts of the contract share: how a case gets its store, and how it asks for more of them. */
import {test} from 'node:test';
import type {Store} from '../../../db/store.ts';
import {createWorld, type World} from '../world.ts';

/** Makes a fresh colony in a place of its own. */
export type MakeStore = (world: World) => Promise<{
	readonly store: Store;
	/** Another connection to the same colony, as another process would have it. */
	again(): Promise<Store>;
	/** Closes and removes everything. */
	remove(): Promise<void>;
}>;

export type Case = {readonly world: World; readonly store: Store; readonly again: () => Promise<Store>};
export type Cases = (name: string, run: (given: Case) => Promise<void>) => void;

/** Declares a test with a colony of its own, removed also when the test fails. */
export const casesOf =
	(makeStore: MakeStore): Cases =>
	(name, run) => {
		test(name, async () => {
			const world = createWorld();
			const colony = await makeStore(world);
			try {
				await run({world, store: colony.store, again: colony.again});
			} finally {
				await colony.remove();
			}
		});
	};

/** The names of events of some kinds, oldest first: `gone iza-1`. */
export async function log(store: Store, ...kinds: readonly string[]): Promise<readonly string[]> {
	const events = await store.events({limit: 1000});
	return events.filter(event => kinds.includes(event.kind)).map(event => `${event.kind} ${event.sister}`);
}
