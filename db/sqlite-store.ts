/** The Store on SQLite: each operation one transaction, every failure a StoreError. */
import {nameInForce} from './aliases.ts';
import {checkDatabase, forgetBefore, forgetName, prune} from './care.ts';
import {toClaim} from './claim-state.ts';
import {claim, extend, release, StealRefused, steal, undoRelease} from './claiming.ts';
import {findClaims, openClaims, releasedClaims} from './claims.ts';
import {mute, openConflicts, resolvedConflicts} from './conflicts.ts';
import {allCrons} from './crons.ts';
import type {Database} from './database.ts';
import {ackOne, recall, withdraw} from './dispatches.ts';
import {dropDraft, saveDraft} from './drafts.ts';
import {addEvent, selectEvents} from './events.ts';
import {recordFindings} from './findings.ts';
import {lead, resign} from './leaders.ts';
import {inboxPage, messageById, stamp} from './messages.ts';
import {readColony} from './meta.ts';
import type {Moment} from './moment.ts';
import {readSister, readSisters} from './read-sisters.ts';
import {beat, declareTask, finishTask, register, rename} from './registering.ts';
import {sendMail} from './send-mail.ts';
import {sessionRow, toSession} from './sessions.ts';
import {createPassMemory, recordSightings} from './sightings.ts';
import {countsOf, readFacts, readSnapshot} from './snapshot.ts';
import type {ClaimResult, Store} from './store.ts';

/** What the store needs of its connection besides SQL. */
export type Holder = {
	readonly database: Database;
	/** Throws a StoreError when the file at our path is no longer the one that we hold. */
	assertCurrent(): void;
	isCurrent(): boolean;
	/** Makes the next open look closely. */
	suspect(): void;
	/** Turns what SQLite throws into a StoreError. */
	failure(error: unknown): unknown;
	backup(to: string): void;
	close(): void;
};

export function createStore(holder: Holder): Store {
	const db = holder.database;
	const guarded = async <T>(work: () => T): Promise<T> => {
		try {
			return work();
		} catch (error) {
			throw holder.failure(error);
		}
	};
	const read = <T>(work: (moment: Moment) => T): Promise<T> => guarded(() => db.sql.read(() => work(db.moment())));
	const write = <T>(work: (moment: Moment) => T): Promise<T> =>
		guarded(() => {
			holder.assertCurrent();
			return db.sql.immediate(() => work(db.moment()));
		});
	return {
		file: db.file,
		close: holder.close,
		isCurrent: holder.isCurrent,
		changed: createChanged(db),
		...reads(db, read),
		...sisterOperations(db, write),
		...mailOperations(db, write),
		...claimOperations(db, write),
		...scanOperations(db, write),
		resolve: (id, by, why) => write(moment => mute(db, moment, id, by, why)),
		addEvent: (kind, sister, data) => write(moment => addEvent(db, moment, kind, sister, data)),
		check: () =>
			guarded(() => {
				const problems = checkDatabase(db);
				if (problems.length > 0) holder.suspect();
				return problems;
			}),
		backup: to => guarded(() => holder.backup(to)),
		prune: before => write(() => prune(db, before)),
	};
}

type Run = <T>(work: (moment: Moment) => T) => Promise<T>;

/** SQLite counts the commits of other connections; asking never waits. The first call only remembers. */
function createChanged(db: Database): () => boolean {
	let last: number | undefined;
	return () => {
		const version = db.sql.value<number>('PRAGMA data_version');
		const isOther = last !== undefined && version !== last;
		last = version;
		return isOther;
	};
}

type Reads =
	| 'colony'
	| 'counts'
	| 'snapshot'
	| 'facts'
	| 'sisters'
	| 'sister'
	| 'nameInForce'
	| 'sessionOf'
	| 'nearestSession'
	| 'message'
	| 'inbox'
	| 'claims'
	| 'findClaims'
	| 'conflicts'
	| 'crons'
	| 'events';

function reads(db: Database, read: Run): Pick<Store, Reads> {
	return {
		colony: () => read(moment => readColony(db.sql, db.file, moment)),
		counts: reader => read(moment => countsOf(db, moment, reader)),
		snapshot: (reader, options) => read(moment => readSnapshot(db, moment, reader, options?.allMail ?? false)),
		facts: () => read(moment => readFacts(db, moment)),
		sisters: () => read(moment => readSisters(db, moment)),
		nameInForce: name => read(moment => nameInForce(db, moment, name)),
		sister: name => read(moment => readSister(db, moment, nameInForce(db, moment, name))),
		sessionOf: process =>
			read(() => {
				const row = sessionRow(db, process);
				return row ? toSession(row) : null;
			}),
		nearestSession: ancestors =>
			read(() => {
				for (const process of ancestors) {
					const row = sessionRow(db, process);
					if (row && row.ended_at === null) return toSession(row);
				}
				return null;
			}),
		message: id => read(() => messageById(db, id)),
		inbox: (name, {all, limit}) => read(moment => inboxPage(db, nameInForce(db, moment, name), all, limit)),
		claims: options =>
			read(moment => [...(options?.released ? releasedClaims(db, 1000).toReversed() : []), ...openClaims(db)].map(row => toClaim(row, moment))),
		findClaims: text => read(moment => findClaims(db, moment, text)),
		conflicts: options => read(() => [...openConflicts(db), ...(options?.all ? resolvedConflicts(db, 1000) : [])]),
		crons: () => read(() => allCrons(db)),
		events: query => read(() => selectEvents(db, query)),
	};
}

function sisterOperations(db: Database, write: Run): Pick<Store, 'register' | 'declareTask' | 'finishTask' | 'beat' | 'rename' | 'forget'> {
	return {
		register: registration => write(moment => register(db, moment, registration)),
		declareTask: (name, task, dispatch) => write(moment => declareTask(db, moment, name, task, dispatch)),
		finishTask: name => write(moment => finishTask(db, moment, name)),
		beat: (name, displayName, ttlMs, task) => write(moment => beat(db, moment, name, displayName, ttlMs, task)),
		rename: (from, to, displayName) => write(moment => rename(db, moment, from, to, displayName)),
		forget: what => write(moment => ('name' in what ? forgetName(db, moment, what.name) : forgetBefore(db, moment, what.before))),
	};
}

type MailOperations = 'sendMail' | 'markSurfaced' | 'markRead' | 'ack' | 'recall' | 'withdraw' | 'saveDraft' | 'dropDraft';

function mailOperations(db: Database, write: Run): Pick<Store, MailOperations> {
	return {
		sendMail: mail => write(moment => sendMail(db, moment, mail)),
		markSurfaced: (name, ids) => write(moment => stamp(db, moment, 'surfaced_at', nameInForce(db, moment, name), ids)),
		markRead: (name, ids) => write(moment => stamp(db, moment, 'read_at', nameInForce(db, moment, name), ids)),
		ack: (name, ids, options) =>
			write(moment => {
				const hers = nameInForce(db, moment, name);
				return ids.map(id => ackOne(db, moment, hers, id, options?.declineWhy));
			}),
		recall: (from, ids) => write(moment => recall(db, moment, from, ids)),
		withdraw: (id, by) => write(moment => withdraw(db, moment, id, by)),
		saveDraft: draft => write(moment => saveDraft(db, moment, draft)),
		dropDraft: key => write(() => dropDraft(db, key)),
	};
}

function claimOperations(db: Database, write: Run): Pick<Store, 'claim' | 'release' | 'undoRelease' | 'extend' | 'steal'> {
	return {
		claim: wanted => write(moment => claim(db, moment, {...wanted, owner: nameInForce(db, moment, wanted.owner)})),
		release: (id, by) => write(moment => release(db, moment, id, {...by, name: nameInForce(db, moment, by.name)})),
		undoRelease: id => write(moment => undoRelease(db, moment, id)),
		extend: (id, byMs) => write(moment => extend(db, moment, id, byMs)),
		steal: async (id, by, why): Promise<ClaimResult> => {
			try {
				return await write(moment => steal(db, moment, id, {...by, owner: nameInForce(db, moment, by.owner)}, why));
			} catch (error) {
				if (error instanceof StealRefused) return error.result;
				throw error;
			}
		},
	};
}

function scanOperations(db: Database, write: Run): Pick<Store, 'lead' | 'resign' | 'recordSightings' | 'recordFindings'> {
	const memory = createPassMemory();
	return {
		lead: (process, leaseMs) => write(moment => lead(db, moment, process, leaseMs)),
		resign: epoch => write(moment => resign(db, moment, epoch)),
		recordSightings: input => write(moment => recordSightings(db, moment, input, memory)),
		recordFindings: input => write(moment => recordFindings(db, moment, input)),
	};
}
