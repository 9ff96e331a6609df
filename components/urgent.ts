/** Urgent mail that lies about (RULES.md, Conflicts and notices: unread-urgent). Calm: it is shown where she stands, and counted nowhere. */
import type {Message, Sanitized} from '../db/types.ts';
import type {Facts} from './pane.ts';

/** What the detector of the notice waits for too. */
export const patienceMs = 10 * 60_000;

const known = new WeakMap<Facts['conflicts'], ReadonlySet<string>>();

/** Sisters whose urgent mail nobody has touched for ten minutes, by the scanner's open notices. */
export function lateSisters({conflicts}: Facts): ReadonlySet<string> {
	const before = known.get(conflicts);
	if (before) return before;
	const open = conflicts.filter(({type, resolvedAt, mutedWhy}) => type === 'unread-urgent' && resolvedAt === null && mutedWhy === null);
	const names = new Set<string>(open.flatMap(({sisters}) => sisters));
	known.set(conflicts, names);
	return names;
}

export const isUnread = ({readAt, ackedAt, recalledAt, bouncedAt}: Sanitized<Message>): boolean =>
	readAt === null && ackedAt === null && recalledAt === null && bouncedAt === null;

/** Urgent, and untouched for ten minutes. */
export const isLate = (message: Sanitized<Message>, now: number): boolean =>
	message.priority === 'urgent' && isUnread(message) && now - Date.parse(message.sentAt) >= patienceMs;
