/** Who is called what: names for new sessions, and moving everything from one name to another (RULES.md, Sisters). */
import {homedir} from 'node:os';
import {basename} from 'node:path';
import {addAlias, isAlias} from './aliases.ts';
import {moveWaiters} from './claim-queue.ts';
import {type ClaimSource, worth} from './claim-state.ts';
import {changeClaim, claimById} from './claims.ts';
import type {Database} from './database.ts';
import {inheritedStatus} from './declared.ts';
import {moveEdits} from './edits.ts';
import {addEvent} from './events.ts';
import type {Moment} from './moment.ts';
import {firstFree, firstNumbered, keeperName, slug} from './names.ts';
import {moveReminders} from './reminders.ts';
import {moveReviews} from './reviews.ts';
import type {Change, SisterRow} from './rows.ts';
import {livingSessionCounts, rememberedName} from './sessions.ts';
import {changeSister, isBeating, livingRow, sisterRow} from './sisters.ts';
import {moveCursors} from './sync.ts';
import type {NameSource, Sighting} from './types.ts';

export type GivenName = {readonly name: string; readonly displayName: string; readonly source: NameSource};

/** Is somebody at work under this name: a living session, or a beat? */
export function isOccupied(db: Database, moment: Moment, name: string): boolean {
	const row = sisterRow(db, name);
	return livingRow(row) && (isBeating(row, moment) || (livingSessionCounts(db).get(name) ?? 0) > 0);
}

/** A name that a client asks for; taken by a living one: `-2`, and a notice says so. */
export function clientName(db: Database, moment: Moment, wanted: string): GivenName {
	const plain = slug(wanted);
	const name = firstFree(plain, candidate => candidate !== keeperName && !isOccupied(db, moment, candidate));
	if (name !== plain) addEvent(db, moment, 'notice', name, {type: 'name-taken', detail: `the name ${plain} is taken, so this session is called ${name}`});
	return {name, displayName: wanted, source: 'client'};
}

/** The name of a session that was never seen before: its client's, the terminal pane's, or the next number of its repository. */
export function nameFor(db: Database, moment: Moment, sighting: Sighting): GivenName {
	if (sighting.clientName !== null) return clientName(db, moment, sighting.clientName);
	const remembered = sighting.terminal === null ? null : rememberedName(db, moment, sighting.terminal, sighting.git?.repoKey ?? null);
	if (remembered !== null && !isOccupied(db, moment, remembered)) {
		const row = sisterRow(db, remembered);
		if (row) return {name: row.name, displayName: row.display_name, source: row.name_source as NameSource};
	}
	const name = firstNumbered(slug(placeName(sighting)), candidate => sisterRow(db, candidate) === undefined && !isAlias(db, moment, candidate));
	return {name, displayName: name, source: 'derived'};
}

function placeName(sighting: Sighting): string {
	if (sighting.git !== null) return sighting.git.repo;
	if (sighting.cwd === null || sighting.cwd === homedir()) return 'home';
	return basename(sighting.cwd) || 'home';
}

/** What a name owns and takes along: mail that is not settled, jobs, claims that are not released; old names reach the new one. */
function moveBelongings(db: Database, moment: Moment, from: string, to: string): void {
	const openJob = "ifnull(group_id, id) IN (SELECT id FROM dispatches WHERE state IN ('open', 'taken', 'working'))";
	db.sql.run(
		`UPDATE OR IGNORE messages SET to_sister = ? WHERE to_sister = ? AND recalled_at IS NULL AND (acked_at IS NULL OR (kind = 'dispatch' AND ${openJob}))`,
		to,
		from,
	);
	db.sql.run('UPDATE dispatches SET taken_by = ? WHERE taken_by = ?', to, from);
	moveClaims(db, moment, from, to);
	moveEdits(db, from, to);
	moveWaiters(db, from, to);
	moveCursors(db, from, to);
	moveReviews(db, from, to);
	moveReminders(db, from, to);
	db.sql.run(
		'UPDATE activity SET sister = ? WHERE sister = ? AND NOT EXISTS (SELECT 1 FROM activity a WHERE a.sister = ? AND a.bucket = activity.bucket)',
		to,
		from,
		to,
	);
	addAlias(db, moment, from, to);
}

const rankOf = (claim: ClaimSource, moment: Moment): number => (worth(claim, moment).blocks ? 0 : 1);

/** Where both names hold the same thing, one claim is enough: the one that still blocks, else the older fence. */
function moveClaims(db: Database, moment: Moment, from: string, to: string): void {
	const twice = db.sql.all<{mine: number; other: number}>(
		`SELECT f.id AS mine, t.id AS other FROM claims f
		JOIN claims t ON t.owner = ? AND t.released_at IS NULL AND t.kind = f.kind AND t.resource = f.resource AND t.repo_key IS f.repo_key
		WHERE f.owner = ? AND f.released_at IS NULL`,
		to,
		from,
	);
	for (const {mine, other} of twice) {
		const best = [mine, other].flatMap(id => claimById(db, id) ?? []).toSorted((a, b) => rankOf(a, moment) - rankOf(b, moment) || a.fence - b.fence);
		for (const {id, owner} of best.slice(1)) changeClaim(db, id, {released_at: moment.iso, released_by: owner, released_why: 'renamed'});
	}
	db.sql.run('UPDATE claims SET owner = ? WHERE owner = ? AND released_at IS NULL', to, from);
}

/** What a row keeps of the one it replaces: her declared task and when she was last here. */
function inherited(old: SisterRow | undefined, row: SisterRow): Change<SisterRow> {
	if (old === undefined) return {};
	const task =
		row.task_source !== 'declared' && old.task_source === 'declared'
			? {current_task: old.current_task, task_source: old.task_source, task_since: old.task_since}
			: {};
	return {
		...task,
		...inheritedStatus(old, row),
		last_here: row.last_here ?? old.last_here,
		first_seen: old.first_seen < row.first_seen ? old.first_seen : row.first_seen,
	};
}

/** The whole sister gets another name; a row that has that name already (gone, or without a session) becomes one with her. */
export function moveSister(db: Database, moment: Moment, from: string, to: GivenName): void {
	const row = sisterRow(db, from);
	if (row === undefined) return;
	if (to.name !== from) {
		const old = sisterRow(db, to.name);
		if (old) db.sql.run('DELETE FROM sisters WHERE name = ?', to.name);
		changeSister(db, from, inherited(old, row));
		moveBelongings(db, moment, from, to.name);
		db.sql.run('UPDATE sessions SET sister = ? WHERE sister = ?', to.name, from);
		addEvent(db, moment, 'name', to.name, {from, to: to.name});
	}
	changeSister(db, from, {name: to.name, display_name: db.redact(to.displayName), name_source: to.source});
}

/** One session changes over to a name at which another session lives. Her old name goes along when nobody else lives there. */
export function joinSister(db: Database, moment: Moment, sessionId: number, from: string, to: string): void {
	db.sql.run('UPDATE sessions SET sister = ? WHERE id = ?', to, sessionId);
	if ((livingSessionCounts(db).get(from) ?? 0) > 0) return;
	moveBelongings(db, moment, from, to);
	db.sql.run('UPDATE sessions SET sister = ? WHERE sister = ?', to, from);
	db.sql.run('DELETE FROM sisters WHERE name = ?', from);
	addEvent(db, moment, 'name', to, {from, to});
}
