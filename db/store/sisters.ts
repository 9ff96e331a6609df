/** Who is here, under which name, and what she says of herself. Each operation is one transaction (../store.ts). */
import type {AgentId, IsoTime, Message, NameSource, ProcessIdentity, Sister, TerminalPlace} from '../types.ts';

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
	/** Top of the worktree around `cwd`: while she stays in it, what git said of it stays true. Missing: not known. */
	readonly worktree?: string | null;
	readonly terminal: TerminalPlace | null;
};

/** What a sister says of herself anew; null keeps what she said, '' takes a text away. */
export type StatusChange = {readonly status: string | null; readonly note: string | null; readonly workstream: string | null};

export type SisterStore = {
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
};
