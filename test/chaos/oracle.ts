/**
 * Knows what is true, because it is told what the script does and never asks the program: which file differs from HEAD in which worktree, who
 * lives, who claims what. From that it says which collisions there are.
 */
import {claimNames} from '../../source/claim-names.ts';

export type Told = {readonly type: string; readonly sisters: readonly string[]; readonly files: readonly string[]; readonly detail: string};

type Place = {
	branch: string;
	readonly changed: Set<string>;
	/** Files that its commits changed since it branched off. */
	readonly committed: Set<string>;
	/** A commit since these live there together. */
	hasCommitted: boolean;
};
type Real = {readonly file: string; readonly sisters: readonly string[]; readonly words: string};
type Claimed = {readonly owner: string; readonly resource: string};

export type Oracle = {
	readonly places: ReadonlyMap<string, Place>;
	readonly comes: (name: string, place: string) => void;
	readonly goes: (name: string) => void;
	readonly works: (name: string, isWorking: boolean) => void;
	readonly claims: (owner: string, resource: string) => void;
	readonly releases: (owner: string, resource: string) => void;
	/** She took the stash of another with this file: to be told now, and true for as long as she has the file. */
	readonly takes: (taker: string, owner: string, file: string) => void;
	/** What had to be told in the last round need not be any more. */
	readonly forgets: () => void;
	/** Real collisions that nothing in `told` speaks of, in words. */
	readonly missed: (told: readonly Told[]) => readonly string[];
	/** What is told and is not so, in words. */
	readonly false_: (told: readonly Told[]) => readonly string[];
};

const key = (...parts: readonly string[]): string => parts.join(' ');

export const createOracle = (branches: ReadonlyMap<string, string>): Oracle => {
	const places = new Map<string, Place>(
		[...branches].map(([place, branch]) => [place, {branch, changed: new Set(), committed: new Set(), hasCommitted: false}]),
	);
	const stands = new Map<string, string>();
	const atWork = new Set<string>();
	const claimed = new Map<string, Claimed>();
	const taken: {readonly sisters: readonly string[]; readonly taker: string; readonly file: string; isNew: boolean}[] = [];

	const at = (name: string): Place => {
		const place = places.get(stands.get(name) ?? '');
		if (place === undefined) throw new Error(`${name} stands nowhere`);
		return place;
	};
	const living = (): readonly string[] => [...stands.keys()].sort();
	const holders = (file: string): readonly string[] => living().filter(name => at(name).changed.has(file));
	const files = (): readonly string[] => [...new Set([...places.values()].flatMap(({changed, committed}) => [...changed, ...committed]))].sort();

	const violations = (): readonly {readonly owner: string; readonly who: string; readonly file: string}[] =>
		[...claimed.values()].flatMap(({owner, resource}) =>
			files()
				.filter(file => claimNames(resource, file))
				.flatMap(file =>
					holders(file)
						// In a worktree that the owner shares it may be her own change.
						.filter(who => who !== owner && stands.get(who) !== stands.get(owner))
						.map(who => ({owner, who, file})),
				),
		);

	const pairs = (who: readonly string[]): readonly (readonly [string, string])[] => who.flatMap((a, index) => who.slice(index + 1).map(b => [a, b] as const));
	/** Nothing that this play writes is ever written twice: two branches that changed one file clash in it. */
	const clash = (file: string, a: string, b: string): boolean =>
		stands.get(a) !== stands.get(b) && [a, b].every(name => at(name).changed.has(file) || at(name).committed.has(file));
	const collisions = (): readonly Real[] => [
		...files().flatMap(file => pairs(holders(file)).map(both => ({file, sisters: both, words: `${both.join(' and ')} both have ${file}`}))),
		...files().flatMap(file =>
			pairs(living())
				.filter(([a, b]) => clash(file, a, b))
				.map(both => ({file, sisters: both, words: `${both.join(' and ')} will clash in ${file}`})),
		),
		...violations().map(({owner, who, file}) => ({file, sisters: [owner, who], words: `${who} has ${file}, which ${owner} claims`})),
	];
	const speaksOf = (one: Told, sisters: Iterable<string>): boolean => [...sisters].every(name => one.sisters.includes(name));

	const missed: Oracle['missed'] = told => [
		...collisions()
			.filter(({file, sisters}) => !told.some(one => one.files.includes(file) && speaksOf(one, sisters)))
			.map(({words}) => words),
		...taken
			.filter(({isNew, sisters}) => isNew && !told.some(one => one.type === 'stash-foreign' && speaksOf(one, sisters)))
			.map(({sisters}) => `the stash of ${sisters.join(' and ')}`),
	];

	const isSo: Readonly<Record<string, (one: Told) => boolean>> = {
		'file-collision': ({sisters, files: named}) =>
			named.length > 0 && named.every(file => sisters.every(name => holders(file).includes(name)) && new Set(sisters.map(name => stands.get(name))).size > 1),
		'claim-violation': ({sisters, files: named}) =>
			named.every(file => violations().some(violation => violation.file === file && sisters.includes(violation.owner) && sisters.includes(violation.who))),
		'stash-foreign': one => taken.some(({sisters, taker, file}) => stands.has(taker) && at(taker).changed.has(file) && speaksOf(one, sisters)),
		'predicted-merge': ({sisters, files: named}) => named.every(file => pairs(sisters).some(([a, b]) => clash(file, a, b))),
		'same-worktree': ({sisters}) => {
			const [one = ''] = sisters;
			const {changed, hasCommitted} = at(one);
			return sisters.every(name => stands.get(name) === stands.get(one)) && (hasCommitted || changed.size > 0 || sisters.some(name => atWork.has(name)));
		},
		'shared-branch': ({sisters}) => {
			const [one = ''] = sisters;
			const isActive = sisters.some(name => atWork.has(name) || at(name).changed.size > 0 || at(name).hasCommitted);
			return sisters.every(name => at(name).branch === at(one).branch) && isActive;
		},
	};
	const isTrue = (one: Told): boolean => {
		if (one.sisters.some(name => !stands.has(name) && one.type !== 'claim-violation')) return false;
		return isSo[one.type]?.(one) === true;
	};

	return {
		places,
		comes: (name, place) => {
			stands.set(name, place);
			at(name).hasCommitted = false;
		},
		goes: name => {
			stands.delete(name);
			atWork.delete(name);
		},
		works: (name, isWorking) => void (isWorking ? atWork.add(name) : atWork.delete(name)),
		claims: (owner, resource) => void claimed.set(key(owner, resource), {owner, resource}),
		releases: (owner, resource) => void claimed.delete(key(owner, resource)),
		takes: (taker, owner, file) => void taken.push({sisters: [owner, taker].sort(), taker, file, isNew: true}),
		forgets: () => {
			for (const one of taken) one.isNew = false;
		},
		missed,
		false_: told => told.filter(one => !isTrue(one)).map(({type, detail}) => `${type}: ${detail}`),
	};
};
