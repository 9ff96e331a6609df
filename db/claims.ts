/** Reading claims, and the few writes that every change of them is made of. */
import {boundProcess, type ClaimSource, isOrphan, toClaim, type WorthRow, worthColumns, worthOf} from './claim-state.ts';
import type {Database} from './database.ts';
import type {Moment, Stamp} from './moment.ts';
import type {Change, ClaimRow} from './rows.ts';
import {update} from './sql.ts';
import type {Claim} from './types.ts';

export const claimColumns = `SELECT c.*, s.sign_wall, s.sign_mono, s.sign_boot FROM claims c LEFT JOIN sisters s ON s.name = c.owner`;

export const claimById = (db: Database, id: number): ClaimSource | undefined => db.sql.get<ClaimSource>(`${claimColumns} WHERE c.id = ?`, id);

export const changeClaim = (db: Database, id: number, change: Change<ClaimRow>): number => update(db.sql, 'claims', 'id', id, change);

/** The claim as everybody else sees it. */
export function requireClaim(db: Database, moment: Moment, id: number): Claim {
	const row = claimById(db, id);
	if (row === undefined) throw new Error(`claim ${id} vanished inside a transaction`);
	return toClaim(row, moment);
}

/** What `queen push` holds while it runs: it comes and goes by itself, and nobody counts it among what sisters claimed. */
const isPushLock = `(kind = 'domain' AND resource GLOB 'push:*')`;

/** Unreleased ones, as far as their worth goes; without a join, for the view reads them all. */
const openWorths = (db: Database): readonly WorthRow[] =>
	db.sql.all<WorthRow>(`SELECT ${worthColumns.join(', ')} FROM claims WHERE released_at IS NULL AND auto = 0 AND NOT ${isPushLock}`);

const signs = (db: Database): ReadonlyMap<string, Stamp> =>
	new Map(
		db.sql
			.all<{name: string} & Stamp>('SELECT name, sign_wall AS wall, sign_mono AS mono, sign_boot AS boot FROM sisters')
			.map(({name, ...stamp}) => [name, stamp]),
	);

/** The newest unreleased ones, oldest first; automatic ones only as far as there is room. */
export const newestClaims = (db: Database, limit: number): readonly ClaimSource[] =>
	db.sql.all<ClaimSource>(`${claimColumns} WHERE c.released_at IS NULL ORDER BY c.auto, c.id DESC LIMIT ?`, limit).toSorted((a, b) => a.id - b.id);

/** Unreleased ones, oldest first. */
export const openClaims = (db: Database): readonly ClaimSource[] => db.sql.all<ClaimSource>(`${claimColumns} WHERE c.released_at IS NULL ORDER BY c.id`);

/** The newest released ones, newest first. */
export const releasedClaims = (db: Database, limit: number): readonly ClaimSource[] =>
	db.sql.all<ClaimSource>(`${claimColumns} WHERE c.released_at IS NOT NULL ORDER BY c.id DESC LIMIT ?`, limit);

/** By number, or by the exact text among the unreleased. */
export function findClaims(db: Database, moment: Moment, text: string): readonly Claim[] {
	const rows = db.sql.all<ClaimSource>(`${claimColumns} WHERE c.released_at IS NULL AND c.resource = ? ORDER BY c.id LIMIT 100`, text);
	const numbered = /^\d{1,15}$/.test(text) ? claimById(db, Number(text)) : undefined;
	return [...(numbered ? [numbered] : []), ...rows.filter(row => row.id !== numbered?.id)].map(row => toClaim(row, moment));
}

/** All unreleased ones in numbers, automatic ones and the locks of pushes left out; `blocking`: how many of each owner still keep others away. */
export type ClaimCounts = {readonly open: number; readonly stale: number; readonly blocking: ReadonlyMap<string, number>};

export function countClaims(db: Database, moment: Moment): ClaimCounts {
	const rows = openWorths(db);
	const signOf = signs(db);
	const blocking = new Map<string, number>();
	let stale = 0;
	for (const row of rows) {
		const {state, blocks} = worthOf(row, signOf.get(row.owner) ?? null, moment);
		if (state !== 'held') stale += 1;
		if (blocks) blocking.set(row.owner, (blocking.get(row.owner) ?? 0) + 1);
	}
	return {open: rows.length, stale, blocking};
}

/** Of one owner. Every command of hers asks, so only the columns that decide it are read. */
export function countBlocking(db: Database, moment: Moment, owner: string): number {
	const rows = db.sql.all<WorthRow>(
		`SELECT ${worthColumns.join(', ')} FROM claims WHERE released_at IS NULL AND auto = 0 AND owner = ? AND NOT ${isPushLock}`,
		owner,
	);
	if (rows.length === 0) return 0;
	const sign = db.sql.get<Stamp>('SELECT sign_wall AS wall, sign_mono AS mono, sign_boot AS boot FROM sisters WHERE name = ?', owner) ?? null;
	return rows.filter(row => worthOf(row, sign, moment).blocks).length;
}

/** From when the processes of bound claims were first seen gone: their grace counts from there. */
export function noteOrphans(db: Database, moment: Moment): void {
	const bound = db.sql.all<Pick<ClaimRow, 'process_host' | 'process_boot' | 'process_pid' | 'process_start'>>(
		`SELECT DISTINCT process_host, process_boot, process_pid, process_start FROM claims
		WHERE released_at IS NULL AND process_pid IS NOT NULL AND gone_mono IS NULL AND process_boot = ?`,
		moment.bootId,
	);
	for (const row of bound) {
		if (!isOrphan(row, moment)) continue;
		db.sql.run(
			'UPDATE claims SET gone_mono = ? WHERE released_at IS NULL AND gone_mono IS NULL AND process_host = ? AND process_boot = ? AND process_pid = ? AND process_start = ?',
			moment.mono,
			row.process_host,
			row.process_boot,
			row.process_pid,
			row.process_start,
		);
	}
}

/** The same for one claim that somebody wants. Answers the row as it then is. */
export function noteOrphan(db: Database, moment: Moment, row: ClaimSource): ClaimSource {
	if (row.gone_mono !== null || boundProcess(row)?.bootId !== moment.bootId || !isOrphan(row, moment)) return row;
	changeClaim(db, row.id, {gone_mono: moment.mono});
	return {...row, gone_mono: moment.mono};
}
