/**
 * Those who wait for a claim, in the order in which they asked. Whoever frees one gives it to the next in the same transaction, so that nobody slips
 * in between; the waiting process takes it up then. One that died in the meantime loses its place, and what it was given goes on to the next.
 * Every function but `peekTurn` and `readWaiters` runs inside a write transaction.
 */
import {boundProcess, isOrphan, toClaim, worth} from './claim-state.ts';
import {changeClaim, claimById, requireClaim} from './claims.ts';
import {type Database, redactOr} from './database.ts';
import {addEvent} from './events.ts';
import {type Grant, isSameHolder, rivalsOf, rivalsSeen, takeClaim, taskOf, type Wanted} from './granting.ts';
import {notify} from './messages.ts';
import type {Moment} from './moment.ts';
import {keeperName} from './names.ts';
import {overlaps} from './overlap.ts';
import type {ClaimQueueRow} from './rows.ts';
import {insert} from './sql.ts';
import type {NewClaim, QueueResult, Turn} from './store.ts';
import type {Claim, ClaimKind, ProcessIdentity, Waiter} from './types.ts';

const queueRows = (db: Database): readonly ClaimQueueRow[] => db.sql.all<ClaimQueueRow>('SELECT * FROM claim_queue ORDER BY id LIMIT 1000');
const queueRow = (db: Database, id: number): ClaimQueueRow | undefined => db.sql.get<ClaimQueueRow>('SELECT * FROM claim_queue WHERE id = ?', id);
const drop = (db: Database, id: number): unknown => db.sql.run('DELETE FROM claim_queue WHERE id = ?', id);

const identity = (host: string | null, bootId: string | null, pid: number | null, startTime: string | null): ProcessIdentity | null =>
	host === null || bootId === null || pid === null || startTime === null ? null : {host, bootId, pid, startTime};

const wantedOf = (row: ClaimQueueRow): Grant => ({
	kind: row.kind as ClaimKind,
	repo: row.repo,
	repoId: row.repo_id,
	repoKey: row.repo_key,
	resource: row.resource,
	ignoreCase: row.ignore_case === 1,
	owner: row.owner,
	description: row.description,
	ttlMs: row.ttl_ms,
	shared: row.shared === 1,
	process: boundProcess(row),
	renewedByActivity: row.renewed_by_activity === 1,
	nonce: row.nonce,
});

const isInTheWay = (earlier: ClaimQueueRow, wanted: Wanted): boolean =>
	earlier.mode === 'wait' &&
	earlier.claim_id === null &&
	!isSameHolder(wantedOf(earlier), wanted) &&
	!(earlier.shared === 1 && wanted.shared) &&
	overlaps(wantedOf(earlier), wanted);

/** Waiting ones before this place; null: before a newcomer. */
const earlierOf = (rows: readonly ClaimQueueRow[], id: number | null, wanted: Wanted): readonly ClaimQueueRow[] =>
	rows.filter(row => (id === null || row.id < id) && isInTheWay(row, wanted));

const waiterOf = (row: ClaimQueueRow): ProcessIdentity | null => identity(row.waiter_host, row.waiter_boot, row.waiter_pid, row.waiter_start);

const isDead = (row: ClaimQueueRow, moment: Moment): boolean => {
	const waiter = waiterOf(row);
	return waiter !== null && !moment.isAlive(waiter);
};

/** Gives up a place; what was given to it and not taken up is free again. What she held before, and only got more of, stays hers. */
function abandon(db: Database, moment: Moment, row: ClaimQueueRow, why: string): void {
	drop(db, row.id);
	const held = row.claim_id === null ? undefined : claimById(db, row.claim_id);
	if (held === undefined || held.released_at !== null || held.nonce !== row.nonce) return;
	changeClaim(db, held.id, {released_at: moment.iso, released_by: keeperName, released_why: why});
	addEvent(db, moment, 'release', keeperName, {id: held.id, resource: held.resource, owner: held.owner, why});
}

function give(db: Database, moment: Moment, row: ClaimQueueRow): readonly Claim[] {
	const result = takeClaim(db, moment, wantedOf(row));
	if (!result.ok) return [];
	db.sql.run('UPDATE claim_queue SET claim_id = ? WHERE id = ?', result.claim.id, row.id);
	return [result.claim];
}

function tellFree(db: Database, moment: Moment, row: ClaimQueueRow): void {
	const wanted = wantedOf(row);
	if (rivalsOf(db, moment, wanted).some(rival => worth(rival, moment).blocks)) return;
	drop(db, row.id);
	const what = `${row.resource}${row.repo === null ? '' : ` in ${row.repo}`}`;
	notify(db, moment, row.owner, `${what} is free now. It is not yours yet: queen claim ${row.resource}`);
	addEvent(db, moment, 'notice', row.owner, {type: 'claim-free', detail: `${what} is free; ${row.owner} had asked to be told`});
}

/** After every change that may have freed something: the next ones get theirs, in order; letters go out. Answers what was given. Without a queue it costs one look. */
export function serveQueue(db: Database, moment: Moment): readonly Claim[] {
	const given: Claim[] = [];
	for (const row of queueRows(db)) if (isDead(row, moment)) abandon(db, moment, row, 'whoever waited for it is gone');
	for (const {id} of queueRows(db)) {
		const row = queueRow(db, id);
		if (row?.mode === 'wait' && row.claim_id === null && earlierOf(queueRows(db), id, wantedOf(row)).length === 0) given.push(...give(db, moment, row));
	}
	for (const row of queueRows(db)) if (row.mode === 'notify') tellFree(db, moment, row);
	return given;
}

type Mode = Waiter['mode'];

function insertRow(db: Database, moment: Moment, wanted: NewClaim, mode: Mode, waiter: ProcessIdentity | null): number {
	return insert(db.sql, 'claim_queue', {
		mode,
		owner: wanted.owner,
		kind: wanted.kind,
		repo: wanted.repo,
		repo_id: wanted.repoId,
		repo_key: wanted.kind === 'domain' ? null : wanted.repoKey,
		resource: wanted.resource,
		ignore_case: wanted.ignoreCase ? 1 : 0,
		description: redactOr(db, wanted.description),
		shared: wanted.shared ? 1 : 0,
		ttl_ms: wanted.ttlMs === null ? null : Math.round(wanted.ttlMs),
		renewed_by_activity: wanted.renewedByActivity ? 1 : 0,
		process_host: wanted.process?.host ?? null,
		process_boot: wanted.process?.bootId ?? null,
		process_pid: wanted.process?.pid ?? null,
		process_start: wanted.process?.startTime ?? null,
		waiter_host: waiter?.host ?? null,
		waiter_boot: waiter?.bootId ?? null,
		waiter_pid: waiter?.pid ?? null,
		waiter_start: waiter?.startTime ?? null,
		nonce: wanted.nonce,
		asked_at: moment.iso,
	});
}

/** She asks twice to be told of the same thing: one letter is enough. */
const asked = (db: Database, {owner, kind, repoKey, resource}: NewClaim): number | undefined =>
	db.sql.value<number>(
		"SELECT id FROM claim_queue WHERE mode = 'notify' AND owner = ? AND kind = ? AND repo_key IS ? AND resource = ?",
		owner,
		kind,
		kind === 'domain' ? null : repoKey,
		resource,
	);

/** Takes it when it is free and nobody waits for it; else a place in the queue. */
export function queueClaim(db: Database, moment: Moment, wanted: NewClaim, mode: Mode, waiter: ProcessIdentity | null): QueueResult {
	serveQueue(db, moment);
	const known = db.sql.value<number>('SELECT id FROM claim_queue WHERE nonce = ?', wanted.nonce);
	const isTurn = known === undefined && earlierOf(queueRows(db), null, wanted).length === 0;
	const result = isTurn ? takeClaim(db, moment, wanted) : null;
	if (result?.ok) return result;
	const ticket = known ?? (mode === 'notify' ? asked(db, wanted) : undefined) ?? insertRow(db, moment, wanted, mode, waiter);
	const {place, holder} = standing(db, moment, ticket);
	return {ok: false, ticket, place, holder, holderTask: holder === null ? null : taskOf(db, holder.owner)};
}

/** Where somebody stands: 1 is the next. `holder`: who has it, or null when only those before her are in the way. */
function standing(db: Database, moment: Moment, ticket: number): {readonly place: number; readonly holder: Claim | null} {
	const row = queueRow(db, ticket);
	if (row === undefined) return {place: 1, holder: null};
	const wanted = wantedOf(row);
	const holders = rivalsSeen(db, wanted).filter(rival => worth(rival, moment).blocks);
	const holder = holders.find(rival => rival.auto === 0) ?? holders[0];
	return {place: earlierOf(queueRows(db), ticket, wanted).length + 1, holder: holder ? toClaim(holder, moment) : null};
}

/** What can be told without writing anything; null: something must be done. */
export function peekTurn(db: Database, moment: Moment, ticket: number): Turn | null {
	const row = queueRow(db, ticket);
	if (row === undefined) return {state: 'gone'};
	const wanted = wantedOf(row);
	const holders = rivalsSeen(db, wanted).filter(rival => worth(rival, moment).blocks);
	const isUnnoted = holders.some(rival => isOrphan(rival, moment) && rival.gone_mono === null);
	const earlier = earlierOf(queueRows(db), ticket, wanted);
	const isFree = holders.length === 0 && earlier.length === 0;
	if (row.claim_id !== null || isFree || isUnnoted || earlier.some(each => isDead(each, moment))) return null;
	return {state: 'waiting', ...standing(db, moment, ticket)};
}

/** Takes up what was given; the place is given back with it. */
export function takeTurn(db: Database, moment: Moment, ticket: number): Turn {
	serveQueue(db, moment);
	const row = queueRow(db, ticket);
	if (row === undefined) return {state: 'gone'};
	if (row.claim_id === null) return {state: 'waiting', ...standing(db, moment, ticket)};
	drop(db, ticket);
	const claim = requireClaim(db, moment, row.claim_id);
	return claim.state === 'released' ? {state: 'gone'} : {state: 'granted', claim};
}

/** She does not wait any longer. */
export function leaveQueue(db: Database, moment: Moment, ticket: number): void {
	const row = queueRow(db, ticket);
	if (row === undefined) return;
	abandon(db, moment, row, 'she did not wait any longer');
	serveQueue(db, moment);
}

export const readWaiters = (db: Database, moment: Moment): readonly Waiter[] =>
	queueRows(db)
		.filter(row => row.claim_id === null && !isDead(row, moment))
		.map(row => ({
			id: row.id,
			mode: row.mode === 'notify' ? 'notify' : 'wait',
			owner: row.owner,
			kind: row.kind as ClaimKind,
			repo: row.repo,
			repoKey: row.repo_key,
			resource: row.resource,
			shared: row.shared === 1,
			askedAt: row.asked_at,
		}));

/** She is called otherwise now. */
export const moveWaiters = (db: Database, from: string, to: string): void => {
	db.sql.run('UPDATE claim_queue SET owner = ? WHERE owner = ?', to, from);
};

/** Nothing is kept of a name that is forgotten. */
export const forgetWaiters = (db: Database, name: string): number => db.sql.run('DELETE FROM claim_queue WHERE owner = ?', name).changes;
