/**
 * The change feed: another process's write → snapshot → sanitized → shown. A watcher on the database's folder wakes it, a
 * poll once a second is the net below (research/stack24.md, 4). The first two notices are read at once (what a scanner writes every second
 * must not make a letter wait), the rest of a burst at most every 33 ms. Nobody is told when nothing that shows has changed. Ages run on without a read (`shown.ts`); what the database itself would
 * answer differently later is read then (`true-until.ts`).
 */
import type {Store} from '../../db/store.ts';
import {createPictures, type Picture, type Pictures} from './pictures.ts';
import {trueUntil} from './true-until.ts';

export type {Picture};

export type FeedDeps = {
	readonly store: Pick<Store, 'changed' | 'isCurrent' | 'snapshot'>;
	/** Whose inbox it is: the keeper. */
	readonly reader: string;
	now(): number;
	/** Calls back when a file in the database's folder changed; answers how to stop. */
	watch(wake: () => void): () => void;
	/** A storage that cannot be read, in one sentence; null when it can again. */
	problem(sentence: string | null): void;
	/** Reads again while another process holds the database. */
	retry<T>(operation: () => Promise<T>): Promise<T>;
};

export type Feed = Pick<Pictures, 'current' | 'subscribe'> & {
	/** Reads now: our own writes do not wake us. Resolves when what was there at the call is in the picture. */
	refresh(): Promise<void>;
	/** Read everybody's mail as well? Takes effect with the next read. */
	allMail(on: boolean): void;
	/** Before the store is closed: closing it touches the watched files. */
	close(): void;
};

const burstMs = 33;
const pollMs = 1000;

const replaced = 'The database file was replaced or deleted: press q and start queen again.';
const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export function createFeed(deps: FeedDeps): Feed {
	const pictures = createPictures(deps.now);
	let withAllMail = false;
	let lastRead = Number.NEGATIVE_INFINITY;
	let readBefore = Number.NEGATIVE_INFINITY;
	let staleAt = Number.NEGATIVE_INFINITY;
	let reading: Promise<void> | null = null;
	let timer: NodeJS.Timeout | null = null;
	let isClosed = false;

	function checkFile(): void {
		deps.problem(deps.store.isCurrent() ? null : replaced);
	}

	async function read(): Promise<void> {
		readBefore = lastRead;
		lastRead = performance.now();
		try {
			// Asked before reading, so that a write in between is not missed.
			deps.store.changed();
			const raw = await deps.retry(() => deps.store.snapshot(deps.reader, {allMail: withAllMail, away: true}));
			if (isClosed) return;
			pictures.take(raw);
			staleAt = trueUntil(raw, deps.now());
			checkFile();
		} catch (error) {
			if (!isClosed) deps.problem(sentence(error));
		}
	}

	/** One read at a time. */
	function readNow(): Promise<void> {
		reading ??= read().finally(() => {
			reading = null;
		});
		return reading;
	}

	/** Milliseconds until the next read may begin. */
	function untilNext(): number {
		const now = performance.now();
		return now - readBefore >= 2 * burstMs ? 0 : Math.max(0, burstMs - (now - lastRead));
	}

	function soon(): void {
		if (timer || isClosed) return;
		const wait = untilNext();
		if (wait === 0 && !reading) {
			void readNow();
			return;
		}
		timer = setTimeout(() => {
			timer = null;
			void readNow();
		}, wait);
	}

	function wake(): void {
		try {
			if (!isClosed && deps.store.changed()) soon();
		} catch (error) {
			deps.problem(sentence(error));
		}
	}

	/** Nobody wrote: ages run on, and the file may be another one. */
	function showAgain(): void {
		try {
			if (!timer && !reading && pictures.again()) checkFile();
		} catch (error) {
			deps.problem(sentence(error));
		}
	}

	function poll(): void {
		if (deps.now() >= staleAt) {
			soon();
			return;
		}
		wake();
		showAgain();
	}

	const stopWatching = deps.watch(wake);
	const polling = setInterval(poll, pollMs);
	return {
		current: pictures.current,
		subscribe: pictures.subscribe,
		async refresh() {
			// A read that already runs may have begun before the write.
			await reading;
			if (!isClosed) await readNow();
		},
		allMail(on) {
			withAllMail = on;
		},
		close() {
			isClosed = true;
			stopWatching();
			clearInterval(polling);
			if (timer) clearTimeout(timer);
		},
	};
}
