import type {Facts} from '../../db/store.ts';
import type {Claim, Finding} from '../../db/types.ts';
import {type Detector, episodeKey} from './detector.ts';

/** What became of it, and what can be done: an expired or orphaned claim blocks nobody, a quiet one still does (RULES.md, "Claims"). */
function sentence(claim: Claim): string {
	const whose = `${claim.owner}'s claim on ${claim.resource}${claim.repo === null ? '' : ` in ${claim.repo}`}`;
	if (claim.state === 'quiet') return `${whose} is quiet and still blocks: ask her, or free it with "queen release ${claim.id}"`;
	if (claim.state === 'orphaned') return `${whose} is orphaned, its process is gone: it blocks nobody, "queen release ${claim.id}" clears it`;
	return `${whose} has expired: it blocks nobody, "queen release ${claim.id}" clears it`;
}

/** A notice for every claim that is not held any more. */
export const staleClaim: Detector = {
	type: 'stale-claim',
	find(facts: Facts): readonly Finding[] {
		return facts.claims
			.filter(claim => claim.stale && claim.state !== 'released')
			.map(claim => ({
				kind: 'notice',
				type: 'stale-claim',
				key: episodeKey('stale-claim', claim.repoKey ?? '', `${claim.kind}:${claim.resource}`, String(claim.id)),
				sisters: [claim.owner],
				repo: claim.repo,
				repoId: claim.repoId,
				branch: null,
				files: claim.kind === 'path' ? [claim.resource] : [],
				detail: sentence(claim),
				next:
					claim.state === 'quiet' ? `ask her (queen tell ${claim.owner} "..."), or free it: queen release ${claim.id}` : `clear it: queen release ${claim.id}`,
				severity: 'low',
				evidence: JSON.stringify([claim.id, claim.fence, claim.state]),
			}));
	},
};
