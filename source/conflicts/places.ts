/** Who stands where, and words that several detectors use. */
import type {Facts} from '../../db/store.ts';
import type {Claim, Sister, WorktreeSigns} from '../../db/types.ts';
import {isLiving} from './together.ts';

export const signsAt = (facts: Facts, worktree: string | null): WorktreeSigns | undefined =>
	worktree === null ? undefined : facts.worktrees.find(signs => signs.worktree === worktree);

/** Files that differ from HEAD where she stands. Her row holds the first of very many; what was read of her worktree a moment ago holds more. */
export function changedAt(facts: Facts, {worktree, changed}: Sister): readonly string[] {
	const read = signsAt(facts, worktree)?.changed ?? [];
	return read.length > changed.length ? read.map(({path}) => path) : changed;
}

/** Living sisters by the worktree that they stand in, each by name; who stands in no repository is left out. */
export function standing({sisters}: Pick<Facts, 'sisters'>): ReadonlyMap<string, readonly Sister[]> {
	const places = new Map<string, Sister[]>();
	for (const sister of sisters.filter(isLiving).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
		if (sister.worktree === null || sister.repoKey === null) continue;
		places.set(sister.worktree, [...(places.get(sister.worktree) ?? []), sister]);
	}
	return places;
}

/** When each of them was first seen, the latest of it: since then all are here. Null: one of them has no session. */
export function allHereSince({sessions}: Facts, sisters: readonly Sister[]): number | null {
	const first = sisters.map(({name}) =>
		Math.min(...sessions.filter(each => each.sister === name && each.endedAt === null).map(each => Date.parse(each.startedAt))),
	);
	const latest = Math.max(...first);
	return Number.isFinite(latest) ? latest : null;
}

/** `a.ts`, `a.ts and b.ts`, `a.ts, b.ts, c.ts and 4 more`. */
export function listed(files: readonly string[], most = 3): string {
	if (files.length <= most) return files.length < 2 ? (files[0] ?? '') : `${files.slice(0, -1).join(', ')} and ${files.at(-1)}`;
	return `${files.slice(0, most).join(', ')} and ${files.length - most} more`;
}

/** A ref as it may stand in a command that somebody copies; one with signs that a shell reads is not written out. */
export const plainRef = (name: string): string => (/^[\w][\w./-]*$/.test(name) ? name : 'MAIN');

/** Claims that somebody made by a word. A lease that came about by an edit only warns (RULES.md, "Claims"). */
export const spoken = ({claims}: Pick<Facts, 'claims'>): readonly Claim[] => claims.filter(({auto}) => !auto);

export const isInside = (folder: string, file: string): boolean => file === folder || file.startsWith(`${folder}/`);

/** Our own evidence of last time, out of the database: what does not parse counts as none. */
export function evidenceOf(facts: Facts, key: string): Readonly<Record<string, unknown>> {
	const before = facts.open.find(conflict => conflict.key === key)?.evidence;
	try {
		const value: unknown = JSON.parse(before ?? 'null');
		return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {};
	} catch {
		return {};
	}
}
