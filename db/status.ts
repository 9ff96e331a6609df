/** Which status is published, given what was seen. The state lies in the row, so that one-shot scans and the view agree. */
import {iso, type Moment, type Stamp, since, stampOf} from './moment.ts';
import type {Change, SisterRow} from './rows.ts';
import type {Reading, Status} from './types.ts';

/** Between two tool calls a client looks idle for a moment: idle after working is believed when seen twice in a row, or after this long. */
const settleMs = 3000;

/** A reading that was seen once and waits to be believed. */
type Pending = Reading & Stamp;

const readPending = (row: SisterRow): Pending | null => (row.pending === null ? null : (JSON.parse(row.pending) as Pending));

const readingColumns = (reading: Reading): Change<SisterRow> => ({
	status: reading.status,
	detail: reading.detail,
	waiting_for: reading.waitingFor,
	status_source: reading.source,
});

/** The columns that a reading changes. Only working → idle waits; needing somebody and working are published at once. */
export function applyReading(row: SisterRow, reading: Reading, moment: Moment): Change<SisterRow> {
	const pending = readPending(row);
	if (row.status === 'working' && reading.status === 'idle' && pending === null) {
		return {pending: JSON.stringify({...reading, ...stampOf(moment)} satisfies Pending)};
	}
	return {
		...readingColumns(reading),
		evidence: JSON.stringify(reading.evidence),
		pending: null,
		...(reading.status === row.status ? {} : {status_since: moment.iso}),
	};
}

/** The row as it is published now: a pending idle that nobody contradicted for 3 s counts, even when no scan came since. */
export function published(row: SisterRow, moment: Moment): SisterRow {
	const pending = readPending(row);
	if (pending === null || since(moment, pending) < settleMs) return row;
	return {...row, ...readingColumns(pending), evidence: JSON.stringify(pending.evidence), status_since: iso(pending.wall + settleMs)};
}

export const isLiving = (status: string): boolean => status !== ('gone' satisfies Status);
