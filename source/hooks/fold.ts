/**
 * Takes what the front appended to the spool, for the one scanner that leads. Renamed first and read then, so that nothing is lost: a shell
 * that had the old file open still writes into it, so it is read once more before it goes. Its name says how far it was read, so that nothing
 * is taken twice, also by the next leader.
 */
import {closeSync, openSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync} from 'node:fs';
import path from 'node:path';
import type {SeenEdit, Sighting} from '../../db/types.ts';
import type {Looker} from '../scanner/look.ts';
import {createCommitWatch, type FilesOfCommit, filesOfCommit} from './committed.ts';
import {editsOf} from './edits.ts';
import {hookAgents} from './events.ts';
import {type Hint, hintsOf, withHint} from './hints.ts';
import {byOwner, type ParentOf} from './owner.ts';
import {firedBy, type HookPlaces, hookPlaces} from './places.ts';
import {parseSpool, type SpoolEvent} from './spool.ts';

/** An append is over in microseconds; a file that was renamed this long ago gets no more lines. */
const restMs = 2000;
/** `taken-<wall time of the rename>-<bytes read>`. */
const takenName = /^taken-(\d{1,16})-(\d{1,12})$/;

export type DatedEvent = SpoolEvent & {/** Milliseconds since the epoch. */ readonly at: number};

type Taken = {readonly file: string; readonly since: number; readonly read: number};

function isMissing(error: unknown): boolean {
	return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Null where the file is not there. */
function ifThere<T>(work: () => T): T | null {
	try {
		return work();
	} catch (error) {
		if (isMissing(error)) return null;
		throw error;
	}
}

function takenIn(spool: string): readonly Taken[] {
	return (ifThere(() => readdirSync(spool)) ?? []).flatMap(name => {
		const [, since, read] = takenName.exec(name) ?? [];
		return since === undefined ? [] : [{file: path.join(spool, name), since: Number(since), read: Number(read)}];
	});
}

/** Seconds since the machine started, in the front's own measure; null where the system has no such file. */
function uptimeNow(): number | null {
	const text = ifThere(() => readFileSync('/proc/uptime', 'latin1'));
	return text === null ? null : Number.parseFloat(text);
}

/** A line of an earlier boot has an uptime that means nothing now: then it counts as old. */
function dated(events: readonly SpoolEvent[], now: {readonly wall: number; readonly uptime: number | null}): readonly DatedEvent[] {
	return events.map(event => {
		const age = event.uptime === null || now.uptime === null ? 0 : now.uptime - event.uptime;
		return {...event, at: age < 0 ? 0 : now.wall - Math.round(age * 1000)};
	});
}

/** New lines of one taken file; afterwards its name says that they were read, or it is gone. */
function readTaken({file, since, read}: Taken, wall: number): readonly SpoolEvent[] {
	const bytes = ifThere(() => readFileSync(file));
	if (bytes === null) return [];
	const fresh = bytes.subarray(read);
	const end = fresh.lastIndexOf(10) + 1;
	if (wall - since >= restMs || wall < since) rmSync(file, {force: true});
	else if (end > 0) renameSync(file, path.join(path.dirname(file), `taken-${since}-${read + end}`));
	return parseSpool(fresh.subarray(0, end).toString('utf8'));
}

function noteFiring(file: string, events: readonly DatedEvent[]): void {
	if (events.length === 0) return;
	const at = Math.max(...events.map(event => event.at)) / 1000;
	closeSync(openSync(file, 'a', 0o600));
	utimesSync(file, at, at);
}

function noteFirings(places: HookPlaces, events: readonly DatedEvent[]): void {
	noteFiring(places.fired, events);
	for (const agent of hookAgents)
		noteFiring(
			firedBy(places, agent),
			events.filter(event => event.agent === agent),
		);
}

/** Everything appended since the last time, oldest first. Costs one failed rename when nothing happened. Only for the leader. */
export function takeSpool(folder: string, wall: number): readonly DatedEvent[] {
	const places = hookPlaces(folder);
	const waiting = takenIn(places.spool);
	const fresh: Taken = {file: path.join(places.spool, `taken-${wall}-0`), since: wall, read: 0};
	const isNew = ifThere(() => renameSync(places.events, fresh.file)) !== null;
	const events = [...waiting, ...(isNew ? [fresh] : [])].flatMap(taken => readTaken(taken, wall));
	if (events.length === 0) return [];
	const all = dated(events, {wall, uptime: uptimeNow()});
	ifThere(() => noteFirings(places, all));
	return all;
}

export type SpoolFold = {
	/** Takes the spool; answers the sightings of this pass with what hooks said added, and the files that hooks saw being written. */
	fold(sightings: readonly Sighting[]): {readonly sightings: readonly Sighting[]; readonly edits: readonly SeenEdit[]};
};

/** Keeps the last hint of each client between passes. `folder` is that of the database; `wall` is now in milliseconds since the epoch. */
export function createSpoolFold(folder: string, wall: () => number, parentOf: ParentOf = () => null): SpoolFold {
	const last = new Map<number, Hint>();
	return {
		fold(sightings) {
			const now = wall();
			const seen = new Set(sightings.map(({process}) => process.pid));
			const events = byOwner(takeSpool(folder, now), seen, parentOf);
			for (const [client, hint] of hintsOf(events)) last.set(client, hint);
			for (const client of last.keys()) if (!seen.has(client)) last.delete(client);
			const told = last.size === 0 ? sightings : sightings.map(sighting => withHint(sighting, last.get(sighting.process.pid), now));
			return {sightings: told, edits: editsOf(events, sightings)};
		},
	};
}

/** The leader's looker with ears: the same look, what hooks said meanwhile, and which of the files that they saw being written are committed by now. */
export function withSpool(
	looker: Looker,
	folder: string,
	wall: () => number,
	parentOf?: ParentOf,
	filesOf: FilesOfCommit = filesOfCommit(process.env),
): Looker {
	const {fold} = createSpoolFold(folder, wall, parentOf);
	const commits = createCommitWatch(filesOf);
	return {
		...looker,
		look: async (thorough, signal) => {
			const seen = await looker.look(thorough, signal);
			const {sightings, edits} = fold(seen.sightings);
			// By what git said in this look: what was written after it stands in the edits, which are newer.
			return {...seen, sightings, edits: [...edits, ...(await commits.see(edits, seen.sightings, wall()))]};
		},
	};
}
