/** Who is in the way of a claim, and giving it when nobody is (RULES.md, Claims). Every function runs inside a write transaction. */
import {boundProcess, type ClaimSource, toClaim, worth} from './claim-state.ts';
import {changeClaim, claimById, claimColumns, noteOrphan, requireClaim} from './claims.ts';
import {type Database, redactOr} from './database.ts';
import {addEvent} from './events.ts';
import {nextNumber} from './meta.ts';
import {type Moment, processKey} from './moment.ts';
import {keeperName} from './names.ts';
import {overlaps} from './overlap.ts';
import type {Change, ClaimRow} from './rows.ts';
import {touchSign} from './sisters.ts';
import {insert} from './sql.ts';
import type {ClaimResult, NewClaim} from './store.ts';
import type {Claim, ProcessIdentity} from './types.ts';

/** What decides who is in the way of whom. */
export type Wanted = Pick<NewClaim, 'kind' | 'repoKey' | 'resource' | 'owner' | 'shared' | 'ignoreCase'> & Partial<Pick<NewClaim, 'process'>>;

/** Inside the store a claim can also come from an edit. */
export type Grant = NewClaim & {readonly auto?: boolean};

type Candidate = Pick<
	ClaimRow,
	'id' | 'owner' | 'repo_key' | 'resource' | 'shared' | 'ignore_case' | 'process_host' | 'process_boot' | 'process_pid' | 'process_start'
>;
const candidates =
	'SELECT id, owner, repo_key, resource, shared, ignore_case, process_host, process_boot, process_pid, process_start FROM claims WHERE released_at IS NULL';

/** What a program locks for as long as it runs (`queen push`). It is its process's, not only its owner's: she may run two at once. */
const programLock = /^push:/;

type Holder = Pick<NewClaim, 'kind' | 'resource' | 'owner'> & {readonly process?: ProcessIdentity | null};

/**
 * Would both be held by the same hand, so that neither is in the other's way? What was claimed by word under no process serves every program of its
 * owner.
 */
export function isSameHolder(a: Holder, b: Holder): boolean {
	if (a.owner !== b.owner) return false;
	const [mine, other] = [a.process ?? null, b.process ?? null];
	if (mine === null || other === null || a.kind !== 'domain' || a.resource !== b.resource || !programLock.test(a.resource)) return true;
	return processKey(mine) === processKey(other);
}

/** Unreleased claims of others that overlap; two shared ones do not mind each other. Writes nothing. */
export function rivalsSeen(db: Database, wanted: Wanted): readonly ClaimSource[] {
	const rows =
		wanted.kind === 'domain'
			? db.sql.all<Candidate>(`${candidates} AND kind = 'domain' AND ifnull(repo_key, '') = '' AND resource = ?`, wanted.resource)
			: db.sql.all<Candidate>(`${candidates} AND kind = 'path' AND ifnull(repo_key, '') = ifnull(?, '')`, wanted.repoKey);
	return rows
		.filter(
			row =>
				!isSameHolder({kind: wanted.kind, resource: row.resource, owner: row.owner, process: boundProcess(row)}, wanted) &&
				!(wanted.shared && row.shared === 1),
		)
		.filter(row => overlaps(wanted, {kind: wanted.kind, repoKey: row.repo_key, resource: row.resource, ignoreCase: row.ignore_case === 1}))
		.flatMap(row => claimById(db, row.id) ?? []);
}

/** The same; the grace of those whose process is gone counts from now at the latest. */
export const rivalsOf = (db: Database, moment: Moment, wanted: Wanted): readonly ClaimSource[] =>
	rivalsSeen(db, wanted).map(row => noteOrphan(db, moment, row));

/** Her own unreleased claim of exactly this. */
export const ownClaim = (db: Database, wanted: Wanted): ClaimSource | undefined =>
	db.sql.get<ClaimSource>(
		`${claimColumns} WHERE c.released_at IS NULL AND c.kind = ? AND ifnull(c.repo_key, '') = ifnull(?, '') AND c.resource = ? AND c.owner = ?`,
		wanted.kind,
		wanted.kind === 'domain' ? null : wanted.repoKey,
		wanted.resource,
		wanted.owner,
	);

/** Takes it unless somebody who blocks is in the way; what is stale there is closed, and what she has already is renewed. */
export function takeClaim(db: Database, moment: Moment, wanted: Grant): ClaimResult {
	const repeated = db.sql.get<ClaimSource>(`${claimColumns} WHERE c.nonce = ?`, wanted.nonce);
	if (repeated) return {ok: true, outcome: 'granted', claim: toClaim(repeated, moment), closed: []};
	const rivals = rivalsOf(db, moment, wanted);
	// Of several the one that she was told of by word: an automatic lease is the weaker reason.
	const holders = rivals.filter(row => worth(row, moment).blocks);
	const holder = holders.find(row => row.auto === 0) ?? holders[0];
	if (holder) return refusal(db, moment, holder);
	const closed = rivals.map(row => closeLapsed(db, moment, row, wanted.owner));
	touchSign(db, moment, wanted.owner);
	const own = ownClaim(db, wanted);
	const id = own ? renew(db, moment, own, wanted) : grant(db, moment, wanted);
	return {ok: true, outcome: own ? 'renewed' : 'granted', claim: requireClaim(db, moment, id), closed};
}

export const taskOf = (db: Database, name: string): string | null =>
	db.sql.value<string | null>('SELECT current_task FROM sisters WHERE name = ?', name) ?? null;

const refusal = (db: Database, moment: Moment, holder: ClaimSource): ClaimResult => ({
	ok: false,
	holder: toClaim(holder, moment),
	holderTask: taskOf(db, holder.owner),
});

function closeLapsed(db: Database, moment: Moment, row: ClaimSource, winner: string): Claim {
	const {state, why} = worth(row, moment);
	changeClaim(db, row.id, {released_at: moment.iso, released_by: keeperName, released_why: state});
	addEvent(db, moment, 'release', keeperName, {id: row.id, resource: row.resource, owner: row.owner, why: `${why ?? state}; taken by ${winner}`});
	return requireClaim(db, moment, row.id);
}

/** Milliseconds are whole numbers in the tables. */
export const whole = (ms: number | null): number | null => (ms === null ? null : Math.round(ms));

export const deadlineColumns = (moment: Moment, ttlMs: number | null): Change<ClaimRow> => ({
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

function grant(db: Database, moment: Moment, wanted: Grant): number {
	const {resource, kind, ttlMs, shared} = wanted;
	const id = insert(db.sql, 'claims', {
		kind,
		repo: wanted.repo,
		repo_id: wanted.repoId,
		// A domain is one thing for the whole colony: the unique index must not tell repositories apart.
		repo_key: kind === 'domain' ? null : wanted.repoKey,
		resource,
		owner: wanted.owner,
		description: redactOr(db, wanted.description),
		shared: shared ? 1 : 0,
		auto: wanted.auto ? 1 : 0,
		ignore_case: wanted.ignoreCase ? 1 : 0,
		fence: nextNumber(db.sql, 'fence'),
		nonce: wanted.nonce,
		claimed_at: moment.iso,
		renewed_by_activity: wanted.renewedByActivity ? 1 : 0,
		...deadlineColumns(moment, ttlMs),
		...bindingColumns(wanted.process),
	});
	// Automatic ones are many and small: the log tells of words, not of every file.
	if (!wanted.auto) addEvent(db, moment, 'claim', wanted.owner, {id, resource, kind, ttlMs, shared});
	return id;
}

/** She has it already: same number, same fence; what she now says about it counts. */
function renew(db: Database, moment: Moment, own: ClaimSource, wanted: Grant): number {
	const bound = boundProcess(own);
	const process = wanted.process ?? (bound !== null && moment.isAlive(bound) ? bound : null);
	changeClaim(db, own.id, {
		shared: wanted.shared ? 1 : 0,
		auto: wanted.auto ? 1 : 0,
		ignore_case: wanted.ignoreCase ? 1 : 0,
		renewed_by_activity: wanted.renewedByActivity ? 1 : 0,
		...(wanted.description === null ? {} : {description: db.redact(wanted.description)}),
		...deadlineColumns(moment, wanted.ttlMs),
		...bindingColumns(process),
	});
	if (!wanted.auto) addEvent(db, moment, 'renew', wanted.owner, {id: own.id, resource: own.resource, ttlMs: wanted.ttlMs});
	return own.id;
}
