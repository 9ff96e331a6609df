/** Reminders of what stands still, and colonies of other programs. Each operation is one transaction (../store.ts). */
import type {ClaimPlace, ForeignColony, Imported, Reminder, ReminderRules, ReminderVerdict, SaidEdge, Verified} from '../types.ts';

/** Letters about what stands still, all from one loop. */
export type NewReminders = {
	readonly from: string;
	readonly fromVerified: Verified;
	readonly rules: ReminderRules;
	readonly reminders: readonly Reminder[];
};

export type ImportOptions = {
	/** The repository that it was about; null: none, then shared context is for the whole colony. */
	readonly repository: {readonly repo: string; readonly repoId: string; readonly repoKey: string} | null;
	/** What each claim means here, by its key; claims that are not in it stay out. */
	readonly places: ReadonlyMap<string, ClaimPlace>;
	/** Does all of it and takes it back: the answer is the same. */
	readonly trial: boolean;
};

export type OtherStore = {
	/** One verdict for each, in one transaction: of all loops one sends each letter once, also after a restart. */
	remind(reminders: NewReminders): Promise<readonly ReminderVerdict[]>;
	/** What single looks told this reader already, see `keepSaidEdges`. */
	saidEdges(reader: string): Promise<readonly SaidEdge[]>;
	/** Instead of what was kept before: everything that stands now, told already. */
	keepSaidEdges(reader: string, edges: readonly SaidEdge[]): Promise<void>;
	/** All of it or nothing; what came in before stays as it is by now. */
	importColony(colony: ForeignColony, options: ImportOptions): Promise<Imported>;
};
