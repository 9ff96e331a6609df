/**
 * From what is so to what has just begun. Pure: two looks, what is held back, and the time in; what is due to be told out.
 * New needs are gathered for a moment, so that several become one and what is over at once is never told; whether another process
 * has told it, and whether it only flickers, is then decided by the store (`db/attention.ts`), for all processes together.
 */
import type {Look, Need} from './needs.ts';

export type AttentionState = {
	/** Gathered since `until - gatherMs`. */
	readonly gathered: readonly Need[];
	readonly until: number | null;
	/** Told too often just now, or muted for a while: looked at again then. */
	readonly later: readonly {readonly need: Need; readonly at: number}[];
};

export const nothingHeld: AttentionState = {gathered: [], until: null, later: []};

/** Several within this time are one notification. Milliseconds. */
export const gatherMs = 2000;

export type Step = {readonly state: AttentionState; readonly due: readonly Need[]};

/** Needs that the look before did not have. The first look of a process finds everything as it is: no news. */
function begun(before: Look | null, after: Look): readonly Need[] {
	if (before === null) return [];
	const known = new Set([...before.needs.values()].map(({identity}) => identity));
	return [...after.needs.values()].filter(need => {
		if (need.kind === 'mail') return Number(need.edge) > before.newestMail;
		return before.needs.get(need.subject)?.edge !== need.edge && !known.has(need.identity);
	});
}

/** Still so? The words may have become clearer meanwhile. */
const holding = (need: Need, after: Look): readonly Need[] => {
	const now = after.needs.get(need.subject);
	return now?.edge === need.edge ? [now] : [];
};

/** `nowMs`: a clock that only goes forward. Call it at each look, and (with the same look twice) when `nextAt` has come. */
export function edges(before: Look | null, after: Look, state: AttentionState, nowMs: number): Step {
	const fresh = begun(before, after);
	const news = new Set(fresh.map(({subject}) => subject));
	const gathered = [...state.gathered.flatMap(need => (news.has(need.subject) ? [] : holding(need, after))), ...fresh];
	const later = state.later.flatMap(({need, at}) => (news.has(need.subject) ? [] : holding(need, after).map(held => ({need: held, at}))));
	const until = gathered.length === 0 ? null : (state.until ?? nowMs + gatherMs);
	const isOver = until !== null && until <= nowMs;
	return {
		state: {gathered: isOver ? [] : gathered, until: isOver ? null : until, later: later.filter(({at}) => at > nowMs)},
		due: [...(isOver ? gathered : []), ...later.filter(({at}) => at <= nowMs).map(({need}) => need)],
	};
}

/** Holds a need back until `at`. */
export const postpone = (state: AttentionState, need: Need, at: number): AttentionState => ({...state, later: [...state.later, {need, at}]});

/** When to look again even when nothing changes; null: nothing is held. */
export function nextAt({until, later}: AttentionState): number | null {
	const times = [...(until === null ? [] : [until]), ...later.map(({at}) => at)];
	return times.length === 0 ? null : Math.min(...times);
}
