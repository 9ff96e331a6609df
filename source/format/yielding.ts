/** Who of a conflict should give way: proposed by facts that everybody can see, decided by the keeper. Pure; for the view and for commands. */
import type {Claim, Conflict, Sister} from '../../db/types.ts';
import {claimNames} from '../claim-names.ts';

/** What is known of the colony; `S`: raw or sanitized, as it came. */
export type Known<S extends Sister = Sister> = {
	readonly sisters: readonly S[];
	readonly claims: readonly Claim[];
	/** By name how many changed files a look after the last scan showed, where there was one: less than that is not said. */
	readonly seen?: ReadonlyMap<string, number>;
};
type Standing<S extends Sister> = {
	readonly sister: S /** Which of its files she claimed, in words; '' for none. */;
	readonly holds: string;
	readonly changed: number;
	readonly works: boolean;
	readonly since: string;
};

export type Proposal<S extends Sister = Sister> = {
	/** Who should give way, and who goes on. */
	readonly yields: S;
	readonly stays: readonly S[];
	/** Why it is her, in words. */
	readonly why: string;
};

const isHeld = (claim: Claim): boolean => !claim.stale && claim.releasedAt === null && claim.kind === 'path' && !claim.auto;

function held({name}: Sister, files: readonly string[], claims: readonly Claim[]): string {
	const hers = claims.filter(claim => claim.owner === name && isHeld(claim));
	const named = files.filter(file => hers.some(({resource}) => claimNames(resource, file)));
	if (named.length === 0) return '';
	return named.length === files.length
		? files.length === 1
			? 'it'
			: 'all of it'
		: `${named.slice(0, 2).join(', ')}${named.length > 2 ? ` and ${named.length - 2} more` : ''}`;
}

const standing = <S extends Sister>(sister: S, {files}: Conflict, {claims, seen}: Known): Standing<S> => ({
	sister,
	holds: held(sister, files, claims),
	changed: Math.max(sister.changed.length + sister.untracked, seen?.get(sister.name) ?? 0),
	works: sister.status === 'working',
	since: sister.taskSince ?? sister.statusSince,
});

const files = (count: number): string => `${count} file${count === 1 ? '' : 's'}`;
type One = Standing<Sister>;

/** The questions in their order; the first one that tells two sisters apart decides. Below zero: `a` gives way. */
const questions: readonly {readonly why: (a: One, b: One) => string; readonly compare: (a: One, b: One) => number}[] = [
	{compare: (a, b) => Number(a.holds !== '') - Number(b.holds !== ''), why: (_, b) => `${b.sister.name} holds a claim on ${b.holds}`},
	{compare: (a, b) => a.changed - b.changed, why: (a, b) => `she changed ${files(a.changed)}, ${b.sister.name} ${b.changed}`},
	{compare: (a, b) => Number(a.works) - Number(b.works), why: (_, b) => `${b.sister.name} is in the middle of her work`},
	{compare: (a, b) => (a.since < b.since ? 1 : a.since > b.since ? -1 : 0), why: (_, b) => `${b.sister.name} began earlier`},
];

function decide(a: One, b: One): {readonly order: number; readonly why: string} {
	for (const {compare, why} of questions) {
		const order = compare(a, b);
		if (order !== 0) return {order, why: order < 0 ? why(a, b) : why(b, a)};
	}
	return {order: a.sister.name < b.sister.name ? 1 : -1, why: 'nothing tells them apart but their names'};
}

/** Null where fewer than two of the parties are alive: then there is nobody to choose from. */
export function proposeYield<S extends Sister>(conflict: Conflict, known: Known<S>): Proposal<S> | null {
	const parties = conflict.sisters
		.flatMap(name => known.sisters.filter(sister => sister.name === name && sister.status !== 'gone'))
		.map(sister => standing(sister, conflict, known));
	const [first, second] = [...parties].sort((a, b) => decide(a, b).order);
	if (!first || !second) return null;
	return {yields: first.sister, stays: parties.filter(one => one !== first).map(({sister}) => sister), why: decide(first, second).why};
}
