/** What is installed where, whether it is current, and whether a client has really run it. Only looks. */
import {closeSync, existsSync, fstatSync, openSync, readdirSync, readFileSync, readSync, statSync} from 'node:fs';
import path from 'node:path';
import type {IsoTime} from '../../db/types.ts';
import {readHookAlarm} from './alarm.ts';
import {type HookAgent, hookAgents} from './events.ts';
import {frontOf, isFilled, type Machine, placesOf, writingFor} from './install.ts';
import {firedBy, type HookPlaces} from './places.ts';
import {readSettingsFile, type Scope, scopesOf, settingsPath} from './settings-file.ts';
import {parseSpool} from './spool.ts';

export type HookStatus = {
	readonly scope: Scope;
	readonly settings: string;
	/** `partly`: some of the events; `old`: another folder's, or an older version's lines. */
	readonly state: 'installed' | 'old' | 'partly' | 'absent';
	/** The client's names of the events. */
	readonly events: readonly string[];
};

function stateOf(machine: Machine, scope: Scope, agent: HookAgent): HookStatus {
	const file = readSettingsFile(settingsPath(scope, machine.env, machine.cwd, agent));
	const writing = writingFor(machine, agent);
	const absent = {scope, settings: file.path, state: 'absent', events: []} as const;
	if (!isFilled(file.text)) return absent;
	const events = writing.events(file.text, file.path);
	if (events.length === 0) return absent;
	const current = writing.isCurrent(file.text, file.path, placesOf(machine).front);
	return {scope, settings: file.path, state: current ? 'installed' : events.length < writing.all ? 'partly' : 'old', events};
}

/** Run at home, user and project are one file. */
const onceEach = (states: readonly HookStatus[]): readonly HookStatus[] =>
	states.filter(({settings}, index) => states.findIndex(other => other.settings === settings) === index);

const timeOf = (file: string): number => statSync(file, {throwIfNoEntry: false})?.mtimeMs ?? 0;
const isoOf = (ms: number): IsoTime | null => (ms === 0 ? null : new Date(ms).toISOString());

/** When a client last really ran one of our lines: what it appended, what was folded of that, or a session that was met. */
function lastFired(places: HookPlaces): IsoTime | null {
	const cards = existsSync(places.sessions) ? readdirSync(places.sessions).map(name => path.join(places.sessions, name)) : [];
	return isoOf(Math.max(0, ...[places.events, places.fired, ...cards].map(timeOf)));
}

/** The end of the spool is enough: everything before it will be folded. */
const endOfSpool = 64 * 1024;

function recentLines(file: string): string {
	if (!existsSync(file)) return '';
	const descriptor = openSync(file, 'r');
	try {
		const {size} = fstatSync(descriptor);
		const buffer = Buffer.alloc(Math.min(size, endOfSpool));
		readSync(descriptor, buffer, 0, buffer.length, size - buffer.length);
		return buffer.toString('utf8');
	} finally {
		closeSync(descriptor);
	}
}

/** The same for one client alone: from what it appended to the spool, folded or not. */
function lastFiredBy(places: HookPlaces, agent: HookAgent): IsoTime | null {
	const waiting = parseSpool(recentLines(places.events)).some(event => event.agent === agent) ? timeOf(places.events) : 0;
	return isoOf(Math.max(waiting, timeOf(firedBy(places, agent))));
}

export type AgentReport = {
	readonly agent: HookAgent;
	readonly scopes: readonly HookStatus[];
	/** Null: no client of this kind has ever run a hook of ours on this machine. Until then they are untested here. */
	readonly lastFired: IsoTime | null;
};

export type HooksReport = {
	/** Those of Claude Code. */
	readonly scopes: readonly HookStatus[];
	/** Those of every client. */
	readonly agents: readonly AgentReport[];
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

/** Throws a sentence for settings that are broken or cannot be read. */
export function hooksReport(machine: Machine, scopes: readonly Scope[] = scopesOf('claude')): HooksReport {
	const places = placesOf(machine);
	const {node, bundle} = machine;
	const agents = hookAgents.map(agent => ({
		agent,
		scopes: onceEach(scopesOf(agent).flatMap(scope => (scopes.includes(scope) ? stateOf(machine, scope, agent) : []))),
		lastFired: lastFiredBy(places, agent),
	}));
	return {
		scopes: agents.find(({agent}) => agent === 'claude')?.scopes ?? [],
		agents,
		front: {path: places.front, state: frontState(machine)},
		program: {node, bundle, exists: existsSync(node) && existsSync(bundle)},
		lastFired: lastFired(places),
		alarm: readHookAlarm(places.folder),
	};
}
