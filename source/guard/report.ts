/** What of ours guards a repository, and whether it works. Only looks. */
import {existsSync, lstatSync, readFileSync, statSync} from 'node:fs';
import path from 'node:path';
import type {IsoTime} from '../../db/types.ts';
import {blockIn, isOnlyOurs, keptIn} from './hook-block.ts';
import {isExecutable, readHookFile} from './hook-file.ts';
import type {HookPlace, Repository} from './hook-places.ts';
import {frontState} from './install.ts';
import {type GuardMachine, ourFilesOf, placesOf, wantedBlock} from './plan.ts';
import {type Guarded, readGuarded} from './record.ts';

export type GuardedPlace = {
	readonly hook: HookPlace['hook'];
	readonly file: string;
	readonly worktree: string;
	/** `old`: from another queen or place; `off`: git does not run it, because it is not executable. */
	readonly state: 'installed' | 'old' | 'off' | 'absent';
	/** What is run after us: the rest of that file, a hook that lies beside, or nothing. */
	readonly chained: string | null;
	readonly lastFired: IsoTime | null;
};

export type GuardReport = {
	readonly repository: string;
	readonly places: readonly GuardedPlace[];
	/** Worktrees in which git runs no hook at all, and why. */
	readonly without: Repository['without'];
	/** Files with lines of ours that git does not run any more. */
	readonly stray: readonly string[];
	readonly front: {readonly path: string; readonly state: 'current' | 'old' | 'absent'};
	readonly program: {readonly node: string; readonly bundle: string; readonly exists: boolean};
	readonly alarm: {readonly at: IsoTime; readonly sentence: string} | null;
	/** Worktrees of other repositories that are guarded. */
	readonly others: readonly string[];
};

function lastFired(machine: GuardMachine, mark: string): IsoTime | null {
	const facts = statSync(path.join(placesOf(machine).fired, mark), {throwIfNoEntry: false});
	return facts === undefined ? null : facts.mtime.toISOString();
}

function chainedTo(file: string, text: string): string | null {
	const name = keptIn(text);
	const kept = name === null ? null : path.join(path.dirname(file), name);
	if (kept !== null && lstatSync(kept, {throwIfNoEntry: false}) !== undefined) return kept;
	return blockIn(text) === null || isOnlyOurs(text) ? null : file;
}

function stateOf(machine: GuardMachine, place: HookPlace): GuardedPlace {
	const {hook, file, worktree, mark} = place;
	const found = readHookFile(file);
	const block = found.kind === 'file' ? blockIn(found.text) : null;
	const isCurrent = block === wantedBlock(place, found.text, placesOf(machine).front);
	const isRun = hook === 'any' || isExecutable(found);
	const state = block === null ? 'absent' : !isCurrent ? 'old' : isRun ? 'installed' : 'off';
	return {hook, file, worktree, state, chained: chainedTo(file, found.text), lastFired: block === null ? null : lastFired(machine, mark)};
}

/** Why the guards of this database could not look when one last ran, or null. */
export function readGuardAlarm(machine: Pick<GuardMachine, 'db'>): GuardReport['alarm'] {
	const {alarm} = placesOf(machine);
	try {
		return {at: statSync(alarm).mtime.toISOString(), sentence: readFileSync(alarm, 'utf8').slice(0, 1000).trim()};
	} catch {
		// No alarm, or one that went away while we looked.
		return null;
	}
}

const holdsOurs = (file: string): boolean => {
	const found = readHookFile(file);
	return found.kind === 'file' && blockIn(found.text) !== null;
};

/** Throws a sentence for a hook that cannot be read. */
export function guardReport(machine: GuardMachine, repository: Repository): GuardReport {
	const {node, bundle} = machine;
	const {place, places, without} = repository;
	const run = places.map(({file}) => file);
	return {
		repository: place.worktree,
		places: places.map(each => stateOf(machine, each)),
		without,
		stray: ourFilesOf(machine, repository).filter(file => !run.includes(file) && holdsOurs(file)),
		front: {path: placesOf(machine).front, state: frontState(machine)},
		program: {node, bundle, exists: existsSync(node) && existsSync(bundle)},
		alarm: readGuardAlarm(machine),
		others: readGuarded(placesOf(machine)).flatMap(({repository: other, worktree}: Guarded) => (other === place.commonDir ? [] : [worktree])),
	};
}

/** Is anything of ours there, and is all of it as it should be? */
export function isGuarded({places}: Pick<GuardReport, 'places'>): boolean {
	return places.some(({state}) => state !== 'absent');
}

export const isWell = ({places, front, program, alarm, stray}: GuardReport): boolean =>
	places.every(({state}) => state === 'installed') && front.state === 'current' && program.exists && alarm === null && stray.length === 0;
