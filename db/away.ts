/** What happened while a reader did not look: counted only where she was away for a while. */
import type {Database} from './database.ts';
import {readMeta, writeMeta} from './meta.ts';
import type {Moment} from './moment.ts';
import type {Away, IsoTime} from './types.ts';

/** A shorter absence is none: she remembers what she saw. */
const awayMs = 10 * 60_000;

const lookedBy = (db: Database): Readonly<Record<string, IsoTime>> => JSON.parse(readMeta(db.sql, 'looked') ?? '{}') as Record<string, IsoTime>;

/** From now on what happens is news to this reader. */
export function markLooked(db: Database, moment: Moment, reader: string): void {
	writeMeta(db.sql, 'looked', JSON.stringify({...lookedBy(db), [reader]: moment.iso}));
}

/** Null for somebody who never looked, or a moment ago. */
export function readAway(db: Database, moment: Moment, reader: string): Away | null {
	const looked = lookedBy(db);
	const since = Object.hasOwn(looked, reader) ? looked[reader] : undefined;
	if (since === undefined || moment.wall - Date.parse(since) < awayMs) return null;
	const counted = new Map(
		db.sql
			.all<{kind: string; n: number}>(
				"SELECT kind, count(*) AS n FROM events WHERE at > ? AND kind IN ('conflict', 'resolved', 'gone', 'done', 'status') AND (kind <> 'status' OR data ->> 'to' = 'waiting') GROUP BY kind",
				since,
			)
			.map(({kind, n}) => [kind, n]),
	);
	const mail = db.sql.value<number>('SELECT count(*) FROM messages WHERE to_sister = ? AND sent_at > ?', reader, since) ?? 0;
	const count = (kind: string): number => counted.get(kind) ?? 0;
	return {since, mail, conflicts: count('conflict'), settled: count('resolved'), gone: count('gone'), done: count('done'), asked: count('status')};
}
