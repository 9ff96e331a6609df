import type {Migration} from './index.ts';

/** Automatic leases, file systems without case, and the queue of those who wait for a claim. */
const steps = `
-- 1: made by an edit, not by a word.
ALTER TABLE claims ADD COLUMN auto INTEGER NOT NULL DEFAULT 0;
-- 1: lies where a.ts and A.ts are one file.
ALTER TABLE claims ADD COLUMN ignore_case INTEGER NOT NULL DEFAULT 0;

CREATE TABLE claim_queue (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	-- wait: a process waits and is given the claim in its turn; notify: one letter when it is free.
	mode TEXT NOT NULL,
	owner TEXT NOT NULL,
	kind TEXT NOT NULL,
	repo TEXT, repo_id TEXT, repo_key TEXT,
	resource TEXT NOT NULL,
	ignore_case INTEGER NOT NULL DEFAULT 0,
	description TEXT,
	shared INTEGER NOT NULL DEFAULT 0,
	ttl_ms INTEGER,
	renewed_by_activity INTEGER NOT NULL DEFAULT 0,
	-- What the claim will be bound to.
	process_host TEXT, process_boot TEXT, process_pid INTEGER, process_start TEXT,
	-- The process that waits; with it the place in the queue is lost.
	waiter_host TEXT, waiter_boot TEXT, waiter_pid INTEGER, waiter_start TEXT,
	nonce TEXT NOT NULL UNIQUE,
	asked_at TEXT NOT NULL,
	-- Given to her, and not taken up by the waiting process yet.
	claim_id INTEGER
) STRICT;
`;

export const leases: Migration = {version: 2, name: 'leases', apply: sql => sql.exec(steps)};
