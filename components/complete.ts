/** Who a mail can go to: fuzzy completion over the living sisters and the groups, and what is known about each name. Pure. */
import fuzzysort from 'fuzzysort';
import type {Safe, Sanitized, Sister} from '../db/types.ts';

/** Somebody a mail can be addressed to. */
export type Recipient = {
	readonly name: string;
	/** `codex`, or for a group what it means: `all 5 living sisters`. */
	readonly what: string;
	/** Null for a group. */
	readonly status: Sister['status'] | null;
};

/** What is known of one name in the To line. */
export type Known = 'living' | 'gone' | 'group' | 'keeper' | 'unknown' | 'no-such-group';

/** Names that a To line separates by commas or spaces, each once, in order. */
export const recipientsIn = (text: string): readonly string[] => [...new Set(text.split(/[,\s]+/).filter(Boolean))];

const groups = ['@all', '@waiting', '@repo'] as const;
const isLiving = (sister: Sanitized<Sister>): boolean => sister.status !== 'gone';
const plural = (count: number): string => `${count} ${count === 1 ? 'sister' : 'sisters'}`;

/** Everybody who can be chosen: those who wait first, then the other living, then the groups. `repoKey`: the repository that `@repo` means. */
export function recipients(sisters: readonly Sanitized<Sister>[], repoKey: string | null): readonly Recipient[] {
	const living = sisters.filter(isLiving);
	const waiting = living.filter(sister => sister.status === 'waiting');
	const near = living.filter(sister => repoKey !== null && sister.repoKey === repoKey);
	const repo = near[0]?.repo ?? null;
	const people = [...waiting, ...living.filter(sister => sister.status !== 'waiting')];
	const meaning = {
		'@all': `all ${plural(living.length)} alive`,
		'@waiting': `${plural(waiting.length)} who ${waiting.length === 1 ? 'waits' : 'wait'}`,
		'@repo': repo === null ? 'no repository selected' : `${plural(near.length)} in ${repo}`,
	};
	return [
		...people.map(sister => ({name: sister.name, what: sister.agent, status: sister.status})),
		...groups.map(name => ({name, what: meaning[name], status: null})),
	];
}

/** The best matches for what was typed so far, best first, at most `limit`; without text: everybody in order. Names already there are left out. */
export function complete(typed: string, choices: readonly Recipient[], taken: readonly string[], limit: number): readonly Recipient[] {
	const open = choices.filter(choice => !taken.includes(choice.name));
	if (typed === '') return open.slice(0, limit);
	const found = fuzzysort.go(typed, open, {key: 'name', limit: 0, threshold: 0});
	// Equally good ones keep their order: who waits comes first.
	const ordered = [...found].sort((a, b) => b.score - a.score || open.indexOf(a.obj) - open.indexOf(b.obj));
	return ordered.slice(0, limit).map(result => result.obj);
}

/** What we know of a name that stands in the To line. */
export function known(name: string, sisters: readonly Sanitized<Sister>[], keeper: string): Known {
	if ((groups as readonly string[]).includes(name)) return 'group';
	if (name === keeper || name === '@keeper') return 'keeper';
	if (name.startsWith('@')) return 'no-such-group';
	const sister = sisters.find(one => one.name === (name as Safe));
	if (!sister) return 'unknown';
	return isLiving(sister) ? 'living' : 'gone';
}
