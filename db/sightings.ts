/**
 * One pass of the scanner becomes rows and events (RULES.md, Sisters and Scanning). Inside a write transaction.
 * A pass in which nothing changed writes nothing, so that no view wakes up; what changes all the time (last output, activity,
 * last seen) is written every few seconds, or along with something that matters.
 */
import {type ActivityMemory, countPass, flushActivity} from './activity.ts';
import type {ClaimSource} from './claim-state.ts';
import {claimColumns, noteOrphan} from './claims.ts';
import {terminalColumns} from './columns.ts';
import type {Database} from './database.ts';
import {endSessions, markGone} from './departures.ts';
import {addEvent} from './events.ts';
import {epochHolds} from './leaders.ts';
import {type Moment, processKey} from './moment.ts';
import {slug} from './names.ts';
import {clientName, type GivenName, moveSister, nameFor} from './naming.ts';
import type {Change, SessionRow, SisterRow} from './rows.ts';
import {changeSession, livingSessionCounts, sessionRow, startSession} from './sessions.ts';
import {differences, importantChange, softChange} from './sighting-columns.ts';
import {changeSister, insertSister, livingRow, sisterRow} from './sisters.ts';
import type {SightingsInput} from './store.ts';
import type {Sighting} from './types.ts';

/** What one scanner remembers between its passes; lost without harm when it ends. */
export type PassMemory = {readonly activity: ActivityMemory; readonly output: Map<string, string>; softAt: number | null};

export const createPassMemory = (): PassMemory => ({activity: new Map(), output: new Map(), softAt: null});

const softEveryMs = 5000;

/** False: a newer leader took over, and nothing was written. */
export function recordSightings(db: Database, moment: Moment, input: SightingsInput, memory: PassMemory): boolean {
	if (!epochHolds(db, moment, input.epoch)) return false;
	const before = writes(db);
	const lost = endSessions(db, moment, new Set(input.sightings.map(sighting => processKey(sighting.process))), input.complete);
	const seen = mainSightings(
		db,
		input.sightings.map(sighting => meet(db, moment, sighting)),
	);
	for (const {name, sighting, isNew} of seen) writeImportant(db, moment, name, sighting, isNew);
	markGone(db, moment, lost);
	noteOrphans(db, moment);
	countPass(
		memory.activity,
		moment,
		seen.filter(({name, sighting}) => hasNewOutput(db, memory, name, sighting)).map(({name}) => name),
	);
	const due = memory.softAt === null || moment.mono - memory.softAt >= softEveryMs || moment.mono < memory.softAt;
	if (due || writes(db) !== before) writeSoft(db, moment, seen, memory);
	return true;
}

/** Rows changed by this connection so far: tells whether this pass wrote anything. */
const writes = (db: Database): number => db.sql.value<number>('SELECT total_changes()') ?? 0;

type Met = {readonly session: SessionRow; readonly sighting: Sighting; readonly isNew: boolean};
type Seen = {readonly name: string; readonly sighting: Sighting; readonly isNew: boolean};

/** The session of a sighting: known by its process, or new and named. */
function meet(db: Database, moment: Moment, sighting: Sighting): Met {
	const known = sessionRow(db, sighting.process);
	const row = known && sisterRow(db, known.sister);
	if (known && known.ended_at === null && row) return {session: meetAgain(db, moment, known, row, sighting), sighting, isNew: false};
	const given = known && row ? null : nameFor(db, moment, sighting);
	const name = given?.name ?? known?.sister ?? '';
	const isNew = given === null ? !livingRow(row) : appear(db, moment, given);
	const {process, agent, terminal, git, clientName: client} = sighting;
	const session = startSession(db, moment, {sister: name, process, agent, terminal, repoKey: git?.repoKey ?? null, clientName: client, sighted: true});
	if (isNew) addEvent(db, moment, 'appeared', name, {agent, repo: git?.repo ?? null, branch: git?.branch ?? null});
	return {session, sighting, isNew};
}

/** True when she was not among the living. */
function appear(db: Database, moment: Moment, given: GivenName): boolean {
	const row = sisterRow(db, given.name);
	if (row === undefined) insertSister(db, moment, given.name, given.displayName, given.source);
	else if (given.source === 'client') changeSister(db, given.name, differences(row, {display_name: db.redact(given.displayName), name_source: 'client'}));
	return !livingRow(row);
}

/** A session that is known: its place may have changed, and its human may have named it in the client. */
function meetAgain(db: Database, moment: Moment, session: SessionRow, row: SisterRow, sighting: Sighting): SessionRow {
	const columns: Change<SessionRow> = {
		agent: sighting.agent,
		client_name: sighting.clientName,
		repo_key: sighting.git?.repoKey ?? null,
		...terminalColumns(sighting.terminal),
		sighted: 1,
	};
	changeSession(db, session.id, differences(session, columns));
	if (sighting.clientName === null || sighting.clientName === session.client_name) return session;
	const ours = row.name_source === 'derived' || row.name_source === 'client';
	if (!ours || (livingSessionCounts(db).get(row.name) ?? 0) > 1) return session;
	const same = slug(sighting.clientName) === row.name;
	const given: GivenName = same ? {name: row.name, displayName: sighting.clientName, source: 'client'} : clientName(db, moment, sighting.clientName);
	moveSister(db, moment, row.name, given);
	return {...session, sister: given.name};
}

/** Two sessions under one name: the one that she was known by speaks for her, else the newest. */
function mainSightings(db: Database, met: readonly Met[]): readonly Seen[] {
	const groups = Map.groupBy(met, ({session}) => session.sister);
	return [...groups].flatMap(([name, sessions]) => {
		const row = sisterRow(db, name);
		const isKnown = ({session}: Met): boolean => row?.pid === session.pid && row.start_time === session.start_time && row.boot_id === session.boot_id;
		const newest = sessions.toSorted((a, b) => b.session.id - a.session.id);
		const main = newest.find(isKnown) ?? newest[0];
		return main ? [{name, sighting: main.sighting, isNew: sessions.some(({isNew}) => isNew)}] : [];
	});
}

function writeImportant(db: Database, moment: Moment, name: string, sighting: Sighting, isNew: boolean): void {
	const row = sisterRow(db, name);
	if (row === undefined) return;
	const change = importantChange(row, sighting, moment, db.redact);
	if (Object.keys(change).length === 0) return;
	changeSister(db, name, {...change, ...softChange(row, sighting, moment, db.redact)});
	if (isNew) return;
	const status = change['status'];
	if (typeof status === 'string') addEvent(db, moment, 'status', name, {from: row.status, to: status, waitingFor: sighting.reading.waitingFor});
	const branch = change['git_branch'];
	if (typeof branch === 'string' && row.git_branch !== null && change['repo_key'] === undefined)
		addEvent(db, moment, 'branch', name, {from: row.git_branch, to: branch});
}

/** From here the grace of a bound claim whose process died is counted. */
function noteOrphans(db: Database, moment: Moment): void {
	const bound = db.sql.all<ClaimSource>(`${claimColumns} WHERE c.released_at IS NULL AND c.process_pid IS NOT NULL AND c.gone_mono IS NULL`);
	for (const row of bound) noteOrphan(db, moment, row);
}

function hasNewOutput(db: Database, memory: PassMemory, name: string, sighting: Sighting): boolean {
	if (sighting.lastOutput === null) return false;
	const last = memory.output.get(name) ?? sisterRow(db, name)?.last_output ?? sighting.lastOutput;
	memory.output.set(name, sighting.lastOutput);
	return last !== sighting.lastOutput;
}

function writeSoft(db: Database, moment: Moment, seen: readonly Seen[], memory: PassMemory): void {
	for (const {name, sighting} of seen) {
		const row = sisterRow(db, name);
		if (row) changeSister(db, name, softChange(row, sighting, moment, db.redact));
	}
	if (memory.activity.size > seen.length || [...memory.activity.values()].some(({sister}) => sister !== '')) flushActivity(db, moment, memory.activity);
	memory.softAt = moment.mono;
}
