/** How long a snapshot says what is, although nobody writes: leases end by the clock. */
import type {Snapshot} from '../../db/types.ts';

/** What ends without a time of its own (a beat, a process that owned a claim) is noticed this late. */
const longestMs = 15_000;

/** Wall time in milliseconds at which the database would answer something else; `now` likewise. */
export function trueUntil({claims}: Pick<Snapshot, 'claims'>, now: number): number {
	let until = now + longestMs;
	for (const {expiresAt} of claims) {
		const end = expiresAt === null ? until : Date.parse(expiresAt);
		if (end > now && end < until) until = end;
	}
	return until;
}
