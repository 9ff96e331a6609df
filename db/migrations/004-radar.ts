import type {Migration} from './index.ts';

/** What the conflict radar remembers: the next step and who was told of it, which file whom a hook saw write, and a quick way to urgent mail. */
const changes = `
ALTER TABLE conflicts ADD COLUMN next TEXT;
-- Names (JSON) that were told of this conflict in their inbox.
ALTER TABLE conflicts ADD COLUMN told TEXT NOT NULL DEFAULT '[]';

-- The last time that a hook saw a sister write to a file; bounded (edits.ts).
CREATE TABLE edits (
	sister TEXT NOT NULL,
	-- '' outside of any repository; path is then absolute, else relative to the worktree's top.
	repo_key TEXT NOT NULL,
	worktree TEXT NOT NULL,
	path TEXT NOT NULL,
	wall INTEGER NOT NULL,
	PRIMARY KEY (sister, repo_key, worktree, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX edits_wall ON edits(wall);

CREATE INDEX messages_urgent ON messages(sent_at) WHERE priority = 'urgent' AND read_at IS NULL AND acked_at IS NULL AND recalled_at IS NULL;
`;

export const radar: Migration = {version: 4, name: 'radar', apply: sql => sql.exec(changes)};
