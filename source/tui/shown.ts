/**
 * What of a snapshot can be seen: every time becomes the words it is shown with, and what is never shown is left out. Two
 * snapshots with equal answers draw the same screen, so that a quiet colony is not painted (SCREENS.md, last rule of the layout).
 */
import type {Claim, Cron, Message, Sanitized, Sister, Snapshot} from '../../db/types.ts';
import {age, countdown, timeLeft} from '../format/age.ts';
import {isStale, staleAfterMs} from '../format/declared.ts';

const minute = 60_000;
/** As long the colony's number is true after a complete scan, and as long a new 0 is green (components/conflict-number.ts). */
const trueForMs = 90_000;
const freshMs = 5000;
/** Cells of a claim's bar. */
const barCells = 20;

/** Whole minutes: what is said without seconds, be it long ago. */
const minutes = (from: string | null, now: number): number | null => (from === null ? null : Math.floor((now - Date.parse(from)) / minute));

function sister(one: Sanitized<Sister>, now: number): unknown {
	return {
		...one,
		statusSince: age(one.statusSince, now),
		taskSince: age(one.taskSince, now),
		lastOutput: age(one.lastOutput, now),
		// Said only when it was long ago: otherwise every piece of work of hers would be a new picture.
		lastSign: isStale(one, staleAfterMs, now) ? age(one.lastSign ?? null, now) : '',
		declared: one.declared ? {...one.declared, since: age(one.declared.since, now)} : null,
		lastSeen: one.status === 'gone' ? age(one.lastSeen, now) : '',
	};
}

const message = (one: Sanitized<Message>, now: number): unknown => ({...one, sentAt: age(one.sentAt, now)});

function claim(one: Sanitized<Claim>, now: number): unknown {
	const left = one.expiresAt === null || one.ttlMs === null ? null : Math.ceil(((Date.parse(one.expiresAt) - now) / one.ttlMs) * barCells);
	return {...one, claimedAt: age(one.claimedAt, now), expiresAt: [timeLeft(one.expiresAt, now), age(one.expiresAt, now)], left};
}

const cron = (one: Sanitized<Cron>, now: number): unknown => ({...one, nextRun: countdown(one.nextRun, now), lastRun: age(one.lastRun, now)});

/** Is the number true now, and since when is it not? `at` is when the colony's age was counted. */
function truth({colony, at}: Sanitized<Snapshot>, now: number): unknown {
	if (colony.age === null) return null;
	const counted = Date.parse(at) - colony.age * 1000;
	return now - counted < trueForMs ? 'true' : age(new Date(counted).toISOString(), now);
}

function colonyOf(facts: Sanitized<Snapshot>, now: number): unknown {
	const {colony} = facts;
	const {scannedAt, quietSince} = colony;
	const isNew = quietSince !== null && now - Date.parse(quietSince) < freshMs;
	return {...colony, age: truth(facts, now), scanMs: null, scannedAt: minutes(scannedAt, now), quietSince: [isNew, minutes(quietSince, now)]};
}

/** Plain data; `now` in milliseconds. Events are shown with their clock time and are left as they are. */
export function shown(facts: Sanitized<Snapshot>, now: number): unknown {
	return {
		...facts,
		at: '',
		colony: colonyOf(facts, now),
		sisters: facts.sisters.map(one => sister(one, now)),
		inbox: facts.inbox.map(one => message(one, now)),
		mail: facts.mail.map(one => message(one, now)),
		dispatches: facts.dispatches.map(one => message(one, now)),
		claims: facts.claims.map(one => claim(one, now)),
		waiters: facts.waiters?.map(one => ({...one, askedAt: age(one.askedAt, now)})),
		conflicts: facts.conflicts.map(one => ({...one, detectedAt: age(one.detectedAt, now), resolvedAt: age(one.resolvedAt, now)})),
		crons: facts.crons.map(one => cron(one, now)),
		reviews: facts.reviews?.map(one => ({
			...one,
			requestedAt: age(one.requestedAt, now),
			comments: one.comments.map(said => ({...said, at: age(said.at, now)})),
		})),
		drafts: facts.drafts.map(one => ({...one, savedAt: age(one.savedAt, now)})),
	};
}
