/** What a sister did in the last hour, minute by minute. Pure. */
import type {ColonyEvent, Status} from '../../db/types.ts';

export const hourMs = 3_600_000;
/** One for each minute. */
const cells = 60;

const known: ReadonlySet<string> = new Set(['working', 'waiting', 'idle', 'starting', 'error', 'gone', 'unknown'] satisfies Status[]);
const statusIn = (value: unknown): Status | null => (typeof value === 'string' && known.has(value) ? (value as Status) : null);

/** How worth seeing a status is: a minute in which she waited is one in which she waited. */
const rank: readonly Status[] = ['error', 'waiting', 'working', 'starting', 'idle', 'unknown', 'gone'];
const louder = (a: Status | null, b: Status | null): Status | null => {
	if (a === null || b === null) return a ?? b;
	return rank.indexOf(a) <= rank.indexOf(b) ? a : b;
};

type Stretch = {readonly from: number; readonly to: number; readonly status: Status | null};

/** The time from the beginning of the hour until now, cut where her status changed. */
function stretches(events: readonly ColonyEvent[], status: Status, now: number): readonly Stretch[] {
	const turns = events.flatMap(({at, kind, data}) => {
		if (kind === 'status') return [{at: Date.parse(at), before: statusIn(data['from']), after: statusIn(data['to'])}];
		if (kind === 'appeared') return [{at: Date.parse(at), before: null, after: statusIn('starting')}];
		return kind === 'gone' ? [{at: Date.parse(at), before: null, after: statusIn('gone')}] : [];
	});
	let from = now - hourMs;
	const found: Stretch[] = [];
	// Without any turn she was all the hour what she is now.
	let held = turns.length === 0 ? status : (turns[0]?.before ?? null);
	for (const {at, after} of turns) {
		found.push({from, to: at, status: held});
		[from, held] = [at, after];
	}
	return [...found, {from, to: now, status: held}];
}

/**
 * One status for each of the last 60 minutes, oldest first; null: not known. `events` are hers of that hour (status, appeared, gone), oldest
 * first; `since` is when her present status began; `status` is what she is now.
 */
export function lastHour(events: readonly ColonyEvent[], status: Status, since: number, now: number): readonly (Status | null)[] {
	const all = stretches(events, status, now);
	const isUnheardOf = events.length === 0 && since > now - hourMs;
	return Array.from({length: cells}, (_, cell) => {
		const start = now - hourMs + (cell * hourMs) / cells;
		const end = start + hourMs / cells;
		if (isUnheardOf && end <= since) return null;
		return all.filter(one => one.from < end && one.to > start).reduce<Status | null>((loudest, one) => louder(loudest, one.status), null);
	});
}
