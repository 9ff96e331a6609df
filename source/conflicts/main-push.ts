import type {Facts} from '../../db/store.ts';
import type {Base, Finding, Sister} from '../../db/types.ts';
import {behindWith} from './base-stale.ts';
import {type Detector, episodeKey, groupBy, inWords} from './detector.ts';
import {allHereSince, plainRef, signsAt, standing} from './places.ts';

/** After this it is no news any more; who is far behind with work in her hands is base-stale's. */
const newsMs = 60 * 60_000;

type Under = {readonly sister: Sister; readonly base: Base & {readonly movedAt: string}};

/** Main moved while she was here, and she has not taken it over. */
function under(facts: Facts): readonly Under[] {
	const stale = new Set(behindWith(facts).map(({sister}) => sister.name));
	return [...standing(facts)].flatMap(([worktree, sisters]) => {
		const base = signsAt(facts, worktree)?.base ?? null;
		if (base === null || base.behind === 0 || base.movedAt === null || Date.parse(facts.at) - Date.parse(base.movedAt) > newsMs) return [];
		const moved = {...base, movedAt: base.movedAt};
		const isUnder = (sister: Sister): boolean =>
			!stale.has(sister.name) && (allHereSince(facts, [sister]) ?? Number.POSITIVE_INFINITY) <= Date.parse(moved.movedAt);
		return sisters.filter(isUnder).map(sister => ({sister, base: moved}));
	});
}

function findingOf(group: readonly Under[], {sister, base}: Under): Finding {
	const names = group.map(each => each.sister.name).sort();
	return {
		kind: 'notice',
		type: 'main-push',
		key: episodeKey('main-push', sister.repoKey ?? '', base.name),
		sisters: names,
		repo: sister.repo,
		repoId: sister.repoId,
		branch: base.name,
		files: [],
		detail: `${base.name} of ${sister.repo ?? 'a repository'} moved on to ${base.commit.slice(0, 7)} under ${inWords(names)}, who ${names.length === 1 ? 'has' : 'have'} not taken that over yet`,
		next: `at the next good moment: git rebase ${plainRef(base.name)}, or git merge ${plainRef(base.name)}`,
		severity: 'low',
		evidence: JSON.stringify([base.commit]),
	};
}

/** One notice for each main line that moved within the hour. */
export const mainPush: Detector = {
	type: 'main-push',
	find(facts: Facts): readonly Finding[] {
		const groups = groupBy(under(facts), ({sister, base}) => JSON.stringify([sister.repoKey, base.name]));
		return [...groups.values()].flatMap(group => group.slice(0, 1).map(first => findingOf(group, first)));
	},
};
