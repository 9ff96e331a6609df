import type {Facts} from '../../db/store.ts';
import type {Finding, MergeConflict, MergePrediction, MergeSide, Sister, UncomparedSide, Unpredictable} from '../../db/types.ts';
import {type Detector, episodeKey, groupBy, inWords, mostFiles} from './detector.ts';
import {listed, plainRef, standing} from './places.ts';

const type = 'predicted-merge';

type Standing = ReadonlyMap<string, readonly Sister[]>;

/** What a side is called: its branch, or where it stands when HEAD is on none. */
const sideName = ({branch, worktree}: MergeSide): string => branch ?? worktree;

/** The episode goes by the two branches, in no order; clones on one branch are one episode with it twice. */
const keyOf = ({repoKey, sides}: MergePrediction): string => episodeKey(type, repoKey, ...sides.map(sideName).sort());

/** Living sisters who still are on that side: between two complete passes one may have gone or switched. */
const sistersOf = (side: MergeSide, places: Standing): readonly string[] =>
	(places.get(side.worktree) ?? []).filter(sister => sister.branch === side.branch).map(sister => sister.name);

const unique = <T>(things: readonly T[], keyOfThing: (thing: T) => string | null): readonly T[] =>
	[...new Map(things.map(thing => [keyOfThing(thing), thing])).values()].sort((a, b) => ((keyOfThing(a) ?? '') < (keyOfThing(b) ?? '') ? -1 : 1));

const word = (side: MergeSide, places: Standing): string => `${inWords(sistersOf(side, places))} (${side.branch ?? 'detached HEAD'})`;

const unpredictableWords = (all: readonly Unpredictable[]): string => {
	const named = all.filter(({path}) => path !== null).map(({path, why}) => `${path} (${why})`);
	return named.length > 0 ? listed(named) : (all[0]?.why ?? '');
};

/** Lines that clash can be put right by reading both, a file in a renamed folder by moving it; everything else needs a decision. */
const mild: ReadonlySet<string> = new Set(['contents', 'directory rename suggested', 'file location']);

const severityOf = (conflicts: readonly MergeConflict[]): Finding['severity'] => (conflicts.every(({kind}) => mild.has(kind)) ? 'medium' : 'high');

const mergeCommand = (side: MergeSide): string => (side.branch === null ? "the other's commit" : `git merge ${plainRef(side.branch)}`);

const nextStep = (one: MergePrediction, places: Standing): string => {
	const [a, b] = one.sides;
	const first = a.dirty || b.dirty ? 'commit what is not committed, then ' : '';
	return `${first}one of you merges the other's branch now, while both know why: ${sistersOf(a, places)[0]} with ${mergeCommand(b)}, or ${sistersOf(b, places)[0]} with ${mergeCommand(a)}`;
};

const common = (one: MergePrediction, places: Standing) => ({
	type: 'predicted-merge' as const,
	key: keyOf(one),
	sisters: [...new Set(one.sides.flatMap(side => sistersOf(side, places)))].sort(),
	repo: one.repo,
	repoId: one.repoId,
	branch: null,
});

const conflictOf = (one: MergePrediction, conflicts: readonly MergeConflict[], unpredictable: readonly Unpredictable[], places: Standing): Finding => {
	const files = conflicts.map(({path}) => path);
	const [a, b] = one.sides;
	const rest = unpredictable.length === 0 ? '' : `; not predictable: ${unpredictableWords(unpredictable)}`;
	return {
		...common(one, places),
		kind: 'conflict',
		files: files.slice(0, mostFiles),
		detail: `${word(a, places)} and ${word(b, places)} will conflict in ${listed(files)} when either merges: one should merge the other's branch first${rest}`,
		next: nextStep(one, places),
		severity: severityOf(conflicts),
		// Files and how they clash, no commits: accepted once, it stays accepted through further commits until another file joins.
		evidence: JSON.stringify({conflicts: conflicts.map(({path, kind}) => [path, kind])}),
	};
};

const noticeOf = (one: MergePrediction, unpredictable: readonly Unpredictable[], places: Standing): Finding => {
	const [a, b] = one.sides;
	return {
		...common(one, places),
		kind: 'notice',
		files: unpredictable.flatMap(({path}) => path ?? []).slice(0, mostFiles),
		detail: `whether ${word(a, places)} and ${word(b, places)} will conflict cannot be predicted: ${unpredictableWords(unpredictable)}`,
		next: 'try it in a clone before either merges, or agree who changes it',
		severity: 'low',
		evidence: JSON.stringify({unpredictable: unpredictable.map(({path, why}) => [path, why])}),
	};
};

/** What was found of these the last time, while they could not be compared again: not known is not gone. */
const asBefore = (facts: Facts, key: string): readonly Finding[] =>
	facts.open
		.filter(conflict => conflict.type === type && conflict.key === key)
		.map(({kind, sisters, repo, repoId, branch, files, detail, next, severity, evidence}) => {
			return {kind, type, key, sisters, repo, repoId, branch, files, detail, next, severity, evidence};
		});

const findingsOf = (facts: Facts, key: string, group: readonly MergePrediction[], places: Standing): readonly Finding[] => {
	const conflicts = unique(
		group.flatMap(pair => pair.conflicts),
		({path}) => path,
	);
	const unpredictable = unique(
		group.flatMap(pair => pair.unpredictable),
		({path}) => path,
	);
	// Clones on one branch are one episode with whoever clashes with them: everybody in it is named.
	const inConflict = group.filter(pair => pair.conflicts.length > 0);
	const sisters = [...new Set(inConflict.flatMap(({sides}) => sides.flatMap(side => sistersOf(side, places))))].sort();
	if (inConflict[0] !== undefined) return [{...conflictOf(inConflict[0], conflicts, unpredictable, places), sisters}];
	if (group.some(pair => !pair.known)) return asBefore(facts, key);
	const [one] = group;
	return one === undefined ? [] : [noticeOf(one, unpredictable, places)];
};

const uncomparedOf = ({repo, repoId, repoKey, side, why}: UncomparedSide, places: Standing): readonly Finding[] => {
	const names = sistersOf(side, places);
	if (names.length === 0) return [];
	return [
		{
			kind: 'notice',
			type,
			key: episodeKey(type, repoKey, sideName(side)),
			sisters: names,
			repo,
			repoId,
			branch: side.branch,
			files: [],
			detail: `${inWords(names)}'s work on ${side.branch ?? 'a detached HEAD'} in ${repo} is not compared with the others' for merge conflicts: ${why}`,
			next: null,
			severity: 'low',
			evidence: JSON.stringify({why}),
		},
	];
};

/**
 * Work of two sisters in two worktrees, committed or not, that will conflict when either merges the other's. What the scanner could not
 * predict (a merge driver, a filter, a rebase under way) is a notice: it is never passed over as no conflict.
 */
export const predictedMerge: Detector = {
	type,
	find(facts: Facts): readonly Finding[] {
		const {pairs = [], uncompared = []} = facts.merges ?? {};
		const places = standing(facts);
		const here = pairs.filter(({sides}) => sides.every(side => sistersOf(side, places).length > 0));
		return [
			...[...groupBy(here, keyOf)].flatMap(([key, group]) => findingsOf(facts, key, group, places)),
			...uncompared.flatMap(each => uncomparedOf(each, places)),
		];
	},
};
