/** Taking, renewing, releasing and stealing claims. Every function runs inside a write transaction (RULES.md, Claims). */
import {boundProcess, type ClaimSource, toClaim, worth} from './claim-state.ts';
import {changeClaim, claimById, claimColumns, noteOrphan, requireClaim} from './claims.ts';
import {type Database, redactOr} from './database.ts';
import {addEvent} from './events.ts';
import {notify} from './messages.ts';
import {nextNumber} from './meta.ts';
import type {Moment} from './moment.ts';
import {keeperName} from './names.ts';
import {overlaps} from './overlap.ts';
import type {Change, ClaimRow} from './rows.ts';
import {touchSign} from './sisters.ts';
import {insert} from './sql.ts';
import type {ClaimResult, NewClaim, ReleaseResult, Store} from './store.ts';
import type {Claim} from './types.ts';

/** What decides who is in the way of whom. */
type Wanted = Pick<NewClaim, 'kind' | 'repoKey' | 'resource' | 'owner' | 'shared'>;

type Candidate = Pick<ClaimRow, 'id' | 'owner' | 'repo_key' | 'resource' | 'shared'>;
const candidates = 'SELECT id, owner, repo_key, resource, shared FROM claims WHERE released_at IS NULL';

/** Unreleased claims of others that overlap; two shared ones do not mind each other. */
function rivalsOf(db: Database, moment: Moment, wanted: Wanted): readonly ClaimSource[] {
	const rows =
		wanted.kind === 'domain'
			? db.sql.all<Candidate>(`${candidates} AND kind = 'domain' AND ifnull(repo_key, '') = '' AND resource = ?`, wanted.resource)
			: db.sql.all<Candidate>(`${candidates} AND kind = 'path' AND ifnull(repo_key, '') = ifnull(?, '')`, wanted.repoKey);
	return rows
		.filter(row => row.owner !== wanted.owner && !(wanted.shared && row.shared === 1))
		.filter(row => overlaps(wanted, {kind: wanted.kind, repoKey: row.repo_key, resource: row.resource}))
		.flatMap(row => claimById(db, row.id) ?? [])
		.map(row => noteOrphan(db, moment, row));
}

export function claim(db: Database, moment: Moment, wanted: NewClaim): ClaimResult {
	const repeated = db.sql.get<ClaimSource>(`${claimColumns} WHERE c.nonce = ?`, wanted.nonce);
	if (repeated) return {ok: true, outcome: 'granted', claim: toClaim(repeated, moment), closed: []};
	const rivals = rivalsOf(db, moment, wanted);
	const holder = rivals.find(row => worth(row, moment).blocks);
	if (holder) return refusal(db, moment, holder);
	const closed = rivals.map(row => closeLapsed(db, moment, row, wanted.owner));
	touchSign(db, moment, wanted.owner);
	const own = db.sql.get<ClaimSource>(
		`${claimColumns} WHERE c.released_at IS NULL AND c.kind = ? AND ifnull(c.repo_key, '') = ifnull(?, '') AND c.resource = ? AND c.owner = ?`,
		wanted.kind,
		wanted.kind === 'domain' ? null : wanted.repoKey,
		wanted.resource,
		wanted.owner,
	);
	const id = own ? renew(db, moment, own, wanted) : grant(db, moment, wanted);
	return {ok: true, outcome: own ? 'renewed' : 'granted', claim: requireClaim(db, moment, id), closed};
}

function refusal(db: Database, moment: Moment, holder: ClaimSource): ClaimResult {
	const task = db.sql.value<string | null>('SELECT current_task FROM sisters WHERE name = ?', holder.owner) ?? null;
	return {ok: false, holder: toClaim(holder, moment), holderTask: task};
}

function closeLapsed(db: Database, moment: Moment, row: ClaimSource, winner: string): Claim {
	const {state, why} = worth(row, moment);
	changeClaim(db, row.id, {released_at: moment.iso, released_by: keeperName, released_why: state});
	addEvent(db, moment, 'release', keeperName, {id: row.id, resource: row.resource, owner: row.owner, why: `${why ?? state}; taken by ${winner}`});
	return requireClaim(db, moment, row.id);
}

/** Milliseconds are whole numbers in the tables. */
const whole = (ms: number | null): number | null => (ms === null ? null : Math.round(ms));

const deadlineColumns = (moment: Moment, ttlMs: number | null): Change<ClaimRow> => ({
	host: moment.host,
	boot_id: moment.bootId,
	since_wall: moment.wall,
	since_mono: moment.mono,
	ttl_ms: whole(ttlMs),
	deadline_wall: ttlMs === null ? null : whole(moment.wall + ttlMs),
	deadline_mono: ttlMs === null ? null : whole(moment.mono + ttlMs),
});

const bindingColumns = (process: NewClaim['process']): Change<ClaimRow> => ({
	process_host: process?.host ?? null,
	process_boot: process?.bootId ?? null,
	process_pid: process?.pid ?? null,
	process_start: process?.startTime ?? null,
	gone_mono: null,
});

function grant(db: Database, moment: Moment, wanted: NewClaim): number {
	const id = insert(db.sql, 'claims', {
		kind: wanted.kind,
		repo: wanted.repo,
		repo_id: wanted.repoId,
		// A domain is one thing for the whole colony: the unique index must not tell repositories apart.
		repo_key: wanted.kind === 'domain' ? null : wanted.repoKey,
		resource: wanted.resource,
		owner: wanted.owner,
		description: redactOr(db, wanted.description),
		shared: wanted.shared ? 1 : 0,
		fence: nextNumber(db.sql, 'fence'),
		nonce: wanted.nonce,
		claimed_at: moment.iso,
		renewed_by_activity: wanted.renewedByActivity ? 1 : 0,
		...deadlineColumns(moment, wanted.ttlMs),
		...bindingColumns(wanted.process),
	});
	const {resource, kind, ttlMs, shared} = wanted;
	addEvent(db, moment, 'claim', wanted.owner, {id, resource, kind, ttlMs, shared});
	return id;
}

/** She has it already: same number, same fence; what she now says about it counts. */
function renew(db: Database, moment: Moment, own: ClaimSource, wanted: NewClaim): number {
	const bound = boundProcess(own);
	const process = wanted.process ?? (bound !== null && moment.isAlive(bound) ? bound : null);
	changeClaim(db, own.id, {
		shared: wanted.shared ? 1 : 0,
		renewed_by_activity: wanted.renewedByActivity ? 1 : 0,
		...(wanted.description === null ? {} : {description: db.redact(wanted.description)}),
		...deadlineColumns(moment, wanted.ttlMs),
		...bindingColumns(process),
	});
	addEvent(db, moment, 'renew', wanted.owner, {id: own.id, resource: own.resource, ttlMs: wanted.ttlMs});
	return own.id;
}

type Releaser = Parameters<Store['release']>[1];

export function release(db: Database, moment: Moment, id: number, by: Releaser): ReleaseResult {
	const row = claimById(db, id);
	if (row === undefined) return {ok: false, reason: 'unknown', claim: null};
	if (row.released_at !== null) return {ok: false, reason: 'already', claim: toClaim(row, moment)};
	const isOwner = row.owner === by.name;
	if (!isOwner && (!by.force || by.verified === 'no')) return {ok: false, reason: 'not-yours', claim: toClaim(row, moment)};
	changeClaim(db, id, {released_at: moment.iso, released_by: by.name, released_why: redactOr(db, by.why)});
	addEvent(db, moment, 'release', by.name, {id, resource: row.resource, owner: row.owner, why: by.why});
	if (isOwner) touchSign(db, moment, by.name);
	else notify(db, moment, row.owner, `${by.name} released your claim #${id} (${row.resource})${by.why === null ? '' : `: ${by.why}`}`);
	return {ok: true, claim: requireClaim(db, moment, id)};
}

/** Who has it now, or part of it, so that it cannot go back. Her own later claim of the same text counts too. */
function takenMeanwhile(db: Database, moment: Moment, row: ClaimSource): ClaimSource | undefined {
	const wanted: Wanted = {
		kind: row.kind === 'domain' ? 'domain' : 'path',
		repoKey: row.repo_key,
		resource: row.resource,
		owner: row.owner,
		shared: row.shared === 1,
	};
	const again = db.sql.get<ClaimSource>(
		`${claimColumns} WHERE c.released_at IS NULL AND c.kind = ? AND c.repo_key IS ? AND c.resource = ? AND c.owner = ?`,
		row.kind,
		row.repo_key,
		row.resource,
		row.owner,
	);
	return again ?? rivalsOf(db, moment, wanted)[0];
}

/** Was anything that overlaps granted to another since? Then the old fence must not be good any more. */
function grantedSince(db: Database, row: ClaimSource): boolean {
	const later = db.sql.all<ClaimSource>('SELECT * FROM claims WHERE fence > ? AND owner <> ? AND kind = ?', row.fence, row.owner, row.kind);
	const mine = {kind: row.kind === 'domain' ? 'domain' : 'path', repoKey: row.repo_key, resource: row.resource} as const;
	return later.some(other => overlaps(mine, {kind: mine.kind, repoKey: other.repo_key, resource: other.resource}));
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

/** Releases the holder's claim and takes it; both are told. Throws StealRefused when a third one is in the way. */
export function steal(db: Database, moment: Moment, id: number, by: NewClaim, why: string): ClaimResult {
	const row = claimById(db, id);
	if (row !== undefined && row.released_at === null && row.owner !== by.owner) {
		changeClaim(db, id, {released_at: moment.iso, released_by: by.owner, released_why: db.redact(why)});
		addEvent(db, moment, 'steal', by.owner, {id, resource: row.resource, owner: row.owner, why});
		notify(db, moment, row.owner, `${by.owner} took over your claim #${id} (${row.resource}): ${why}`);
		notify(db, moment, by.owner, `You took over ${row.resource} from ${row.owner}: ${why}`);
	}
	const result = claim(db, moment, by);
	if (!result.ok) throw new StealRefused(result);
	return result;
}
