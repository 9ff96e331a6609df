/** What merging the work of two worktrees would do. */
import type {MergeConflict, Unpredictable} from '../../db/types.ts';
import {attributesOf} from './attributes.ts';
import {areApart, type Differences, overlap} from './differences.ts';
import type {History, Reading} from './history.ts';
import {parseMerge} from './merge-tree.ts';
import type {Copier} from './objects.ts';
import type {Sandbox} from './sandbox.ts';
import type {Side} from './side.ts';

export type Outcome = {readonly conflicts: readonly MergeConflict[]; readonly unpredictable: readonly Unpredictable[]};

export type PairTools = {readonly sandbox: Sandbox; readonly copier: Copier; readonly history: History};

const clean: Outcome = {conflicts: [], unpredictable: []};

/** Everything that the sides changed since their common ancestors. */
type Changed = {readonly a: readonly Differences[]; readonly b: readonly Differences[]};

const pathsOf = (all: readonly Differences[]): ReadonlySet<string> => new Set(all.flatMap(each => [...each.paths]));

/** Files that one side changed in a way that could not be read, and the other touched too. */
const unreadMeetings = (side: Side, other: readonly Differences[], otherSide: Side): readonly Unpredictable[] => {
	if (side.unread.size === 0) return [];
	const touched = new Set([...pathsOf(other), ...otherSide.unread.keys()]);
	return overlap(side.unread.keys(), touched).map(path => ({path, why: side.unread.get(path) ?? ''}));
};

/** Each path once. */
const byPath = (all: readonly Unpredictable[]): readonly Unpredictable[] => [...new Map(all.map(each => [each.path, each])).values()];

/** Files whose merged content a program would decide: a merge driver's, or stored in a form that a filter made. */
const programsFiles = async (sandbox: Sandbox, files: readonly string[], side: Side, signal: AbortSignal): Promise<readonly Unpredictable[]> => {
	const {drivers, filters, defaultDriver, passed} = side.settings;
	if (drivers.size + filters.size === 0 || files.length === 0) return [];
	sandbox.setAttributes(side.attributes);
	const attributes = await attributesOf(sandbox, files, ['merge', 'filter'], {worktree: side.side.worktree, signal, config: passed});
	return files.flatMap(path => {
		const {merge = 'unspecified', filter = 'unspecified'} = attributes.get(path) ?? {};
		const driver = merge === 'unspecified' ? defaultDriver : merge;
		if (driver !== null && drivers.has(driver)) return [{path, why: `the merge driver ${driver} decides`}];
		return filters.has(filter) ? [{path, why: `the filter ${filter} changes it on its way into git`}] : [];
	});
};

const touchesAttributes = (all: readonly Differences[]): boolean =>
	[...pathsOf(all)].some(path => path === '.gitattributes' || path.endsWith('/.gitattributes'));

type Try = {readonly conflicts: readonly MergeConflict[]; readonly merged: readonly string[]; readonly submodules: readonly string[]};

/** git merges `theirs` into the worktree of `side`, in the sandbox: it sees that worktree's attributes, and nothing of its repository. */
const tryMerge = async ({sandbox, copier}: PairTools, side: Side, ours: string, theirs: string, signal: AbortSignal): Promise<Try> => {
	sandbox.setAttributes(side.attributes);
	const call = {worktree: side.side.worktree, config: side.settings.passed, signal};
	const {code, stdout, stderr} = await sandbox.tryGit(['merge-tree', '--write-tree', '-z', '--messages', ours, theirs], call);
	// The exit status decides: git also speaks of conflicts in merges that it then finds to be clean (a folder that is in the way for a moment).
	if (code === 0) return {...parseMerge(stdout, [ours, theirs]), conflicts: [], submodules: []};
	if (code === 1) return parseMerge(stdout, [ours, theirs]);
	if (copier.leftOut() > 0) throw new Error('it needs files that are too large, or that are not on this machine (a partial clone)');
	throw new Error(
		stderr
			.trim()
			.split('\n')[0]
			?.replace(/^(?:fatal|error): /, '') || `git merge-tree ended with ${code}`,
	);
};

const unite = (results: readonly Try[]): Try => ({
	conflicts: [...new Map(results.flatMap(result => result.conflicts).map(conflict => [conflict.path, conflict])).values()],
	merged: [...new Set(results.flatMap(result => result.merged))],
	submodules: [...new Set(results.flatMap(result => result.submodules))],
});

/** A deleted file may have become one that could not be read. */
const mayBeMoved = (conflict: MergeConflict, a: Side, b: Side): boolean => conflict.kind === 'modify/delete' && (a.isNewUnread || b.isNewUnread);

const judge = (result: Try, given: readonly Unpredictable[], a: Side, b: Side): Outcome => {
	const modules = result.submodules.map(path => ({path, why: 'it is a submodule, which git looks into'}));
	const moved = result.conflicts
		.filter(conflict => mayBeMoved(conflict, a, b))
		.map(({path}) => ({path, why: 'it may be what became a file that could not be looked into'}));
	const unpredictable = byPath([...given, ...modules, ...moved]);
	const paths = new Set(unpredictable.map(({path}) => path));
	return {conflicts: result.conflicts.filter(({path}) => !paths.has(path)), unpredictable};
};

/** A driver's verdict replaces git's; a filter only matters to what git merged well, because it is git that merges the stored form. */
const relevant = (found: readonly Unpredictable[], conflicts: readonly MergeConflict[], side: Side): readonly Unpredictable[] => {
	const inConflict = new Set(conflicts.map(conflict => conflict.path));
	const isNormalised = side.settings.passed.some(setting => /^merge\.renormalize=(?!false|no|off|0)/i.test(setting));
	return found.filter(({path, why}) => why.startsWith('the merge driver') || isNormalised || path === null || !inConflict.has(path));
};

const mergeBoth = async (tools: PairTools, a: Side, b: Side, changed: Changed, commits: readonly [string, string], signal: AbortSignal): Promise<Try> => {
	const [ours, theirs] = commits;
	const results = [await tryMerge(tools, a, ours, theirs, signal)];
	// The attributes of the side that merges are in force: where the sides differ in them, it matters which one does.
	const isTwoWay = touchesAttributes([...changed.a, ...changed.b]) || a.attributes !== b.attributes;
	if (isTwoWay) results.push(await tryMerge(tools, b, theirs, ours, signal));
	return unite(results);
};

/**
 * Null: the two have no common history, so nobody merges them. Rejects with a sentence when git cannot tell.
 */
export const mergeOutcome = async (tools: PairTools, a: Side, b: Side, reading: Reading): Promise<Outcome | null> => {
	const {sandbox, history} = tools;
	const {signal} = reading;
	if (a.work.tree === b.work.tree && a.unread.size + b.unread.size === 0) return clean;
	const bases = a.base.commit === b.base.commit ? [a.base] : await history.bases(a.base, b.base, reading);
	if (bases.length === 0) return null;
	const changes = (side: Side): Promise<readonly Differences[]> => Promise.all(bases.map(base => history.differences(base, side.work, reading)));
	const changed = {a: await changes(a), b: await changes(b)};
	const unread = byPath([...unreadMeetings(a, changed.b, b), ...unreadMeetings(b, changed.a, a)]);
	const [ofA, ofB] = [changed.a[0], changed.b[0]];
	if (bases.length === 1 && ofA !== undefined && ofB !== undefined && areApart(ofA, ofB)) return {conflicts: [], unpredictable: unread};
	const result = await mergeBoth(tools, a, b, changed, await history.rebuild(a.work, b.work, bases, reading), signal);
	// In a criss-cross git merges the ancestors first, without a word: any file may have been merged there.
	const merged = bases.length === 1 ? result.merged : [...new Set([...pathsOf(changed.a), ...pathsOf(changed.b)])];
	const programs = [];
	for (const side of [a, b]) programs.push(...relevant(await programsFiles(sandbox, merged, side, signal), result.conflicts, side));
	return judge(result, [...unread, ...programs], a, b);
};
