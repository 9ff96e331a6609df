import type {Facts} from '../../db/store.ts';
import type {Finding, Sister} from '../../db/types.ts';
import {type Detector, episodeKey, groupBy, inWords} from './detector.ts';
import {signsAt} from './places.ts';
import {isLiving, type Together, together} from './together.ts';
import {isLeftover} from './touched.ts';

const worktreeKey = (sister: Sister): string | null =>
	sister.repoKey === null || sister.worktree === null ? null : episodeKey('same-worktree', sister.repoKey, sister.worktree);

function sentence({names, isActive}: Together, branch: string | null, repo: string): string {
	const both = names.length === 2 ? 'both' : 'all';
	const where = `in the same worktree of ${repo}, on ${branch ?? 'a detached HEAD'}`;
	if (!isActive) return `${inWords(names)} ${both} stand ${where}, idle and clean: whoever starts first should take a worktree of her own`;
	return `${inWords(names)} ${both} work ${where}: ${names.length === 2 ? 'one of them' : 'all but one'} should move to a worktree of her own`;
}

/** New files that git does not track yet. */
const madeIn = (facts: Facts, {worktree}: Sister): readonly string[] =>
	(signsAt(facts, worktree)?.created ?? []).map(({path}) => path).filter(path => !isLeftover(path));

/** Living sisters in one worktree: each sees the other's half-finished files. Replaces shared-branch there (RULES.md, "Conflicts and notices"). */
export const sameWorktree: Detector = {
	type: 'same-worktree',
	find(facts: Facts): readonly Finding[] {
		const findings: Finding[] = [];
		for (const [key, group] of groupBy(facts.sisters.filter(isLiving), worktreeKey)) {
			const [one] = group;
			if (one === undefined || group.length < 2) continue;
			const them = together(facts, key, group);
			const atWork = them.sisters.filter(sister => sister.status === 'working').length;
			findings.push({
				kind: them.isActive ? 'conflict' : 'notice',
				type: 'same-worktree',
				key,
				sisters: them.names,
				repo: one.repo,
				repoId: one.repoId,
				branch: one.branch,
				files: [...one.changed, ...madeIn(facts, one)],
				detail: sentence(them, one.branch, one.repo ?? 'their repository'),
				next: 'whoever has less in her hands moves out: git worktree add ../NEW-FOLDER -b NEW-BRANCH, and goes on there',
				severity: them.isActive ? (atWork > 1 ? 'high' : 'medium') : 'low',
				evidence: them.evidence,
			});
		}
		return findings;
	},
};
