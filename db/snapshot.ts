/** Everything the view draws, and what the detectors look at: read in one transaction each. */
import {readAway} from './away.ts';
import {readWaiters} from './claim-queue.ts';
import {toClaim} from './claim-state.ts';
import {type ClaimCounts, countClaims, newestClaims, openClaims} from './claims.ts';
import {countOpen, openConflicts, resolvedConflicts} from './conflicts.ts';
import {allCrons} from './crons.ts';
import type {Database} from './database.ts';
import {countOpenDispatches, openDispatches} from './dispatches.ts';
import {allDrafts} from './drafts.ts';
import {recentEdits} from './edits.ts';
import {newestEvents} from './events.ts';
import {foreignLocks} from './foreign-locks.ts';
import {newestMail, newestTo, unreadCounts, unreadUrgent} from './messages.ts';
import {readColony} from './meta.ts';
import type {Moment} from './moment.ts';
import {readSisters} from './read-sisters.ts';
import {reviewsForView} from './reviews.ts';
import {livingSessions, toSession} from './sessions.ts';
import type {Facts, Store} from './store.ts';
import type {Counts, Sister, Snapshot} from './types.ts';

const limits = {inbox: 200, mail: 200, dispatches: 100, claims: 300, resolved: 10, events: 200} as const;

type Options = NonNullable<Parameters<Store['snapshot']>[1]>;

export function readSnapshot(db: Database, moment: Moment, reader: string, {allMail = false, onlyWork = false, away = false}: Options): Snapshot {
	const claims = countClaims(db, moment);
	const unread = unreadCounts(db);
	return {
		at: moment.iso,
		reader,
		colony: readColony(db.sql, db.file, moment),
		counts: countsOf(db, moment, reader, claims, unread),
		sisters: readSisters(db, moment, claims.blocking, unread),
		inbox: onlyWork ? [] : newestTo(db, reader, limits.inbox),
		mail: allMail ? newestMail(db, limits.mail) : [],
		dispatches: openDispatches(db, limits.dispatches),
		claims: [...newestClaims(db, limits.claims).map(row => toClaim(row, moment)), ...foreignLocks(db, moment)],
		conflicts: [...openConflicts(db), ...resolvedConflicts(db, limits.resolved)],
		crons: onlyWork ? [] : allCrons(db),
		events: onlyWork ? [] : newestEvents(db, limits.events),
		drafts: onlyWork ? [] : allDrafts(db),
		reviews: onlyWork ? [] : reviewsForView(db),
		waiters: onlyWork ? [] : readWaiters(db, moment),
		...(away ? {away: readAway(db, moment, reader)} : {}),
	};
}

export function countsOf(db: Database, moment: Moment, reader: string, claims: ClaimCounts = countClaims(db, moment), unread = unreadCounts(db)): Counts {
	let unreadAll = 0;
	for (const count of unread.values()) unreadAll += count;
	return {
		unread: unread.get(reader) ?? 0,
		unreadAll,
		openDispatches: countOpenDispatches(db),
		...countOpen(db),
		claims: claims.open,
		staleClaims: claims.stale,
	};
}

const isHere = (sister: Sister): boolean => sister.status !== 'gone';

export const readFacts = (db: Database, moment: Moment): Facts => ({
	at: moment.iso,
	sisters: readSisters(db, moment).filter(isHere),
	sessions: livingSessions(db).map(toSession),
	// Automatic leases are no quarrel, and nothing of them is ever stale: they end by themselves.
	claims: openClaims(db)
		.filter(({auto}) => auto === 0)
		.map(row => toClaim(row, moment)),
	dispatches: openDispatches(db, -1),
	open: openConflicts(db),
	edits: recentEdits(db, moment),
	urgent: unreadUrgent(db),
	worktrees: [],
	bystanders: null,
	watchedSince: null,
});
