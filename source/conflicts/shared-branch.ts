import type {Facts} from '../../db/store.ts';
import type {Finding, Sister} from '../../db/types.ts';
import {type Detector, episodeKey, groupBy, inWords, mostFiles} from './detector.ts';
import {isLiving, type Together, together} from './together.ts';
import {collisions} from './touched.ts';

const branchKey = (sister: Sister): string | null =>
	sister.repoKey === null || sister.branch === null ? null : episodeKey('shared-branch', sister.repoKey, sister.branch);

/** Files that more than one of them has her hands on: where the merge will hurt. */
function filesInBoth(facts: Facts, repoKey: string | null, names: readonly string[]): readonly string[] {
	return collisions(facts)
		.filter(collision => collision.repoKey === repoKey && collision.names.every(name => names.includes(name)))
		.map(({path}) => path)
		.slice(0, mostFiles);
}

function sentence({names, isActive}: Together, branch: string, repo: string): string {
	const both = names.length === 2 ? 'both' : 'all';
	const who = `${inWords(names)} ${both}`;
	if (!isActive) return `${who} stand on ${branch} in ${repo}, idle and clean: whoever starts first should branch off`;
	return `${who} work on ${branch} in ${repo}: ${names.length === 2 ? 'one of them' : 'all but one'} should branch off`;
}

function finding(facts: Facts, key: string, group: readonly Sister[], one: Sister): Finding {
	const them = together(facts, key, group);
	const files = filesInBoth(facts, one.repoKey, them.names);
	const danger = files.length > 0 ? 'high' : 'medium';
	return {
		kind: them.isActive ? 'conflict' : 'notice',
		type: 'shared-branch',
		key,
		sisters: them.names,
		repo: one.repo,
		repoId: one.repoId,
		branch: one.branch,
		files,
		detail: sentence(them, one.branch ?? '', one.repo ?? 'their repository'),
		next: `whoever has less in her hands branches off: git switch -c NEW-BRANCH; the other stays`,
		severity: them.isActive ? danger : 'low',
		evidence: them.evidence,
	};
}

/**
 * Living sisters on one branch of one repository, in more than one worktree or clone of it (RULES.md, "Conflicts and notices").
 * Those who stand in a single worktree are same-worktree's. A detached HEAD is on no branch.
 */
export const sharedBranch: Detector = {
	type: 'shared-branch',
	find(facts: Facts): readonly Finding[] {
		return [...groupBy(facts.sisters.filter(isLiving), branchKey)].flatMap(([key, group]) => {
			const [one] = group;
			const worktrees = new Set(group.map(sister => sister.worktree));
			return one === undefined || worktrees.size < 2 ? [] : [finding(facts, key, group, one)];
		});
	},
};
