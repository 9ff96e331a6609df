/** Sees to it that there is a copy of the database that is younger than an hour. The leader's, beside its passes. */
import type {Colony} from '../../db/types.ts';

export type HourlyDeps = {
	/** Copies wanted at all? */
	readonly isWanted: boolean;
	colony(): Promise<Pick<Colony, 'backup'>>;
	/** One try, in a process of its own; resolves when it ended, however that was: what went wrong stands in the colony. */
	start(): Promise<void>;
	wall(): number;
	mono(): number;
};

const everyMs = 3_600_000;
/** After one that went wrong: the disk may have space again. */
const againMs = 10 * 60_000;

/** Call it now and then; it starts a copy when one is due, and never waits for it. */
export function createHourly({isWanted, colony, start, wall, mono}: HourlyDeps): () => Promise<void> {
	// A young colony has nothing to lose yet, and a process that looks in for a moment makes no copies.
	let triedAt: number | null = null;
	const began = mono();
	let isRunning = false;

	const isDue = ({backup}: Pick<Colony, 'backup'>): boolean => {
		const pause = backup?.trouble ? againMs : everyMs;
		if (triedAt !== null) return mono() - triedAt >= pause;
		if (!backup?.at) return mono() - began >= againMs;
		const age = wall() - Date.parse(backup.at);
		// A copy from the future: the clock was set back.
		return age >= pause || age < 0;
	};

	return async () => {
		if (!isWanted || isRunning || !isDue(await colony())) return;
		triedAt = mono();
		isRunning = true;
		void start().finally(() => {
			isRunning = false;
		});
	};
}
