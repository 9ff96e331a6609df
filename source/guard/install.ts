/** Doing what was planned: hooks one after the other, each in one step, with a copy of what was there. */
import {existsSync, readFileSync, rmdirSync, rmSync} from 'node:fs';
import path from 'node:path';
import {refuseRelative} from '../paths.ts';
import {guardFront} from './front.ts';
import {keepAside, putBack, removeHook, replaceHook, writeOwn} from './hook-file.ts';
import type {Repository} from './hook-places.ts';
import {type Change, excludeFile, type GuardMachine, type GuardPlan, ourFilesOf, placesOf, planOut} from './plan.ts';
import {type Guarded, keepCopy, readGuarded, recordGuarded} from './record.ts';

const frontOf = (machine: GuardMachine): string => {
	const {node, bundle, db} = machine;
	return guardFront({node, bundle, db, places: placesOf(machine)});
};

export function frontState(machine: GuardMachine): 'current' | 'old' | 'absent' {
	const {front} = placesOf(machine);
	if (!existsSync(front)) return 'absent';
	return readFileSync(front, 'utf8') === frontOf(machine) ? 'current' : 'old';
}

function perform({file, how, after, mode, kept}: Change): void {
	if (how === 'back' && kept !== null) putBack(kept, file.path);
	else if (after === null) removeHook(file);
	else {
		if (kept !== null) keepAside(file, kept);
		replaceHook(file, after, mode);
	}
}

/** The same place, remembered before anything is changed: also what was only half done is found again. */
function remember(machine: GuardMachine, {place}: Repository, files: readonly string[], folders: readonly string[]): void {
	const places = placesOf(machine);
	const before = readGuarded(places).find(({repository}) => repository === place.commonDir);
	const all = (mine: readonly string[], more: readonly string[] = []): readonly string[] => [...new Set([...mine, ...more])];
	recordGuarded(places, {
		repository: place.commonDir,
		worktree: before?.worktree ?? place.worktree,
		files: all(before?.files ?? [], files),
		folders: all(before?.folders ?? [], folders),
	});
}

/** The front first: lines in a hook must never point to nothing. Answers where copies of the old hooks are. */
export function install(machine: GuardMachine, {repository, changes, current}: GuardPlan): readonly string[] {
	refuseRelative(machine.env);
	const places = placesOf(machine);
	writeOwn(places.front, frontOf(machine), 0o700);
	writeOwn(path.join(places.fired, 'since'), '', 0o600);
	rmSync(places.alarm, {force: true});
	const files = [...current, ...changes.map(({file}) => file.path)];
	if (files.length === 0) return [];
	const folders = changes.map(({file}) => path.dirname(file.path)).filter(folder => !existsSync(folder));
	remember(machine, repository, files, folders);
	const copies: string[] = [];
	for (const change of changes) {
		if (change.file.kind === 'file') copies.push(keepCopy(places, change.file.path, change.file.text, machine.wall));
		perform(change);
	}
	return copies;
}

function dropFolders(folders: readonly string[]): void {
	for (const folder of folders.toReversed()) {
		try {
			rmdirSync(folder);
		} catch {
			// Something else lies in it by now, or it is gone: it stays as it is.
		}
	}
}

/** Nothing asks us any more: the front and its marks go; copies of hooks stay. */
function leaveNothing(machine: GuardMachine): void {
	const {front, alarm, fired, folder} = placesOf(machine);
	for (const file of [front, alarm]) rmSync(file, {force: true});
	rmSync(fired, {recursive: true, force: true});
	dropFolders([folder]);
}

/** Takes the lines out of these files, and forgets the repository where none is left. */
export function takeOut(machine: GuardMachine, changes: readonly Change[], entry: Guarded): void {
	const places = placesOf(machine);
	for (const change of changes) {
		if (change.how === 'out') keepCopy(places, change.file.path, change.file.text, machine.wall);
		perform(change);
	}
	const {changes: left, refusals} = planOut(entry.files, path.join(entry.repository, 'info/exclude'));
	const files = [...left.map(({file}) => file.path), ...refusals.map(({file}) => file)];
	if (files.length === 0) dropFolders(entry.folders);
	recordGuarded(places, {...entry, files});
	if (readGuarded(places).length === 0) leaveNothing(machine);
}

/** What is recorded of this repository, with every file that git runs now. */
export function guardedOf(machine: GuardMachine, repository: Repository): Guarded {
	const {place} = repository;
	const known = readGuarded(placesOf(machine)).find(entry => entry.repository === place.commonDir);
	return {
		repository: place.commonDir,
		worktree: known?.worktree ?? place.worktree,
		files: [...ourFilesOf(machine, repository), excludeFile(repository)],
		folders: known?.folders ?? [],
	};
}

/** The way back for a repository. */
export function planGuardOut(machine: GuardMachine, repository: Repository): GuardPlan {
	const {changes, refusals} = planOut(ourFilesOf(machine, repository), excludeFile(repository));
	return {repository, changes, refusals, current: []};
}

/** The way back for a recorded repository that need not be there any more (its folder moved, its worktree gone). */
export const planRecordedOut = ({files, repository}: Guarded): Pick<GuardPlan, 'changes' | 'refusals'> => planOut(files, path.join(repository, 'info/exclude'));
