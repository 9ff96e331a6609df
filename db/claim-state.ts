/** What a claim is worth at this moment: computed when read, never stored (RULES.md, Claims). */
import {iso, type Moment, type Stamp, since} from './moment.ts';
import type {ClaimRow} from './rows.ts';
import type {Claim, ClaimKind, ClaimState, ProcessIdentity} from './types.ts';

/** A claim whose process died blocks this much longer: the one who takes over must not meet its last writes. */
export const orphanGraceMs = 15_000;
const quietMs = 30 * 60_000;

/** A claim's row with its owner's last sign of work. */
export type ClaimSource = ClaimRow & {sign_wall: number | null; sign_mono: number | null; sign_boot: string | null};

/** The columns that decide what a claim is worth: a thousand of these are read several times a second, so no more than these. */
export const worthColumns = [
	'owner',
	'released_at',
	'released_why',
	'ttl_ms',
	'renewed_by_activity',
	'boot_id',
	'since_wall',
	'since_mono',
	'deadline_wall',
	'deadline_mono',
	'process_host',
	'process_boot',
	'process_pid',
	'process_start',
	'gone_mono',
] as const satisfies readonly (keyof ClaimRow)[];
export type WorthRow = Pick<ClaimRow, (typeof worthColumns)[number]>;
type Binding = Pick<ClaimRow, 'process_host' | 'process_boot' | 'process_pid' | 'process_start'>;

export type Worth = {
	readonly state: ClaimState;
	readonly why: string | null;
	/** Nobody else may have it now. */
	readonly blocks: boolean;
	/** Wall time in milliseconds, or null: it does not expire. */
	readonly expires: number | null;
};

export function boundProcess(row: Binding): ProcessIdentity | null {
	const {process_host: host, process_boot: bootId, process_pid: pid, process_start: startTime} = row;
	return host === null || bootId === null || pid === null || startTime === null ? null : {host, bootId, pid, startTime};
}

export const isOrphan = (row: Binding, moment: Moment): boolean => {
	const process = boundProcess(row);
	return process !== null && !moment.isAlive(process);
};

/** Milliseconds left, by the clock that counts here; null: no end. Below zero: over. */
function remaining(row: WorthRow, sign: Stamp | null, moment: Moment): number | null {
	const {deadline_mono: mono, deadline_wall: wall, ttl_ms: ttl} = row;
	if (mono === null || wall === null || ttl === null) return null;
	const left = row.boot_id === moment.bootId ? mono - moment.mono : wall - moment.wall;
	return row.renewed_by_activity === 0 || sign === null ? left : Math.max(left, ttl - since(moment, sign));
}

export const ownerSign = (row: ClaimSource): Stamp | null =>
	row.sign_wall === null || row.sign_mono === null || row.sign_boot === null ? null : {wall: row.sign_wall, mono: row.sign_mono, boot: row.sign_boot};

/** Milliseconds since the owner's last sign of work; granting and renewing are signs too. */
function silence(row: WorthRow, sign: Stamp | null, moment: Moment): number {
	const granted = since(moment, {wall: row.since_wall, mono: row.since_mono, boot: row.boot_id});
	return sign === null ? granted : Math.min(granted, since(moment, sign));
}

/** The stored wall time stands as long as the clocks agree, so that it does not tremble by a millisecond from read to read. */
function expiry(row: WorthRow, left: number, moment: Moment): number {
	const computed = moment.wall + left;
	return row.deadline_wall !== null && Math.abs(computed - row.deadline_wall) < 1500 ? row.deadline_wall : computed;
}

function orphaned(row: WorthRow, moment: Moment, expires: number | null): Worth {
	const otherBoot = row.process_boot !== moment.bootId;
	const over = otherBoot || (row.gone_mono !== null && moment.mono - row.gone_mono >= orphanGraceMs);
	const why = otherBoot ? `the machine was restarted; ${row.owner}'s process is gone` : `${row.owner}'s process is gone`;
	return {state: 'orphaned', why, blocks: !over, expires};
}

/** `sign`: her last sign of work, or null where no sister has that name. */
export function worthOf(row: WorthRow, sign: Stamp | null, moment: Moment): Worth {
	const left = remaining(row, sign, moment);
	const expires = left === null ? null : expiry(row, left, moment);
	if (row.released_at !== null) return {state: 'released', why: row.released_why, blocks: false, expires};
	if (left !== null && left <= 0) return {state: 'expired', why: 'its time ran out', blocks: false, expires};
	if (isOrphan(row, moment)) return orphaned(row, moment, expires);
	const silent = silence(row, sign, moment);
	if (left === null && silent >= quietMs) return {state: 'quiet', why: `no sign of ${row.owner} for more than 30 minutes`, blocks: true, expires};
	return {state: 'held', why: null, blocks: true, expires};
}

/** worthOf for a row that was read with its owner's sign. */
export const worth = (row: ClaimSource, moment: Moment): Worth => worthOf(row, ownerSign(row), moment);

export function toClaim(row: ClaimSource, moment: Moment): Claim {
	const {state, why, blocks, expires} = worth(row, moment);
	return {
		id: row.id,
		kind: row.kind as ClaimKind,
		repo: row.repo,
		repoId: row.repo_id,
		repoKey: row.repo_key,
		resource: row.resource,
		owner: row.owner,
		description: row.description,
		claimedAt: row.claimed_at,
		expiresAt: expires === null ? null : iso(expires),
		ttlMs: row.ttl_ms,
		state,
		stale: state !== 'held',
		staleWhy: why,
		blocks,
		auto: row.auto === 1,
		ignoreCase: row.ignore_case === 1,
		lockFile: null,
		fence: row.fence,
		shared: row.shared === 1,
		releasedAt: row.released_at,
		releasedBy: row.released_by,
	};
}
