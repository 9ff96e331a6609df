/** Words of our own for the closed sets of the database. Pure; shared by plain output and the view. */
import type {Colony, Counts, Sanitized, Status, StatusDetail} from '../../db/types.ts';
import {ago} from './age.ts';

/** A status as people read it: `waiting` is what she does, "needs you" is what it means. */
export const statusWords: Readonly<Record<Status, string>> = {
	working: 'working',
	waiting: 'needs you',
	idle: 'idle',
	starting: 'starting',
	error: 'error',
	gone: 'gone',
	unknown: 'unknown',
};

export const detailWords: Readonly<Record<StatusDetail, string>> = {
	limit: 'usage limit reached',
	login: 'not logged in',
	compacting: 'compacting',
	interrupted: 'interrupted',
	background: 'a shell runs in the background',
	subagents: 'subagents at work',
	suspended: 'suspended',
	menu: 'a menu is open',
};

/** Seconds after which the last complete scan no longer says what is (RULES.md, "Conflicts and notices"). */
const freshSeconds = 90;

type Truth = Pick<Sanitized<Colony>, 'age' | 'scannedAt' | 'unread' | 'complete'>;

/** What could not be looked at, in words, or ''. */
function notRead({unread}: Truth): string {
	if (unread.length === 0) return '';
	const thing = unread.every(text => /repositor/i.test(text))
		? unread.length === 1
			? 'repository'
			: 'repositories'
		: unread.length === 1
			? 'place'
			: 'places';
	return ` · ${unread.length} ${thing} not read`;
}

/**
 * The number, said only when it is true: `conflicts 0`, `conflicts 2`, `conflicts ? (scanned 3h ago)`, `conflicts ? (never scanned)`,
 * `conflicts 0 · 1 repository not read`. `now` in milliseconds.
 */
export function conflictNumber(colony: Truth, counts: Pick<Counts, 'conflicts'>, now: number): string {
	if (colony.age === null) return 'conflicts ? (never scanned)';
	if (colony.age >= freshSeconds) return `conflicts ? (scanned ${ago(colony.scannedAt, now)})`;
	return `conflicts ${counts.conflicts}${notRead(colony)}`;
}
