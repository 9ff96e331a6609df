/** Reading claims, and the few writes that every change of them is made of. */
import {boundProcess, type ClaimSource, isOrphan, toClaim, worthOf} from './claim-state.ts';
import type {Database} from './database.ts';
import type {Moment} from './moment.ts';
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

/** How many claims of each owner still block others. */
export function blockingClaims(db: Database, moment: Moment, owner?: string): ReadonlyMap<string, number> {
	const rows = owner === undefined ? openClaims(db) : db.sql.all<ClaimSource>(`${claimColumns} WHERE c.released_at IS NULL AND c.owner = ?`, owner);
	return countBlocking(rows, moment);
}

export function countBlocking(rows: readonly ClaimSource[], moment: Moment): ReadonlyMap<string, number> {
	const counts = new Map<string, number>();
	for (const row of rows) if (worthOf(row, moment).blocks) counts.set(row.owner, (counts.get(row.owner) ?? 0) + 1);
	return counts;
}

/** Remembers when a bound claim's process was first seen gone: the grace counts from there. Answers the row as it then is. */
export function noteOrphan(db: Database, moment: Moment, row: ClaimSource): ClaimSource {
	if (row.gone_mono !== null || boundProcess(row)?.bootId !== moment.bootId || !isOrphan(row, moment)) return row;
	changeClaim(db, row.id, {gone_mono: moment.mono});
	return {...row, gone_mono: moment.mono};
}
