/** Looking after the file. Each operation is one transaction (../store.ts). */
import type {ColonyEvent, EventKind, IsoTime} from '../types.ts';

export type CareStore = {
	addEvent(kind: EventKind, sister: string, data: ColonyEvent['data']): Promise<void>;
	check(): Promise<readonly string[]>;
	/** A consistent copy by VACUUM INTO. */
	backup(to: string): Promise<void>;
	/** Deletes events older than the bound; never unacked mail. Answers rows deleted. */
	prune(before: IsoTime): Promise<number>;
};
