/**
 * The words of the colony as types: what the database stores and what everybody else reads.
 * Types only: nothing here exists at run time, so any layer may import it.
 *
 * Shapes: every time is ISO 8601 in UTC with milliseconds (`IsoTime`), every length of time is in milliseconds (`…Ms`),
 * what is not known is `null` (never omitted). `queen … --json` prints these same shapes.
 */

export type IsoTime = string;

declare const safe: unique symbol;
/** Text that went through the one sanitizer (`source/sanitize.ts`): it may be drawn. Nothing else may. */
export type Safe = string & {readonly [safe]: true};
/** The same shape with every string made `Safe`; the view only takes these. String literals (statuses, kinds) stay as they are. */
export type Sanitized<T> = T extends string
	? string extends T
		? Safe
		: T
	: T extends readonly (infer U)[]
		? readonly Sanitized<U>[]
		: T extends object
			? {readonly [K in keyof T]: Sanitized<T[K]>}
			: T;

// ---------------------------------------------------------------- processes and clocks

/** A process that cannot be mistaken for another: a pid alone is reused, a pid with its start time in one boot is not. */
export type ProcessIdentity = {
	readonly host: string;
	readonly bootId: string;
	readonly pid: number;
	/** Field 22 of /proc/<pid>/stat: clock ticks since boot, as text. */
	readonly startTime: string;
};

export type Clock = {
	/** Wall clock, milliseconds since the epoch: for display and for other boots. */
	wall(): number;
	/** CLOCK_MONOTONIC in milliseconds since boot: decides leases within one boot. */
	mono(): number;
	readonly host: string;
	readonly bootId: string;
};

// ---------------------------------------------------------------- sisters

export type AgentId = 'claude' | 'codex' | 'gemini' | 'opencode' | 'none';
export type Status = 'working' | 'waiting' | 'idle' | 'starting' | 'error' | 'gone' | 'unknown';
export type StatusSource = 'dialog' | 'state-file' | 'title' | 'screen' | 'hook' | 'process' | 'none';
export type StatusDetail = 'limit' | 'login' | 'compacting' | 'interrupted' | 'background' | 'subagents' | 'suspended' | 'menu';
export type TaskSource = 'declared' | 'session' | 'title' | 'none';
/** Who chose the name: the keeper (`queen name`), QUEEN_NAME/WORKER_NAME, the client's own session name, or we (`repo-1`). */
export type NameSource = 'given' | 'environment' | 'client' | 'derived';

export type TerminalPlace = {
	readonly kind: 'tmux' | 'kitty';
	/** Path of the tmux server's (or kitty's) socket. */
	readonly socket: string;
	/** `%12` in tmux. */
	readonly pane: string;
	/** Process id of the tmux server and when it started: a restarted server counts its panes from %0 again. */
	readonly server: string;
};

/** One thing that was looked at, and what it said. `queen explain` prints the list. */
export type Evidence = {readonly source: StatusSource; readonly said: string};

export type GitFacts = {
	/** Folder name of the main worktree. */
	readonly repo: string;
	/** Real path of git's common directory. */
	readonly repoId: string;
	/** What repositories are compared by, so that clones of one project meet: the origin's URL without user, scheme and `.git`, else repoId. */
	readonly repoKey: string;
	readonly worktree: string;
	readonly branch: string | null;
	/** Commit at HEAD, or null in an empty repository. */
	readonly head: string | null;
	readonly dirty: boolean;
	/** Paths relative to the worktree, at most 200. */
	readonly changed: readonly string[];
	readonly untracked: number;
	readonly ahead: number | null;
	readonly behind: number | null;
};

export type Sister = {
	readonly name: string;
	/** As her human or her client wrote it, before it was slugged. */
	readonly displayName: string;
	readonly nameSource: NameSource;
	readonly agent: AgentId;
	readonly status: Status;
	readonly detail: StatusDetail | null;
	/** Her question in words, when status is waiting. */
	readonly waitingFor: string | null;
	readonly statusSource: StatusSource;
	readonly statusSince: IsoTime;
	readonly evidence: readonly Evidence[];
	readonly task: string | null;
	readonly taskSource: TaskSource;
	readonly taskSince: IsoTime | null;
	readonly repo: string | null;
	readonly repoId: string | null;
	readonly repoKey: string | null;
	readonly worktree: string | null;
	readonly branch: string | null;
	readonly head: string | null;
	readonly dirty: boolean;
	readonly changed: readonly string[];
	readonly untracked: number;
	readonly ahead: number | null;
	readonly behind: number | null;
	readonly cwd: string | null;
	readonly terminal: TerminalPlace | null;
	/** The agent's own process, or null. */
	readonly pid: number | null;
	/** True for a sister kept alive by `queen beat`, without a process. */
	readonly beating: boolean;
	/** Living sessions under this name; more than one is an identity clash. */
	readonly sessions: number;
	/** Unread mail, and claims held. */
	readonly unread: number;
	readonly claims: number;
	readonly lastSeen: IsoTime;
	readonly lastOutput: IsoTime | null;
	/** Activity per 40 s over the last 5 minutes, oldest first, 0 to 1. */
	readonly activity: readonly number[];
};

/** A living (or dead) process under a sister's name. */
export type Session = {
	readonly sister: string;
	readonly process: ProcessIdentity;
	readonly agent: AgentId;
	readonly terminal: TerminalPlace | null;
	readonly startedAt: IsoTime;
	readonly endedAt: IsoTime | null;
};

// ---------------------------------------------------------------- what the scanner hands over

/** What one agent reader concluded from everything it saw. */
export type Reading = {
	readonly status: Status;
	readonly detail: StatusDetail | null;
	readonly waitingFor: string | null;
	readonly source: StatusSource;
	readonly evidence: readonly Evidence[];
};

export type Sighting = {
	readonly process: ProcessIdentity;
	readonly agent: AgentId;
	/** The name that the user gave the session in the client itself (`claude -n`), unslugged. */
	readonly clientName: string | null;
	readonly terminal: TerminalPlace | null;
	readonly cwd: string | null;
	readonly git: GitFacts | null;
	readonly reading: Reading;
	/** What the client or the terminal's title says she does; a declared task wins over it. */
	readonly task: string | null;
	readonly taskSource: 'session' | 'title' | 'none';
	/** Wall time of the terminal's last output, when known. */
	readonly lastOutput: IsoTime | null;
};

/** What a detector found: see RULES.md, "Conflicts and notices". */
export type Finding = {
	readonly kind: 'conflict' | 'notice';
	readonly type: FindingType;
	/** Identity of the episode: type + repository + branch or path; never the set of sisters. */
	readonly key: string;
	readonly sisters: readonly string[];
	readonly repo: string | null;
	readonly repoId: string | null;
	readonly branch: string | null;
	readonly files: readonly string[];
	/** One sentence a stranger understands. */
	readonly detail: string;
	readonly severity: 'low' | 'medium' | 'high';
	/** What the finding rests on. A muted one comes back when this changes. The detector gets its own last one back. */
	readonly evidence: string;
};
export type FindingType = 'shared-branch' | 'same-worktree' | 'identity-clash' | 'stale-claim' | 'dispatch-untaken';

export type Cron = {
	readonly name: string;
	readonly schedule: string;
	/** The schedule in plain words. */
	readonly words: string;
	readonly command: string;
	readonly source: string;
	readonly nextRun: IsoTime | null;
	readonly lastRun: IsoTime | null;
};

/** How the last pass went. `unread` names what could not be looked at (a repository, a tmux server), in words. */
export type ScanReport = {
	readonly startedAt: IsoTime;
	readonly tookMs: number;
	readonly complete: boolean;
	readonly unread: readonly string[];
	/** Where it looked, in words: `tmux server default (3 panes)`. */
	readonly looked: readonly string[];
	readonly scanner: {readonly pid: number; readonly host: string};
};

// ---------------------------------------------------------------- mail

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

// ---------------------------------------------------------------- claims

export type ClaimKind = 'domain' | 'path';
/** held blocks; expired and orphaned block nobody; quiet still blocks but is stale. RULES.md, "Claims". */
export type ClaimState = 'held' | 'expired' | 'orphaned' | 'quiet' | 'released';

export type Claim = {
	readonly id: number;
	readonly kind: ClaimKind;
	readonly repo: string | null;
	readonly repoId: string | null;
	readonly repoKey: string | null;
	readonly resource: string;
	readonly owner: string;
	readonly description: string | null;
	readonly claimedAt: IsoTime;
	/** Computed when read (the monotonic clock decides); null: does not expire. */
	readonly expiresAt: IsoTime | null;
	readonly ttlMs: number | null;
	readonly state: ClaimState;
	/** Not held any more: see state. */
	readonly stale: boolean;
	/** Why it is stale, in words, or null. */
	readonly staleWhy: string | null;
	/** Grows with every grant in the colony; guarded actions compare it. */
	readonly fence: number;
	readonly shared: boolean;
	readonly releasedAt: IsoTime | null;
};

// ---------------------------------------------------------------- conflicts

export type Conflict = {
	readonly id: number;
	readonly kind: 'conflict' | 'notice';
	readonly type: FindingType;
	readonly sisters: readonly string[];
	readonly repo: string | null;
	readonly repoId: string | null;
	readonly branch: string | null;
	readonly files: readonly string[];
	readonly detail: string;
	readonly severity: 'low' | 'medium' | 'high';
	readonly detectedAt: IsoTime;
	readonly resolvedAt: IsoTime | null;
	/** Accepted with a reason: does not count until the evidence changes. */
	readonly mutedWhy: string | null;
	readonly key: string;
	readonly evidence: string;
};

// ---------------------------------------------------------------- events

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

// ---------------------------------------------------------------- the whole

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
};
