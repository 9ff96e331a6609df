/** The Store on SQLite: each operation one transaction, every failure a StoreError. */

import {nameInForce} from './aliases.ts';
import {markLooked} from './away.ts';
import {leaveQueue, peekTurn, queueClaim, readWaiters, takeTurn} from './claim-queue.ts';
import {toClaim} from './claim-state.ts';
import {checkFence, claim, extend, release, StealRefused, steal, undoRelease} from './claiming.ts';
import {findClaims, openClaims, releasedClaims} from './claims.ts';
import {conflictById, markTold, mute as muteConflict, openConflicts, resolvedConflicts, untold} from './conflicts.ts';
import {allCrons} from './crons.ts';
import type {Database} from './database.ts';
import {ackOne, recall, withdraw} from './dispatches.ts';
import {dropDraft, saveDraft} from './drafts.ts';
import {addEvent, selectEvents} from './events.ts';
import {paceOf} from './mail-pace.ts';
import {inboxPage, messageById, stamp} from './messages.ts';
import {readColony} from './meta.ts';
import type {Moment} from './moment.ts';
import {readSister, readSisters} from './read-sisters.ts';
import {beat, declareTask, finishTask, register, rename} from './registering.ts';
import type {Run} from './run.ts';
import {sendMail} from './send-mail.ts';
import {sessionRow, toSession} from './sessions.ts';
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
			return db.sql.immediate(() => {
				// Again under the lock: while we waited for it, a restored copy may have taken the file's place.
				holder.assertCurrent();
				return work(db.moment());
			});
		});
	return {
		file: db.file,
		close: holder.close,
		isCurrent: holder.isCurrent,
		changed: createChanged(db),
		...reads(db, read),
		...sisterOperations(db, write),
		...mailOperations(db, write),
		...claimOperations(db, read, write),
		...scansLater(db, write),
		...contextLater(db, read, write),
		...reviewsLater(db, read, write),
		...rarelyLater(db, read, write),
		conflict: id => read(() => conflictById(db, id)),
		untold: name => read(moment => untold(db, nameInForce(db, moment, name))),
		markTold: (name, ids) => write(moment => markTold(db, nameInForce(db, moment, name), ids)),
		markLooked: reader => write(moment => markLooked(db, moment, reader)),
		resolve: (id, by, why) => write(moment => muteConflict(db, moment, id, by, why)),
		addEvent: (kind, sister, data) => write(moment => addEvent(db, moment, kind, sister, data)),
		check: async () => {
			const {checkDatabase} = await import('./care.ts');
			return guarded(() => {
				const problems = checkDatabase(db);
				if (problems.length > 0) holder.suspect();
				return problems;
			});
		},
		backup: to => guarded(() => holder.backup(to)),
		prune: async before => {
			const {prune} = await import('./care.ts');
			return write(() => prune(db, before));
		},
	};
}

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
	| 'mailPace'
	| 'claims'
	| 'findClaims'
	| 'conflicts'
	| 'crons'
	| 'events';

function reads(db: Database, read: Run): Pick<Store, Reads> {
	return {
		colony: () => read(moment => readColony(db.sql, db.file, moment)),
		counts: reader => read(moment => countsOf(db, moment, reader)),
		snapshot: (reader, options) => read(moment => readSnapshot(db, moment, reader, options ?? {})),
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
		mailPace: name => read(moment => paceOf(db, nameInForce(db, moment, name))),
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
		forget: async what => {
			const {forgetBefore, forgetName} = await import('./care.ts');
			return write(moment => ('name' in what ? forgetName(db, moment, what.name) : forgetBefore(db, moment, what.before)));
		},
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

type ClaimOperations = 'claim' | 'queueClaim' | 'turn' | 'leaveQueue' | 'waiters' | 'checkFence' | 'release' | 'undoRelease' | 'extend' | 'steal';

function claimOperations(db: Database, read: Run, write: Run): Pick<Store, ClaimOperations> {
	return {
		claim: wanted => write(moment => claim(db, moment, {...wanted, owner: nameInForce(db, moment, wanted.owner)})),
		queueClaim: (wanted, mode, waiter) => write(moment => queueClaim(db, moment, {...wanted, owner: nameInForce(db, moment, wanted.owner)}, mode, waiter)),
		turn: async ticket => (await read(moment => peekTurn(db, moment, ticket))) ?? (await write(moment => takeTurn(db, moment, ticket))),
		leaveQueue: ticket => write(moment => leaveQueue(db, moment, ticket)),
		waiters: () => read(moment => readWaiters(db, moment)),
		checkFence: (id, fence) => read(moment => checkFence(db, moment, id, fence)),
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

/** Asks once, with the first who wants it. */
function once<T>(load: () => Promise<T>): () => Promise<T> {
	let loaded: Promise<T> | null = null;
	return () => {
		loaded ??= load();
		return loaded;
	};
}

function scansLater(db: Database, write: Run): Pick<Store, 'claimAttention' | 'mute' | 'unmute' | 'lead' | 'resign' | 'recordSightings' | 'recordFindings'> {
	const loaded = once(async () => {
		const {attentionOperations, scanOperations} = await import('./scan-operations.ts');
		return {...attentionOperations(db, write), ...scanOperations(db, write)};
	});
	return {
		claimAttention: async (...given) => (await loaded()).claimAttention(...given),
		mute: async (...given) => (await loaded()).mute(...given),
		unmute: async (...given) => (await loaded()).unmute(...given),
		lead: async (...given) => (await loaded()).lead(...given),
		resign: async (...given) => (await loaded()).resign(...given),
		recordSightings: async (...given) => (await loaded()).recordSightings(...given),
		recordFindings: async (...given) => (await loaded()).recordFindings(...given),
	};
}

function contextLater(
	db: Database,
	read: Run,
	write: Run,
): Pick<Store, 'addContext' | 'expireContext' | 'context' | 'contextEntry' | 'syncNews' | 'commitSync' | 'declareStatus'> {
	const loaded = once(async () => (await import('./context-operations.ts')).contextOperations(db, read, write));
	return {
		addContext: async (...given) => (await loaded()).addContext(...given),
		expireContext: async (...given) => (await loaded()).expireContext(...given),
		context: async (...given) => (await loaded()).context(...given),
		contextEntry: async (...given) => (await loaded()).contextEntry(...given),
		syncNews: async (...given) => (await loaded()).syncNews(...given),
		commitSync: async (...given) => (await loaded()).commitSync(...given),
		declareStatus: async (...given) => (await loaded()).declareStatus(...given),
	};
}

function reviewsLater(db: Database, read: Run, write: Run): Pick<Store, 'requestReview' | 'decideReview' | 'commentReview' | 'review' | 'reviews'> {
	const loaded = once(async () => (await import('./review-operations.ts')).reviewOperations(db, read, write));
	return {
		requestReview: async (...given) => (await loaded()).requestReview(...given),
		decideReview: async (...given) => (await loaded()).decideReview(...given),
		commentReview: async (...given) => (await loaded()).commentReview(...given),
		review: async (...given) => (await loaded()).review(...given),
		reviews: async (...given) => (await loaded()).reviews(...given),
	};
}

function rarelyLater(db: Database, read: Run, write: Run): Pick<Store, 'remind' | 'saidEdges' | 'keepSaidEdges' | 'importColony'> {
	const loaded = once(async () => (await import('./rare-operations.ts')).rareOperations(db, read, write));
	return {
		remind: async (...given) => (await loaded()).remind(...given),
		saidEdges: async (...given) => (await loaded()).saidEdges(...given),
		keepSaidEdges: async (...given) => (await loaded()).keepSaidEdges(...given),
		importColony: async (...given) => (await loaded()).importColony(...given),
	};
}
