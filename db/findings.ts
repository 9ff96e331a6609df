/** The second half of a pass: what the detectors found, the crontab, and how the pass itself went. Inside a write transaction. */
import {bounceGone} from './bouncing.ts';
import {pruneLog} from './care.ts';
import {countOpen, recordFound} from './conflicts.ts';
import {allCrons, replaceCrons} from './crons.ts';
import type {Database} from './database.ts';
import {pruneGone} from './departures.ts';
import {addEvent} from './events.ts';
import {epochHolds} from './leaders.ts';
import {type LastPass, readMeta, writeMeta} from './meta.ts';
import {type Moment, type Stamp, since, stampOf} from './moment.ts';
import {keeperName} from './names.ts';
import {isBeating, sisterRows} from './sisters.ts';
import {isLiving} from './status.ts';
import type {FindingsInput} from './store.ts';
import type {ColonyEvent} from './types.ts';

const scanEventMs = 30_000;
/** The counts of the scan event; a beating sister of such a name must not stand in for one. */
const reserved: readonly string[] = ['sisters', 'crons', 'conflicts'];

/** False: a newer leader took over, and nothing was written. */
export function recordFindings(db: Database, moment: Moment, input: FindingsInput): boolean {
	if (!epochHolds(db, moment, input.epoch)) return false;
	const {report} = input;
	if (input.crons !== null) replaceCrons(db, input.crons);
	recordFound(db, moment, input.findings, report.complete);
	const pass: LastPass = {at: report.startedAt, tookMs: report.tookMs, unread: report.unread, looked: report.looked, scanner: report.scanner};
	writeMeta(db.sql, 'last_pass', JSON.stringify(pass));
	if (report.complete) writeMeta(db.sql, 'last_complete', JSON.stringify(stampOf(moment)));
	bounceGone(db, moment);
	pruneGone(db, moment);
	pruneLog(db, moment);
	logScan(db, moment);
	return true;
}

/** The seed's line, `scan queen {"sisters": 4, "izadaemon": true, "crons": 20, "conflicts": 0}`: when it changed, or every 30 s. */
function logScan(db: Database, moment: Moment): void {
	const living = sisterRows(db).filter(row => isLiving(row.status));
	const beating = living.filter(row => isBeating(row, moment));
	const data: ColonyEvent['data'] = {
		sisters: living.length - beating.length,
		...Object.fromEntries(beating.filter(row => !reserved.includes(row.name)).map(row => [row.name, true])),
		crons: allCrons(db).length,
		conflicts: countOpen(db).conflicts,
	};
	const last = JSON.parse(readMeta(db.sql, 'last_scan_event') ?? 'null') as (Stamp & {data: string}) | null;
	const text = JSON.stringify(data);
	if (last !== null && last.data === text && since(moment, last) < scanEventMs && since(moment, last) >= 0) return;
	addEvent(db, moment, 'scan', keeperName, data);
	writeMeta(db.sql, 'last_scan_event', JSON.stringify({...stampOf(moment), data: text}));
}
