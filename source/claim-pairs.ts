/** Which claims need be compared at all: of a thousand, half a million pairs are told apart by the folders that they begin with. Pure. */
import {literalSegments} from '../db/overlap.ts';
import type {Claim} from '../db/types.ts';
import {namesIn, type Worktrees} from './claim-overlap.ts';

export type ClaimPair = readonly [older: Claim, newer: Claim];

/** `group`: only what stands in the same one can overlap. `folders`: and only where the folders of the one begin like those of the other. */
type Place = {readonly group: string; readonly folders: readonly string[]};

/** As if all repositories ignored case: too many pairs do no harm. */
export const foldersOf = (resource: string): readonly string[] => literalSegments(resource.toLowerCase().normalize('NFC'));

/** Every place in which `claimsOverlap` (claim-overlap.ts) may find it beside another. */
function placesOf(claim: Claim, worktrees: Worktrees): readonly Place[] {
	const {kind, resource, repoKey, repoId} = claim;
	if (kind === 'domain') return [{group: 'domain', folders: [resource]}];
	const byKey = {group: JSON.stringify(['key', repoKey]), folders: foldersOf(resource)};
	const byId = (id: string, name: string): Place => ({group: JSON.stringify(['id', id]), folders: foldersOf(name)});
	if (repoKey !== null) return repoId === null ? [byKey] : [byKey, byId(repoId, resource)];
	const inside = [...worktrees.keys()].flatMap(id => namesIn(resource, id, worktrees).map(name => byId(id, name)));
	return [byKey, ...(repoId === null ? [] : [byId(repoId, resource)]), ...inside];
}

/** One text for a place's group and its first `count` folders. */
const spot = ({group, folders}: Place, count: number): string => JSON.stringify([group, ...folders.slice(0, count)]);

/** Every two claims that could overlap, and a few that do not. Ordered by the number of the older, then of the newer. */
export function pairsThatMayMeet(claims: readonly Claim[], worktrees: Worktrees): readonly ClaimPair[] {
	const placed = claims.flatMap(claim => placesOf(claim, worktrees).map(place => ({claim, place})));
	const at = Map.groupBy(placed, ({place}) => spot(place, place.folders.length));
	const pairs = new Map<string, ClaimPair>();
	for (const {claim, place} of placed) {
		for (let count = 0; count <= place.folders.length; count += 1) {
			for (const {claim: other} of at.get(spot(place, count)) ?? []) {
				const [older, newer] = other.id < claim.id ? [other, claim] : [claim, other];
				if (older !== newer) pairs.set(`${older.id} ${newer.id}`, [older, newer]);
			}
		}
	}
	return [...pairs.values()].sort(([a, b], [c, d]) => a.id - c.id || b.id - d.id);
}
