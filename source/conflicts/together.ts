/** What shared-branch and same-worktree have in common: sisters who stand in one place, and what moved there since. */
import type {Facts} from '../../db/store.ts';
import type {Sister} from '../../db/types.ts';

/** A place where a HEAD can move: one worktree on one branch. */
type Side = string;
/** HEAD of every side as it was when it was first seen together with another; empty where there was no commit yet. */
type Heads = Readonly<Record<Side, string>>;

export type Together = {
	/** By name. */
	readonly sisters: readonly Sister[];
	readonly names: readonly string[];
	/** Somebody is at work, has uncommitted changes, or committed since all are there: a conflict, else a notice. */
	readonly isActive: boolean;
	readonly evidence: string;
};

const byName = (a: Sister, b: Sister): number => (a.name < b.name ? -1 : Number(a.name > b.name));

const sideOf = (sister: Sister): Side => JSON.stringify([sister.worktree, sister.branch]);

/** The evidence is our own, yet it comes out of a database: what does not parse counts as none. */
function headsIn(evidence: string): Heads {
	try {
		const heads: unknown = JSON.parse(evidence)?.heads;
		if (typeof heads !== 'object' || heads === null) return {};
		return Object.fromEntries(Object.entries(heads).filter(([, head]) => typeof head === 'string'));
	} catch {
		return {};
	}
}

/** RULES.md, "Conflicts and notices": only `working` counts; a waiting, idle, stopped or unknown sister is judged by her worktree. */
const isAtWork = (sister: Sister): boolean => sister.status === 'working';

export const isLiving = (sister: Sister): boolean => sister.status !== 'gone';

/**
 * The evidence holds who is there and HEAD per side at the first sight of it, so it changes when somebody joins, leaves or switches the
 * branch, and not with every commit or turn: a muted conflict stays muted through these. `key` finds the evidence of last time.
 */
export function together(facts: Facts, key: string, sisters: readonly Sister[]): Together {
	const sorted = sisters.toSorted(byName);
	const names = sorted.map(sister => sister.name);
	const before = headsIn(facts.open.find(conflict => conflict.key === key)?.evidence ?? '');
	const now: Heads = Object.fromEntries(sorted.map(sister => [sideOf(sister), sister.head ?? '']));
	const sides = Object.keys(now).sort();
	const first: Heads = Object.fromEntries(sides.map(side => [side, before[side] ?? now[side] ?? '']));
	const hasCommitted = sides.some(side => first[side] !== now[side]);
	return {
		sisters: sorted,
		names,
		isActive: hasCommitted || sorted.some(sister => isAtWork(sister) || sister.dirty),
		evidence: JSON.stringify({sisters: names, heads: first}),
	};
}
