/** Mail, dispatches and drafts. */
import type {IsoTime} from './text.ts';

export type Priority = 'low' | 'normal' | 'high' | 'urgent';
export type MessageKind = 'mail' | 'dispatch' | 'notice';
export type Verified = 'yes' | 'no' | 'unknown';

export type Message = {
	readonly id: number;
	readonly from: string;
	readonly fromVerified: Verified;
	readonly to: string;
	readonly body: string;
	readonly priority: Priority;
	readonly kind: MessageKind;
	/** Joins the rows of one send: the job's number where the kind is dispatch. */
	readonly group: number;
	readonly replyTo: number | null;
	readonly sentAt: IsoTime;
	readonly surfacedAt: IsoTime | null;
	readonly readAt: IsoTime | null;
	readonly ackedAt: IsoTime | null;
	/** Taken back by the sender before it was read. */
	readonly recalledAt: IsoTime | null;
	/** It went back to its sender, because the addressee is gone for good. */
	readonly bouncedAt: IsoTime | null;
	/** Only for a dispatch; null otherwise. */
	readonly dispatch: DispatchFacts | null;
};

/** open: nobody took it. taken: acked. working: linked to a declared task. */
export type DispatchState = 'open' | 'taken' | 'working' | 'done' | 'declined' | 'withdrawn';
export type DispatchFacts = {
	readonly state: DispatchState;
	/** Who took the job (of a group: the first who acked). */
	readonly takenBy: string | null;
	readonly takenAt: IsoTime | null;
	readonly workedAt: IsoTime | null;
	readonly doneAt: IsoTime | null;
	readonly declinedWhy: string | null;
};

/** How long a sister typically takes with her mail: milliseconds since it was sent, the middle of her newest letters; null where none went so far. */
export type MailPace = {
	/** How many letters this rests on. */
	readonly letters: number;
	readonly surfacedMs: number | null;
	readonly readMs: number | null;
	readonly ackedMs: number | null;
};

export type Draft = {
	/** `tell:iza-2`, `dispatch:`, `reply:147`: where the composer was opened. */
	readonly key: string;
	readonly to: string;
	readonly body: string;
	readonly priority: Priority;
	readonly kind: 'mail' | 'dispatch';
	readonly replyTo: number | null;
	readonly savedAt: IsoTime;
};
