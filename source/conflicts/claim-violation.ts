import type {Facts} from '../../db/store.ts';
import type {Claim, Finding, Sister} from '../../db/types.ts';
import {claimInTheWay} from '../claim-in-the-way.ts';
import {claimsNear} from './claims-near.ts';
import {type Detector, episodeKey, groupBy, inWords, mostFiles} from './detector.ts';
import {changedAt, listed, signsAt, spoken, standing} from './places.ts';
import {editMs, isLeftover} from './touched.ts';

type Violation = {readonly claim: Claim; readonly who: string; readonly path: string};

/** By hooks: `worktree`, path and who wrote it; null where no hook said anything about the file. */
function writersOf({edits}: Facts, worktree: string, path: string): ReadonlySet<string> | null {
	const writers = edits.filter(edit => edit.worktree === worktree && edit.path === path).map(({sister}) => sister);
	return writers.length === 0 ? null : new Set(writers);
}

/** Where the owner stands in the worktree too, or was seen writing there, only who was seen writing is against her claim. */
function inWorktree(facts: Facts, worktree: string, sisters: readonly Sister[]): readonly Violation[] {
	const signs = signsAt(facts, worktree);
	const [one] = sisters;
	const repoKey = one?.repoKey ?? null;
	const claims = spoken(facts).filter(claim => claim.kind === 'path' && claim.repoKey === repoKey);
	if (one === undefined || claims.length === 0 || repoKey === null || signs?.isMerging) return [];
	const created = (signs?.created ?? []).map(({path}) => path).filter(path => !isLeftover(path));
	const near = claimsNear(claims);
	return [...changedAt(facts, one), ...created].flatMap(path => {
		const nearby = near(path);
		if (nearby.length === 0) return [];
		const writers = writersOf(facts, worktree, path);
		return sisters.flatMap(({name}) => {
			const claim = claimInTheWay(nearby, {path, repoKey}, name);
			if (claim === null) return [];
			const isOwnerHere = sisters.some(sister => sister.name === claim.owner) || writers?.has(claim.owner) === true;
			return isOwnerHere && writers?.has(name) !== true ? [] : [{claim, who: name, path}];
		});
	});
}

/** What hooks saw within minutes, also outside of any repository and what was committed since. */
function byEdits(facts: Facts): readonly Violation[] {
	const living = new Set(facts.sisters.map(({name}) => name));
	const oldest = Date.parse(facts.at) - editMs;
	const near = claimsNear(spoken(facts));
	return facts.edits.flatMap(({sister, path, repoKey, at}) => {
		if (!living.has(sister) || Date.parse(at) <= oldest) return [];
		const claim = claimInTheWay(near(path), {path, repoKey}, sister);
		// Written before it was claimed: then the file's state tells, not the edit.
		return claim === null || claim.claimedAt > at ? [] : [{claim, who: sister, path}];
	});
}

const letGo = ({owner, id, lockFile}: Claim): string =>
	lockFile === null ? `${owner} can let go with queen release ${id}` : `her claim is the file ${lockFile}`;

function findingOf(violations: readonly Violation[], {claim}: Violation): Finding {
	const who = [...new Set(violations.map(violation => violation.who))].sort();
	const files = [...new Set(violations.map(({path}) => path))].sort();
	const what = claim.resource === files[0] && files.length === 1 ? 'it' : claim.resource;
	return {
		kind: 'conflict',
		type: 'claim-violation',
		key: episodeKey('claim-violation', claim.repoKey ?? '', claim.resource),
		sisters: [...new Set([claim.owner, ...who])].sort(),
		repo: claim.repo,
		repoId: claim.repoId,
		branch: null,
		files: files.slice(0, mostFiles),
		detail: `${inWords(who)} changed ${listed(files)}${claim.repo === null ? '' : ` in ${claim.repo}`}, but ${claim.owner} holds a claim on ${what}${claim.description === null ? '' : ` ("${claim.description}")`}`,
		next: `${inWords(who)}: ask the owner first (queen tell ${claim.owner} "..."), or leave the ${files.length === 1 ? 'file' : 'files'} to her; ${letGo(claim)}`,
		severity: 'high',
		evidence: JSON.stringify({claim: claim.id, fence: claim.fence, who}),
	};
}

/**
 * Somebody changed what another holds by a claim. One episode for each claim; the evidence is who did it against which grant, so that an
 * accepted one does not come back with every further file.
 */
export const claimViolation: Detector = {
	type: 'claim-violation',
	find(facts: Facts): readonly Finding[] {
		const found = [...standing(facts)].flatMap(([worktree, sisters]) => inWorktree(facts, worktree, sisters));
		const all = groupBy([...found, ...byEdits(facts)], ({claim}) => episodeKey('claim-violation', claim.repoKey ?? '', claim.resource));
		return [...all.values()].flatMap(violations => violations.slice(0, 1).map(first => findingOf(violations, first)));
	},
};
