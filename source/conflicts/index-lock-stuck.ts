import type {Facts} from '../../db/store.ts';
import type {Finding} from '../../db/types.ts';
import {type Detector, episodeKey, inWords} from './detector.ts';
import {isInside, signsAt, standing} from './places.ts';

/** git holds it for moments, unless it waits for an editor: then a git process is there. */
const patienceMs = 60_000;

/** A lock that a killed git left behind: nobody in that worktree can add or commit. We never remove it. */
export const indexLockStuck: Detector = {
	type: 'index-lock-stuck',
	find(facts: Facts): readonly Finding[] {
		const gits = facts.bystanders?.gits ?? null;
		if (gits === null) return [];
		return [...standing(facts)].flatMap(([worktree, sisters]) => {
			const [one] = sisters;
			const since = signsAt(facts, worktree)?.lockedSince ?? null;
			if (one === undefined || since === null || Date.parse(facts.at) - Date.parse(since) < patienceMs) return [];
			if (gits.some(cwd => isInside(worktree, cwd) || isInside(one.repoId ?? worktree, cwd))) return [];
			const names = sisters.map(({name}) => name);
			return [
				{
					kind: 'notice',
					type: 'index-lock-stuck',
					key: episodeKey('index-lock-stuck', one.repoKey ?? '', worktree),
					sisters: names,
					repo: one.repo,
					repoId: one.repoId,
					branch: one.branch,
					files: [],
					detail: `git's index.lock has been lying in ${inWords(names)}'s worktree of ${one.repo ?? 'her repository'} for over a minute, and no git runs there: nothing can be committed`,
					next: `look that no git works in ${worktree}, then remove the file index.lock that git names there`,
					severity: 'low',
					evidence: since,
				},
			];
		});
	},
};
