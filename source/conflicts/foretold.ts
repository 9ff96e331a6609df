/** What the predicted merges say about a file that two have changed: then it need not be said twice, or not as loud. */
import type {Facts} from '../../db/store.ts';
import type {Finding, MergePrediction} from '../../db/types.ts';
import {type Collision, isLeftover} from './touched.ts';

export type Foretold = 'clashes' | 'merges' | 'unknown';

const pairsOf = <T>(things: readonly T[]): readonly (readonly [T, T])[] => things.flatMap((a, index) => things.slice(index + 1).map(b => [a, b] as const));

const isPair = ({sides: [x, y]}: MergePrediction, a: string, b: string): boolean =>
	(x.worktree === a && y.worktree === b) || (x.worktree === b && y.worktree === a);

function ofPair({merges}: Facts, path: string, a: string, b: string): Foretold {
	if (merges === undefined || merges.uncompared.some(({side}) => side.worktree === a || side.worktree === b)) return 'unknown';
	const pair = merges.pairs.find(each => isPair(each, a, b));
	// Pairs that merge cleanly for certain are left out of the outlook.
	if (pair === undefined) return 'merges';
	return pair.conflicts.some(conflict => conflict.path === path) ? 'clashes' : 'unknown';
}

/** Of all pairs of its worktrees: all clash, all merge cleanly as they are now, or neither can be said. */
export function foretold(facts: Facts, {path, sides}: Collision): Foretold {
	const worktrees = [...new Set(sides.flatMap(({worktree}) => worktree ?? []))];
	if (worktrees.length < 2 || worktrees.length < sides.length) return 'unknown';
	const answers = new Set(pairsOf(worktrees).map(([a, b]) => ofPair(facts, path, a, b)));
	const [answer = 'unknown'] = answers;
	return answers.size === 1 ? answer : 'unknown';
}

/** What programs leave behind is nobody's work: who has not even added it will not merge it. */
export function withoutLeftovers(facts: Facts): Facts {
	if (facts.merges === undefined) return facts;
	const made = new Map(facts.worktrees.map(({worktree, created}) => [worktree, new Set(created.map(({path}) => path))]));
	const isNobodys = ({sides}: MergePrediction, path: string): boolean => isLeftover(path) && sides.some(({worktree}) => made.get(worktree)?.has(path) === true);
	const pairs = facts.merges.pairs.map(pair => ({...pair, conflicts: pair.conflicts.filter(({path}) => !isNobodys(pair, path))}));
	const isClean = ({known, conflicts, unpredictable}: MergePrediction): boolean => known && conflicts.length === 0 && unpredictable.length === 0;
	return {...facts, merges: {...facts.merges, pairs: pairs.filter(pair => !isClean(pair))}};
}

/**
 * A merge that will clash is not said again where a conflict already names all of it and all who are in it: a crowd in one file (its pairs
 * would be many), a shared branch, a claim. One that was accepted says nothing, so there the merge is said.
 */
export function withoutToldMerges(facts: Facts, findings: readonly Finding[]): readonly Finding[] {
	const accepted = new Set(facts.open.filter(({mutedWhy}) => mutedWhy !== null).map(({key}) => key));
	const isLoud = ({type, kind, sisters, key}: Finding): boolean =>
		kind === 'conflict' && !accepted.has(key) && (type === 'shared-branch' || type === 'claim-violation' || (type === 'file-collision' && sisters.length > 2));
	const loud = findings.filter(isLoud);
	const isTold = ({sisters, files}: Finding): boolean =>
		loud.some(one => sisters.every(name => one.sisters.includes(name)) && files.every(file => one.files.includes(file)));
	return findings.filter(finding => finding.type !== 'predicted-merge' || finding.kind !== 'conflict' || !isTold(finding));
}
