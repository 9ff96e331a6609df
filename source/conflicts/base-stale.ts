import type {Facts} from '../../db/store.ts';
import type {Base, Finding, Sister} from '../../db/types.ts';
import {type Detector, episodeKey, groupBy, inWords, mostFiles} from './detector.ts';
import {changedAt, listed, plainRef, signsAt, standing} from './places.ts';

const manyCommits = 50;
const longMs = 3 * 24 * 60 * 60_000;

export type Behind = {readonly sister: Sister; readonly base: Base /** Files that she changed and the main line too. */; readonly both: readonly string[]};

/** Who has uncommitted work on a branch that is so far behind its main line that it will hurt: the same files changed there, or very much, or long ago. */
export function behindWith(facts: Facts): readonly Behind[] {
	return [...standing(facts)].flatMap(([worktree, sisters]) => {
		const signs = signsAt(facts, worktree);
		const base = signs?.base ?? null;
		if (base === null || base.behind === 0 || base.behindSince === null || signs?.isMerging) return [];
		const theirs = new Set(base.files);
		const isOld = base.behind >= manyCommits || Date.parse(facts.at) - Date.parse(base.behindSince) >= longMs;
		return sisters.flatMap(sister => {
			const both = changedAt(facts, sister).filter(file => theirs.has(file));
			const isStale = sister.dirty && sister.branch !== null && (both.length > 0 || (isOld && sister.changed.length > 0));
			return isStale ? [{sister, base, both}] : [];
		});
	});
}

function findingOf(group: readonly Behind[], {sister, base}: Behind): Finding {
	const names = group.map(each => each.sister.name).sort();
	const files = [...new Set(group.flatMap(({both}) => both))].sort();
	const far = Math.max(...group.map(each => each.base.behind));
	const why = files.length > 0 ? `which changed ${listed(files)} there too` : 'since long ago';
	return {
		kind: 'notice',
		type: 'base-stale',
		key: episodeKey('base-stale', sister.repoKey ?? '', base.name),
		sisters: names,
		repo: sister.repo,
		repoId: sister.repoId,
		branch: names.length === 1 ? sister.branch : null,
		files: files.slice(0, mostFiles),
		detail: `${inWords(names)} ${names.length === 1 ? 'has' : 'have'} uncommitted work in ${sister.repo ?? 'a repository'} ${far === 1 ? '1 commit' : `${far >= 1000 ? 'over 1000' : far} commits`} behind ${base.name}, ${why}`,
		next: `commit, then take the main line over: git rebase ${plainRef(base.name)}, or git merge ${plainRef(base.name)}`,
		severity: files.length > 0 ? 'medium' : 'low',
		evidence: JSON.stringify({sisters: names, files: files.slice(0, mostFiles)}),
	};
}

/** One notice for each main line: all who are behind it with work in their hands. */
export const baseStale: Detector = {
	type: 'base-stale',
	find(facts: Facts): readonly Finding[] {
		const groups = groupBy(behindWith(facts), ({sister, base}) => JSON.stringify([sister.repoKey, base.name]));
		return [...groups.values()].flatMap(group => group.slice(0, 1).map(first => findingOf(group, first)));
	},
};
