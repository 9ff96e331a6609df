/** The rows of every table, as SQLite gives them. `test/db/schema.test.ts` compares them with the real columns. */
import type {Value} from './connection.ts';

export type ProcessColumns = {host: string; boot_id: string; pid: number; start_time: string};
export type TerminalColumns = {terminal_kind: string | null; terminal_socket: string | null; terminal_pane: string | null; terminal_server: string | null};

export type SisterRow = TerminalColumns & {
	id: number;
	name: string;
	display_name: string;
	name_source: string;
	agent: string;
	host: string | null;
	boot_id: string | null;
	pid: number | null;
	start_time: string | null;
	status: string;
	detail: string | null;
	waiting_for: string | null;
	status_source: string;
	status_since: string;
	evidence: string;
	pending: string | null;
	current_task: string | null;
	task_source: string;
	task_since: string | null;
	repo: string | null;
	repo_id: string | null;
	repo_key: string | null;
	worktree: string | null;
	git_branch: string | null;
	head: string | null;
	dirty: number;
	changed: string;
	untracked: number;
	ahead: number | null;
	behind: number | null;
	cwd: string | null;
	resume: string | null;
	beat_wall: number | null;
	beat_mono: number | null;
	beat_boot: string | null;
	first_seen: string;
	last_seen: string;
	last_here: string | null;
	last_output: string | null;
	sign_wall: number;
	sign_mono: number;
	sign_boot: string;
	gone_at: string | null;
	mute_wall: number | null;
	mute_mono: number | null;
	mute_boot: string | null;
	declared_status: string | null;
	declared_note: string | null;
	declared_workstream: string | null;
	declared_since: string | null;
};

export type SessionRow = ProcessColumns &
	TerminalColumns & {
		id: number;
		sister: string;
		agent: string;
		client_name: string | null;
		repo_key: string | null;
		sighted: number;
		started_at: string;
		ended_at: string | null;
	};

export type AliasRow = {name: string; sister: string; until: number};

export type MessageRow = {
	id: number;
	from_sister: string;
	from_verified: string;
	to_sister: string;
	body: string;
	priority: string;
	kind: string;
	group_id: number | null;
	reply_to: number | null;
	nonce: string;
	sent_at: string;
	surfaced_at: string | null;
	read_at: string | null;
	acked_at: string | null;
	recalled_at: string | null;
	declined_why: string | null;
	bounced_at: string | null;
};

export type DispatchRow = {id: number; state: string; taken_by: string | null; taken_at: string | null; worked_at: string | null; done_at: string | null};

export type ClaimRow = {
	id: number;
	kind: string;
	repo: string | null;
	repo_id: string | null;
	repo_key: string | null;
	resource: string;
	owner: string;
	description: string | null;
	shared: number;
	fence: number;
	nonce: string;
	claimed_at: string;
	released_at: string | null;
	released_by: string | null;
	released_why: string | null;
	ttl_ms: number | null;
	renewed_by_activity: number;
	host: string;
	boot_id: string;
	since_wall: number;
	since_mono: number;
	deadline_wall: number | null;
	deadline_mono: number | null;
	process_host: string | null;
	process_boot: string | null;
	process_pid: number | null;
	process_start: string | null;
	gone_mono: number | null;
	auto: number;
	ignore_case: number;
};

export type ClaimQueueRow = {
	id: number;
	mode: string;
	owner: string;
	kind: string;
	repo: string | null;
	repo_id: string | null;
	repo_key: string | null;
	resource: string;
	ignore_case: number;
	description: string | null;
	shared: number;
	ttl_ms: number | null;
	renewed_by_activity: number;
	process_host: string | null;
	process_boot: string | null;
	process_pid: number | null;
	process_start: string | null;
	waiter_host: string | null;
	waiter_boot: string | null;
	waiter_pid: number | null;
	waiter_start: string | null;
	nonce: string;
	asked_at: string;
	claim_id: number | null;
};

export type ConflictRow = {
	id: number;
	kind: string;
	type: string;
	key: string;
	sisters: string;
	repo: string | null;
	repo_id: string | null;
	branch: string | null;
	files: string;
	detail: string;
	severity: string;
	evidence: string;
	detected_at: string;
	resolved_at: string | null;
	resolved_wall: number | null;
	missed: number;
	muted_why: string | null;
	muted_by: string | null;
	next: string | null;
	told: string;
};

export type EditRow = {sister: string; repo_key: string; worktree: string; path: string; wall: number};

export type CronRow = {
	position: number;
	name: string;
	schedule: string;
	words: string;
	command: string;
	source: string;
	next_run: string | null;
	last_run: string | null;
	last_result: string | null;
};

export type EventRow = {id: number; at: string; kind: string; sister: string; data: string};

export type DraftRow = {key: string; to_sister: string; body: string; priority: string; kind: string; reply_to: number | null; saved_at: string};

export type LeaderRow = ProcessColumns & {epoch: number; deadline_mono: number};

export type ActivityRow = {bucket: number; sister: string; passes: number};

export type AttentionRow = {
	audience: string;
	subject: string;
	edge: string;
	words: string;
	told_wall: number;
	told_mono: number;
	told_boot: string;
};

export type ContextRow = {
	id: number;
	repo_key: string;
	repo: string | null;
	category: string;
	body: string;
	by_sister: string;
	by_verified: string;
	added_at: string;
	nonce: string;
	deadline_wall: number | null;
	deadline_mono: number | null;
	deadline_boot: string | null;
	supersedes: number | null;
	superseded_by: number | null;
	superseded_at: string | null;
};

export type SyncCursorRow = {sister: string; scope: string; context_id: number};

export type ReviewRow = {
	id: number;
	nonce: string;
	title: string;
	requester: string;
	requester_verified: string;
	by_keeper: number;
	reviewer: string;
	repo: string;
	repo_id: string;
	repo_key: string;
	worktree: string;
	branch: string;
	base: string;
	head: string;
	commits: number;
	file_count: number;
	insertions: number;
	deletions: number;
	files: string;
	requested_at: string;
	verdict: string | null;
	decided_by: string | null;
	decided_verified: string | null;
	decided_at: string | null;
	superseded_at: string | null;
	superseded_by: number | null;
};

export type ReviewCommentRow = {id: number; review_id: number; by_sister: string; by_verified: string; at: string; verdict: string | null; body: string};

export type ReminderRow = {
	what: string;
	about: string;
	edge: string;
	to_sister: string;
	message_id: number;
	told_wall: number;
	told_mono: number;
	told_boot: string;
};

export type MetaRow = {key: string; value: string};
export type CounterRow = {name: string; value: number};

/** A change of a row: some of its columns. */
export type Change<Row> = Partial<Row> & Readonly<Record<string, Value>>;
