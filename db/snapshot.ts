/** Everything the view draws, and what the detectors look at: read in one transaction each. */
import {type ClaimSource, toClaim, worthOf} from './claim-state.ts';
import {countBlocking, openClaims} from './claims.ts';
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
import type {Claim, Counts, Sister, Snapshot} from './types.ts';

const limits = {inbox: 200, mail: 200, dispatches: 100, claims: 300, resolved: 10, events: 200} as const;

export function readSnapshot(db: Database, moment: Moment, reader: string, allMail: boolean): Snapshot {
	const claims = openClaims(db);
	return {
		at: moment.iso,
		reader,
		colony: readColony(db.sql, db.file, moment),
		counts: countsOf(db, moment, reader, claims),
		sisters: readSisters(db, moment, countBlocking(claims, moment)),
		inbox: newestTo(db, reader, limits.inbox),
		mail: allMail ? newestMail(db, limits.mail) : [],
		dispatches: openDispatches(db, limits.dispatches),
		claims: newestClaims(claims, moment),
		conflicts: [...openConflicts(db), ...resolvedConflicts(db, limits.resolved)],
		crons: allCrons(db),
		events: newestEvents(db, limits.events),
		drafts: allDrafts(db),
	};
}

const newestClaims = (claims: readonly ClaimSource[], moment: Moment): readonly Claim[] => claims.slice(-limits.claims).map(row => toClaim(row, moment));

export function countsOf(db: Database, moment: Moment, reader: string, claims: readonly ClaimSource[] = openClaims(db)): Counts {
	const unread = unreadCounts(db);
	let unreadAll = 0;
	for (const count of unread.values()) unreadAll += count;
	return {
		unread: unread.get(reader) ?? 0,
		unreadAll,
		openDispatches: countOpenDispatches(db),
		...countOpen(db),
		claims: claims.length,
		staleClaims: claims.filter(row => worthOf(row, moment).state !== 'held').length,
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
