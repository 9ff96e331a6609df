import type {Migration} from './index.ts';

/**
 * The first shape of the colony. Columns keep the names of the seed where it has them, so that old habits and scripts can read.
 * Defaults let a row be written by hand in the seed's way (`INSERT INTO messages(to_sister, body, sent_at) …`).
 */
const tables = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Numbers that only grow: the fence of claims, the epoch of leaders.
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO counters (name, value) VALUES ('fence', 0), ('epoch', 0);

CREATE TABLE sisters (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	display_name TEXT NOT NULL,
	name_source TEXT NOT NULL,
	agent TEXT NOT NULL DEFAULT 'none',
	host TEXT, boot_id TEXT, pid INTEGER, start_time TEXT,
	status TEXT NOT NULL DEFAULT 'unknown',
	detail TEXT,
	waiting_for TEXT,
	status_source TEXT NOT NULL DEFAULT 'none',
	status_since TEXT NOT NULL,
	evidence TEXT NOT NULL DEFAULT '[]',
	-- A status that was seen once and is not believed yet (JSON), see status.ts.
	pending TEXT,
	current_task TEXT,
	task_source TEXT NOT NULL DEFAULT 'none',
	task_since TEXT,
	repo TEXT, repo_id TEXT, repo_key TEXT, worktree TEXT, git_branch TEXT, head TEXT,
	dirty INTEGER NOT NULL DEFAULT 0,
	changed TEXT NOT NULL DEFAULT '[]',
	untracked INTEGER NOT NULL DEFAULT 0,
	ahead INTEGER, behind INTEGER,
	cwd TEXT,
	terminal_kind TEXT, terminal_socket TEXT, terminal_pane TEXT, terminal_server TEXT,
	-- Until when a beat keeps her.
	beat_wall INTEGER, beat_mono INTEGER, beat_boot TEXT,
	first_seen TEXT NOT NULL,
	last_seen TEXT NOT NULL,
	-- When she herself last called in (onboard, iam): "what happened since you were here".
	last_here TEXT,
	last_output TEXT,
	-- Her last sign of work: mail, iam, claim, working, a commit or an edit.
	sign_wall INTEGER NOT NULL DEFAULT 0, sign_mono INTEGER NOT NULL DEFAULT 0, sign_boot TEXT NOT NULL DEFAULT '',
	gone_at TEXT
) STRICT;

CREATE TABLE sessions (
	id INTEGER PRIMARY KEY,
	sister TEXT NOT NULL,
	host TEXT NOT NULL, boot_id TEXT NOT NULL, pid INTEGER NOT NULL, start_time TEXT NOT NULL,
	agent TEXT NOT NULL,
	-- The client's own name for the session, as last seen.
	client_name TEXT,
	repo_key TEXT,
	terminal_kind TEXT, terminal_socket TEXT, terminal_pane TEXT, terminal_server TEXT,
	-- 0: only she herself said so; a pass of the scanner has not seen her yet.
	sighted INTEGER NOT NULL DEFAULT 0,
	started_at TEXT NOT NULL,
	ended_at TEXT,
	UNIQUE (host, boot_id, pid, start_time)
) STRICT;
CREATE INDEX sessions_living ON sessions(sister) WHERE ended_at IS NULL;
CREATE INDEX sessions_place ON sessions(terminal_socket, terminal_pane, terminal_server) WHERE terminal_pane IS NOT NULL;

CREATE TABLE aliases (name TEXT PRIMARY KEY, sister TEXT NOT NULL, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE messages (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	from_sister TEXT NOT NULL DEFAULT 'unknown',
	from_verified TEXT NOT NULL DEFAULT 'unknown',
	to_sister TEXT NOT NULL,
	body TEXT NOT NULL CHECK (length(CAST(body AS BLOB)) <= 8192),
	priority TEXT NOT NULL DEFAULT 'normal',
	kind TEXT NOT NULL DEFAULT 'mail',
	-- The first row of the same send; null: this row is it.
	group_id INTEGER,
	reply_to INTEGER,
	nonce TEXT NOT NULL DEFAULT (lower(hex(randomblob(16)))),
	sent_at TEXT NOT NULL,
	surfaced_at TEXT,
	read_at TEXT,
	acked_at TEXT,
	recalled_at TEXT,
	declined_why TEXT
) STRICT;
CREATE UNIQUE INDEX one_send ON messages(nonce, to_sister);
CREATE INDEX messages_to ON messages(to_sister, id);
CREATE INDEX messages_unread ON messages(to_sister, id) WHERE read_at IS NULL AND acked_at IS NULL AND recalled_at IS NULL;
CREATE INDEX messages_group ON messages(group_id) WHERE group_id IS NOT NULL;

-- One row a job, by its group's number: a group dispatch is one job (RULES.md, Mail).
CREATE TABLE dispatches (
	id INTEGER PRIMARY KEY,
	state TEXT NOT NULL DEFAULT 'open',
	taken_by TEXT, taken_at TEXT, worked_at TEXT, done_at TEXT
) STRICT;
CREATE INDEX dispatches_open ON dispatches(id) WHERE state IN ('open', 'taken', 'working');

CREATE TABLE claims (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	kind TEXT NOT NULL,
	repo TEXT, repo_id TEXT, repo_key TEXT,
	resource TEXT NOT NULL,
	owner TEXT NOT NULL,
	description TEXT,
	shared INTEGER NOT NULL DEFAULT 0,
	fence INTEGER NOT NULL UNIQUE,
	nonce TEXT NOT NULL UNIQUE,
	claimed_at TEXT NOT NULL,
	released_at TEXT, released_by TEXT, released_why TEXT,
	ttl_ms INTEGER,
	renewed_by_activity INTEGER NOT NULL DEFAULT 0,
	-- The clocks when it was granted or renewed, and where they were read.
	host TEXT NOT NULL, boot_id TEXT NOT NULL, since_wall INTEGER NOT NULL, since_mono INTEGER NOT NULL,
	deadline_wall INTEGER, deadline_mono INTEGER,
	-- The process that it is bound to, and when that was first seen gone.
	process_host TEXT, process_boot TEXT, process_pid INTEGER, process_start TEXT,
	gone_mono INTEGER
) STRICT;
-- Exclusivity is the schema's, not the code's: nobody can hold what somebody holds.
CREATE UNIQUE INDEX one_holder ON claims(kind, ifnull(repo_key, ''), resource) WHERE released_at IS NULL AND shared = 0;
CREATE UNIQUE INDEX one_each ON claims(kind, ifnull(repo_key, ''), resource, owner) WHERE released_at IS NULL;
CREATE INDEX claims_owner ON claims(owner) WHERE released_at IS NULL;

CREATE TABLE conflicts (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	kind TEXT NOT NULL,
	type TEXT NOT NULL,
	-- Identity of the episode within its type.
	key TEXT NOT NULL,
	sisters TEXT NOT NULL,
	repo TEXT, repo_id TEXT, branch TEXT,
	files TEXT NOT NULL DEFAULT '[]',
	detail TEXT NOT NULL,
	severity TEXT NOT NULL,
	evidence TEXT NOT NULL,
	detected_at TEXT NOT NULL,
	resolved_at TEXT, resolved_wall INTEGER,
	-- Complete scans in a row that did not find it any more.
	missed INTEGER NOT NULL DEFAULT 0,
	muted_why TEXT, muted_by TEXT
) STRICT;
CREATE UNIQUE INDEX one_episode ON conflicts(type, key) WHERE resolved_at IS NULL;
CREATE INDEX conflicts_resolved ON conflicts(resolved_wall) WHERE resolved_at IS NOT NULL;

CREATE TABLE crons (
	position INTEGER PRIMARY KEY,
	name TEXT NOT NULL, schedule TEXT NOT NULL, words TEXT NOT NULL, command TEXT NOT NULL, source TEXT NOT NULL,
	next_run TEXT, last_run TEXT
) STRICT;

CREATE TABLE events (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	at TEXT NOT NULL,
	kind TEXT NOT NULL,
	sister TEXT NOT NULL,
	data TEXT NOT NULL
) STRICT;
CREATE INDEX events_at ON events(at);

CREATE TABLE drafts (
	key TEXT PRIMARY KEY,
	to_sister TEXT NOT NULL, body TEXT NOT NULL, priority TEXT NOT NULL, kind TEXT NOT NULL,
	reply_to INTEGER,
	saved_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One scanner a host; the epoch tells an old leader that a newer one took over.
CREATE TABLE leaders (
	host TEXT PRIMARY KEY,
	epoch INTEGER NOT NULL,
	boot_id TEXT NOT NULL, pid INTEGER NOT NULL, start_time TEXT NOT NULL,
	deadline_mono INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- How many passes of 40 s had new output; sister '' counts the passes themselves.
CREATE TABLE activity (
	bucket INTEGER NOT NULL, sister TEXT NOT NULL, passes INTEGER NOT NULL,
	PRIMARY KEY (bucket, sister)
) STRICT, WITHOUT ROWID;
`;

export const colony: Migration = {version: 1, name: 'colony', apply: sql => sql.exec(tables)};
