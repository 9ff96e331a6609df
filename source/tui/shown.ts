/**
 * What of a snapshot can be seen: every time becomes the words it is shown with, and what is never shown is left out. Two
 * snapshots with equal answers draw the same screen, so that a quiet colony is not painted (SCREENS.md, last rule of the layout).
 */
import type {Claim, Cron, Message, Sanitized, Sister, Snapshot} from '../../db/types.ts';
import {age, countdown} from '../format/age.ts';

const stepMs = 5000;
/** Cells of a claim's bar. */
const barCells = 20;

/** Lengths of time that are written out to the second step on by five. */
const step = (from: string | null, now: number): number => (from === null ? 0 : Math.floor((now - Date.parse(from)) / stepMs));

function sister(one: Sanitized<Sister>, now: number): unknown {
	return {
		...one,
		statusSince: one.status === 'waiting' ? step(one.statusSince, now) : age(one.statusSince, now),
		taskSince: age(one.taskSince, now),
		lastOutput: age(one.lastOutput, now),
		lastSeen: one.status === 'gone' ? age(one.lastSeen, now) : '',
	};
}

const message = (one: Sanitized<Message>, now: number): unknown => ({...one, sentAt: age(one.sentAt, now)});

function claim(one: Sanitized<Claim>, now: number): unknown {
	const left = one.expiresAt === null || one.ttlMs === null ? null : Math.ceil(((Date.parse(one.expiresAt) - now) / one.ttlMs) * barCells);
	return {...one, claimedAt: age(one.claimedAt, now), expiresAt: [countdown(one.expiresAt, now), age(one.expiresAt, now)], left};
}

const cron = (one: Sanitized<Cron>, now: number): unknown => ({...one, nextRun: countdown(one.nextRun, now), lastRun: age(one.lastRun, now)});

/** Plain data; `now` in milliseconds. Events are shown with their clock time and are left as they are. */
export function shown(facts: Sanitized<Snapshot>, now: number): unknown {
	const {colony} = facts;
	return {
		...facts,
		at: '',
		colony: {...colony, age: null, scanMs: null, scannedAt: age(colony.scannedAt, now), quietSince: age(colony.quietSince, now)},
		sisters: facts.sisters.map(one => sister(one, now)),
		inbox: facts.inbox.map(one => message(one, now)),
		mail: facts.mail.map(one => message(one, now)),
		dispatches: facts.dispatches.map(one => message(one, now)),
		claims: facts.claims.map(one => claim(one, now)),
		conflicts: facts.conflicts.map(one => ({...one, detectedAt: age(one.detectedAt, now), resolvedAt: age(one.resolvedAt, now)})),
		crons: facts.crons.map(one => cron(one, now)),
		drafts: facts.drafts.map(one => ({...one, savedAt: age(one.savedAt, now)})),
	};
}
