/** Who of a conflict should give way: proposed by facts that everybody can see, decided by the keeper. Pure. */
import type {Claim, Conflict, Sanitized, Sister} from '../db/types.ts';
import type {Facts} from './pane.ts';
import {plural} from './words.ts';

type S = Sanitized<Sister>;
type Standing = {readonly sister: S; readonly holds: boolean; readonly changed: number; readonly works: boolean; readonly since: string};

export type Proposal = {
	/** Who should give way, and who goes on. */
	readonly yields: S;
	readonly stays: readonly S[];
	/** Why it is her, in words. */
	readonly why: string;
};

const isHeld = (claim: Sanitized<Claim>): boolean => !claim.stale && claim.releasedAt === null;

const standing = (sister: S, conflict: Sanitized<Conflict>, facts: Facts): Standing => ({
	sister,
	holds: facts.claims.some(claim => claim.owner === sister.name && isHeld(claim) && claim.kind === 'path' && conflict.files.includes(claim.resource)),
	changed: sister.changed.length + sister.untracked,
	works: sister.status === 'working',
	since: sister.taskSince ?? sister.statusSince,
});

/** The questions in their order; the first one that tells two sisters apart decides. Below zero: `a` gives way. */
const questions: readonly {readonly why: (a: Standing, b: Standing) => string; readonly compare: (a: Standing, b: Standing) => number}[] = [
	{compare: (a, b) => Number(a.holds) - Number(b.holds), why: (_, b) => `${b.sister.name} holds a claim on it`},
	{compare: (a, b) => a.changed - b.changed, why: (a, b) => `she changed ${plural(a.changed, 'file')}, ${b.sister.name} ${b.changed}`},
	{compare: (a, b) => Number(a.works) - Number(b.works), why: (_, b) => `${b.sister.name} is in the middle of her work`},
	{compare: (a, b) => (a.since < b.since ? 1 : a.since > b.since ? -1 : 0), why: (_, b) => `${b.sister.name} began earlier`},
];

function decide(a: Standing, b: Standing): {readonly order: number; readonly why: string} {
	for (const {compare, why} of questions) {
		const order = compare(a, b);
		if (order !== 0) return {order, why: order < 0 ? why(a, b) : why(b, a)};
	}
	return {order: a.sister.name < b.sister.name ? 1 : -1, why: 'nothing tells them apart but their names'};
}

/** Null where fewer than two of the parties are alive: then there is nobody to choose from. */
export function proposeYield(conflict: Sanitized<Conflict>, facts: Facts): Proposal | null {
	const parties = conflict.sisters
		.flatMap(name => facts.sisters.filter(sister => sister.name === name && sister.status !== 'gone'))
		.map(sister => standing(sister, conflict, facts));
	const [first, second] = [...parties].sort((a, b) => decide(a, b).order);
	if (!first || !second) return null;
	return {yields: first.sister, stays: parties.filter(one => one !== first).map(({sister}) => sister), why: decide(first, second).why};
}
