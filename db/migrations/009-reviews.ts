import type {Migration} from './index.ts';

/** Requests to look at a range of commits, the one verdict of each, and what was said about them. */
const steps = `
CREATE TABLE reviews (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	nonce TEXT NOT NULL UNIQUE,
	title TEXT NOT NULL,
	requester TEXT NOT NULL,
	requester_verified TEXT NOT NULL,
	by_keeper INTEGER NOT NULL,
	reviewer TEXT NOT NULL,
	repo TEXT NOT NULL,
	repo_id TEXT NOT NULL,
	repo_key TEXT NOT NULL,
	worktree TEXT NOT NULL,
	branch TEXT NOT NULL,
	base TEXT NOT NULL,
	head TEXT NOT NULL,
	commits INTEGER NOT NULL,
	file_count INTEGER NOT NULL,
	insertions INTEGER NOT NULL,
	deletions INTEGER NOT NULL,
	-- JSON of at most a hundred {path, added, removed}.
	files TEXT NOT NULL,
	requested_at TEXT NOT NULL,
	verdict TEXT,
	decided_by TEXT,
	decided_verified TEXT,
	decided_at TEXT,
	superseded_at TEXT,
	superseded_by INTEGER
) STRICT;
-- What merge-ok looks at: one request of a branch counts, the newest.
CREATE UNIQUE INDEX reviews_in_force ON reviews(repo_key, branch) WHERE superseded_at IS NULL;
CREATE INDEX reviews_of_branch ON reviews(repo_key, branch);
CREATE INDEX reviews_pending ON reviews(reviewer) WHERE superseded_at IS NULL AND verdict IS NULL;

CREATE TABLE review_comments (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	review_id INTEGER NOT NULL,
	by_sister TEXT NOT NULL,
	by_verified TEXT NOT NULL,
	at TEXT NOT NULL,
	verdict TEXT,
	body TEXT NOT NULL CHECK (length(CAST(body AS BLOB)) <= 8192)
) STRICT;
CREATE INDEX review_comments_of ON review_comments(review_id);
`;

export const reviews: Migration = {version: 9, name: 'reviews', apply: sql => sql.exec(steps)};
