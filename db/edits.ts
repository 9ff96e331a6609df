/** Which file a hook saw whom write: the last time of each, not what was written. Bounded; inside a transaction. */
import type {Database} from './database.ts';
import {iso, type Moment, processKey} from './moment.ts';
import type {EditRow} from './rows.ts';
import type {Edit, SeenEdit} from './types.ts';

/** Older ones tell no detector anything. */
const keptMs = 30 * 60_000;
/** Of one sister: an agent that rewrites a whole project must not fill the table. */
const mostOfOne = 300;

/** Answers who wrote. `sisterOf`: the name behind a process; edits of processes that nobody knows are left out. */
export function recordEdits(db: Database, moment: Moment, edits: readonly SeenEdit[], sisterOf: ReadonlyMap<string, string>): ReadonlySet<string> {
	const writers = new Set<string>();
	for (const {process, repoKey, worktree, path, at} of edits) {
		const sister = sisterOf.get(processKey(process));
		const wall = Math.min(Date.parse(at), moment.wall);
		if (sister === undefined || !(wall > moment.wall - keptMs)) continue;
		writers.add(sister);
		db.sql.run(
			'INSERT INTO edits (sister, repo_key, worktree, path, wall) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET wall = max(wall, excluded.wall)',
			sister,
			repoKey ?? '',
			worktree ?? '',
			db.redact(path),
			wall,
		);
	}
	db.sql.run('DELETE FROM edits WHERE wall <= ?', moment.wall - keptMs);
	for (const sister of writers) cut(db, sister);
	return writers;
}

function cut(db: Database, sister: string): void {
	const oldest = db.sql.value<number>('SELECT wall FROM edits WHERE sister = ? ORDER BY wall DESC LIMIT 1 OFFSET ?', sister, mostOfOne - 1);
	if (oldest !== undefined) db.sql.run('DELETE FROM edits WHERE sister = ? AND wall < ?', sister, oldest);
}

/** A clock that was set back must not make an edit last for ever: later ones than now count as of now. */
export const recentEdits = (db: Database, moment: Moment): readonly Edit[] =>
	db.sql.all<EditRow>('SELECT * FROM edits WHERE wall > ? ORDER BY wall, sister, path', moment.wall - keptMs).map(row => ({
		sister: row.sister,
		repoKey: row.repo_key === '' ? null : row.repo_key,
		worktree: row.worktree === '' ? null : row.worktree,
		path: row.path,
		at: iso(Math.min(row.wall, moment.wall)),
	}));

/** A sister got another name. */
export const moveEdits = (db: Database, from: string, to: string): void => {
	db.sql.run('UPDATE OR REPLACE edits SET sister = ? WHERE sister = ?', to, from);
};
