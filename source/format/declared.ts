/** What sisters say of themselves, in words. Pure; shared by plain output and the view. */
import type {Sanitized, Sister} from '../../db/types.ts';
import {age} from './age.ts';

type S = Pick<Sanitized<Sister>, 'name' | 'status' | 'declared' | 'branch'>;

/** Her branch waits to be merged, also when she has gone. */
export const isReady = ({declared}: S): boolean => declared?.status === 'ready';

/** She cannot go on alone. */
export const isBlocked = ({declared, status}: S): boolean => declared?.status === 'blocked' && status !== 'gone';

/** `says blocked, 12m: waiting on B (backend)`; '' when she says nothing. */
export function saysText({declared}: S, now: number): string {
	if (!declared) return '';
	const {status, note, workstream, since} = declared;
	return `${status}, ${age(since, now)}${note === null ? '' : `: ${note}`}${workstream === null ? '' : ` (${workstream})`}`;
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
