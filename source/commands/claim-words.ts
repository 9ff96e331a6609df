/** What the commands about claims say. Everything in it has passed the sanitizer. */
import type {ClaimResult} from '../../db/store.ts';
import type {Claim, Sanitized} from '../../db/types.ts';
import {ago, duration, timeLeft} from '../format/age.ts';
import {quoted} from '../hooks/installed-line.ts';
import {isKeeperName} from '../names.ts';

type C = Sanitized<Claim>;
export type HeldBy = {readonly holder: C; readonly holderTask: string | null};

export const forHowLong = ({ttlMs}: C): string => (ttlMs === null ? 'until released' : `for ${duration(ttlMs)}`);

const clipped = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);
const addressOf = (owner: string): string => (isKeeperName(owner) ? '@keeper' : owner);

/** `src/db.ts` as it is typed in a shell; quotes only where they are needed. */
const typed = (resource: string): string => (/^[\w@%+=:,./-]+$/.test(resource) ? resource : quoted(resource));

/** Another tool's file: she may not be one of ours, and nobody but its owner takes it away. */
function lockedBy({owner, description, lockFile, expiresAt}: C, now: number, wanted: string, isWaiting: boolean): string {
	const why = description ? `, for "${clipped(description)}"` : '';
	const wait = isWaiting ? '' : `; or wait: queen claim ${typed(wanted)} --wait`;
	return `${wanted} is locked by ${owner}: ${lockFile ?? ''} says so${why}, ${timeLeft(expiresAt, now)} left. Ask: queen tell ${addressOf(owner)} "..."${wait}`;
}

function since({auto, claimedAt}: C, now: number): string {
	return auto ? `who edited there ${ago(claimedAt, now)} (an automatic lease)` : `claimed ${ago(claimedAt, now)}`;
}

/** Who holds it, since when, what she does, and the three ways on. `wanted`: what was asked for, to be typed again. `isWaiting`: she waits for it already. */
export function heldBy({holder, holderTask}: HeldBy, now: number, wanted: string = holder.resource, isWaiting = false): string {
	if (holder.lockFile !== null) return lockedBy(holder, now, wanted, isWaiting);
	const left = holder.expiresAt === null ? '' : `, ${timeLeft(holder.expiresAt, now)} left`;
	const why = holder.description ? `, for "${holder.description}"` : '';
	const task = holderTask ? ` She is ${clipped(holderTask)}.` : '';
	const stale = holder.staleWhy ? ` It looks stale: ${holder.staleWhy}${holder.state === 'orphaned' ? '; it is free within 15 s' : ''}.` : '';
	const ways = [
		`Ask her: queen tell ${addressOf(holder.owner)} "..."`,
		...(isWaiting ? [] : [`wait: queen claim ${typed(wanted)} --wait`]),
		`or take it: queen steal ${holder.id} --why "..."`,
	];
	return `${holder.resource} is held by ${holder.owner}, ${since(holder, now)}${left}${why} (#${holder.id}).${task}${stale} ${ways.join('; ')}`;
}

/** The claims that a grant closed, a sentence each. */
export const closedLines = (closed: Sanitized<Extract<ClaimResult, {ok: true}>['closed']>): readonly string[] =>
	closed.map(({id, owner, resource, staleWhy}) => `This closed the stale claim #${id} of ${owner} on ${resource}${staleWhy ? `: ${staleWhy}` : ''}.`);
