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
	| 'import';

export type ColonyEvent = {
	readonly id: number;
	readonly at: IsoTime;
	readonly kind: EventKind;
	/** Who did it; `queen` for the keeper and the scanner. */
	readonly sister: string;
	readonly data: Readonly<Record<string, string | number | boolean | null>>;
};
