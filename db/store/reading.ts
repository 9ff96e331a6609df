/** What is read for the view, for the detectors and for commands. Each operation is one transaction (../store.ts). */
import type {
	Bystanders,
	Claim,
	Colony,
	ColonyEvent,
	Conflict,
	Counts,
	Cron,
	Edit,
	EventKind,
	IsoTime,
	MailPace,
	MergeOutlook,
	Message,
	ProcessIdentity,
	Session,
	Sister,
	Snapshot,
	WorktreeSigns,
} from '../types.ts';

/** What the detectors may look at: whole tables, no limits but the living. */
export type Facts = {
	readonly at: IsoTime;
	readonly sisters: readonly Sister[];
	readonly sessions: readonly Session[];
	readonly claims: readonly Claim[];
	readonly dispatches: readonly Message[];
	/** Open conflicts and notices with the evidence of last time. */
	readonly open: readonly Conflict[];
	/** What hooks saw being written in the last half hour. */
	readonly edits: readonly Edit[];
	/** Unread urgent mail to anybody, oldest first, at most 200. */
	readonly urgent: readonly Message[];
	/** The store knows nothing of these three: the scanner adds what it sees. */
	readonly worktrees: readonly WorktreeSigns[];
	readonly bystanders: Bystanders | null;
	/** Since when somebody looks without a pause: what happened before was not seen. Null: just now for the first time. */
	readonly watchedSince: IsoTime | null;
	/** What merges would do, added by the scanner too. Missing: nothing was compared. */
	readonly merges?: MergeOutlook;
};

export type ReadingStore = {
	colony(): Promise<Colony>;
	counts(reader: string): Promise<Counts>;
	/** `onlyWork`: leaves the lists of mail, events, crons and drafts empty, for who asks only who does what. */
	/** `away`: also what happened while the reader did not look. */
	snapshot(reader: string, options?: {readonly allMail?: boolean; readonly onlyWork?: boolean; readonly away?: boolean}): Promise<Snapshot>;
	/** From now on what happens is news to this reader. */
	markLooked(reader: string): Promise<void>;
	facts(): Promise<Facts>;
	sisters(): Promise<readonly Sister[]>;
	/** By name or by an alias younger than 7 days. */
	sister(name: string): Promise<Sister | null>;
	/** The name that an alias younger than 7 days stands for, else the name itself. Cheaper than `sister`: every command asks it. */
	nameInForce(name: string): Promise<string>;
	sessionOf(process: ProcessIdentity): Promise<Session | null>;
	/** First living session among the given ancestors, nearest first. */
	nearestSession(ancestors: readonly ProcessIdentity[]): Promise<Session | null>;
	message(id: number): Promise<Message | null>;
	/** Unread first, then newest; `total` counts what the limit cut. */
	inbox(
		name: string,
		options: {readonly all: boolean; readonly limit: number | null},
	): Promise<{readonly messages: readonly Message[]; readonly total: number; readonly unread: number}>;
	/** How long she typically takes with her mail. */
	mailPace(name: string): Promise<MailPace>;
	claims(options?: {readonly released?: boolean}): Promise<readonly Claim[]>;
	/** By number, or by the exact resource among the unreleased. */
	findClaims(text: string): Promise<readonly Claim[]>;
	conflicts(options?: {readonly all?: boolean}): Promise<readonly Conflict[]>;
	crons(): Promise<readonly Cron[]>;
	/** Oldest first. `after` is an event id; `since` a time. */
	events(options: {
		readonly after?: number;
		readonly since?: IsoTime;
		readonly limit: number;
		readonly sister?: string;
		readonly kinds?: readonly EventKind[];
	}): Promise<readonly ColonyEvent[]>;
};
