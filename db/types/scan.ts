/** What the scanner hands over. */
import type {ProcessIdentity} from './process.ts';
import type {AgentId, Evidence, GitFacts, Status, StatusDetail, StatusSource, TerminalPlace} from './sister.ts';
import type {IsoTime} from './text.ts';

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
	/** Null: no repository. */
	readonly git: GitFacts | null;
	/** Then `git` is null because nobody could read it yet: what is known of her there stays. */
	readonly gitUnread?: true;
	readonly reading: Reading;
	/** What the client or the terminal's title says she does; a declared task wins over it. */
	readonly task: string | null;
	readonly taskSource: 'session' | 'title' | 'none';
	/** Wall time of the terminal's last output, when known. */
	readonly lastOutput: IsoTime | null;
	/** The client's command line that takes up this session again in its folder; null: nobody knows one. */
	readonly resume: readonly string[] | null;
};

/** Where a sister stands who is known by her name only, as she said it, and what git says there (null: no repository, or no folder any more). */
export type NamedPlace = {readonly name: string; readonly cwd: string; readonly git: GitFacts | null};

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
	/** What to do now, with the command where there is one; none: the detail says it. */
	readonly next?: string | null;
	readonly severity: 'low' | 'medium' | 'high';
	/** What the finding rests on. A muted one comes back when this changes. The detector gets its own last one back. */
	readonly evidence: string;
};
export type FindingType =
	| 'shared-branch'
	| 'same-worktree'
	| 'identity-clash'
	| 'file-collision'
	| 'predicted-merge'
	| 'claim-violation'
	| 'claim-overlap'
	| 'external-activity'
	| 'head-moved'
	| 'stash-foreign'
	| 'stale-claim'
	| 'dispatch-untaken'
	| 'unread-urgent'
	| 'base-stale'
	| 'main-push'
	| 'index-lock-stuck';

/** A file that a hook saw a sister write to. Where it lies as `canonicalPath` says: relative to the worktree's top, or absolute outside of any. */
export type EditedFile = {
	readonly repoKey: string | null;
	readonly worktree: string | null;
	readonly path: string;
	readonly at: IsoTime;
};
export type Edit = EditedFile & {readonly sister: string};
export type SeenEdit = EditedFile & {
	readonly process: ProcessIdentity;
	/** For the automatic lease; missing: as its sister's. */
	readonly repo?: string | null;
	readonly repoId?: string | null;
	readonly ignoreCase?: boolean;
	/** Not written but committed: what was written there until `at` is in a commit of that worktree, and the file is clean. */
	readonly isCommitted?: boolean;
};

export type Cron = {
	readonly name: string;
	readonly schedule: string;
	/** The schedule in plain words. */
	readonly words: string;
	readonly command: string;
	readonly source: string;
	readonly nextRun: IsoTime | null;
	readonly lastRun: IsoTime | null;
	/** `ok`, or the scheduler's own word for what went wrong; null: it keeps no record. */
	readonly lastResult: string | null;
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
