import type {Database} from './database.ts';
import type {Moment} from './moment.ts';
import type {DraftRow} from './rows.ts';
import type {Draft, Priority} from './types.ts';

export function saveDraft(db: Database, moment: Moment, draft: Omit<Draft, 'savedAt'>): void {
	db.sql.run(
		`INSERT INTO drafts (key, to_sister, body, priority, kind, reply_to, saved_at) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (key) DO UPDATE SET to_sister = excluded.to_sister, body = excluded.body, priority = excluded.priority,
			kind = excluded.kind, reply_to = excluded.reply_to, saved_at = excluded.saved_at`,
		draft.key,
		draft.to,
		db.redact(draft.body),
		draft.priority,
		draft.kind,
		draft.replyTo,
		moment.iso,
	);
}

export function dropDraft(db: Database, key: string): void {
	db.sql.run('DELETE FROM drafts WHERE key = ?', key);
}

/** Newest first, at most 100. */
export function allDrafts(db: Database): readonly Draft[] {
	return db.sql.all<DraftRow>('SELECT * FROM drafts ORDER BY saved_at DESC LIMIT 100').map(row => ({
		key: row.key,
		to: row.to_sister,
		body: row.body,
		priority: row.priority as Priority,
		kind: row.kind as Draft['kind'],
		replyTo: row.reply_to,
		savedAt: row.saved_at,
	}));
}
