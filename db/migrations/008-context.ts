import type {Migration} from './index.ts';

/** What sisters write down for all, how far each has read it, and what each says of herself. */
const steps = `
CREATE TABLE shared_context (
	-- Writers are one after another, so a higher number was committed later: a cursor over it skips nothing.
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	-- '' for the whole colony.
	repo_key TEXT NOT NULL,
	repo TEXT,
	category TEXT NOT NULL,
	body TEXT NOT NULL CHECK (length(CAST(body AS BLOB)) <= 8192),
	by_sister TEXT NOT NULL,
	by_verified TEXT NOT NULL,
	added_at TEXT NOT NULL,
	nonce TEXT NOT NULL UNIQUE,
	-- When it expires; all null: never.
	deadline_wall INTEGER, deadline_mono INTEGER, deadline_boot TEXT,
	supersedes INTEGER,
	superseded_by INTEGER,
	superseded_at TEXT
) STRICT;
CREATE INDEX shared_context_scope ON shared_context(repo_key, id);

-- Up to which entry of a scope (repo_key) a sister was told.
CREATE TABLE sync_cursors (
	sister TEXT NOT NULL,
	scope TEXT NOT NULL,
	context_id INTEGER NOT NULL,
	PRIMARY KEY (sister, scope)
) STRICT, WITHOUT ROWID;

-- What a sync asks for each time: mail that nobody showed her yet.
CREATE INDEX messages_unsurfaced ON messages(to_sister, id) WHERE surfaced_at IS NULL AND read_at IS NULL AND acked_at IS NULL;

ALTER TABLE sisters ADD COLUMN declared_status TEXT;
ALTER TABLE sisters ADD COLUMN declared_note TEXT;
ALTER TABLE sisters ADD COLUMN declared_workstream TEXT;
ALTER TABLE sisters ADD COLUMN declared_since TEXT;
`;

export const sharedContext: Migration = {version: 8, name: 'shared context', apply: sql => sql.exec(steps)};
