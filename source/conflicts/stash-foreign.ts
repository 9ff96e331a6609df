import type {Facts} from '../../db/store.ts';
import type {Finding, Sister, StashEntry} from '../../db/types.ts';
import {type Detector, episodeKey, inWords} from './detector.ts';
import {allHereSince, changedAt, evidenceOf, listed, signsAt, standing} from './places.ts';

const type = 'stash-foreign';
const mostFiles = 50;
/** Long enough for the next complete look, short enough that others' own work on the same files is not taken for it. */
const lostMs = 45_000;

/** A stash that a living sister made, as the evidence keeps it. */
type Kept = {
	readonly commit: string;
	readonly owner: string;
	readonly files: readonly string[];
	/** Worktrees of others in which none of these files was changed when it was last seen. */
	readonly clean: readonly string[];
	/** When it was first missed in the stash: whoever took it may show only in a later look. Null: it lies there. */
	readonly lostAt: string | null;
};
type Popped = Kept & {readonly by: string; readonly worktree: string};

const isText = (value: unknown): value is string => typeof value === 'string';
const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);

function isKept(value: unknown): value is Kept {
	if (typeof value !== 'object' || value === null) return false;
	const {commit, owner, files, clean, lostAt} = value as Readonly<Record<string, unknown>>;
	return isText(commit) && isText(owner) && isTexts(files) && isTexts(clean) && (lostAt === null || isText(lostAt));
}

function isPopped(value: unknown): value is Popped {
	const {by, worktree} = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
	return isKept(value) && isText(by) && isText(worktree);
}

type Place = {readonly worktree: string; readonly sisters: readonly Sister[]};

/** What lies changed or new in a worktree. */
function filesIn(facts: Facts, {worktree, sisters}: Place): ReadonlySet<string> {
	const changed = sisters.slice(0, 1).flatMap(sister => changedAt(facts, sister));
	return new Set([...changed, ...(signsAt(facts, worktree)?.created ?? []).map(({path}) => path)]);
}

/** Whose stash it is: she stands on its branch, alone, and made it since she is here. */
function ownerOf(facts: Facts, entry: StashEntry, places: readonly Place[]): string | null {
	const there = places.flatMap(({sisters}) => sisters).filter(({branch}) => branch !== null && branch === entry.branch);
	const since = there.length === 1 ? allHereSince(facts, there) : null;
	return since !== null && Date.parse(entry.at) >= since - 1000 ? (there[0]?.name ?? null) : null;
}

const standsAt = (place: Place, name: string): boolean => place.sisters.some(sister => sister.name === name);

function keptOf(facts: Facts, entry: StashEntry, places: readonly Place[]): readonly Kept[] {
	const owner = ownerOf(facts, entry, places);
	if (owner === null || entry.files === null) return [];
	const files = entry.files.slice(0, mostFiles);
	const others = places.filter(place => !standsAt(place, owner));
	const clean = others.filter(place => !files.some(file => filesIn(facts, place).has(file))).map(({worktree}) => worktree);
	return [{commit: entry.commit, owner, files, clean, lostAt: null}];
}

/** It is gone from the stash, and all of it lies in one worktree of others that had none of it before, and not in its owner's. */
function popperOf(facts: Facts, kept: Kept, places: readonly Place[]): Popped | null {
	const holds = (place: Place): boolean => kept.files.length > 0 && kept.files.every(file => filesIn(facts, place).has(file));
	const own = places.find(place => standsAt(place, kept.owner));
	if (own === undefined || holds(own)) return null;
	const takers = places.filter(place => place !== own && kept.clean.includes(place.worktree) && holds(place));
	const [taker] = takers;
	const by = taker?.sisters[0]?.name;
	return takers.length !== 1 || taker === undefined || by === undefined ? null : {...kept, by, worktree: taker.worktree};
}

function conflictOf(popped: Popped): Pick<Finding, 'kind' | 'sisters' | 'files' | 'detail' | 'next' | 'severity'> {
	const {by, owner, files, commit} = popped;
	return {
		kind: 'conflict',
		sisters: [by, owner].sort(),
		files,
		detail: `${by} has ${owner}'s stash in her worktree: all worktrees of a repository share one stash, and a pop takes whatever lies on top (${listed(files)})`,
		next: `nothing is lost yet: ${owner} gets it back with git stash apply ${commit.slice(0, 12)}, ${by} puts these files back with git restore --staged --worktree FILES`,
		severity: 'high',
	};
}

function noticeOf(
	kept: readonly Kept[],
	others: readonly string[],
	repo: string,
): Pick<Finding, 'kind' | 'sisters' | 'files' | 'detail' | 'next' | 'severity'> {
	const owners = [...new Set(kept.map(({owner}) => owner))].sort();
	return {
		kind: 'notice',
		sisters: [...new Set([...owners, ...others])].sort(),
		files: [...new Set(kept.flatMap(({files}) => files))].sort(),
		detail: `${inWords(owners)} put work into the stash of ${repo}, which all its worktrees share: a "git stash pop" anywhere else takes it`,
		next: `name the stash when you take it back (git stash apply ${kept[0]?.commit.slice(0, 12) ?? 'COMMIT'}), or commit to your own branch instead of stashing`,
		severity: 'low',
	};
}

function inRepository(facts: Facts, repoId: string, places: readonly Place[]): readonly Finding[] {
	const one = places[0]?.sisters[0];
	if (one === undefined || one.repoKey === null || places.length < 2) return [];
	const entries = places.map(({worktree}) => signsAt(facts, worktree)).find(signs => signs !== undefined)?.stash;
	if (entries === undefined) return [];
	const key = episodeKey(type, one.repoKey, repoId);
	const before = evidenceOf(facts, key);
	const known = Array.isArray(before['kept']) ? before['kept'].filter(isKept) : [];
	const missed = known.filter(({commit}) => !entries.some(entry => entry.commit === commit)).map(stash => ({...stash, lostAt: stash.lostAt ?? facts.at}));
	const lost = missed.filter(({lostAt}) => Date.parse(facts.at) - Date.parse(lostAt) < lostMs);
	const last = isPopped(before['popped']) ? before['popped'] : undefined;
	const again = last !== undefined && popperOf(facts, last, places)?.worktree === last.worktree ? last : undefined;
	const popped = again ?? lost.flatMap(stash => popperOf(facts, stash, places) ?? [])[0];
	const kept = entries.flatMap(entry => keptOf(facts, entry, places));
	if (popped === undefined && kept.length === 0) return [];
	const others = places.flatMap(({sisters}) => sisters.map(({name}) => name));
	const what = popped === undefined ? noticeOf(kept, others, one.repo ?? 'their repository') : conflictOf(popped);
	const evidence = JSON.stringify({kept: [...kept, ...lost.filter(({commit}) => commit !== popped?.commit)], popped: popped ?? null});
	return [{...what, type, key, repo: one.repo, repoId, branch: null, evidence}];
}

/** The stash is one for all worktrees of a repository. A notice while a sister's work lies in it; a conflict when another took that out. */
export const stashForeign: Detector = {
	type,
	find(facts: Facts): readonly Finding[] {
		const places = [...standing(facts)].map(([worktree, sisters]) => ({worktree, sisters}));
		const repositories = Map.groupBy(places, ({sisters}) => sisters[0]?.repoId ?? '');
		return [...repositories].flatMap(([repoId, group]) => inRepository(facts, repoId, group));
	},
};
