import {setTimeout as pause} from 'node:timers/promises';

/** How long a story waits for something that must happen. Long enough for a loaded machine; nothing passes by waiting. */
export const deadlineMs = 60_000;
/** The scanner makes a complete scan every 30 s by itself: who wants to see one that was asked for must not wait for that. */
export const beforeNextScanMs = 20_000;

/** Asks again until the answer is neither null, undefined nor false, and gives it back; `what` is said when it never comes. */
export const until = async <T>(
	ask: () => T | Promise<T>,
	what: string | (() => string),
	limitMs = deadlineMs,
): Promise<Exclude<T, null | undefined | false>> => {
	const end = performance.now() + limitMs;
	for (;;) {
		const answer = await ask();
		if (answer !== null && answer !== undefined && answer !== false) return answer as Exclude<T, null | undefined | false>;
		if (performance.now() > end) throw new Error(`waited ${limitMs} ms for ${typeof what === 'string' ? what : what()}`);
		await pause(20);
	}
};
