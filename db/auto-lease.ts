/**
 * Automatic leases: who edits a file that nobody claimed holds it for a quarter of an hour, and is known to others who are about to write there
 * (they are warned, not stopped); until it is committed. Only for sisters who have a name: a human's own session is left alone. Inside a write
 * transaction.
 */
import {type ClaimSource, isOrphan, worth} from './claim-state.ts';
import {changeClaim, claimColumns} from './claims.ts';
import type {Database} from './database.ts';
import {ownClaim, takeClaim, type Wanted} from './granting.ts';
import type {Moment} from './moment.ts';
import {covers} from './overlap.ts';
import type {SisterRow} from './rows.ts';
import {sisterRow} from './sisters.ts';
import type {ClaimKind, SeenEdit} from './types.ts';

export const autoLeaseMs = 15 * 60_000;
/** An agent that rewrites a whole project must not fill the table: her oldest go first. */
const mostOfOne = 100;
/** Every edit would be a write: the time starts anew when this much of it is used up. */
const renewAfterMs = 60_000;

const openOf = (db: Database, owner: string): readonly ClaimSource[] =>
	db.sql.all<ClaimSource>(`${claimColumns} WHERE c.released_at IS NULL AND c.owner = ? ORDER BY c.id`, owner);

const resourceOf = (row: ClaimSource) => ({
	kind: row.kind as ClaimKind,
	repoKey: row.repo_key,
	resource: row.resource,
	ignoreCase: row.ignore_case === 1,
});

/** Her own word covers it already, or her lease is young enough. */
function isSettled(db: Database, moment: Moment, wanted: Wanted): boolean {
	const own = ownClaim(db, wanted);
	if (own?.auto === 1 && worth(own, moment).blocks && moment.mono - own.since_mono < renewAfterMs && own.boot_id === moment.bootId) return true;
	return openOf(db, wanted.owner).some(row => row.auto === 0 && worth(row, moment).blocks && covers(resourceOf(row), wanted));
}

const end = (db: Database, moment: Moment, {id, owner}: ClaimSource, why: string): void => {
	changeClaim(db, id, {released_at: moment.iso, released_by: owner, released_why: why});
};

function leaseOne(db: Database, moment: Moment, edit: SeenEdit, sister: SisterRow): void {
	if (edit.repoKey === null) return;
	const isHere = sister.repo_key === edit.repoKey;
	const wanted = {
		kind: 'path',
		repoKey: edit.repoKey,
		repo: edit.repo ?? (isHere ? sister.repo : null),
		repoId: edit.repoId ?? (isHere ? sister.repo_id : null),
		resource: db.redact(edit.path),
		ignoreCase: edit.ignoreCase ?? false,
		owner: sister.name,
		shared: false,
	} as const;
	if (isSettled(db, moment, wanted)) return;
	const own = openOf(db, sister.name).filter(row => row.auto === 1);
	for (const row of own.slice(0, Math.max(0, own.length - mostOfOne + 1))) end(db, moment, row, 'she has many newer ones');
	const nonce = `auto ${sister.name} ${moment.bootId} ${moment.mono} ${edit.repoKey} ${edit.path}`;
	// Another holds it: she was told when she wrote, and it stays the other's.
	takeClaim(db, moment, {...wanted, description: null, ttlMs: autoLeaseMs, process: edit.process, nonce, auto: true});
}

/** `sisterOf`: who is behind a process, by its key. Older edits than a lease lasts make none. */
export function leaseEdits(db: Database, moment: Moment, edits: readonly SeenEdit[], sisterOf: (edit: SeenEdit) => string | undefined): void {
	for (const edit of edits) {
		const name = sisterOf(edit);
		const sister = name === undefined ? undefined : sisterRow(db, name);
		const isFresh = Date.parse(edit.at) > moment.wall - autoLeaseMs;
		// A name that we made up is nobody's yet: that session may be the keeper's own.
		if (sister && sister.name_source !== 'derived' && isFresh) leaseOne(db, moment, edit, sister);
	}
}

/** Did she write there later than that, in this worktree or another one? Then it is not all committed. */
const wroteSince = (db: Database, {owner}: ClaimSource, {repoKey, worktree}: SeenEdit, path: string, wall: number): boolean => {
	const last = (where: string, ...values: readonly string[]): number | null =>
		db.sql.value<number | null>(`SELECT max(wall) FROM edits WHERE sister = ? AND repo_key = ? AND path = ?${where}`, owner, repoKey ?? '', path, ...values) ??
		null;
	const [here, anywhere] = [last(' AND worktree = ?', worktree ?? ''), last('')];
	return here === null || anywhere === null || anywhere > wall;
};

/** Leases on files that are clean and committed are given back, each owner's by what she herself wrote there. */
export function endCommitted(db: Database, moment: Moment, committed: readonly SeenEdit[]): void {
	for (const edit of committed) {
		const path = db.redact(edit.path);
		const held = db.sql.all<ClaimSource>(
			`${claimColumns} WHERE c.released_at IS NULL AND c.auto = 1 AND c.kind = 'path' AND c.repo_key = ? AND c.resource = ?`,
			edit.repoKey,
			path,
		);
		for (const row of held) if (!wroteSince(db, row, edit, path, Date.parse(edit.at))) end(db, moment, row, 'committed');
	}
}

/** They end without a word: when their time is over, and with the session that made them. */
export function settleLeases(db: Database, moment: Moment): void {
	for (const row of db.sql.all<ClaimSource>(`${claimColumns} WHERE c.released_at IS NULL AND c.auto = 1`)) {
		const {blocks, why} = worth(row, moment);
		if (!blocks || isOrphan(row, moment)) end(db, moment, row, why ?? 'over');
	}
}
