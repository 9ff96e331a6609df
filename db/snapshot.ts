/** Everything the view draws, and what the detectors look at: read in one transaction each. */
import {toClaim} from './claim-state.ts';
import {type ClaimCounts, countClaims, newestClaims, openClaims} from './claims.ts';
import {countOpen, openConflicts, resolvedConflicts} from './conflicts.ts';
import {allCrons} from './crons.ts';
import type {Database} from './database.ts';
import {countOpenDispatches, openDispatches} from './dispatches.ts';
import {allDrafts} from './drafts.ts';
import {newestEvents} from './events.ts';
import {newestMail, newestTo, unreadCounts} from './messages.ts';
import {readColony} from './meta.ts';
import type {Moment} from './moment.ts';
import {readSisters} from './read-sisters.ts';
import {livingSessions, toSession} from './sessions.ts';
import type {Facts} from './store.ts';
import type {Counts, Sister, Snapshot} from './types.ts';

const limits = {inbox: 200, mail: 200, dispatches: 100, claims: 300, resolved: 10, events: 200} as const;

export function readSnapshot(db: Database, moment: Moment, reader: string, allMail: boolean): Snapshot {
	const claims = countClaims(db, moment);
	const unread = unreadCounts(db);
	return {
		at: moment.iso,
		reader,
		colony: readColony(db.sql, db.file, moment),
		counts: countsOf(db, moment, reader, claims, unread),
		sisters: readSisters(db, moment, claims.blocking, unread),
		inbox: newestTo(db, reader, limits.inbox),
		mail: allMail ? newestMail(db, limits.mail) : [],
		dispatches: openDispatches(db, limits.dispatches),
		claims: newestClaims(db, limits.claims).map(row => toClaim(row, moment)),
		conflicts: [...openConflicts(db), ...resolvedConflicts(db, limits.resolved)],
		crons: allCrons(db),
		events: newestEvents(db, limits.events),
		drafts: allDrafts(db),
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
	claims: openClaims(db).map(row => toClaim(row, moment)),
	dispatches: openDispatches(db, -1),
	open: openConflicts(db),
});
