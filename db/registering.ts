/** A sister calls in herself: `onboard`, `iam`, `claim`, `sync`, `name`, `beat` (RULES.md, Sisters). Inside a write transaction. */
import {nameInForce, prolongAlias} from './aliases.ts';
import {processColumns, terminalColumns} from './columns.ts';
import type {Database} from './database.ts';
import {endDeadSessions} from './departures.ts';
import {closeWorked, linkTask} from './dispatches.ts';
import {addEvent} from './events.ts';
import type {Moment} from './moment.ts';
import {keeperName, slug} from './names.ts';
import {type GivenName, isOccupied, joinSister, moveSister} from './naming.ts';
import {requireSister} from './read-sisters.ts';
import type {Change, SisterRow} from './rows.ts';
import {livingSessionCounts, sessionRow, startSession} from './sessions.ts';
import {changeSister, insertSister, isBeating, livingRow, signColumns, sisterRow} from './sisters.ts';
import type {Registration, Store} from './store.ts';
import type {IsoTime, Message, NameSource, Sister} from './types.ts';

type Registered = {readonly sister: Sister; readonly isNew: boolean; readonly lastHere: IsoTime | null};

export function register(db: Database, moment: Moment, registration: Registration): Registered {
	const asked = slug(registration.name);
	const name = nameInForce(db, moment, asked);
	if (registration.process) endDeadSessions(db, moment, name);
	const isHers = joinSession(db, moment, registration, name);
	if (isHers && name !== asked) prolongAlias(db, moment, asked);
	const before = sisterRow(db, name);
	const process = isHers ? registration.process : null;
	if (before === undefined) insertSister(db, moment, name, registration.displayName, registration.nameSource, {agent: process ? registration.agent : 'none'});
	const row = before ?? sisterRow(db, name);
	if (row) changeSister(db, name, {...callIn(moment, row), ...namedAs(db, row, registration, name), ...placeOf(moment, row, registration, process)});
	if (process) bindSession(db, moment, name, registration, process);
	if (!livingRow(before)) addEvent(db, moment, 'appeared', name, {agent: process ? registration.agent : 'none', repo: registration.repo, branch: null});
	return {sister: requireSister(db, moment, name), isNew: before === undefined, lastHere: before?.last_here ?? null};
}

const rank: Readonly<Record<NameSource, number>> = {derived: 0, client: 1, environment: 2, given: 3};

/**
 * May this process be a session of that name? A session under a weaker name changes over (her environment wins over a name
 * that we or her client made up); under a name of equal weight it stays, and the registration stands without a process.
 */
function joinSession(db: Database, moment: Moment, registration: Registration, name: string): boolean {
	if (registration.process === null) return false;
	const session = sessionRow(db, registration.process);
	if (session === undefined || session.ended_at !== null || session.sister === name) return true;
	const own = sisterRow(db, session.sister);
	if (own && rank[own.name_source as NameSource] >= rank[registration.nameSource]) return false;
	const given: GivenName = {name, displayName: registration.displayName, source: registration.nameSource};
	const alone = (livingSessionCounts(db).get(session.sister) ?? 0) < 2;
	if (own && alone && !isOccupied(db, moment, name)) moveSister(db, moment, own.name, given);
	else if (sisterRow(db, name)) joinSister(db, moment, session.id, session.sister, name);
	else {
		insertSister(db, moment, name, given.displayName, given.source);
		joinSister(db, moment, session.id, session.sister, name);
	}
	return true;
}

/** She is here: seen, and back when she was gone. */
function callIn(moment: Moment, row: SisterRow): Change<SisterRow> {
	const back: Change<SisterRow> = livingRow(row)
		? {}
		: {status: 'unknown', detail: null, waiting_for: null, status_source: 'none', status_since: moment.iso, evidence: '[]', pending: null, gone_at: null};
	const beatOver: Change<SisterRow> = isBeating(row, moment) ? {} : {beat_wall: null, beat_mono: null, beat_boot: null};
	return {...back, ...beatOver, ...signColumns(moment), last_seen: moment.iso, last_here: moment.iso};
}

function namedAs(db: Database, row: SisterRow, registration: Registration, name: string): Change<SisterRow> {
	const stronger = rank[registration.nameSource] > rank[row.name_source as NameSource];
	if (!stronger || slug(registration.name) !== name) return {};
	return {name_source: registration.nameSource, display_name: db.redact(registration.displayName)};
}

/** What git said of the worktree that she left: nobody has looked at the one where she stands now. */
const elsewhere: Change<SisterRow> = {worktree: null, git_branch: null, head: null, dirty: 0, changed: '[]', untracked: 0, ahead: null, behind: null};

/** Where she is, as far as she could tell; what the scanner knows better stays. */
function placeOf(moment: Moment, row: SisterRow, registration: Registration, process: Registration['process']): Change<SisterRow> {
	const bound = process && !hasLivingProcess(row, moment) ? {...processColumns(process), agent: registration.agent} : {};
	const place = row.terminal_kind === null && process ? terminalColumns(registration.terminal) : {};
	const {cwd, repo, repoId, repoKey, worktree} = registration;
	const seen = livingRow(row) && row.status_source !== 'none';
	const repository = seen || repoKey === null ? {} : {repo, repo_id: repoId, repo_key: repoKey};
	const moved = !seen && cwd !== null && cwd !== row.cwd && (worktree ?? null) !== row.worktree;
	return {...bound, ...place, ...(moved ? elsewhere : {}), ...repository, ...(seen || cwd === null ? {} : {cwd})};
}

function hasLivingProcess(row: SisterRow, moment: Moment): boolean {
	const {host, boot_id: bootId, pid, start_time: startTime} = row;
	return host !== null && bootId !== null && pid !== null && startTime !== null && moment.isAlive({host, bootId, pid, startTime});
}

function bindSession(db: Database, moment: Moment, name: string, registration: Registration, process: NonNullable<Registration['process']>): void {
	const known = sessionRow(db, process);
	if (known && known.ended_at === null) return;
	const {agent, terminal, repoKey} = registration;
	startSession(db, moment, {sister: name, process, agent, terminal, repoKey, clientName: null, sighted: false});
}

/** Everything that only has a name to go by calls her into being. */
function ensureSister(db: Database, moment: Moment, name: string, displayName: string): SisterRow | undefined {
	const before = sisterRow(db, name);
	if (before === undefined) insertSister(db, moment, name, displayName, 'environment');
	else changeSister(db, name, {...callIn(moment, before), last_here: before.last_here});
	if (!livingRow(before)) addEvent(db, moment, 'appeared', name, {agent: 'none', repo: null, branch: null});
	return before;
}

export function declareTask(db: Database, moment: Moment, asked: string, task: string, dispatch: number | null): {sister: Sister; linked: Message | null} {
	const name = nameInForce(db, moment, slug(asked));
	const before = ensureSister(db, moment, name, asked);
	const text = db.redact(task);
	const same = before?.task_source === 'declared' && before.current_task === text;
	changeSister(db, name, {current_task: text, task_source: 'declared', ...(same ? {} : {task_since: moment.iso})});
	const linked = linkTask(db, moment, name, dispatch);
	addEvent(db, moment, 'iam', name, {task: text, dispatch: linked?.id ?? null});
	return {sister: requireSister(db, moment, name), linked};
}

export function finishTask(db: Database, moment: Moment, asked: string): {task: string | null; closed: readonly Message[]} {
	const name = nameInForce(db, moment, slug(asked));
	const row = sisterRow(db, name);
	const task = row?.task_source === 'declared' ? row.current_task : null;
	const closed = closeWorked(db, moment, name);
	if (row?.task_source === 'declared') changeSister(db, name, {current_task: null, task_source: 'none', task_since: null});
	if (row) changeSister(db, name, signColumns(moment));
	if (task !== null || closed.length > 0) addEvent(db, moment, 'done', name, {task, closed: closed.length});
	return {task, closed};
}

/** Keeps a sister without a process until `ttlMs` from now. */
export function beat(db: Database, moment: Moment, asked: string, displayName: string, ttlMs: number, task: string | null): Sister {
	const ttl = Math.round(ttlMs);
	const name = nameInForce(db, moment, slug(asked));
	const before = ensureSister(db, moment, name, displayName);
	const wasBeating = before !== undefined && isBeating(before, moment);
	const text = task === null ? null : db.redact(task);
	const declared = text === null ? {} : {current_task: text, task_source: 'declared', ...(before?.current_task === text ? {} : {task_since: moment.iso})};
	const alive = before?.pid === undefined || before.pid === null || !livingRow(before) ? aliveByBeat(moment, before, text) : {};
	changeSister(db, name, {beat_wall: moment.wall + ttl, beat_mono: moment.mono + ttl, beat_boot: moment.bootId, ...declared, ...alive});
	if (!wasBeating || (text !== null && before?.current_task !== text)) addEvent(db, moment, 'beat', name, {task: text});
	return requireSister(db, moment, name);
}

/** A beat says that she works, and nothing more. */
function aliveByBeat(moment: Moment, before: SisterRow | undefined, task: string | null): Change<SisterRow> {
	const status = task === null && before?.task_source !== 'declared' ? 'unknown' : 'working';
	return {status, pid: null, ...(before?.status === status ? {} : {status_since: moment.iso})};
}

export function rename(db: Database, moment: Moment, from: string, to: string, displayName: string): Awaited<ReturnType<Store['rename']>> {
	const old = nameInForce(db, moment, from);
	if (sisterRow(db, old) === undefined) return {ok: false, reason: 'unknown'};
	const name = slug(to);
	if (name === keeperName || (name !== old && livingRow(sisterRow(db, name)))) return {ok: false, reason: 'taken'};
	moveSister(db, moment, old, {name, displayName, source: 'given'});
	return {ok: true, sister: requireSister(db, moment, name)};
}
