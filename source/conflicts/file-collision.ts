import type {Facts} from '../../db/store.ts';
import type {Claim, Finding, Sister} from '../../db/types.ts';
import {claimInTheWay} from '../claim-in-the-way.ts';
import {claimsNear} from './claims-near.ts';
import {type Detector, episodeKey, groupBy, inWords, mostFiles} from './detector.ts';
import {foretold} from './foretold.ts';
import {listed, spoken} from './places.ts';
import {type Collision, collisions} from './touched.ts';

const type = 'file-collision';

/** Made by a program from other files: the second to merge makes them anew. */
const generated =
	/(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|Cargo\.lock|go\.sum|poetry\.lock|uv\.lock|Gemfile\.lock|composer\.lock)$/;

/** Told already, with its files, by a shared-branch that nobody accepted. */
function isToldByBranch({names, repoKey}: Collision, facts: Facts, sisters: ReadonlyMap<string, Sister>): boolean {
	const branches = new Set(names.map(name => sisters.get(name)?.branch ?? null));
	const [branch = null] = branches;
	if (branches.size !== 1 || branch === null || repoKey === '') return false;
	const key = episodeKey('shared-branch', repoKey, branch);
	return facts.open.find(conflict => conflict.key === key)?.mutedWhy == null;
}

/** Told by claim-violation: one of them holds a claim on it that keeps all the others away. */
function isToldByClaim({names, repoKey, path}: Collision, near: (path: string) => readonly Claim[]): boolean {
	const nearby = near(path);
	const inTheWay = names.map(name => claimInTheWay(nearby, {path, repoKey: repoKey === '' ? null : repoKey}, name)?.owner);
	return names.some(owner => names.every((name, index) => name === owner || inTheWay[index] === owner));
}

/** Told by predicted-merge, which knows more; a crowd is told here, once. */
const isToldByMerge = (collision: Collision, facts: Facts): boolean => collision.names.length === 2 && foretold(facts, collision) === 'clashes';

/** The file by which the episode goes: that of the oldest open one of this repository, else the first. */
function anchorOf(facts: Facts, repoKey: string, paths: readonly string[]): string {
	const keys = new Map(paths.map(path => [episodeKey(type, repoKey, path), path]));
	const open = facts.open.filter(conflict => conflict.type === type && keys.has(conflict.key)).toSorted((a, b) => a.id - b.id);
	return keys.get(open[0]?.key ?? '') ?? paths[0] ?? '';
}

/** `in the worktree of ann and bea, and in cat's`: where several stand, nobody knows which of them it was. A hook that saw one of them write says so. */
function placesOf({edits}: Facts, group: readonly Collision[]): string {
	const paths = new Set(group.map(({path}) => path));
	const sides = new Map(group.flatMap(collision => collision.sides).map(side => [side.sisters.join(' '), side]));
	return inWords(
		[...sides.values()].map(({worktree, sisters}) => {
			if (sisters.length === 1) return `in ${sisters[0]}'s`;
			const writers = new Set(
				edits.filter(edit => edit.worktree === worktree && paths.has(edit.path) && sisters.includes(edit.sister)).map(({sister}) => sister),
			);
			return `in the worktree of ${inWords(sisters)}${writers.size > 0 ? ` (written by ${inWords([...writers].sort())})` : ''}`;
		}),
	);
}

function sentence(facts: Facts, names: readonly string[], group: readonly Collision[], repo: string | null): string {
	const paths = group.map(({path}) => path).sort();
	const worktrees = new Set(group.flatMap(({sides}) => sides.map(({worktree}) => worktree)));
	const where = repo === null ? '' : ` in ${repo}`;
	const merges = group.every(collision => foretold(facts, collision) === 'merges')
		? ': as it stands now git would merge it, but nobody has looked at both'
		: ': who merges second meets the other';
	if (worktrees.size > 1 && group.some(({sides}) => sides.some(({sisters}) => sisters.length > 1)))
		return `${listed(paths)}${where} ${paths.length === 1 ? 'is' : 'are'} changed ${placesOf(facts, group)}${merges}`;
	const apart = worktrees.size > 1 ? `, each in a worktree of her own${merges}` : ' within minutes: the later one may write over the earlier';
	return `${inWords(names)} ${names.length === 2 ? 'both' : 'all'} changed ${listed(paths)}${where}${apart}`;
}

function findingOf(facts: Facts, group: readonly Collision[], sisters: ReadonlyMap<string, Sister>): Finding {
	const {names = [], repoKey = ''} = group[0] ?? {};
	const paths = group.map(({path}) => path).sort();
	const place = names.map(name => sisters.get(name)).find(sister => sister?.repoKey === repoKey);
	const isUrgent =
		group.some(({sides}) => sides.filter(({isFresh}) => isFresh).length > 1) || names.filter(name => sisters.get(name)?.status === 'working').length > 1;
	const isHarmless = group.every(
		collision => generated.test(collision.path) || collision.sides.every(({isNew}) => isNew) || foretold(facts, collision) === 'merges',
	);
	return {
		kind: 'conflict',
		type,
		key: episodeKey(type, repoKey, anchorOf(facts, repoKey, paths)),
		sisters: names,
		repo: place?.repo ?? null,
		repoId: place?.repoId ?? null,
		branch: null,
		files: paths.slice(0, mostFiles),
		detail: sentence(facts, names, group, place?.repo ?? null),
		next: `agree who goes first (queen tell NAME "..."): she commits, the other waits and takes her commit over; or one of you takes the file: queen claim FILE`,
		severity: isHarmless ? 'low' : isUrgent ? 'high' : 'medium',
		evidence: JSON.stringify({sisters: names, files: paths.slice(0, mostFiles)}),
	};
}

/**
 * One file changed in two worktrees, or written by two sisters within minutes. All files of the same sisters are one episode, so that a
 * crowd stays readable; it goes by one of its files. Silent where shared-branch, same-worktree, claim-violation or (of two) predicted-merge
 * names the file already; low where git would merge it as it stands.
 */
export const fileCollision: Detector = {
	type,
	find(facts: Facts): readonly Finding[] {
		const sisters = new Map(facts.sisters.map(sister => [sister.name, sister]));
		const near = claimsNear(spoken(facts));
		const news = collisions(facts).filter(
			collision => !isToldByClaim(collision, near) && !isToldByBranch(collision, facts, sisters) && !isToldByMerge(collision, facts),
		);
		return [...groupBy(news, ({repoKey, names}) => JSON.stringify([repoKey, names])).values()].map(group => findingOf(facts, group, sisters));
	},
};
