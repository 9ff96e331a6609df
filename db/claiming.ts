/** Claiming, releasing and stealing, with those in mind who wait. Every function runs inside a write transaction (RULES.md, Claims). */
import {serveQueue} from './claim-queue.ts';
import {type ClaimSource, toClaim, worth} from './claim-state.ts';
import {changeClaim, claimById, requireClaim} from './claims.ts';
import {type Database, redactOr} from './database.ts';
import {addEvent} from './events.ts';
import {deadlineColumns, ownClaim, rivalsOf, takeClaim, type Wanted, whole} from './granting.ts';
import {notify} from './messages.ts';
import {nextNumber} from './meta.ts';
import type {Moment} from './moment.ts';
import {overlaps} from './overlap.ts';
import {touchSign} from './sisters.ts';
import type {ClaimResult, FenceCheck, NewClaim, ReleaseResult, Store} from './store.ts';

/** Those who wait come first: what has become free in the meantime is theirs. */
export function claim(db: Database, moment: Moment, wanted: NewClaim): ClaimResult {
	serveQueue(db, moment);
	return takeClaim(db, moment, wanted);
}

/**
 * Does this grant still hold? Every guarded action asks first: one who slept, and whose claim another has by now, must be stopped, whatever she
 * believes (Kleppmann's fencing; research/reliability.md, 3a).
 */
export function checkFence(db: Database, moment: Moment, id: number, fence: number): FenceCheck {
	const row = claimById(db, id);
	if (row === undefined) return {ok: false, reason: 'unknown', claim: null};
	const claim = toClaim(row, moment);
	if (row.fence !== fence) return {ok: false, reason: 'fence', claim};
	if (row.released_at !== null) return {ok: false, reason: 'released', claim};
	return claim.blocks ? {ok: true, claim} : {ok: false, reason: 'lapsed', claim};
}

type Releaser = Parameters<Store['release']>[1];

export function release(db: Database, moment: Moment, id: number, by: Releaser): ReleaseResult {
	const row = claimById(db, id);
	if (row === undefined) return {ok: false, reason: 'unknown', claim: null};
	if (row.released_at !== null) return {ok: false, reason: 'already', claim: toClaim(row, moment)};
	if (by.fence !== undefined && by.fence !== row.fence) return {ok: false, reason: 'fence', claim: toClaim(row, moment)};
	const isOwner = row.owner === by.name;
	if (!isOwner && (!by.force || by.verified === 'no')) return {ok: false, reason: 'not-yours', claim: toClaim(row, moment)};
	changeClaim(db, id, {released_at: moment.iso, released_by: by.name, released_why: redactOr(db, by.why)});
	addEvent(db, moment, 'release', by.name, {id, resource: row.resource, owner: row.owner, why: by.why});
	if (isOwner) touchSign(db, moment, by.name);
	else notify(db, moment, row.owner, `${by.name} released your claim #${id} (${row.resource})${by.why === null ? '' : `: ${by.why}`}`);
	const given = serveQueue(db, moment);
	return {ok: true, claim: requireClaim(db, moment, id), next: given[0] ?? null};
}

/** Who has it now, or part of it, so that it cannot go back. Her own later claim of the same text counts too. */
function takenMeanwhile(db: Database, moment: Moment, row: ClaimSource): ClaimSource | undefined {
	const wanted = wantedOf(row);
	return ownClaim(db, wanted) ?? rivalsOf(db, moment, wanted)[0];
}

const wantedOf = (row: ClaimSource): Wanted => ({
	kind: row.kind === 'domain' ? 'domain' : 'path',
	repoKey: row.repo_key,
	resource: row.resource,
	ignoreCase: row.ignore_case === 1,
	owner: row.owner,
	shared: row.shared === 1,
});

/** Was anything that overlaps granted to another since? Then the old fence must not be good any more. */
function grantedSince(db: Database, row: ClaimSource): boolean {
	const later = db.sql.all<ClaimSource>('SELECT * FROM claims WHERE fence > ? AND owner <> ? AND kind = ?', row.fence, row.owner, row.kind);
	const mine = wantedOf(row);
	return later.some(other => overlaps(mine, wantedOf(other)));
}

export function undoRelease(db: Database, moment: Moment, id: number): ReleaseResult {
	const row = claimById(db, id);
	if (row === undefined) return {ok: false, reason: 'unknown', claim: null};
	if (row.released_at === null) return {ok: false, reason: 'already', claim: toClaim(row, moment)};
	const other = takenMeanwhile(db, moment, row);
	if (other) return {ok: false, reason: 'retaken', claim: toClaim(other, moment)};
	const fence = grantedSince(db, row) ? nextNumber(db.sql, 'fence') : row.fence;
	changeClaim(db, id, {released_at: null, released_by: null, released_why: null, fence});
	const {resource, kind, ttl_ms: ttlMs} = row;
	addEvent(db, moment, 'claim', row.owner, {id, resource, kind, ttlMs, shared: row.shared === 1});
	if (row.released_by !== row.owner) notify(db, moment, row.owner, `Your claim #${id} (${resource}) was given back to you`);
	return {ok: true, claim: requireClaim(db, moment, id)};
}

/** More time for a claim that has an end; one without an end stays as it is. An expired one counts from now. */
export function extend(db: Database, moment: Moment, id: number, byMs: number): ReleaseResult {
	const row = claimById(db, id);
	if (row === undefined) return {ok: false, reason: 'unknown', claim: null};
	if (row.released_at !== null) return {ok: false, reason: 'already', claim: toClaim(row, moment)};
	const {expires} = worth(row, moment);
	if (expires !== null) {
		const left = Math.max(0, expires - moment.wall) + byMs;
		changeClaim(db, id, {...deadlineColumns(moment, left), ttl_ms: whole(Math.max(row.ttl_ms ?? 0, left))});
		addEvent(db, moment, 'renew', row.owner, {id, resource: row.resource, ttlMs: left});
	}
	return {ok: true, claim: requireClaim(db, moment, id)};
}

/** Thrown to undo a steal whose target somebody else holds part of: the holder keeps it. */
export class StealRefused extends Error {
	override readonly name = 'StealRefused';
	readonly result: ClaimResult;
	constructor(result: ClaimResult) {
		super('the claim overlaps another holder');
		this.result = result;
	}
}

/** Releases the holder's claim and takes it; the holder is told, and who took it knows. Throws StealRefused when a third one is in the way. */
export function steal(db: Database, moment: Moment, id: number, by: NewClaim, why: string): ClaimResult {
	const row = claimById(db, id);
	if (row !== undefined && row.released_at === null && row.owner !== by.owner) {
		changeClaim(db, id, {released_at: moment.iso, released_by: by.owner, released_why: db.redact(why)});
		addEvent(db, moment, 'steal', by.owner, {id, resource: row.resource, owner: row.owner, why});
		notify(db, moment, row.owner, `${by.owner} took over your claim #${id} (${row.resource}): ${why}`);
	}
	// Whoever waits for it waits on: it is not free for a moment.
	const result = takeClaim(db, moment, by);
	if (!result.ok) throw new StealRefused(result);
	serveQueue(db, moment);
	return result;
}
