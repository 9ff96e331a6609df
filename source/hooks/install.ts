/** Installing and removing hooks. Plans first, so that the diff that is shown is what is then written. */
import {chmodSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {refuseRelative} from '../paths.ts';
import type {HookAgent} from './events.ts';
import {type FrontParts, frontScript} from './front.ts';
import {type HookPlaces, hookPlaces} from './places.ts';
import {digest, type Installed, keepCopy, readCopy, readRecord, writeRecord} from './record.ts';
import {readSettingsFile, removeSettings, replaceSettings, type Scope, type SettingsFile, settingsPath} from './settings-file.ts';
import {type Writing, writingOf} from './writing.ts';

/** What a change of a client's file comes to. `after` null: the file goes, because it was not there before us. */
export type Plan = {
	readonly agent: HookAgent;
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
	/** The keeper wants urgent mail to wake an idle session (config `rewake`). */
	readonly wakes?: boolean;
};

export const placesOf = ({db}: Machine): HookPlaces => hookPlaces(path.dirname(db));

/** The front as it would be written now. */
export const frontOf = (machine: Machine): string => {
	const {node, bundle, db} = machine;
	const parts: FrontParts = {node, bundle, db, alarm: placesOf(machine).alarm};
	return frontScript(parts);
};

export const writingFor = (machine: Machine, agent: HookAgent): Writing => writingOf(agent, machine.wakes ?? false);

export const isFilled = (text: string | null): text is string => text !== null && text.trim() !== '';

const recordOf = (machine: Machine, {real}: SettingsFile): Installed | null => readRecord(placesOf(machine)).find(({settings}) => settings === real) ?? null;

/** The file as it was before us: the copy, as long as nobody else has written since; else what is there without our entries. */
function beforeUs({text, path: file}: SettingsFile, recorded: Installed | null, writing: Writing): string | null {
	if (text === null) return null;
	if (recorded !== null && recorded.after === digest(text)) {
		if (recorded.before === null) return null;
		const copy = readCopy(recorded.before);
		if (copy !== null) return copy;
	}
	return isFilled(text) ? writing.takeOut(text, file) : text;
}

/** Throws a sentence for settings that are broken or cannot be read. */
export function planInstall(machine: Machine, scope: Scope, agent: HookAgent = 'claude'): Plan {
	const file = readSettingsFile(settingsPath(scope, machine.env, machine.cwd, agent));
	const [recorded, writing] = [recordOf(machine, file), writingFor(machine, agent)];
	const {front} = placesOf(machine);
	if (isFilled(file.text) && writing.isCurrent(file.text, file.path, front))
		return {agent, scope, file, after: file.text, changes: false, before: null, recorded};
	const before = beforeUs(file, recorded, writing);
	return {agent, scope, file, after: writing.put(before ?? '', file.path, front), changes: true, before, recorded};
}

/** Throws a sentence for settings that are broken or cannot be read. */
export function planUninstall(machine: Machine, scope: Scope, agent: HookAgent = 'claude'): Plan {
	const file = readSettingsFile(settingsPath(scope, machine.env, machine.cwd, agent));
	const [recorded, writing] = [recordOf(machine, file), writingFor(machine, agent)];
	const isOurs = isFilled(file.text) && writing.events(file.text, file.path).length > 0;
	if (!isOurs) return {agent, scope, file, after: file.text, changes: false, before: file.text, recorded};
	const before = beforeUs(file, recorded, writing);
	return {agent, scope, file, after: before, changes: true, before, recorded};
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
	refuseRelative(machine.env);
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
	for (const place of [places.front, places.alarm, ...firingsIn(places)]) rmSync(place, {force: true});
	for (const place of [places.flags, places.spool]) rmSync(place, {recursive: true, force: true});
}

/** Where it is noted when hooks were last run. */
const firingsIn = ({hooks}: HookPlaces): readonly string[] => {
	try {
		return readdirSync(hooks)
			.filter(name => /^fired(?:-[a-z]+)?$/.test(name))
			.map(name => path.join(hooks, name));
	} catch {
		// Never installed.
		return [];
	}
};
