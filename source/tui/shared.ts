/**
 * Reads what was written down for all while its box is open: at once, again when the colony changed, and after each pause, because entries
 * expire by the clock. While it is closed nothing of it is read or computed.
 */
import {setTimeout as pause} from 'node:timers/promises';
import type {SharedFrame, SharedQuery} from '../../components/shared-frame.ts';
import type {ContextQuery} from '../../db/store.ts';
import type {ContextEntry} from '../../db/types.ts';
import type {Place} from '../actions/context.ts';
import {cell, sanitize} from '../sanitize.ts';
import {share} from './share.ts';

export type SharedDeps = {
	/** The repository of this sister as it is stored; null: that in which the view was started. Null for both: none is known. */
	placeOf(sister: string | null): Place;
	read(query: ContextQuery): Promise<{readonly entries: readonly ContextEntry[]; readonly total: number}>;
	/** Calls back after something in the colony changed; answers how to stop. */
	onChange(listener: () => void): () => void;
	show(frame: SharedFrame | null): void;
	readonly everyMs: number;
};

export type SharedReader = {
	/** Looks at these entries instead of those before; null: at none. */
	watch(query: SharedQuery | null): void;
	close(): void;
};

/** Whoever looks for more asks the store: `queen context search`. */
const mostEntries = 200;

async function readFrame(query: SharedQuery, {placeOf, read}: SharedDeps): Promise<SharedFrame> {
	let place: Place = {repo: null, repoKey: null};
	try {
		place = placeOf(query.repoOf);
		const where = query.everywhere ? 'everywhere' : {repoKey: place.repoKey};
		return {query, ...sanitize(place), ...sanitize(await read({where, all: query.past, limit: mostEntries})), trouble: null};
	} catch (error) {
		return {query, ...sanitize(place), entries: [], total: 0, trouble: cell(error instanceof Error ? error.message : String(error))};
	}
}

/** Says `next` once something changed; what changed while nobody waited counts as well. */
function createBell(onChange: SharedDeps['onChange']): {readonly next: (everyMs: number, signal: AbortSignal) => Promise<void>; readonly stop: () => void} {
	let hasRung = false;
	let wake: (() => void) | null = null;
	const stop = onChange(() => {
		hasRung = true;
		wake?.();
	});
	const next = async (everyMs: number, signal: AbortSignal): Promise<void> => {
		const change = new Promise<void>(resolve => {
			wake = resolve;
			if (hasRung) resolve();
		});
		const over = new AbortController();
		const waited = pause(everyMs, undefined, {signal: AbortSignal.any([signal, over.signal]), ref: false}).catch(() => undefined);
		await Promise.race([change, waited]);
		over.abort();
		hasRung = false;
	};
	return {next, stop};
}

/** The reader behind the box. `show(null)` when nothing is looked at. */
export function createSharedReader(deps: SharedDeps): SharedReader {
	let running: AbortController | null = null;
	const stop = (): void => {
		running?.abort();
		running = null;
	};
	const loop = async (query: SharedQuery, {signal}: AbortController): Promise<void> => {
		const bell = createBell(deps.onChange);
		let last: SharedFrame | null = null;
		try {
			while (!signal.aborted) {
				// What did not change stays the same object: it is not drawn again, and how it was broken into lines is remembered by it.
				const next: SharedFrame = share(last, await readFrame(query, deps));
				if (signal.aborted) return;
				if (next !== last) deps.show(next);
				last = next;
				await bell.next(deps.everyMs, signal);
			}
		} finally {
			bell.stop();
		}
	};
	return {
		watch(query) {
			stop();
			deps.show(null);
			if (query === null) return;
			running = new AbortController();
			void loop(query, running);
		},
		close: stop,
	};
}
