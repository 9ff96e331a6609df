/** May this sister write to that file? (RULES.md, "Claims": explicit claims deny, automatic leases warn; own claims are fine.) Reads only. */
import type {Claim} from '../db/types.ts';
import {claimCovers} from './claim-names.ts';

export type EditedFile = {
	/** Relative to its repository's top, or absolute outside of any. */
	readonly path: string;
	readonly repoKey: string | null;
	/** It lies where `a.ts` and `A.ts` are one file. */
	readonly ignoreCase?: boolean;
};

const names = (claim: Claim, {path, repoKey, ignoreCase = false}: EditedFile): boolean =>
	claimCovers(claim, {kind: 'path', repoKey, resource: path, ignoreCase});

/** The claim that is in the way of `who` writing to the file, or null. Of several the oldest; an automatic lease (`auto`) only when no word is against it. */
export function claimInTheWay(claims: readonly Claim[], file: EditedFile, who: string): Claim | null {
	const concerned = claims.filter(claim => claim.blocks && names(claim, file));
	const shares = concerned.some(({owner, shared}) => owner === who && shared);
	const others = concerned.filter(({owner, shared}) => owner !== who && !(shared && shares));
	return others.find(({auto}) => !auto) ?? others[0] ?? null;
}

/**
 * Claims on paths of that repository that are, or may again be, in force: an expired one is renewed when its owner works again, so it goes on
 * counting while she lives.
 */
export function claimsToWatch(claims: readonly Claim[], repoKey: string | null, isLiving: (owner: string) => boolean): readonly Claim[] {
	const mayCount = (claim: Claim): boolean => claim.blocks || (claim.state === 'expired' && isLiving(claim.owner));
	return claims.filter(claim => claim.kind === 'path' && claim.repoKey === repoKey && mayCount(claim));
}
