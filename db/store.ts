/**
 * The Store: everything the colony remembers, as whole operations. Each one is a single transaction and returns a
 * Promise, so that a store for several machines can follow behind the same interface and the same contract tests.
 *
 * Errors: an operation that cannot be done in this state of the world answers with a value (`{ok: false, …}`);
 * a storage that cannot answer rejects with a `StoreError`, whose `code` decides the exit code (RULES.md, "Commands").
 */
import type {
	AgentId,
	AttentionEdge,
	AttentionRules,
	AttentionVerdict,
	Audience,
	Bystanders,
	Claim,
	ClaimKind,
	ClaimPlace,
	Clock,
	Colony,
	ColonyEvent,
	Conflict,
	ContextCategory,
	ContextCursor,
	ContextEntry,
	Counts,
	Cron,
	Draft,
	Edit,
	EventKind,
	Finding,
	ForeignColony,
	Imported,
	IsoTime,
	MailPace,
	MergeOutlook,
	Message,
	MessageKind,
	NameSource,
	Priority,
	ProcessIdentity,
	Reminder,
	ReminderRules,
	ReminderVerdict,
	Review,
	ReviewRange,
	ReviewVerdict,
	ScanReport,
	SeenEdit,
	Session,
	Sighting,
	Sister,
	Snapshot,
	SyncNews,
	TerminalPlace,
	Verified,
	Waiter,
	WorktreeSigns,
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
	/** By its name: what is loaded only when it is needed (`prepare.ts` in the bundle of the hot commands) brings a copy of this class. */
	static override [Symbol.hasInstance](value: unknown): value is StoreError {
		return value instanceof Error && value.name === 'StoreError';
	}
	override readonly name = 'StoreError';
	readonly code: StoreErrorCode;
	constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
		super(message, options);
		this.code = code;
	}
}

/** How long things are kept; null: for ever. Mail that nobody acknowledged and open work is never deleted, whatever this says. */
export type Retention = {
	readonly eventsMs: number | null;
	/** Acked mail, released claims, resolved conflicts, ended sessions. */
	readonly settledMs: number | null;
	/** Pages in use; beyond it the oldest events go, then what is settled, unless that is kept for ever. */
	readonly bytes: number;
};

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
	readonly retention?: Retention;
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
	/** It lies where `a.ts` and `A.ts` are one file. */
	readonly ignoreCase?: boolean;
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

/** A place in the queue for a claim. `place` 1 is the next; `holder` null: only those before her are in the way. */
export type QueueResult =
	| Extract<ClaimResult, {ok: true}>
	| {readonly ok: false; readonly ticket: number; readonly place: number; readonly holder: Claim | null; readonly holderTask: string | null};

/** How it stands with a place. gone: it was lost, because the claim that it was given was taken away again, or somebody cleared it up. */
export type Turn =
	| {readonly state: 'granted'; readonly claim: Claim}
	| {readonly state: 'waiting'; readonly place: number; readonly holder: Claim | null}
	| {readonly state: 'gone'};

/** fence: another grant of the same number is in force; released, lapsed: this one is over. */
export type FenceCheck =
	| {readonly ok: true; readonly claim: Claim}
	| {readonly ok: false; readonly reason: 'unknown' | 'fence' | 'released' | 'lapsed'; readonly claim: Claim | null};

export type ReleaseResult =
	/** `next`: who waited for it, and has it now. */
	| {readonly ok: true; readonly claim: Claim; readonly next?: Claim | null}
	| {readonly ok: false; readonly reason: 'unknown' | 'not-yours' | 'already' | 'retaken' | 'fence'; readonly claim: Claim | null};

/** Something written down for all. */
export type NewContext = {
	readonly by: string;
	readonly byVerified: Verified;
	/** Null: of the replaced entry, else `discovery`. */
	readonly category: ContextCategory | null;
	readonly body: string;
	/** The repository that it is about; both null: the whole colony. An entry in place of another has that one's. */
	readonly repo: string | null;
	readonly repoKey: string | null;
	readonly ttlMs: number | null;
	readonly supersedes: number | null;
	/** A retry with the same nonce stores nothing and answers with the first entry. */
	readonly nonce: string;
};
/** superseded: another entry (`supersededBy`) stands in its place already. */
export type AddedContext =
	| {readonly ok: true; readonly entry: ContextEntry}
	| {readonly ok: false; readonly reason: 'unknown' | 'superseded'; readonly entry: ContextEntry | null};

/** over: it is expired already, or another entry stands in its place. */
export type ExpiredContext =
	| {readonly ok: true; readonly entry: ContextEntry}
	| {readonly ok: false; readonly reason: 'unknown' | 'over'; readonly entry: ContextEntry | null};

export type ContextQuery = {
	/** A repository with what is for the whole colony; `repoKey` null: that alone. */
	readonly where: 'everywhere' | {readonly repoKey: string | null};
	/** Also what is superseded or expired. */
	readonly all?: boolean;
	readonly category?: ContextCategory | null;
	/** All of them, in the text, the category or the author. */
	readonly words?: readonly string[];
	readonly limit: number | null;
};

/** How much one sync says at most; null: all. `context` counts for each scope. */
export type SyncLimits = {readonly messages: number | null; readonly context: number | null};

/** What a sister was shown. */
export type SyncSeen = {
	readonly surfaced: readonly number[];
	readonly read: readonly number[];
	readonly cursors: readonly ContextCursor[];
	/** Conflicts. */
	readonly told: readonly number[];
};

/** Asks somebody to look at a range of commits. */
export type NewReview = {
	readonly requester: string;
	readonly requesterVerified: Verified;
	readonly byKeeper: boolean;
	/** Null: who looked at this branch before, else the living sister of the repository who has the fewest to look at. */
	readonly to: string | null;
	readonly title: string;
	readonly range: ReviewRange;
	/** A retry with the same nonce stores nothing and answers with the first request. */
	readonly nonce: string;
};
/**
 * already: the very same request waits. `isKnown`: its reviewer is here. own: that one asked for a review of this branch herself, now or before.
 * nobody: no other living sister of the repository.
 */
export type RequestedReview =
	| {
			readonly ok: true;
			readonly outcome: 'requested' | 'already';
			readonly review: Review;
			readonly superseded: number | null;
			readonly isKnown: boolean;
	  }
	| {readonly ok: false; readonly reason: 'own' | 'nobody'; readonly name: string | null};

export type Remark = {readonly by: string; readonly verified: Verified; readonly isKeeper: boolean; readonly body: string};
/** `rule`: it was decided by a rule that the keeper wrote, not by looking; it stands beside her name. */
export type Decision = Omit<Remark, 'body'> & {readonly verdict: ReviewVerdict; readonly body: string | null; readonly rule?: string};
/** own: she asked for it, or for an earlier one of the branch. decided: there is a verdict already. */
export type DecidedReview =
	| {readonly ok: true; readonly review: Review}
	| {readonly ok: false; readonly reason: 'unknown' | 'own' | 'not-yours' | 'decided' | 'superseded'; readonly review: Review | null};

export type ReviewQuery = {
	/** in-force: the newest of each branch. */
	readonly which: 'pending' | 'in-force' | 'all';
	readonly repoKey?: string | null;
	readonly branch?: string | null;
	readonly requester?: string | null;
	readonly verdict?: ReviewVerdict | null;
	/** Without those that were imported: they have no commits. */
	readonly withCommits?: boolean;
	readonly limit: number | null;
};

/** What a sister says of herself anew; null keeps what she said, '' takes a text away. */
export type StatusChange = {readonly status: string | null; readonly note: string | null; readonly workstream: string | null};

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

export type SightingsInput = {
	/** Null for a one-shot scan beside a leader; otherwise refused when another leader took over. */
	readonly epoch: number | null;
	readonly sightings: readonly Sighting[];
	/** True when every place was looked at: only then may a session that was not seen be called gone. */
	readonly complete: boolean;
	/** What hooks saw being written since the last time. */
	readonly edits?: readonly SeenEdit[];
	/** Does an edit of an unclaimed file make an automatic lease? */
	readonly leaseEdits?: boolean;
	/** Lock files of other tools (`Claim.lockFile`), for the view; missing: not looked at in this pass. */
	readonly locks?: readonly Claim[];
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
	/**
	 * Takes it when it is free and nobody waits for it; else a place in the queue. wait: for as long as the process `waiter` lives, which asks with
	 * `turn` and goes with `leaveQueue`. notify: one letter to the owner when it is free.
	 */
	queueClaim(claim: NewClaim, mode: 'wait' | 'notify', waiter: ProcessIdentity | null): Promise<QueueResult>;
	/** Cheap while there is nothing to do: then it only reads. A claim that it answers is taken up, and the place is given back. */
	turn(ticket: number): Promise<Turn>;
	leaveQueue(ticket: number): Promise<void>;
	/** In the order in which they asked. */
	waiters(): Promise<readonly Waiter[]>;
	/** Is this grant still the one in force? For every action that a claim guards. */
	checkFence(id: number, fence: number): Promise<FenceCheck>;
	/** `by` must own it unless `force`. The owner gets mail when another did it. With a `fence` only that grant is released. */
	release(
		id: number,
		by: {readonly name: string; readonly verified: Verified; readonly force: boolean; readonly why: string | null; readonly fence?: number},
	): Promise<ReleaseResult>;
	/** Gives a released claim back to its owner with the old expiry, unless somebody took it meanwhile. */
	undoRelease(id: number): Promise<ReleaseResult>;
	extend(id: number, byMs: number): Promise<ReleaseResult>;
	/** Releases a living holder's claim and takes it, with a reason; both are told. */
	steal(id: number, by: NewClaim, why: string): Promise<ClaimResult>;

	// conflicts
	/** Mutes an open one with a reason until its evidence changes. */
	resolve(id: number, by: string, why: string): Promise<{readonly ok: boolean; readonly conflict: Conflict | null}>;
	/** By its number, also a resolved one. */
	conflict(id: number): Promise<Conflict | null>;
	/** Open, unmuted conflicts (no notices) that a sister is part of and was not told of yet. Cheap: every inbox asks. */
	untold(name: string): Promise<readonly Conflict[]>;
	/** After it was printed. A conflict that comes back, or with new evidence, is told anew. */
	markTold(name: string, ids: readonly number[]): Promise<void>;

	// scanning
	/** Takes or renews the one scanner's seat of this host. */
	lead(process: ProcessIdentity, leaseMs: number): Promise<Leadership>;
	resign(epoch: number): Promise<void>;
	/** False: a newer leader took over and nothing was written. */
	recordSightings(input: SightingsInput): Promise<boolean>;
	recordFindings(input: FindingsInput): Promise<boolean>;

	// attention
	/** For each edge: does this caller tell it? In one transaction, so that of all views and daemons exactly one does. */
	claimAttention(audience: Audience, edges: readonly AttentionEdge[], rules: AttentionRules): Promise<readonly AttentionVerdict[]>;
	/** No news of her outside of the view; `forMs` null: until it is taken back. False: nobody has that name. */
	mute(name: string, forMs: number | null): Promise<boolean>;
	unmute(name: string): Promise<boolean>;

	// shared context
	addContext(entry: NewContext): Promise<AddedContext>;
	/** Ends an entry now; `by` is who says so. It stays, marked as expired, as one whose time ran out. */
	expireContext(id: number, by: string): Promise<ExpiredContext>;
	/** Newest first; `total` counts what the limit cut. */
	context(query: ContextQuery): Promise<{readonly entries: readonly ContextEntry[]; readonly total: number}>;
	contextEntry(id: number): Promise<ContextEntry | null>;
	/** What she was not told yet. Reads only: `commitSync` follows when it was printed. Cheap where nothing is new. */
	syncNews(name: string, repoKey: string | null, limits: SyncLimits): Promise<SyncNews>;
	/** Only after it was printed. */
	commitSync(name: string, seen: SyncSeen): Promise<void>;
	/** `change` null: she says nothing any more. `by`: who writes it. Null: nobody has that name. */
	declareStatus(name: string, change: StatusChange | null, by: string): Promise<Sister | null>;

	// review
	/** Its reviewer gets mail; the request of the same branch before it is superseded. */
	requestReview(request: NewReview): Promise<RequestedReview>;
	/** Exactly one verdict; who asked gets mail. The caller was made out before (`verified: no` never gets here). */
	decideReview(id: number, decision: Decision): Promise<DecidedReview>;
	commentReview(id: number, remark: Remark): Promise<DecidedReview>;
	review(id: number): Promise<Review | null>;
	/** Newest first, at most 1000; `total` counts what the limit cut. */
	reviews(query: ReviewQuery): Promise<{readonly reviews: readonly Review[]; readonly total: number}>;

	// standing still, and other programs
	/** One verdict for each, in one transaction: of all loops one sends each letter once, also after a restart. */
	remind(reminders: NewReminders): Promise<readonly ReminderVerdict[]>;
	/** All of it or nothing; what came in before stays as it is by now. */
	importColony(colony: ForeignColony, options: ImportOptions): Promise<Imported>;

	// care
	addEvent(kind: EventKind, sister: string, data: ColonyEvent['data']): Promise<void>;
	check(): Promise<readonly string[]>;
	/** A consistent copy by VACUUM INTO. */
	backup(to: string): Promise<void>;
	/** Deletes events older than the bound; never unacked mail. Answers rows deleted. */
	prune(before: IsoTime): Promise<number>;
};
