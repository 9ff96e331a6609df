/** The one scanner's seat of each host. The epoch is a fence: an old leader that wakes up late writes nothing. */
import type {Database} from './database.ts';
import {nextNumber} from './meta.ts';
import type {Moment} from './moment.ts';
import type {LeaderRow} from './rows.ts';
import type {Leadership} from './store.ts';
import type {ProcessIdentity} from './types.ts';

const leaderOf = (db: Database, host: string): LeaderRow | undefined => db.sql.get<LeaderRow>('SELECT * FROM leaders WHERE host = ?', host);

const isProcess = (row: LeaderRow, process: ProcessIdentity): boolean =>
	row.boot_id === process.bootId && row.pid === process.pid && row.start_time === process.startTime;

export function lead(db: Database, moment: Moment, process: ProcessIdentity, leaseMs: number): Leadership {
	const row = leaderOf(db, process.host);
	const holds = row !== undefined && row.boot_id === moment.bootId && row.deadline_mono > moment.mono;
	const end = moment.mono + Math.round(leaseMs);
	if (row && isProcess(row, process) && holds) return renewed(db, moment, row, end);
	const holder = {host: process.host, bootId: row?.boot_id ?? '', pid: row?.pid ?? 0, startTime: row?.start_time ?? ''};
	if (row && holds && moment.isAlive(holder)) return {leader: false, holder: {pid: row.pid, host: row.host}};
	const epoch = nextNumber(db.sql, 'epoch');
	db.sql.run(
		`INSERT INTO leaders (host, epoch, boot_id, pid, start_time, deadline_mono) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (host) DO UPDATE
			SET epoch = excluded.epoch, boot_id = excluded.boot_id, pid = excluded.pid, start_time = excluded.start_time, deadline_mono = excluded.deadline_mono`,
		process.host,
		epoch,
		process.bootId,
		process.pid,
		process.startTime,
		end,
	);
	return {leader: true, epoch};
}

/** Written only when half of the lease is over: a renewal every second would wake every view every second. */
function renewed(db: Database, moment: Moment, row: LeaderRow, end: number): Leadership {
	if (row.deadline_mono - moment.mono < (end - moment.mono) / 2) db.sql.run('UPDATE leaders SET deadline_mono = ? WHERE host = ?', end, row.host);
	return {leader: true, epoch: row.epoch};
}

export function resign(db: Database, moment: Moment, epoch: number): void {
	db.sql.run('UPDATE leaders SET deadline_mono = 0 WHERE host = ? AND epoch = ?', moment.host, epoch);
}

/** May a pass of this epoch be written? Null is a one-shot scan beside the leader. */
export const epochHolds = (db: Database, moment: Moment, epoch: number | null): boolean => epoch === null || leaderOf(db, moment.host)?.epoch === epoch;
