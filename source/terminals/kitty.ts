/** All kitties of this user that listen for remote control, watched without touching anything: listings and texts only. */
import path from 'node:path';
import type {TerminalPlace} from '../../db/types.ts';
import {systemProcesses} from '../processes/index.ts';
import type {Processes} from '../processes/types.ts';
import {isNoSuchWindow, jumpToWindow} from './kitty-jump.ts';
import {askKitty, KittyError} from './kitty-protocol.ts';
import {findKitties, isSameKitty, type Kitty} from './kitty-sockets.ts';
import {type KittyWindow, parseListing, rowsOf, screenOf, windowId} from './kitty-windows.ts';
import {screenKey, type Terminal, type TerminalPane, type TerminalScan} from './types.ts';

type Known = Pick<Processes, 'list' | 'get'>;

/** kitty lists everybody of the foreground group in any order, helpers too: the group's leader is the program. */
function commandOf({foreground}: KittyWindow, group: number): string {
	const leader = foreground.find(({pid}) => pid === group) ?? foreground[0];
	return path.basename(leader?.argv[0] ?? '');
}

function paneOf(kitty: Kitty, window: KittyWindow, processes: Known): TerminalPane {
	const first = processes.get(window.pid);
	const {id, pid, title, cwd, watched, columns, rows} = window;
	return {
		place: {kind: 'kitty', socket: kitty.socket, pane: id, server: kitty.server},
		pid,
		title,
		command: commandOf(window, first?.foreground ?? 0),
		cwd,
		dead: first === null || first.state === 'Z' || first.state === 'X',
		tty: first?.tty ?? 0,
		watched,
		// kitty does not tell when something came out.
		activity: null,
		columns,
		rows,
	};
}

/** The visible screen of a window, or null when there is no such window. */
async function readScreen(place: TerminalPlace, signal: AbortSignal): Promise<string | null> {
	try {
		const data = await askKitty(place.socket, 'get-text', screenOf(place), signal);
		return data === null ? null : rowsOf(data);
	} catch (error) {
		if (isNoSuchWindow(error)) return null;
		throw error;
	}
}

type Heard = {readonly kitty: Kitty} & (
	| {readonly panes: readonly TerminalPane[]; readonly screens: readonly (readonly [string, string])[]}
	| {readonly refused: true}
	| {readonly unread: string}
	| {readonly gone: true}
);

async function listAndRead(kitty: Kitty, wanted: readonly TerminalPlace[], processes: Known, signal: AbortSignal): Promise<Heard> {
	const windows = parseListing((await askKitty(kitty.socket, 'ls', {}, signal)) ?? '');
	if (windows === null) return {kitty, unread: 'it did not answer as kitty does'};
	const panes = windows.map(window => paneOf(kitty, window, processes));
	const here = new Set(panes.map(({place}) => screenKey(place)));
	const screens: (readonly [string, string])[] = [];
	// One after the other: kitty answers on the thread that draws.
	for (const place of wanted.filter(place => here.has(screenKey(place)))) {
		const screen = await readScreen(place, signal).catch(nullWhenRefused);
		if (screen !== null) screens.push([screenKey(place), screen]);
	}
	return {kitty, panes, screens};
}

/** The keeper may allow kitty to list and not to read: then there are windows without a screen. */
function nullWhenRefused(error: unknown): null {
	if (error instanceof KittyError && error.reason === 'refused') return null;
	throw error;
}

/** Its words when remote control is off there, or kept for those who know a password. */
const isNotAllowed = ({reason, message}: KittyError): boolean => reason === 'refused' && /^(?:Remote control|The user rejected)/.test(message);

/** Rejects only when `signal` aborts it. */
async function hear(kitty: Kitty, wanted: readonly TerminalPlace[], processes: Known, signal: AbortSignal): Promise<Heard> {
	try {
		return await listAndRead(kitty, wanted, processes, signal);
	} catch (error) {
		if (!(error instanceof KittyError)) throw error;
		if (error.reason === 'gone') return {kitty, gone: true};
		return isNotAllowed(error) ? {kitty, refused: true} : {kitty, unread: error.message};
	}
}

const plural = (count: number): string => `${count} ${count === 1 ? 'window' : 'windows'}`;

/**
 * A kitty that does not let us look is like any other terminal that cannot be seen into: that is said, and is no fault of the scan. One
 * that does not answer hides what could be seen.
 */
function lookedAt(heard: Heard): readonly string[] {
	const name = `kitty ${heard.kitty.socket}`;
	if ('panes' in heard) return [`${name} (${plural(heard.panes.length)})`];
	return 'refused' in heard ? [`${name}, which allows no remote control without a password: its windows are not seen`] : [];
}

/** One listing for each kitty, all kitties at once. */
async function scan(env: NodeJS.ProcessEnv, processes: Known, wanted: readonly TerminalPlace[], signal: AbortSignal): Promise<TerminalScan> {
	const heard = await Promise.all(findKitties(env, processes).map(kitty => hear(kitty, wanted, processes, signal)));
	return {
		panes: heard.flatMap(one => ('panes' in one ? one.panes : [])),
		screens: new Map(heard.flatMap(one => ('screens' in one ? one.screens : []))),
		looked: heard.flatMap(lookedAt),
		unread: heard.flatMap(one => ('unread' in one ? [`kitty ${one.kitty.socket}: ${one.unread}`] : [])),
	};
}

/** Null also when that kitty ended: another one may listen at the same place. Rejects with `KittyError` when it does not answer. */
async function read(place: TerminalPlace, processes: Known, signal: AbortSignal): Promise<string | null> {
	if (!windowId.test(place.pane) || !isSameKitty(place.server, processes)) return null;
	try {
		return await readScreen(place, signal);
	} catch (error) {
		if (error instanceof KittyError && error.reason === 'gone') return null;
		throw error;
	}
}

/** `env`: which sockets may be asked (QUEEN_NARROW, XDG_RUNTIME_DIR). A machine without kitty shows no panes and nothing to say. */
export const kittyTerminal = (env: NodeJS.ProcessEnv, processes: Known = systemProcesses()): Terminal => ({
	kind: 'kitty',
	scan: (wanted, signal) => scan(env, processes, wanted, signal),
	read: (place, signal) => read(place, processes, signal),
	jump: place => jumpToWindow(place, processes),
});
