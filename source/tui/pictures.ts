/** What the view draws from, and who is told when something else is to be drawn: a new time alone is not, unless it shows. */
import type {Sanitized, Snapshot} from '../../db/types.ts';
import {share} from './share.ts';
import {shown} from './shown.ts';
import {createWasher} from './wash.ts';

/** `raw` has the identifiers as stored: they are never rebuilt from displayed text. */
export type Picture = {
	readonly raw: Snapshot;
	readonly facts: Sanitized<Snapshot>;
	/** Wall time in milliseconds at which it was drawn: ages count from here. */
	readonly now: number;
};

export type Pictures = {
	current(): Picture | null;
	/** `listener` is told after the picture changed; answers how to stop. */
	subscribe(listener: () => void): () => void;
	/** What was just read. */
	take(raw: Snapshot): void;
	/** The same, some time later, when the last look was long ago: ages run on. Answers whether it looked. */
	again(): boolean;
};

/** Ages and the truth of `conflicts 0` change without a write. */
const stillMs = 5000;

/** `now`: wall time in milliseconds. */
export function createPictures(now: () => number): Pictures {
	const listeners = new Set<() => void>();
	const wash = createWasher();
	let picture: Picture | null = null;
	/** What was read last; newer than the picture when nothing that shows was new in it. */
	let latest: Pick<Picture, 'raw' | 'facts'> | null = null;
	let visible: unknown = null;
	let lookedAt = Number.NEGATIVE_INFINITY;

	function show({raw, facts}: Pick<Picture, 'raw' | 'facts'>): void {
		lookedAt = now();
		const next = share(visible, shown(facts, lookedAt));
		if (next === visible && picture) {
			picture = {...picture, raw};
			return;
		}
		visible = next;
		picture = {raw, facts, now: lookedAt};
		for (const listener of listeners) listener();
	}

	return {
		current: () => picture,
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		take(read) {
			const raw = share(latest?.raw, read);
			latest = {raw, facts: wash(raw)};
			show(latest);
		},
		again() {
			// A clock that was set back is no reason to stand still.
			if (!latest || Math.abs(now() - lookedAt) < stillMs) return false;
			show(latest);
			return true;
		},
	};
}
