/** The view never waits inside SQLite: its connection gives up after 50 ms, and it tries again from here, without blocking a key. */
import {StoreError} from '../../db/store.ts';

export type RetryOptions = {
	/** Milliseconds after which the busy error is passed on (RULES.md: 5 s). */
	readonly deadlineMs: number;
	now(): number;
	random(): number;
	sleep(ms: number): Promise<void>;
};

const isBusy = (error: unknown): boolean => error instanceof StoreError && error.code === 'busy';

/** Milliseconds before the next try: 20 to 60, with jitter, so that two who collided do not collide again. */
const pauseMs = (random: number): number => 20 + random * 40;

/** Runs the operation until it is not busy. A busy operation stored nothing, so running it again is safe. */
export async function retryBusy<T>(operation: () => Promise<T>, options: RetryOptions): Promise<T> {
	const end = options.now() + options.deadlineMs;
	for (;;) {
		try {
			return await operation();
		} catch (error) {
			if (!isBusy(error) || options.now() >= end) throw error;
			await options.sleep(pauseMs(options.random()));
		}
	}
}

/** The real clock, chance and timer; a waiting retry keeps the process alive. */
export const realRetry: RetryOptions = {
	deadlineMs: 5000,
	now: () => Date.now(),
	random: Math.random,
	sleep: ms => new Promise(resolve => setTimeout(resolve, ms)),
};
