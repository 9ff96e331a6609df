/**
 * One pass of the scanner becomes rows and events (RULES.md, Sisters and Scanning). Inside a write transaction.
 * A pass in which nothing changed writes nothing, so that no view wakes up; what changes all the time (last output, activity,
 * last seen) is written every few seconds, or along with something that matters.
 */
import {type ActivityMemory, countPass, flushActivity} from './activity.ts';
import {endCommitted, leaseEdits, settleLeases} from './auto-lease.ts';
import {serveQueue} from './claim-queue.ts';
import {noteOrphans} from './claims.ts';
import {processOf, terminalColumns} from './columns.ts';
import type {Database} from './database.ts';
import {endSessions, markGone} from './departures.ts';
import {recordEdits} from './edits.ts';
import {addEvent} from './events.ts';
import {recordLocks} from './foreign-locks.ts';
import {epochHolds} from './leaders.ts';
import {type Moment, processKey} from './moment.ts';
import {slug} from './names.ts';
import {clientName, type GivenName, moveSister, nameFor} from './naming.ts';
import type {Change, SessionRow, SisterRow} from './rows.ts';
import {changeSession, livingSessionCounts, livingSessions, sessionRow, startSession} from './sessions.ts';
import {differences, gitColumns, importantChange, softChange} from './sighting-columns.ts';
import {changeSister, insertSister, livingRow, sisterRow, sisterRows, touchSign} from './sisters.ts';
import type {SightingsInput} from './store.ts';
import type {NamedPlace, SeenEdit, Sighting} from './types.ts';

/** What one scanner remembers between its passes; lost without harm when it ends. */
export type PassMemory = {readonly activity: ActivityMemory; readonly output: Map<string, string>; softAt: number | null};

export const createPassMemory = (): PassMemory => ({activity: new Map(), output: new Map(), softAt: null});

const softEveryMs = 5000;

/** False: a newer leader took over, and nothing was written. */
export function recordSightings(db: Database, moment: Moment, input: SightingsInput, memory: PassMemory): boolean {
	if (!epochHolds(db, moment, input.epoch)) return false;
	const before = writes(db);
	const lost = endSessions(db, moment, new Set(input.sightings.map(sighting => processKey(sighting.process))), input.complete);
	const seen = meetAll(db, moment, input.sightings);
	for (const one of seen) writeImportant(db, moment, one);
	markGone(db, moment, lost);
	notePlaces(db, moment, input.places ?? [], new Set(seen.map(({row}) => row.name)));
	noteOrphans(db, moment);
	noteEdits(db, moment, input.edits ?? [], input.leaseEdits ?? false);
	settleLeases(db, moment);
	serveQueue(db, moment);
	if (input.locks !== undefined) recordLocks(db, input.locks);
	countPass(
		memory.activity,
		moment,
		seen.filter(one => hasNewOutput(memory, one)).map(({row}) => row.name),
	);
	const due = memory.softAt === null || moment.mono - memory.softAt >= softEveryMs || moment.mono < memory.softAt;
	if (due || writes(db) !== before) writeSoft(db, moment, seen, memory);
	return true;
}

/** An edit is a sign of work too (RULES.md, Claims: what keeps a claim from being quiet). */
function noteEdits(db: Database, moment: Moment, edits: readonly SeenEdit[], isLeased: boolean): void {
	if (edits.length === 0) return;
	const sisterOf = new Map(livingSessions(db).map(session => [processKey(processOf(session)), session.sister]));
	const written = edits.filter(({isCommitted}) => !isCommitted);
	for (const name of recordEdits(db, moment, written, sisterOf)) touchSign(db, moment, name);
	if (isLeased) leaseEdits(db, moment, written, ({process}) => sisterOf.get(processKey(process)));
	endCommitted(
		db,
		moment,
		edits.filter(({isCommitted}) => isCommitted),
	);
}

/** Rows changed by this connection so far: tells whether this pass wrote anything. */
const writes = (db: Database): number => db.sql.value<number>('SELECT total_changes()') ?? 0;

/** A session that was seen, with the name it goes by. `isNew`: she was not among the living. */
type Met = {readonly session: SessionRow; readonly name: string; readonly sighting: Sighting; readonly isNew: boolean};
/** A sister and the sighting that speaks for her. `row` is as it was before this pass, or as she was just made. */
type Seen = {readonly row: SisterRow; readonly sighting: Sighting; readonly isNew: boolean};

/** Everybody that was seen, with a name. Who is known is looked up in one query for all: this runs every second. */
function meetAll(db: Database, moment: Moment, sightings: readonly Sighting[]): readonly Seen[] {
	const sessions = new Map(livingSessions(db).map(session => [processKey(processOf(session)), session]));
	const rows = new Map(sisterRows(db).map(row => [row.name, row]));
	const met = sightings.map(sighting => {
		const session = sessions.get(processKey(sighting.process));
		const row = session && rows.get(session.sister);
		return session && row ? meetAgain(db, moment, session, row, sighting) : meetNew(db, moment, sighting);
	});
	return [...Map.groupBy(met, ({name}) => name)].flatMap(([name, group]) => {
		const known = rows.get(name);
		const row = known && group.every(({isNew}) => !isNew) ? known : sisterRow(db, name);
		return row ? [mainSighting(row, group)] : [];
	});
}

/** Never seen before, or back after it was taken for ended. */
function meetNew(db: Database, moment: Moment, sighting: Sighting): Met {
	const known = sessionRow(db, sighting.process);
	const row = known && sisterRow(db, known.sister);
	const given = row ? null : nameFor(db, moment, sighting);
	const name = given?.name ?? row?.name ?? '';
	const isNew = given === null ? !livingRow(row) : appear(db, moment, given);
	const {process, agent, terminal, git, clientName: client} = sighting;
	const session = startSession(db, moment, {sister: name, process, agent, terminal, repoKey: git?.repoKey ?? null, clientName: client, sighted: true});
	if (isNew) addEvent(db, moment, 'appeared', name, {agent, repo: git?.repo ?? null, branch: git?.branch ?? null});
	return {session, name, sighting, isNew};
}

/** True when she was not among the living. */
function appear(db: Database, moment: Moment, given: GivenName): boolean {
	const row = sisterRow(db, given.name);
	if (row === undefined) insertSister(db, moment, given.name, given.displayName, given.source);
	else if (given.source === 'client') changeSister(db, given.name, differences(row, {display_name: db.redact(given.displayName), name_source: 'client'}));
	return !livingRow(row);
}

/** A session that is known: its place may have changed, and its human may have named it in the client. */
function meetAgain(db: Database, moment: Moment, session: SessionRow, row: SisterRow, sighting: Sighting): Met {
	const columns: Change<SessionRow> = {
		agent: sighting.agent,
		client_name: sighting.clientName,
		...(sighting.gitUnread ? {} : {repo_key: sighting.git?.repoKey ?? null}),
		...terminalColumns(sighting.terminal),
		sighted: 1,
	};
	changeSession(db, session.id, differences(session, columns));
	const isNew = !livingRow(row);
	const met: Met = {session, name: row.name, sighting, isNew};
	if (sighting.clientName === null || sighting.clientName === session.client_name) return met;
	const ours = row.name_source === 'derived' || row.name_source === 'client';
	if (!ours || (livingSessionCounts(db).get(row.name) ?? 0) > 1) return met;
	const same = slug(sighting.clientName) === row.name;
	const given: GivenName = same ? {name: row.name, displayName: sighting.clientName, source: 'client'} : clientName(db, moment, sighting.clientName);
	moveSister(db, moment, row.name, given);
	return {...met, name: given.name};
}

/** Two sessions under one name: the one that she was known by speaks for her, else the newest. */
function mainSighting(row: SisterRow, group: readonly Met[]): Seen {
	const isKnown = ({session}: Met): boolean => row.pid === session.pid && row.start_time === session.start_time && row.boot_id === session.boot_id;
	const newest = group.toSorted((a, b) => b.session.id - a.session.id);
	const main = newest.find(isKnown) ?? newest[0];
	if (main === undefined) throw new Error('a group of sightings is never empty');
	return {row, sighting: main.sighting, isNew: group.some(({isNew}) => isNew)};
}

function writeImportant(db: Database, moment: Moment, {row, sighting, isNew}: Seen): void {
	const change = importantChange(row, sighting, moment, db.redact);
	if (Object.keys(change).length === 0) return;
	changeSister(db, row.name, change);
	if (isNew) return;
	const status = change['status'];
	if (typeof status === 'string') addEvent(db, moment, 'status', row.name, {from: row.status, to: status, waitingFor: sighting.reading.waitingFor});
	noteBranch(db, moment, row, change);
}

/**
 * Sisters without a session: where they said to stand, and what git says there. Who was seen meanwhile, went, or moved is left alone. No sign of
 * work: several may stand in one worktree, and git does not say whose change it is.
 */
function notePlaces(db: Database, moment: Moment, places: readonly NamedPlace[], seen: ReadonlySet<string>): void {
	for (const {name, cwd, git} of places) {
		const row = sisterRow(db, name);
		const isHere = livingRow(row) && row.cwd === cwd && (row.host === null || row.host === moment.host);
		if (!isHere || seen.has(name)) continue;
		const change = differences<SisterRow>(row, gitColumns(git));
		if (Object.keys(change).length === 0) continue;
		changeSister(db, name, change);
		noteBranch(db, moment, row, change);
	}
}

function noteBranch(db: Database, moment: Moment, row: SisterRow, change: Change<SisterRow>): void {
	const branch = change['git_branch'];
	if (typeof branch === 'string' && row.git_branch !== null && change['repo_key'] === undefined)
		addEvent(db, moment, 'branch', row.name, {from: row.git_branch, to: branch});
}

function hasNewOutput(memory: PassMemory, {row, sighting}: Seen): boolean {
	if (sighting.lastOutput === null) return false;
	const last = memory.output.get(row.name) ?? row.last_output ?? sighting.lastOutput;
	memory.output.set(row.name, sighting.lastOutput);
	return last !== sighting.lastOutput;
}

/** The rows as they are now: what was important is written already. */
function writeSoft(db: Database, moment: Moment, seen: readonly Seen[], memory: PassMemory): void {
	const rows = new Map(sisterRows(db).map(row => [row.name, row]));
	for (const {row, sighting} of seen) {
		const now = rows.get(row.name);
		if (now) changeSister(db, row.name, softChange(now, sighting, moment, db.redact));
	}
	if ([...memory.activity.values()].some(({sister}) => sister !== '')) flushActivity(db, moment, memory.activity);
	memory.softAt = moment.mono;
}
