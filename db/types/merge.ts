/** What merging the work of two sisters would do, predicted without touching their repository. */

/** One worktree as it was compared: its branch, its commit, and whether uncommitted work was taken in. Branch and paths are raw. */
export type MergeSide = {
	readonly worktree: string;
	/** Null: HEAD is detached. */
	readonly branch: string | null;
	readonly head: string;
	readonly dirty: boolean;
};

/** `kind` as git names it: `contents`, `binary`, `modify/delete`, `rename/rename`, `file/directory`, ... */
export type MergeConflict = {readonly path: string; readonly kind: string};

/** What git alone could tell, and we must not ask it for (a merge driver, a filter), or could not read. `path` null: all of it. */
export type Unpredictable = {readonly path: string | null; readonly why: string};

export type MergePrediction = {
	readonly repo: string;
	readonly repoId: string;
	readonly repoKey: string;
	readonly sides: readonly [MergeSide, MergeSide];
	/** False: not compared yet, or not as the sides are now; nothing may be concluded from the lists then. */
	readonly known: boolean;
	readonly conflicts: readonly MergeConflict[];
	readonly unpredictable: readonly Unpredictable[];
};

/** A worktree whose work cannot be compared with anybody's: in the middle of a merge or rebase, or unreadable. */
export type UncomparedSide = {
	readonly repo: string;
	readonly repoId: string;
	readonly repoKey: string;
	readonly side: MergeSide;
	readonly why: string;
};

/** Pairs that merge cleanly for certain are left out. */
export type MergeOutlook = {readonly pairs: readonly MergePrediction[]; readonly uncompared: readonly UncomparedSide[]};
