import type {Moment} from './moment.ts';
import {type Stamp, since} from './moment.ts';
import type {Sql} from './sql.ts';
import type {Colony} from './types.ts';

/** What the colony remembers about itself; everything else has a table of its own. */
export type MetaKey =
	| 'colony_id'
	| 'began_at'
	| 'quiet_since'
	| 'last_pass'
	| 'last_complete'
	| 'last_scan_event'
	| 'last_prune'
	| 'last_backup'
	| 'last_bounce'
	/** When each keeper last looked (JSON), see away.ts. */
	| 'looked'
	/** What single looks said already (JSON), see said.ts. */
	| 'said'
	/** Lock files of other tools as claims (JSON), see foreign-locks.ts. */
	| 'agent_locks';

export const readMeta = (sql: Sql, key: MetaKey): string | null => sql.value<string>('SELECT value FROM meta WHERE key = ?', key) ?? null;

export function writeMeta(sql: Sql, key: MetaKey, value: string | null): void {
	if (value === null) sql.run('DELETE FROM meta WHERE key = ?', key);
	else sql.run('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value', key, value);
}

/** The next number of a counter that never goes back; call inside a write transaction. */
export function nextNumber(sql: Sql, counter: 'fence' | 'epoch'): number {
	const value = sql.value<number>('UPDATE counters SET value = value + 1 WHERE name = ? RETURNING value', counter);
	if (value === undefined) throw new Error(`counter ${counter} is missing`);
	return value;
}

/** How the last pass went, as it is stored under `last_pass`. */
export type LastPass = {
	readonly at: string;
	readonly tookMs: number;
	readonly unread: readonly string[];
	readonly looked: readonly string[];
	readonly scanner: {readonly pid: number; readonly host: string};
};

/** How the last copy went, as it is stored under `last_backup`. */
export type LastBackup = {
	/** When the newest copy was made; null: never. */
	readonly at: string | null;
	readonly file: string | null;
	/** What the colony held then (see backup.ts): a copy of the same is not made again. */
	readonly mark: string | null;
	/** Why the last try made none. */
	readonly trouble: string | null;
};

function backupOf(text: string | undefined): NonNullable<Colony['backup']> {
	const {at, trouble} = JSON.parse(text ?? '{}') as Partial<LastBackup>;
	return {at: at ?? null, trouble: trouble ?? null};
}

/** A complete scan older than this no longer proves that there is no conflict (RULES.md, Conflicts and notices). */
const freshMs = 90_000;

export function readColony(sql: Sql, file: string, moment: Moment): Colony {
	const rows = sql.all<{key: MetaKey; value: string}>('SELECT key, value FROM meta');
	const meta = new Map(rows.map(row => [row.key, row.value]));
	const pass = JSON.parse(meta.get('last_pass') ?? 'null') as LastPass | null;
	const complete = JSON.parse(meta.get('last_complete') ?? 'null') as Stamp | null;
	const age = complete === null ? null : Math.max(0, since(moment, complete));
	return {
		db: file,
		id: meta.get('colony_id') ?? '',
		scannedAt: pass?.at ?? null,
		scanMs: pass?.tookMs ?? null,
		complete: age !== null && age < freshMs && pass?.unread.length === 0,
		age: age === null ? null : Math.floor(age / 1000),
		unread: pass?.unread ?? [],
		looked: pass?.looked ?? [],
		scanner: pass?.scanner ?? null,
		quietSince: meta.get('quiet_since') ?? null,
		backup: backupOf(meta.get('last_backup')),
	};
}
