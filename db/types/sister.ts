/** Sisters: a name, and the sessions under it. */
import type {DeclaredStatus} from './context.ts';
import type {ProcessIdentity} from './process.ts';
import type {IsoTime} from './text.ts';

export type AgentId = 'claude' | 'codex' | 'gemini' | 'opencode' | 'qwen' | 'copilot' | 'auggie' | 'cline' | 'amp' | 'none';
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
	/** Argv that takes up her last session again in `cwd`; null: nobody knows one. */
	readonly resume: readonly string[] | null;
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
	/** Her last sign of work: mail, iam, claim, sync, working, a commit or an edit. Null or missing: she never showed one. */
	readonly lastSign?: IsoTime | null;
	/** Activity per 40 s over the last 5 minutes, oldest first, 0 to 1. */
	readonly activity: readonly number[];
	/** The keeper does not want to hear of her: until when (null: until she takes it back). Null or missing: not muted. */
	readonly muted?: {readonly until: IsoTime | null} | null;
	/** What she says of herself (`queen update`), beside what is seen of her. Null or missing: nothing. */
	readonly declared?: DeclaredStatus | null;
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
