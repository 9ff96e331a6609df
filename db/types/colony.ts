/** The whole, as the view reads it in one transaction. */
import type {Claim, Waiter} from './claim.ts';
import type {Conflict} from './conflict.ts';
import type {ColonyEvent} from './event.ts';
import type {Draft, Message} from './mail.ts';
import type {Review} from './review.ts';
import type {Cron} from './scan.ts';
import type {Sister} from './sister.ts';
import type {IsoTime} from './text.ts';

export type Colony = {
	readonly db: string;
	readonly id: string;
	readonly scannedAt: IsoTime | null;
	readonly scanMs: number | null;
	/** The last complete scan is younger than 90 s and everything could be read: only then is `conflicts 0` true. */
	readonly complete: boolean;
	/** Seconds since the last complete scan, or null when there was none. */
	readonly age: number | null;
	readonly unread: readonly string[];
	readonly looked: readonly string[];
	readonly scanner: {readonly pid: number; readonly host: string} | null;
	/** When the number of open conflicts last went back to 0 (or the colony began): the streak. */
	readonly quietSince: IsoTime | null;
	/** The last copy of the database, and why the last try made none; both null: none was tried yet. */
	readonly backup?: {readonly at: IsoTime | null; readonly trouble: string | null};
};

export type Counts = {
	/** Unread mail to the one who asks, and to everybody. */
	readonly unread: number;
	readonly unreadAll: number;
	readonly openDispatches: number;
	/** Open, unmuted conflicts: the number. */
	readonly conflicts: number;
	readonly notices: number;
	readonly claims: number;
	readonly staleClaims: number;
};

/** What happened since a reader last looked, counted. */
export type Away = {
	readonly since: IsoTime;
	/** Mails to her. */
	readonly mail: number;
	/** Conflicts that opened, and that ended. */
	readonly conflicts: number;
	readonly settled: number;
	/** Sisters who left, tasks that were finished, times that a sister needed her. */
	readonly gone: number;
	readonly done: number;
	readonly asked: number;
};

/** Everything the view draws, read in one transaction. Lists are limited; the counts are of everything. */
export type Snapshot = {
	readonly at: IsoTime;
	readonly reader: string;
	readonly colony: Colony;
	readonly counts: Counts;
	readonly sisters: readonly Sister[];
	/** Newest first, at most 200: to the reader (unread before read). */
	readonly inbox: readonly Message[];
	/** Newest first, at most 200: everybody's. Empty unless asked for. */
	readonly mail: readonly Message[];
	/** Dispatches not yet closed, oldest first, at most 100. */
	readonly dispatches: readonly Message[];
	readonly claims: readonly Claim[];
	/** Open conflicts and notices, then the ten last resolved. */
	readonly conflicts: readonly Conflict[];
	readonly crons: readonly Cron[];
	/** Newest last, at most 200. */
	readonly events: readonly ColonyEvent[];
	readonly drafts: readonly Draft[];
	/** Reviews that wait, oldest first, at most 100, then the ten that were decided last. */
	readonly reviews?: readonly Review[];
	/** Who waits for a claim, in the order in which they asked; those of `push:` are the queue of a remote. */
	readonly waiters?: readonly Waiter[];
	/** Only where it was asked for and the reader was away for ten minutes or longer. */
	readonly away?: Away | null;
};
