/** The event log. */
import type {IsoTime} from './text.ts';

export type EventKind =
	| 'scan'
	| 'tell'
	| 'dispatch'
	| 'ack'
	| 'decline'
	| 'recall'
	| 'withdraw'
	| 'bounce'
	| 'iam'
	| 'done'
	| 'name'
	| 'beat'
	| 'claim'
	| 'renew'
	| 'release'
	| 'steal'
	| 'conflict'
	| 'resolved'
	| 'muted'
	| 'notice'
	| 'appeared'
	| 'gone'
	| 'status'
	| 'branch'
	| 'recovered'
	| 'forget'
	/** A guard stopped a commit or a push; it was let through for a reason that was given. */
	| 'guard'
	| 'bypass'
	| 'import'
	/** Something was written down for all; a sister said how she stands. */
	| 'context'
	/** A review was requested, decided or commented on: `what` says which. */
	| 'review'
	| 'update';

export type ColonyEvent = {
	readonly id: number;
	readonly at: IsoTime;
	readonly kind: EventKind;
	/** Who did it; `queen` for the keeper and the scanner. */
	readonly sister: string;
	readonly data: Readonly<Record<string, string | number | boolean | null>>;
};
