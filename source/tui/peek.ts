/**
 * Reads one sister's terminal pane while the peek overlay is open: at once, then one second after each answer. Read-only,
 * at most one capture runs at a time, and closing ends it.
 */
import type {Past, PeekFrame} from '../../components/peek-frame.ts';
import type {TerminalPlace} from '../../db/types.ts';
import {pause} from '../pause.ts';
import {cell} from '../sanitize.ts';
import {readAnsi} from './ansi.ts';
import {share} from './share.ts';

export type PeekDeps = {
	/** Where she sits now, raw; null when she has no terminal that we know; undefined when there is no such sister. */
	placeOf(sister: string): TerminalPlace | null | undefined;
	/** The screen with its colours, or null when the pane is gone. Rejects when the server cannot be read or the signal aborts. */
	read(place: TerminalPlace, signal: AbortSignal): Promise<string | null>;
	/** Changes when something came out of her terminal or her status changed; null: not known. */
	stampOf(sister: string): string | null;
	/** What the store remembers of her: how fast she reads her mail, what she was in each minute of the last hour. Rejects when it cannot answer now. */
	past?(sister: string): Promise<Past>;
	show(frame: PeekFrame | null): void;
	now(): number;
	/** Milliseconds between an answer and the next question. */
	readonly everyMs: number;
};

export type Peek = {
	/** Watches this sister instead of the one before; null: nobody. `beside`: calmly, a terminal is read again only after something came out of it. */
	watch(sister: string | null, beside?: boolean): void;
	close(): void;
};

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** One answer of the terminal as a frame. */
async function readOnce(sister: string, deps: PeekDeps, signal: AbortSignal): Promise<PeekFrame> {
	const frame = (title: readonly string[], lines: PeekFrame['lines']): PeekFrame => ({sister, title: title.map(cell), lines, at: deps.now()});
	const place = deps.placeOf(sister);
	if (place === undefined) return frame(['she is gone from the colony'], []);
	if (place === null) return frame(['no terminal that we know: what is below is all we can see'], []);
	try {
		const screen = await deps.read(place, signal);
		return screen === null ? frame([`pane ${place.pane} is gone`], []) : frame([place.pane], readAnsi(screen));
	} catch (error) {
		return frame([`pane ${place.pane} cannot be read: ${reason(error)}`], []);
	}
}

/** A store that is busy now answers the next time; until then what was known stands there. */
async function pastOf(sister: string, {past}: PeekDeps, last: PeekFrame | null): Promise<Past> {
	try {
		return (await past?.(sister)) ?? {pace: null, hour: null};
	} catch {
		return {pace: last?.pace ?? null, hour: last?.hour ?? null};
	}
}

/** The reader behind the overlay. `show(null)` when nobody is watched. */
export function createPeek(deps: PeekDeps): Peek {
	let running: AbortController | null = null;
	let watched: string | null = null;
	let isBeside = false;

	const stop = (): void => {
		running?.abort();
		running = null;
	};
	async function loop(sister: string, beside: boolean, controller: AbortController): Promise<void> {
		const {signal} = controller;
		let last: PeekFrame | null = null;
		let stamp: string | null = null;
		while (!signal.aborted) {
			// Taken before the screen is: what comes out meanwhile is read the next time.
			const now = deps.stampOf(sister);
			if (beside && last !== null && now !== null && now === stamp) {
				await pause(deps.everyMs, signal, {keepsAlive: false});
				continue;
			}
			stamp = now;
			const [frame, past]: [PeekFrame, Past] = await Promise.all([readOnce(sister, deps, signal), pastOf(sister, deps, last)]);
			if (signal.aborted) return;
			// Lines that did not change are the same objects: they are not drawn again.
			last = share(last, {...frame, ...past});
			deps.show(last);
			await pause(deps.everyMs, signal, {keepsAlive: false});
		}
	}
	return {
		watch(sister, beside = false) {
			// The column leaves the terminal to the box that was opened meanwhile.
			if (beside && sister === null && !isBeside) return;
			if (sister === watched && beside === isBeside && running) return;
			stop();
			if (sister !== watched) deps.show(null);
			watched = sister;
			isBeside = beside;
			if (sister === null) return;
			running = new AbortController();
			void loop(sister, beside, running);
		},
		close: stop,
	};
}
