/**
 * Gives memory back while the tab lies open. V8 lets garbage lie until it wants the room: after half an hour of a busy colony the view held
 * 149 MB of heap for 21 MB of data (measured with the inspector), and a tab that stays open all day should not.
 */
import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';

export type RestDeps = {
	/** Bytes of heap that are taken from the system now. */
	heap(): number;
	/** A full collection: about 20 ms, so it runs seldom. */
	collect(): void;
	/** Calls `step` again and again; answers how to stop it. */
	every(step: () => void): () => void;
};

/** Below this a collection would bring nothing. */
const smallestBytes = 32 << 20;
/** Heap that grew by a third since the last collection is mostly garbage. */
const growth = 1.3;
const periodMs = 30_000;

/** The real heap, the real collector, a timer. */
export function systemRest(): RestDeps {
	setFlagsFromString('--expose-gc');
	const collect = runInNewContext('gc') as () => void;
	return {
		heap: () => process.memoryUsage().heapTotal,
		collect,
		every(step) {
			const timer = setInterval(step, periodMs);
			timer.unref();
			return () => clearInterval(timer);
		},
	};
}

/** Collects garbage now and then, when there is some; answers how to stop. */
export function keepSmall({heap, collect, every}: RestDeps = systemRest()): () => void {
	let after = smallestBytes / growth;
	return every(() => {
		if (heap() <= after * growth) return;
		collect();
		after = Math.max(heap(), smallestBytes / growth);
	});
}
