/** The one scanner's seat of this host (RULES.md, "Scanning"; research/reliability.md, "Two queens"). */
import type {Leadership, Store} from '../../db/store.ts';
import type {ProcessIdentity} from '../../db/types.ts';

/** A leader that hangs loses its seat after this long; one that died, as soon as another asks. */
export const leaseMs = 45_000;
/** Asked about this often; the store renews when half of it is over (db/leaders.ts): each renewal is a write that every view wakes up for. */
const renewMs = 5000;

export type SeatOptions = {
	readonly store: Pick<Store, 'lead' | 'resign'>;
	readonly process: ProcessIdentity;
	mono(): number;
};

export type Seat = {
	/** The epoch while we lead, else null. */
	epoch(): number | null;
	/** Takes the seat, or renews it when that is due. Answers who has it. */
	take(): Promise<Leadership>;
	/** A write was refused: a newer leader is there, and we step back. */
	lose(): void;
	/** Leaves it to the next one. */
	resign(): Promise<void>;
};

export function createSeat({store, process, mono}: SeatOptions): Seat {
	let held: {readonly epoch: number; readonly renewedAt: number} | null = null;

	return {
		epoch: () => held?.epoch ?? null,
		async take() {
			const now = mono();
			if (held !== null && now - held.renewedAt < renewMs) return {leader: true, epoch: held.epoch};
			const answer = await store.lead(process, leaseMs);
			held = answer.leader ? {epoch: answer.epoch, renewedAt: now} : null;
			return answer;
		},
		lose() {
			held = null;
		},
		async resign() {
			if (held === null) return;
			const {epoch} = held;
			held = null;
			await store.resign(epoch);
		},
	};
}
