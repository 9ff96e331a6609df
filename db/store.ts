/**
 * The Store: everything the colony remembers, as whole operations. Each one is a single transaction and returns a
 * Promise, so that a store for several machines can follow behind the same interface and the same contract tests.
 *
 * Errors: an operation that cannot be done in this state of the world answers with a value (`{ok: false, …}`);
 * a storage that cannot answer rejects with a `StoreError`, whose `code` decides the exit code (RULES.md, "Commands").
 */
import type {
	AgentId,
	Claim,
	ClaimKind,
	Clock,
	Colony,
	ColonyEvent,
	Conflict,
	Counts,
	Cron,
	Draft,
	EventKind,
	Finding,
	IsoTime,
	Message,
	MessageKind,
	NameSource,
	Priority,
	ProcessIdentity,
	ScanReport,
	Session,
	Sighting,
	Sister,
	Snapshot,
	TerminalPlace,
	Verified,
} from './types.ts';

export type StoreErrorCode =
	/** Locked by another writer for longer than the connection waits: exit 75. */
	| 'busy'
	/** No space, or the disk refused: exit 74. */
	| 'full'
	| 'io'
	| 'read-only'
	/** Not a database, or damaged; the file was put in quarantine: exit 74. */
	| 'corrupt'
	/** Written by a newer queen, or not our database at all: exit 78. */
	| 'newer'
	| 'foreign'
	/** The file was replaced or deleted under us: reopen; exit 74. */
	| 'replaced';

export class StoreError extends Error {
	override readonly name = 'StoreError';
	readonly code: StoreErrorCode;
	constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
		super(message, options);
		this.code = code;
	}
}

export type StoreOptions = {
	/** Path of the database; its folder is made 0700, the file 0600. */
	readonly file: string;
	readonly clock: Clock;
	/** How long a write waits for another writer: 5000 for commands, 50 for the view. */
	readonly busyMs: number;
	/** Takes shapes of secrets out of text before it is stored (`source/redact.ts`). */
	readonly redact: (text: string) => string;
	/** Does this process still live? Asked for claims bound to a process of this boot. */
	readonly isAlive: (process: ProcessIdentity) => boolean;
	/** FULL instead of NORMAL. */
	readonly strict?: boolean;
	/** Open without ever writing; missing files are then an error. */
	readonly readOnly?: boolean;
};

/** The caller's place, as far as she could tell; joins a name to a process. */
export type Registration = {
	readonly name: string;
	readonly displayName: string;
	readonly nameSource: NameSource;
	/** The agent process that the caller descends from, or null: then the name is bound to no process. */
	readonly process: ProcessIdentity | null;
	readonly agent: AgentId;
	readonly cwd: string | null;
	readonly repo: string | null;
	readonly repoId: string | null;
	readonly repoKey: string | null;
	readonly terminal: TerminalPlace | null;
};

export type NewMail = {
	readonly from: string;
	readonly fromVerified: Verified;
	/** Names, or `@all`, `@repo`, `@waiting`: resolved at the moment of sending. */
	readonly to: readonly string[];
	/** For `@repo`: whose repository. */
	readonly repoKey: string | null;
	readonly body: string;
	readonly priority: Priority;
	readonly kind: MessageKind;
	readonly replyTo: number | null;
	/** A retry with the same nonce stores nothing and answers with the first send's messages. */
	readonly nonce: string;
	/** A draft that this send finishes: dropped in the same transaction, so mail is never both or neither. */
	readonly draft?: string;
};
export type SendResult =
	| {readonly ok: true; readonly messages: readonly Message[] /** Names nobody has yet. */; readonly unknown: readonly string[]}
	| {readonly ok: false; readonly reason: 'nobody'};

export type AckResult = {
	readonly id: number;
	readonly outcome:
		| 'acked'
		| 'already'
		| 'declined'
		| 'unknown'
		| 'not-yours'
		/** A group dispatch that another took first. */
		| 'taken';
	readonly takenBy: string | null;
	readonly message: Message | null;
};

export type NewClaim = {
	readonly kind: ClaimKind;
	readonly repo: string | null;
	readonly repoId: string | null;
	readonly repoKey: string | null;
	readonly resource: string;
	readonly owner: string;
	readonly description: string | null;
	readonly ttlMs: number | null;
	readonly shared: boolean;
	/** The owner's agent process when known by ancestry: the claim is bound to it. */
	readonly process: ProcessIdentity | null;
	/** True for the default time of a path claim (no `--ttl`): every sign of work of its owner starts its time anew. */
	readonly renewedByActivity?: boolean;
	readonly nonce: string;
};
export type ClaimResult =
	| {
			readonly ok: true;
			readonly outcome: 'granted' | 'renewed';
			readonly claim: Claim /** Stale claims that this one closed. */;
			readonly closed: readonly Claim[];
	  }
	| {readonly ok: false; readonly holder: Claim; readonly holderTask: string | null};

export type ReleaseResult =
	| {readonly ok: true; readonly claim: Claim}
	| {readonly ok: false; readonly reason: 'unknown' | 'not-yours' | 'already' | 'retaken'; readonly claim: Claim | null};

export type Leadership =
	| {readonly leader: true; readonly epoch: number}
	| {readonly leader: false; readonly holder: {readonly pid: number; readonly host: string}};

/** What the detectors may look at: whole tables, no limits but the living. */
export type Facts = {
	readonly at: IsoTime;
	readonly sisters: readonly Sister[];
	readonly sessions: readonly Session[];
	readonly claims: readonly Claim[];
	readonly dispatches: readonly Message[];
	/** Open conflicts and notices with the evidence of last time. */
	readonly open: readonly Conflict[];
};

export type SightingsInput = {
	/** Null for a one-shot scan beside a leader; otherwise refused when another leader took over. */
	readonly epoch: number | null;
	readonly sightings: readonly Sighting[];
	/** True when every place was looked at: only then may a session that was not seen be called gone. */
	readonly complete: boolean;
};
export type FindingsInput = {
	readonly epoch: number | null;
	readonly findings: readonly Finding[];
	/** Null: crontab was not read in this pass. */
	readonly crons: readonly Cron[] | null;
	readonly report: ScanReport;
};

export type Store = {
	readonly file: string;
	close(): void;
	/** Has another connection committed since the last time this was asked? Costs microseconds; never waits. */
	changed(): boolean;
	/** Is the file that we hold still the file at that path? (dev, inode.) Rejects with `replaced` before a write otherwise. */
	isCurrent(): boolean;

	// reading
	colony(): Promise<Colony>;
	counts(reader: string): Promise<Counts>;
	snapshot(reader: string, options?: {readonly allMail?: boolean}): Promise<Snapshot>;
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

	// sisters
	/** Makes the sister, or joins this process to her. Answers the name in force (an alias resolved) and whether she is new. */
	register(registration: Registration): Promise<{readonly sister: Sister; readonly isNew: boolean; readonly lastHere: IsoTime | null}>;
	/** `iam "…"`: with `dispatch` that one is linked; without, her only taken open dispatch is. */
	declareTask(name: string, task: string, dispatch: number | null): Promise<{readonly sister: Sister; readonly linked: Message | null}>;
	/** `iam --done`: clears the task and closes the dispatches linked to it. */
	finishTask(name: string): Promise<{readonly task: string | null; readonly closed: readonly Message[]}>;
	beat(name: string, displayName: string, ttlMs: number, task: string | null): Promise<Sister>;
	/** Moves unread mail and claims, leaves an alias for 7 days. `taken`: a living sister has that name. */
	rename(
		from: string,
		to: string,
		displayName: string,
	): Promise<{readonly ok: true; readonly sister: Sister} | {readonly ok: false; readonly reason: 'unknown' | 'taken'}>;
	/** Deletes what is stored about a gone sister, or everything settled before a time. Refuses a living one. */
	forget(
		what: {readonly name: string} | {readonly before: IsoTime},
	): Promise<{readonly ok: boolean; readonly reason: 'unknown' | 'alive' | null; readonly rows: number}>;

	// mail
	sendMail(mail: NewMail): Promise<SendResult>;
	markSurfaced(name: string, ids: readonly number[]): Promise<void>;
	/** Only after it was printed. */
	markRead(name: string, ids: readonly number[]): Promise<void>;
	ack(name: string, ids: readonly number[], options?: {readonly declineWhy?: string}): Promise<readonly AckResult[]>;
	/** Takes back unread mail of one send; answers what could not be taken back because it was read. */
	recall(from: string, ids: readonly number[]): Promise<{readonly recalled: readonly number[]; readonly read: readonly number[]}>;
	/** The keeper takes a dispatch back. */
	withdraw(id: number, by: string): Promise<boolean>;
	saveDraft(draft: Omit<Draft, 'savedAt'>): Promise<void>;
	dropDraft(key: string): Promise<void>;

	// claims
	claim(claim: NewClaim): Promise<ClaimResult>;
	/** `by` must own it unless `force`. The owner gets mail when another did it. */
	release(id: number, by: {readonly name: string; readonly verified: Verified; readonly force: boolean; readonly why: string | null}): Promise<ReleaseResult>;
	/** Gives a released claim back to its owner with the old expiry, unless somebody took it meanwhile. */
	undoRelease(id: number): Promise<ReleaseResult>;
	extend(id: number, byMs: number): Promise<ReleaseResult>;
	/** Releases a living holder's claim and takes it, with a reason; both are told. */
	steal(id: number, by: NewClaim, why: string): Promise<ClaimResult>;

	// conflicts
	/** Mutes an open one with a reason until its evidence changes. */
	resolve(id: number, by: string, why: string): Promise<{readonly ok: boolean; readonly conflict: Conflict | null}>;

	// scanning
	/** Takes or renews the one scanner's seat of this host. */
	lead(process: ProcessIdentity, leaseMs: number): Promise<Leadership>;
	resign(epoch: number): Promise<void>;
	/** False: a newer leader took over and nothing was written. */
	recordSightings(input: SightingsInput): Promise<boolean>;
	recordFindings(input: FindingsInput): Promise<boolean>;

	// care
	addEvent(kind: EventKind, sister: string, data: ColonyEvent['data']): Promise<void>;
	check(): Promise<readonly string[]>;
	/** A consistent copy by VACUUM INTO. */
	backup(to: string): Promise<void>;
	/** Deletes events older than the bound; never unacked mail. Answers rows deleted. */
	prune(before: IsoTime): Promise<number>;
};
