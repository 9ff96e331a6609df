/** Scans for as long as it is wanted: a fast pass about once a second, a complete one every 30 s, by one leader on each host. */
import {setTimeout as pause} from 'node:timers/promises';
import {StoreError} from '../../db/store.ts';
import type {Pass, Scanner} from './scan.ts';
import type {Seat} from './seat.ts';

/** What one open database gives; it is made anew when the file was replaced. */
export type World = {
	readonly seat: Seat;
	/** Writes as the leader. */
	readonly scanner: Scanner;
	/** Writes beside a leader. */
	readonly guest: Scanner;
	close(): void;
};

export type LoopOptions = {
	open(): Promise<World>;
	readonly signal: AbortSignal;
	readonly wake: Wake;
	/** One sentence when something goes wrong, said once while it lasts; null after the first good turn and when it is well again. */
	onTrouble(text: string | null): void;
	/** After every turn that went well, whether this scanner leads or another. */
	onTick?(): void | Promise<void>;
	mono(): number;
	readonly every?: {readonly fastMs: number; readonly completeMs: number};
};

/** Ends a wait early; the next pass is then a complete one. */
export type Wake = {
	request(): void;
	/** Was a scan asked for since the last time? */
	taken(): boolean;
	wait(ms: number, signal: AbortSignal): Promise<void>;
};

const defaultEvery = {fastMs: 1000, completeMs: 30_000};
/** A pass that was given up and still does not end: only a new process helps. */
const hungMs = 60_000;

export function createWake(): Wake {
	let isAsked = false;
	let end = new AbortController();
	return {
		request() {
			isAsked = true;
			end.abort();
		},
		taken() {
			const was = isAsked;
			isAsked = false;
			end = new AbortController();
			return was;
		},
		async wait(ms, signal) {
			// Ended early by either signal: that is what they are for.
			await pause(ms, undefined, {signal: AbortSignal.any([signal, end.signal])}).catch(() => {});
			// One request ends one wait, also where no pass could take it (the database cannot be opened): else we would go round without a pause.
			if (end.signal.aborted) end = new AbortController();
		},
	};
}

/** After these the database must be opened again: the file that we hold is no longer the colony's. */
const isLost = (error: unknown): boolean => error instanceof StoreError && (error.code === 'replaced' || error.code === 'corrupt');
/** Waiting does not help: written by a newer queen, or not ours. */
const isFinal = (error: unknown): boolean => error instanceof StoreError && (error.code === 'newer' || error.code === 'foreign');
/** Another writer was in the way for once. */
const isBusy = (error: unknown): boolean => error instanceof StoreError && error.code === 'busy';

/** Resolves when the signal ends it. Rejects when going on makes no sense: the database is not ours, or a pass hangs for ever. */
export async function runLoop({open, signal, wake, onTrouble, onTick, mono, every = defaultEvery}: LoopOptions): Promise<void> {
	let world: World | null = null;
	let completeAt = Number.NEGATIVE_INFINITY;
	let droppedSince: number | null = null;
	let trouble: string | null | undefined;
	const hung = new Error('a scan hangs and cannot be ended');

	const say = (text: string | null): void => {
		if (text === trouble) return;
		trouble = text;
		onTrouble(text);
	};

	const passNow = async ({seat, scanner, guest}: World): Promise<void> => {
		const isAsked = wake.taken();
		const wasLeader = seat.epoch() !== null;
		if (!(await seat.take()).leader) {
			if (isAsked) await guest.complete(signal);
			return;
		}
		const isDue = isAsked || !wasLeader || mono() - completeAt >= every.completeMs;
		const pass = await (isDue ? scanner.complete(signal) : scanner.fast(signal));
		noteDropped(pass);
		if (pass === null) return;
		if (isDue) completeAt = mono();
		if (!pass.accepted) seat.lose();
	};

	const noteDropped = (pass: Pass | null): void => {
		droppedSince = pass === null ? (droppedSince ?? mono()) : null;
		if (droppedSince !== null && mono() - droppedSince >= hungMs) throw hung;
	};

	const tick = async (): Promise<void> => {
		world ??= await open();
		await passNow(world);
		say(null);
		await onTick?.();
	};

	const onError = (error: unknown): void => {
		if (signal.aborted || isBusy(error)) return;
		if (isFinal(error) || error === hung) throw error;
		say(error instanceof Error ? error.message : String(error));
		if (!isLost(error)) return;
		world?.close();
		world = null;
	};

	try {
		while (!signal.aborted) {
			const started = mono();
			await tick().catch(onError);
			await wake.wait(Math.max(0, every.fastMs - (mono() - started)), signal);
		}
	} finally {
		await leave(world);
	}
}

/** Whoever scans next shall not have to wait for the lease; a database that cannot be written any more keeps nobody from ending. */
async function leave(world: World | null): Promise<void> {
	if (world === null) return;
	await world.seat.resign().catch(() => {});
	world.close();
}
