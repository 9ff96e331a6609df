/**
 * Which files more than one sister has her hands on. A side is a worktree in which the file differs from HEAD, with all who stand there, or one
 * sister whom a hook saw writing it a moment ago. Two sides that touch one file are a collision.
 */
import type {Facts} from '../../db/store.ts';
import type {Edit, Sister} from '../../db/types.ts';
import {changedAt, signsAt, standing} from './places.ts';
import {isLiving} from './together.ts';

/** "Within minutes": an edit counts for so long after it happened. */
export const editMs = 10 * 60_000;

export type Side = {
	readonly worktree: string | null;
	/** By name. */
	readonly sisters: readonly string[];
	/** She only made it, git does not track it yet. */
	readonly isNew: boolean;
	/** A hook saw her write it within minutes. */
	readonly isFresh: boolean;
	/** Time and size of the new file, to know copies by. */
	readonly stamp: string | null;
};
type Touched = {
	/** '' outside of any repository. */
	readonly repoKey: string;
	readonly path: string;
	readonly sides: readonly Side[];
};
export type Collision = Touched & {/** Everybody on any side, by name. */ readonly names: readonly string[]};

/** Nobody merges these: what programs leave behind, and what begins with a dot somewhere on its way. */
const leftovers = /(?:^|\/)\.|~$|\.(?:log|tmp|temp|bak|orig|rej|swp|pid|lock|out|pyc|class|o)$|(?:^|\/)(?:node_modules|__pycache__)\//;
export const isLeftover = (path: string): boolean => leftovers.test(path);

type Found = Map<string, Touched>;

function change(found: Found, repoKey: string, path: string, how: (sides: readonly Side[]) => readonly Side[]): void {
	const key = JSON.stringify([repoKey, path]);
	found.set(key, {repoKey, path, sides: how(found.get(key)?.sides ?? [])});
}

function addWorktree(found: Found, facts: Facts, worktree: string, sisters: readonly Sister[]): void {
	const signs = signsAt(facts, worktree);
	const [one] = sisters;
	// In the middle of a merge or a rebase the files of others lie there too.
	if (one === undefined || one.repoKey === null || signs?.isMerging) return;
	const {repoKey} = one;
	const side = {worktree, sisters: sisters.map(({name}) => name), isFresh: false};
	for (const path of changedAt(facts, one)) change(found, repoKey, path, sides => [...sides, {...side, isNew: false, stamp: null}]);
	const made = (signs?.created ?? []).filter(({path}) => !isLeftover(path));
	for (const {path, at, size} of made) change(found, repoKey, path, sides => [...sides, {...side, isNew: true, stamp: `${at} ${size}`}]);
}

/** Her edit makes the side fresh on which she stands; where she is on none, she is one of her own. */
function withEdit(sides: readonly Side[], {sister, worktree}: Edit): readonly Side[] {
	const isHers = (side: Side): boolean => side.sisters.includes(sister);
	if (sides.some(isHers)) return sides.map(side => (isHers(side) ? {...side, isFresh: true} : side));
	const there = sides.find(side => worktree !== null && side.worktree === worktree);
	const own: Side = {worktree, sisters: [sister], isNew: there?.isNew ?? false, isFresh: true, stamp: null};
	return [...sides, own];
}

/** New files of one time and size in two worktrees were copied there, not written. */
const isCopy = (sides: readonly Side[]): boolean => sides.every(({isNew, isFresh}) => isNew && !isFresh) && new Set(sides.map(({stamp}) => stamp)).size === 1;

/** Two who stand in one worktree and edit its files there are same-worktree's. */
function areApart(sides: readonly Side[], stands: ReadonlyMap<string, string | null>): boolean {
	const places = sides.flatMap(side => side.sisters.map(name => (side.worktree !== null && stands.get(name) === side.worktree ? side.worktree : `@${name}`)));
	return new Set(places).size > 1;
}

/** Several detectors ask for the same facts. */
const workedOut = new WeakMap<Facts, readonly Collision[]>();

/** All of them, by repository and path. */
export function collisions(facts: Facts): readonly Collision[] {
	const before = workedOut.get(facts);
	if (before !== undefined) return before;
	const all = workOut(facts);
	workedOut.set(facts, all);
	return all;
}

function workOut(facts: Facts): readonly Collision[] {
	const found: Found = new Map();
	for (const [worktree, sisters] of standing(facts)) addWorktree(found, facts, worktree, sisters);
	const stands = new Map(facts.sisters.filter(isLiving).map(sister => [sister.name, sister.worktree]));
	const oldest = Date.parse(facts.at) - editMs;
	const fresh = facts.edits.filter(({sister, at}) => stands.has(sister) && Date.parse(at) > oldest);
	for (const edit of fresh) change(found, edit.repoKey ?? '', edit.path, sides => withEdit(sides, edit));
	return [...found.values()]
		.filter(({sides}) => sides.length > 1 && areApart(sides, stands) && !isCopy(sides))
		.map(touched => ({...touched, names: [...new Set(touched.sides.flatMap(({sisters}) => sisters))].sort()}))
		.filter(({names}) => names.length > 1);
}
