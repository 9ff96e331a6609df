/** What sisters say of themselves, in words. Pure; shared by plain output and the view. */
import type {Sanitized, Sister} from '../../db/types.ts';
import {age} from './age.ts';

type S = Pick<Sanitized<Sister>, 'name' | 'status' | 'declared' | 'branch'>;
type Signs = Pick<Sister, 'status' | 'declared' | 'taskSource' | 'lastSign'>;

/** Her branch waits to be merged, also when she has gone. */
export const isReady = ({declared}: Pick<Sister, 'declared'>): boolean => declared?.status === 'ready';

/** She cannot go on alone. */
export const isBlocked = ({declared, status}: Pick<Sister, 'declared' | 'status'>): boolean => declared?.status === 'blocked' && status !== 'gone';

/** Words with which a sister says that no work of hers is under way. */
const resting: ReadonlySet<string> = new Set(['blocked', 'ready', 'review', 'paused', 'done']);
/** A silence that the view and the dashboard speak of, where nobody asked for another length; milliseconds. */
export const staleAfterMs = 15 * 60_000;
/** Who has been gone for longer is history. */
const forgottenMs = 24 * 3_600_000;

/** Does she say that she works: by her status, or without one by a task that she declared? */
export const isUnderWay = ({declared, taskSource}: Pick<Signs, 'declared' | 'taskSource'>): boolean =>
	declared ? !resting.has(declared.status) : taskSource === 'declared';

/**
 * She says that she works, and shows no sign of it: no mail, claim, sync, commit or edit for `staleMs`, and is not seen working. Who asks her human
 * waits for an answer and is not stale. Gone ones count for a day: their work stopped too.
 */
export function isStale(sister: Signs, staleMs: number, now: number): boolean {
	const {status, lastSign} = sister;
	if (!lastSign || !isUnderWay(sister) || status === 'working' || status === 'waiting' || status === 'starting') return false;
	const silent = now - Date.parse(lastSign);
	return silent >= staleMs && (status !== 'gone' || silent < forgottenMs + staleMs);
}

/** `says blocked, 12m: waiting on B (backend)`; '' when she says nothing. */
export function saysText({declared}: S, now: number): string {
	if (!declared) return '';
	const {status, note, workstream, since} = declared;
	return `${status}, ${age(since, now)}${note === null ? '' : `: ${note}`}${workstream === null ? '' : ` (${workstream})`}`;
}

/** What she does: her task, and where she has none what she says of herself. That she is blocked stands before either. Null: neither. */
export function doingText(sister: Pick<Sanitized<Sister>, 'status' | 'task' | 'declared'>): string | null {
	const {task, declared} = sister;
	if (task !== null) return isBlocked(sister) ? `blocked: ${task}` : task;
	return declared ? `${declared.status}${declared.note === null ? '' : `: ${declared.note}`}` : null;
}

/** `iza-1 [feat/x]: all green`. */
export function readyText({name, branch, declared}: S): string {
	const note = declared?.note ?? null;
	return `${name}${branch === null ? '' : ` [${branch}]`}${note === null ? '' : `: ${note}`}`;
}

/** `iza-2, 12m: waiting on B for types`. */
export function blockedText({name, declared}: S, now: number): string {
	const note = declared?.note ?? null;
	return `${name}, ${age(declared?.since ?? null, now)}${note === null ? '' : `: ${note}`}`;
}
