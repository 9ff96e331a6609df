import type {Facts} from '../../db/store.ts';
import type {Finding, FindingType} from '../../db/types.ts';

/** Looks at the colony's facts and says what it found. Pure. One file each; `index.ts` is the registry. */
export type Detector = {
	readonly type: FindingType;
	find(facts: Facts): readonly Finding[];
};

/** A finding names so many files at most; all of them count. */
export const mostFiles = 200;

/** Identity of an episode: type + repository + branch or path, never who is in it (RULES.md, "Conflicts and notices"). */
export function episodeKey(type: FindingType, ...parts: readonly string[]): string {
	return JSON.stringify([type, ...parts]);
}

/** `a`, `a and b`, `a, b and c`. */
export function inWords(names: readonly string[]): string {
	const last = names.at(-1) ?? '';
	return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/** Puts things under their key; keeps the order in which they came. A null key leaves the thing out. */
export function groupBy<T>(things: readonly T[], keyOf: (thing: T) => string | null): ReadonlyMap<string, readonly T[]> {
	const groups = new Map<string, T[]>();
	for (const thing of things) {
		const key = keyOf(thing);
		if (key === null) continue;
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [thing]);
		else group.push(thing);
	}
	return groups;
}
