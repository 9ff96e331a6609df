import type {Facts} from '../../db/store.ts';
import type {Claim, Finding} from '../../db/types.ts';
import {claimsOverlap, type Worktrees} from '../claim-overlap.ts';
import {pairsThatMayMeet} from '../claim-pairs.ts';
import {type Detector, episodeKey} from './detector.ts';
import {spoken} from './places.ts';

function worktreesOf({sisters}: Facts): Worktrees {
	const found = new Map<string, string[]>();
	for (const {repoId, worktree} of sisters) if (repoId !== null && worktree !== null) found.set(repoId, [...(found.get(repoId) ?? []), worktree]);
	return found;
}

const shown = (claim: Claim): string => `#${claim.id} ${claim.resource}${claim.shared ? ' (shared)' : ''}`;

function findingOf(older: Claim, newer: Claim): Finding {
	const place = newer.repo === null ? older : newer;
	return {
		kind: 'conflict',
		type: 'claim-overlap',
		key: episodeKey('claim-overlap', place.repoKey ?? '', older.resource, newer.resource),
		sisters: [older.owner, newer.owner].sort(),
		repo: place.repo,
		repoId: place.repoId,
		branch: null,
		files: older.kind === 'path' ? [...new Set([older.resource, newer.resource])] : [],
		detail: `${older.owner} holds ${shown(older)} and ${newer.owner} holds ${shown(newer)}: both believe that the same thing is theirs alone`,
		next: `one of them lets go: queen release ${newer.id} (the younger claim), or queen release ${older.id}`,
		severity: 'medium',
		evidence: JSON.stringify([older.id, older.fence, newer.id, newer.fence]),
	};
}

/**
 * Two owners hold one thing. The store never grants that; it comes about behind its back: claims imported from an older database, a
 * repository that got another key (a remote was added or renamed) or came into being only after the claim.
 */
export const claimOverlap: Detector = {
	type: 'claim-overlap',
	find(facts: Facts): readonly Finding[] {
		const claims = spoken(facts).filter(({blocks, lockFile}) => blocks && lockFile === null);
		const worktrees = worktreesOf(facts);
		return pairsThatMayMeet(claims, worktrees)
			.filter(([older, newer]) => older.owner !== newer.owner && !(older.shared && newer.shared) && claimsOverlap(older, newer, worktrees))
			.map(([older, newer]) => findingOf(older, newer));
	},
};
