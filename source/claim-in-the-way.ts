/** May this sister write to that file? (RULES.md, "Claims": explicit claims deny; own claims are fine.) Reads only. */
import {overlaps} from '../db/overlap.ts';
import type {Claim} from '../db/types.ts';
import {claimNames} from './claim-names.ts';

export type EditedFile = {
	/** Relative to its repository's top, or absolute outside of any. */
	readonly path: string;
	readonly repoKey: string | null;
};

/** These keep others away; expired and orphaned ones do not. */
const isInForce = ({state}: Claim): boolean => state === 'held' || state === 'quiet';

const names = (claim: Claim, {path, repoKey}: EditedFile): boolean =>
	claim.kind === 'path' && overlaps(claim, {kind: 'path', repoKey, resource: path}) && claimNames(claim.resource, path);

/** The claim that is in the way of `who` writing to the file, or null. Of several the oldest. */
export function claimInTheWay(claims: readonly Claim[], file: EditedFile, who: string): Claim | null {
	const concerned = claims.filter(claim => isInForce(claim) && names(claim, file));
	const shares = concerned.some(({owner, shared}) => owner === who && shared);
	return concerned.find(({owner, shared}) => owner !== who && !(shared && shares)) ?? null;
}

/**
 * Claims on paths of that repository that are, or may again be, in force: an expired one is renewed when its owner works again, so it goes on
 * counting while she lives.
 */
export function claimsToWatch(claims: readonly Claim[], repoKey: string | null, isLiving: (owner: string) => boolean): readonly Claim[] {
	const mayCount = (claim: Claim): boolean => isInForce(claim) || (claim.state === 'expired' && isLiving(claim.owner));
	return claims.filter(claim => claim.kind === 'path' && claim.repoKey === repoKey && mayCount(claim));
}
