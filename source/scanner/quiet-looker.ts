/**
 * Where nothing can have happened, nobody need be looked at: between the looks at a quiet colony only what would move is felt for (did a
 * terminal's server run, did a client write its state), about once a second as ever.
 */
import type {Looker, Seen} from './look.ts';

export type QuietOptions = {
	/** Did no terminal have anything new since it was asked last? False also where that cannot be known. Cheap. */
	isStill(): boolean;
	/** A text that changes when a client writes its state. Cheap. */
	stamp(): string;
	/** Does such a process exist? A zombie does. Cheap. */
	exists(pid: number): boolean;
	/** Milliseconds of a clock that never steps. */
	mono(): number;
};

/** A branch that is switched from outside, or a client that starts out of sight, is noticed this late. */
const longestMs = 5000;

/** `same`: two looks in a row saw the same, so that nothing of what was seen waits to be looked at more closely. */
type Last = {readonly seen: Seen; readonly text: string; readonly stamp: string; readonly at: number; readonly same: boolean};

/** The same looker; a look that is not thorough answers what was seen last while all is quiet. */
export function restWhenQuiet(looker: Looker, {isStill, stamp, exists, mono}: QuietOptions): Looker {
	let last: Last | null = null;
	const isQuiet = ({seen, same, at, stamp: before}: Last): boolean =>
		same && mono() - at < longestMs && isStill() && stamp() === before && seen.sightings.every(({process}) => exists(process.pid));
	return {
		...looker,
		async look(thorough, signal) {
			if (!thorough && last !== null && isQuiet(last)) return last.seen;
			const before = last;
			last = null;
			// The stamp first: what is written while we look is then seen the next time.
			const [stampNow, at] = [stamp(), mono()];
			const seen = await looker.look(thorough, signal);
			const text = JSON.stringify(seen.sightings);
			last = {seen, text, stamp: stampNow, at, same: before?.text === text};
			return seen;
		},
	};
}
