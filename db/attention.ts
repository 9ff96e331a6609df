/** Which edge is told, by whom, and when: decided in one transaction for all processes, so that it is told exactly once. */
import type {Database} from './database.ts';
import {iso, type Moment, type Stamp, since} from './moment.ts';
import type {AttentionRow, SisterRow} from './rows.ts';
import {changeSister, sisterRow} from './sisters.ts';
import type {AttentionEdge, AttentionRules, AttentionVerdict, Audience, IsoTime} from './types.ts';

/** Words are compared so far. */
export const longestWords = 500;

/** What is remembered about a subject. */
export type Told = {
	readonly edge: string;
	readonly words: string;
	/** Milliseconds since it was told. */
	readonly ago: number;
};

/**
 * Pure. `gapMs`: for how long the subject was away before this edge; null: not known, then it is no flicker.
 * `mutedMs`: how long she is still muted, 0: she is not, Infinity: for good.
 */
export function judge(told: Told | null, edge: AttentionEdge, gapMs: number | null, mutedMs: number, rules: AttentionRules): AttentionVerdict {
	const {subject} = edge;
	if (told?.edge === edge.edge) return {subject, verdict: 'told', inMs: null};
	const isFlicker = told !== null && told.words === edge.words && gapMs !== null && gapMs < rules.flapMs;
	if (isFlicker || mutedMs === Number.POSITIVE_INFINITY) return {subject, verdict: 'told', inMs: null};
	const wait = Math.max(mutedMs, told === null || told.ago < 0 ? 0 : rules.repeatMs - told.ago);
	return wait > 0 ? {subject, verdict: 'later', inMs: wait} : {subject, verdict: 'tell', inMs: null};
}

const stampOfRow = (row: AttentionRow): Stamp => ({wall: row.told_wall, mono: row.told_mono, boot: row.told_boot});

/**
 * For how long she did not ask this before the edge, by the event log: since the first change after she last asked it. Where no event says
 * when that was (she appeared asking), the time of telling stands for it. Null: no change is known.
 */
function gapBefore(db: Database, row: AttentionRow, sister: string, {since: at, words}: AttentionEdge): number | null {
	const told = iso(row.told_wall);
	const asked = db.sql.value<string>(
		`SELECT at FROM events WHERE at >= ? AND at < ? AND sister = ? AND kind = 'status' AND data ->> 'to' IN ('waiting', 'error')
			AND substr(ifnull(data ->> 'waitingFor', ''), 1, ${longestWords}) = ? ORDER BY id DESC LIMIT 1`,
		told,
		at,
		sister,
		words,
	);
	const left = db.sql.value<string>(
		`SELECT at FROM events WHERE at >= ? AND at <= ? AND sister = ? AND (kind = 'gone' OR kind = 'status' AND data ->> 'to' NOT IN ('waiting', 'error'))
			ORDER BY id LIMIT 1`,
		asked ?? told,
		at,
		sister,
	);
	return left === undefined ? null : Date.parse(at) - Date.parse(left);
}

/** Milliseconds for which she is still muted. */
export function mutedFor(row: Pick<SisterRow, 'mute_wall' | 'mute_mono' | 'mute_boot'> | undefined, moment: Moment): number {
	if (row === undefined || row.mute_wall === null || row.mute_mono === null || row.mute_boot === null) return 0;
	if (row.mute_wall >= forGood) return Number.POSITIVE_INFINITY;
	return Math.max(0, -since(moment, {wall: row.mute_wall, mono: row.mute_mono, boot: row.mute_boot}));
}

/** Whole weeks later nobody flickers any more. */
const keptMs = 7 * 24 * 3_600_000;

/** One verdict for each edge. Every `tell` belongs to this caller alone. */
export function claimAttention(
	db: Database,
	moment: Moment,
	audience: Audience,
	edges: readonly AttentionEdge[],
	rules: AttentionRules,
): readonly AttentionVerdict[] {
	db.sql.run('DELETE FROM attention WHERE told_wall < ?', moment.wall - keptMs);
	return edges.map(given => {
		const edge = {...given, words: given.words.slice(0, longestWords)};
		const row = db.sql.get<AttentionRow>('SELECT * FROM attention WHERE audience = ? AND subject = ?', audience, edge.subject);
		const told = row === undefined ? null : {edge: row.edge, words: row.words, ago: since(moment, stampOfRow(row))};
		const gap = row === undefined || edge.sister === null ? null : gapBefore(db, row, edge.sister, edge);
		const verdict = judge(told, edge, gap, edge.sister === null ? 0 : mutedFor(sisterRow(db, edge.sister), moment), rules);
		if (verdict.verdict === 'tell') remember(db, moment, audience, edge);
		// A flicker: this edge is told as well, and the time of telling stays.
		else if (verdict.verdict === 'told' && row !== undefined && row.edge !== edge.edge)
			db.sql.run('UPDATE attention SET edge = ? WHERE audience = ? AND subject = ?', edge.edge, audience, edge.subject);
		return verdict;
	});
}

function remember(db: Database, moment: Moment, audience: Audience, {subject, edge, words}: AttentionEdge): void {
	db.sql.run(
		`INSERT INTO attention (audience, subject, edge, words, told_wall, told_mono, told_boot) VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (audience, subject) DO UPDATE SET edge = excluded.edge, words = excluded.words,
				told_wall = excluded.told_wall, told_mono = excluded.told_mono, told_boot = excluded.told_boot`,
		audience,
		subject,
		edge,
		words,
		moment.wall,
		moment.mono,
		moment.bootId,
	);
}

/** What is accepted with a reason and comes back with new evidence is news. */
export const forgetTold = (db: Database, subject: string): void => {
	db.sql.run('DELETE FROM attention WHERE subject = ?', subject);
};

/** 9999-01-01: a mute without an end. */
const forGood = 253_370_764_800_000;

/** `forMs` null: until it is taken back. Answers false when nobody has that name. */
export function mute(db: Database, moment: Moment, name: string, forMs: number | null): boolean {
	if (sisterRow(db, name) === undefined) return false;
	const end = forMs === null ? {mute_wall: forGood, mute_mono: forGood} : {mute_wall: moment.wall + forMs, mute_mono: moment.mono + forMs};
	changeSister(db, name, {...end, mute_boot: moment.bootId});
	return true;
}

/** Answers false when nobody has that name. */
export function unmute(db: Database, name: string): boolean {
	return changeSister(db, name, {mute_wall: null, mute_mono: null, mute_boot: null}) > 0;
}

/** As it is shown: null when she is not muted, `until` null when it has no end. */
export function mutedOf(row: SisterRow, moment: Moment): {readonly until: IsoTime | null} | null {
	const left = mutedFor(row, moment);
	if (left === 0) return null;
	// As it was set: computed from what is left it would change with every reading of the clocks.
	return {until: left === Number.POSITIVE_INFINITY || row.mute_wall === null ? null : new Date(row.mute_wall).toISOString()};
}
