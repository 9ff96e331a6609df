/** Which claims need be compared with a file at all: of very many files and claims nearly all are told apart by the folders that they begin with. */
import type {Claim} from '../../db/types.ts';
import {foldersOf} from '../claim-pairs.ts';
import {groupBy} from './detector.ts';

const spot = (folders: readonly string[]): string => JSON.stringify(folders);

/** Answers all of these claims that may name a file, and a few that do not, in their order. */
export function claimsNear(claims: readonly Claim[]): (path: string) => readonly Claim[] {
	const places = groupBy(
		claims.map((claim, place) => ({claim, place})),
		({claim}) => spot(foldersOf(claim.resource)),
	);
	return path => {
		const folders = foldersOf(path);
		const near = Array.from({length: folders.length + 1}, (_, count) => places.get(spot(folders.slice(0, count))) ?? []).flat();
		return near.toSorted((a, b) => a.place - b.place).map(({claim}) => claim);
	};
}
