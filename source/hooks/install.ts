/** Installing, removing and judging the hooks of Claude Code. Plans first, so that the diff that is shown is what is then written. */
import {chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import type {IsoTime} from '../../db/types.ts';
import {readHookAlarm} from './alarm.ts';
import {hookEventNames} from './events.ts';
import {type FrontParts, frontScript} from './front.ts';
import {ourGroups} from './installed-line.ts';
import {ourEntries, withOurs, withoutOurs} from './merge.ts';
import {type HookPlaces, hookPlaces} from './places.ts';
import {digest, type Installed, keepCopy, readCopy, readRecord, writeRecord} from './record.ts';
import {readSettingsFile, removeSettings, replaceSettings, type Scope, type SettingsFile, settingsPath} from './settings-file.ts';

/** What a change of a settings file comes to. `after` null: the file goes, because it was not there before us. */
export type Plan = {
	readonly scope: Scope;
	readonly file: SettingsFile;
	readonly after: string | null;
	readonly changes: boolean;
	/** The file as it was before us, or null where there was none. */
	readonly before: string | null;
	readonly recorded: Installed | null;
};

export type Machine = {
	readonly env: NodeJS.ProcessEnv;
	readonly cwd: string;
	/** Path of the database; everything of ours lies beside it. */
	readonly db: string;
	/** The program that the front starts: Node and dist/hook.cjs. */
	readonly node: string;
	readonly bundle: string;
	/** Now, in milliseconds since the epoch. */
	readonly wall: number;
};

const placesOf = ({db}: Machine): HookPlaces => hookPlaces(path.dirname(db));

const frontOf = (machine: Machine): string => {
	const {node, bundle, db} = machine;
	const parts: FrontParts = {node, bundle, db, alarm: placesOf(machine).alarm};
	return frontScript(parts);
};

/** All eight entries, each once, as we would write them now. */
function isCurrent(text: string, file: string, front: string): boolean {
	const wanted = ourGroups(front).map(({event, group}) => ({event, matcher: group.matcher ?? null, command: group.hooks[0]?.command}));
	const key = (entry: {readonly event: string}): string => JSON.stringify(entry);
	const found = ourEntries(text, file).map(({event, matcher, command}) => key({event, ...{matcher, command}}));
	return found.length === wanted.length && wanted.every(({event, matcher, command}) => found.includes(key({event, ...{matcher, command}})));
}

const recordOf = (machine: Machine, {real}: SettingsFile): Installed | null => readRecord(placesOf(machine)).find(({settings}) => settings === real) ?? null;

/** The file as it was before us: the copy, as long as nobody else has written since; else what is there without our entries. */
function beforeUs({text, path: file}: SettingsFile, recorded: Installed | null): string | null {
	if (text === null) return null;
	if (recorded !== null && recorded.after === digest(text)) {
		if (recorded.before === null) return null;
		const copy = readCopy(recorded.before);
		if (copy !== null) return copy;
	}
	return text.trim() === '' ? text : withoutOurs(text, file);
}

/** Throws a sentence for settings that are broken or cannot be read. */
export function planInstall(machine: Machine, scope: Scope): Plan {
	const file = readSettingsFile(settingsPath(scope, machine.env, machine.cwd));
	const recorded = recordOf(machine, file);
	const {front} = placesOf(machine);
	if (file.text !== null && file.text.trim() !== '' && isCurrent(file.text, file.path, front))
		return {scope, file, after: file.text, changes: false, before: null, recorded};
	const before = beforeUs(file, recorded);
	return {scope, file, after: withOurs(before ?? '', file.path, front), changes: true, before, recorded};
}

/** Throws a sentence for settings that are broken or cannot be read. */
export function planUninstall(machine: Machine, scope: Scope): Plan {
	const file = readSettingsFile(settingsPath(scope, machine.env, machine.cwd));
	const recorded = recordOf(machine, file);
	const isOurs = file.text !== null && file.text.trim() !== '' && ourEntries(file.text, file.path).length > 0;
	if (!isOurs) return {scope, file, after: file.text, changes: false, before: file.text, recorded};
	const before = beforeUs(file, recorded);
	return {scope, file, after: before, changes: true, before, recorded};
}

function writeFront(machine: Machine): void {
	const {hooks, front} = placesOf(machine);
	mkdirSync(hooks, {recursive: true, mode: 0o700});
	const beside = `${front}.${process.pid}`;
	writeFileSync(beside, frontOf(machine), {mode: 0o700});
	chmodSync(beside, 0o700);
	renameSync(beside, front);
}

/** The front first: a line in the settings must never point to nothing. Answers where the copy of the old settings is. */
export function install(machine: Machine, plan: Plan): {readonly copy: string | null} {
	const places = placesOf(machine);
	writeFront(machine);
	rmSync(places.alarm, {force: true});
	if (!plan.changes || plan.after === null) return {copy: null};
	const {file, before, recorded} = plan;
	const copy = before === null ? null : keepCopy(places, file.real, before, machine.wall);
	const folder = replaceSettings(file, plan.after) ?? recorded?.folder ?? null;
	const entry: Installed = {settings: file.real, before: copy, after: digest(plan.after), folder};
	writeRecord(places, [...readRecord(places).filter(({settings}) => settings !== file.real), entry]);
	return {copy};
}

/** The front, its flags and its spool go when no settings file names it any more. The copies of settings stay. */
export function uninstall(machine: Machine, plan: Plan): void {
	const places = placesOf(machine);
	const {file, after, recorded} = plan;
	if (plan.changes) {
		if (after === null) removeSettings(file, recorded?.folder ?? null);
		else replaceSettings(file, after);
	}
	const left = readRecord(places).filter(({settings}) => settings !== file.real);
	writeRecord(places, left);
	if (left.length > 0) return;
	for (const place of [places.front, places.alarm, places.fired]) rmSync(place, {force: true});
	for (const place of [places.flags, places.spool]) rmSync(place, {recursive: true, force: true});
}

export type HookStatus = {
	readonly scope: Scope;
	readonly settings: string;
	/** `partly`: some of the events; `old`: another folder's, or an older version's lines. */
	readonly state: 'installed' | 'old' | 'partly' | 'absent';
	readonly events: readonly string[];
};

function stateOf(machine: Machine, scope: Scope): HookStatus {
	const file = readSettingsFile(settingsPath(scope, machine.env, machine.cwd));
	const entries = file.text === null || file.text.trim() === '' ? [] : ourEntries(file.text, file.path);
	const events = hookEventNames.filter(event => entries.some(entry => entry.event === event));
	const current = file.text !== null && entries.length > 0 && isCurrent(file.text, file.path, placesOf(machine).front);
	const partly = events.length < hookEventNames.length ? 'partly' : 'old';
	return {scope, settings: file.path, state: entries.length === 0 ? 'absent' : current ? 'installed' : partly, events};
}

function timeOf(file: string): number {
	return statSync(file, {throwIfNoEntry: false})?.mtimeMs ?? 0;
}

/** When a client last really ran one of our lines: what it appended, what was folded of that, or a session that was met. */
function lastFired(places: HookPlaces): IsoTime | null {
	const cards = existsSync(places.sessions) ? readdirSync(places.sessions).map(name => path.join(places.sessions, name)) : [];
	const newest = Math.max(0, ...[places.events, places.fired, ...cards].map(timeOf));
	return newest === 0 ? null : new Date(newest).toISOString();
}

export type HooksReport = {
	readonly scopes: readonly HookStatus[];
	/** The script beside the database is what we would write now. */
	readonly front: {readonly path: string; readonly state: 'current' | 'old' | 'absent'};
	/** Node and the bundle that the front starts are there. */
	readonly program: {readonly node: string; readonly bundle: string; readonly exists: boolean};
	readonly lastFired: IsoTime | null;
	readonly alarm: {readonly at: IsoTime; readonly sentence: string} | null;
};

function frontState(machine: Machine): HooksReport['front']['state'] {
	const {front} = placesOf(machine);
	if (!existsSync(front)) return 'absent';
	return readFileSync(front, 'utf8') === frontOf(machine) ? 'current' : 'old';
}

/** Only looks. Throws a sentence for settings that are broken or cannot be read. */
export function hooksReport(machine: Machine, scopes: readonly Scope[]): HooksReport {
	const places = placesOf(machine);
	const {node, bundle} = machine;
	const states = scopes.map(scope => stateOf(machine, scope));
	return {
		// Run at home, user and project are one file.
		scopes: states.filter(({settings}, index) => states.findIndex(other => other.settings === settings) === index),
		front: {path: places.front, state: frontState(machine)},
		program: {node, bundle, exists: existsSync(node) && existsSync(bundle)},
		lastFired: lastFired(places),
		alarm: readHookAlarm(places.folder),
	};
}
