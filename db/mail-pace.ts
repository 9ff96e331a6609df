import type {Database} from './database.ts';
import type {IsoTime, MailPace} from './types.ts';

/** How many letters make a habit. */
const lastLetters = 30;

type Times = {sent_at: IsoTime; surfaced_at: IsoTime | null; read_at: IsoTime | null; acked_at: IsoTime | null};

/** The middle one; of an even number the smaller of the two. */
function median(values: readonly number[]): number | null {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[(sorted.length - 1) >> 1] ?? null;
}

/** How long she typically takes, over the newest 30 letters that reached her. What the colony itself wrote is left out: nobody waits for it. */
export function paceOf(db: Database, name: string): MailPace {
	const rows = db.sql.all<Times>(
		`SELECT sent_at, surfaced_at, read_at, acked_at FROM messages
			WHERE to_sister = ? AND kind <> 'notice' AND (surfaced_at IS NOT NULL OR read_at IS NOT NULL) ORDER BY id DESC LIMIT ?`,
		name,
		lastLetters,
	);
	const typical = (column: 'surfaced_at' | 'read_at' | 'acked_at'): number | null =>
		median(rows.flatMap(row => (row[column] === null ? [] : [Math.max(0, Date.parse(row[column]) - Date.parse(row.sent_at))])));
	return {letters: rows.length, surfacedMs: typical('surfaced_at'), readMs: typical('read_at'), ackedMs: typical('acked_at')};
}
