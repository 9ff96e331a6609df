/** A sister as everybody else sees her: her row, what is counted in other tables, and the status that is published now. */
import {activityOf} from './activity.ts';
import {mutedOf} from './attention.ts';
import {countBlocking, countClaims} from './claims.ts';
import {declaredOf, terminalOf} from './columns.ts';
import type {Database} from './database.ts';
import {unreadCounts, unreadOf} from './messages.ts';
import {iso, type Moment} from './moment.ts';
import type {SisterRow} from './rows.ts';
import {livingSessionCounts} from './sessions.ts';
import {isBeating, sisterRow, sisterRows} from './sisters.ts';
import {published} from './status.ts';
import type {AgentId, Evidence, NameSource, Sister, Status, StatusDetail, StatusSource, TaskSource} from './types.ts';

type Counted = {readonly unread: number; readonly claims: number; readonly sessions: number; readonly activity: readonly number[]};

function toSister(stored: SisterRow, counted: Counted, moment: Moment): Sister {
	const row = published(stored, moment);
	const beating = isBeating(row, moment);
	const silenced = row.beat_wall !== null && !beating && counted.sessions === 0;
	return {
		name: row.name,
		displayName: row.display_name,
		nameSource: row.name_source as NameSource,
		agent: row.agent as AgentId,
		status: silenced ? 'gone' : (row.status as Status),
		detail: row.detail as StatusDetail | null,
		waitingFor: row.waiting_for,
		statusSource: row.status_source as StatusSource,
		statusSince: row.status_since,
		evidence: JSON.parse(row.evidence) as Evidence[],
		task: row.current_task,
		taskSource: row.task_source as TaskSource,
		taskSince: row.task_since,
		...gitOf(row),
		cwd: row.cwd,
		resume: row.resume === null ? null : (JSON.parse(row.resume) as string[]),
		terminal: terminalOf(row),
		pid: row.pid,
		beating,
		...counted,
		lastSeen: row.last_seen,
		lastOutput: row.last_output,
		lastSign: row.sign_wall > 0 ? iso(row.sign_wall) : null,
		muted: mutedOf(row, moment),
		declared: declaredOf(row),
	};
}

const gitOf = (row: SisterRow) => ({
	repo: row.repo,
	repoId: row.repo_id,
	repoKey: row.repo_key,
	worktree: row.worktree,
	branch: row.git_branch,
	head: row.head,
	dirty: row.dirty === 1,
	changed: JSON.parse(row.changed) as string[],
	untracked: row.untracked,
	ahead: row.ahead,
	behind: row.behind,
});

/** All of them with what is counted elsewhere: how many blocking claims each owner has, how much unread mail. */
export function readSisters(
	db: Database,
	moment: Moment,
	claims: ReadonlyMap<string, number> = countClaims(db, moment).blocking,
	unread: ReadonlyMap<string, number> = unreadCounts(db),
): readonly Sister[] {
	const sessions = livingSessionCounts(db);
	const activity = activityOf(db, moment);
	return sisterRows(db).map(row =>
		toSister(
			row,
			{
				unread: unread.get(row.name) ?? 0,
				claims: claims.get(row.name) ?? 0,
				sessions: sessions.get(row.name) ?? 0,
				activity: activity(row.name),
			},
			moment,
		),
	);
}

export function readSister(db: Database, moment: Moment, name: string): Sister | null {
	const row = sisterRow(db, name);
	if (row === undefined) return null;
	const counted = {
		unread: unreadOf(db, name),
		claims: countBlocking(db, moment, name),
		sessions: livingSessionCounts(db).get(name) ?? 0,
		activity: activityOf(db, moment, name)(name),
	};
	return toSister(row, counted, moment);
}

/** Like readSister, for a row that this very transaction wrote. */
export function requireSister(db: Database, moment: Moment, name: string): Sister {
	const sister = readSister(db, moment, name);
	if (sister === null) throw new Error(`sister ${name} vanished inside a transaction`);
	return sister;
}
