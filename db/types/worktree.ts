/** What git's own files tell about one worktree, beside its `GitFacts`. Read anew for each run of the detectors, stored nowhere. */
import type {IsoTime} from './text.ts';

/** One line of HEAD's own log. */
export type HeadMove = {
	readonly from: string;
	readonly to: string;
	readonly at: IsoTime;
	/** As git wrote it: `commit: …`, `checkout: moving from a to b`, `reset: moving to …`. Raw. */
	readonly message: string;
};

/** One entry of the stash, which all worktrees of a repository share; newest first, so that the index is git's own. */
export type StashEntry = {
	readonly commit: string;
	/** The branch that it was made on, or null: a detached HEAD. Raw. */
	readonly branch: string | null;
	readonly at: IsoTime;
	/** What is in it; null: not read. */
	readonly files: readonly string[] | null;
};

export type WrittenFile = {
	readonly path: string;
	/** Last change; null: it is not there any more. */
	readonly at: IsoTime | null;
	/** Bytes. */
	readonly size: number;
};

/** Where the branch comes from: the repository's main line. */
export type Base = {
	/** `origin/main`, or `main` where there is no remote one. */
	readonly name: string;
	readonly commit: string;
	/** When it last moved and what git wrote about that; null where there is no log. */
	readonly movedAt: IsoTime | null;
	/** Commits that it has and HEAD has not. */
	readonly behind: number;
	/** The oldest of these; null: none. */
	readonly behindSince: IsoTime | null;
	/** What they change, at most 2000 paths; the same paths as in `GitFacts.changed`. */
	readonly files: readonly string[];
};

export type WorktreeSigns = {
	readonly worktree: string;
	readonly repoId: string;
	readonly repoKey: string;
	/** Newest last, at most 20. Empty: there is no log. */
	readonly moves: readonly HeadMove[];
	/** The commit that HEAD stands for, read from the refs; null: not readable that way, or just being written. */
	readonly head: string | null;
	/** Tracked files that differ from HEAD; at most 2000 (`GitFacts.changed` has the first 200 of them). */
	readonly changed: readonly WrittenFile[];
	/** Untracked files; of folders that are untracked as a whole the first ones. At most 200. */
	readonly created: readonly WrittenFile[];
	/** Null: no main line is known, or HEAD stands on it. */
	readonly base: Base | null;
	readonly stash: readonly StashEntry[];
	/** In the middle of a merge, rebase, cherry-pick or revert: what differs from HEAD need not be anybody's work. */
	readonly isMerging: boolean;
	/** Since when git's index lock lies there; null: it does not. */
	readonly lockedSince: IsoTime | null;
};

/** Whoever is about beside the sisters: only their current directories are known. */
export type Bystanders = {
	/** Folders of shells and other programs on a terminal at which no sister sits, the keeper's own, and until when they were seen there. */
	readonly shells: readonly {readonly cwd: string; readonly until: IsoTime}[];
	/** Running git programs. Null: one of them could not be looked at, so it may be anywhere. */
	readonly gits: readonly string[] | null;
};
