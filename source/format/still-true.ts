/** Does what a conflict was found by still hold, as far as the newest look at its sisters tells? Pure; for the view, for letters and for commands. */
import type {Conflict, Sister} from '../../db/types.ts';

type Seen = {readonly sisters: readonly Sister[]};

/** The most of them that stand in one place by this key. */
function mostTogether(sisters: readonly Sister[], keyOf: (sister: Sister) => string | null): number {
	const counts = new Map<string, number>();
	for (const key of sisters.map(keyOf)) if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
	return Math.max(0, ...counts.values());
}

const onBranch = ({branch}: Conflict, sister: Sister): boolean => sister.status !== 'gone' && sister.branch === branch;

function branchNow(conflict: Conflict, parties: readonly Sister[]): readonly string[] | null {
	if (conflict.branch === null) return null;
	const there = parties.filter(sister => onBranch(conflict, sister));
	if (mostTogether(there, ({repoKey}) => repoKey) > 1) return null;
	return parties
		.filter(sister => there.length < 2 && !onBranch(conflict, sister))
		.map(({name, status, branch}) => (status === 'gone' ? `${name} is gone` : `${name} is on ${branch ?? 'no branch'}`));
}

function worktreeNow(parties: readonly Sister[]): readonly string[] | null {
	const living = parties.filter(({status}) => status !== 'gone');
	if (mostTogether(living, ({worktree}) => worktree) > 1) return null;
	return parties.map(({name, status, worktree}) => (status === 'gone' ? `${name} is gone` : `${name} is in ${worktree ?? 'no worktree'}`));
}

/**
 * `seen so at the last complete scan; now iza-1 is on her/branch`. Null: nothing that is known speaks against it. Conflicts are judged by
 * complete scans, sisters are looked at between them: for up to a minute the conflict is the older of the two.
 */
export function outdated(conflict: Conflict, {sisters}: Seen): string | null {
	if (conflict.resolvedAt !== null) return null;
	const parties = conflict.sisters.flatMap(name => sisters.filter(sister => sister.name === name));
	const now = conflict.type === 'shared-branch' ? branchNow(conflict, parties) : conflict.type === 'same-worktree' ? worktreeNow(parties) : null;
	return now === null ? null : `seen so at the last complete scan; now ${now.length > 0 ? now.join(', ') : 'they stand apart'}`;
}
