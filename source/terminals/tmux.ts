/** All tmux servers of this user, watched without touching anything: lists and captures only. */
import path from 'node:path';
import type {TerminalPlace} from '../../db/types.ts';
import {RunError} from '../run.ts';
import {askServer, isNoServer, newToken, tmuxDeadlineMs} from './tmux-client.ts';
import {jumpToPane} from './tmux-jump.ts';
import {captureCommands, paneId, parseScan, type ScanAnswer, scanScript} from './tmux-script.ts';
import {findSockets, isKnownDead, rememberDead, socketFolder} from './tmux-sockets.ts';
import {screenKey, type Terminal, type TerminalScan} from './types.ts';

/** A server's name in words: the file's name in tmux's own folder, else the whole path. */
const nameOf = (socket: string): string => path.basename(socket);

type Heard = {readonly socket: string} & ({readonly answer: ScanAnswer} | {readonly dead: true} | {readonly unread: string});

const unreadWhy = (error: RunError): string => (error.reason === 'timeout' ? `no answer within ${tmuxDeadlineMs / 1000} s` : error.message);

const hear = async (socket: string, panes: readonly string[], env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Heard> => {
	const token = newToken();
	try {
		const result = await askServer(socket, scanScript(token, panes), env, signal);
		const answer = parseScan(socket, token, result.stdout);
		// Status 1 with panes: a wanted one is gone. Without panes something is wrong with the server itself.
		if (answer.panes.length > 0 || result.code === 0) return {socket, answer};
		if (!isNoServer(result.stderr)) return {socket, unread: result.stderr.trim().split('\n')[0] || `tmux ended with status ${result.code}`};
		rememberDead(socket);
		return {socket, dead: true};
	} catch (error) {
		if (error instanceof RunError && error.reason !== 'aborted') return {socket, unread: unreadWhy(error)};
		throw error;
	}
};

const wantedAt = (wanted: readonly TerminalPlace[], socket: string): readonly string[] => {
	const ids = wanted.filter(place => place.kind === 'tmux' && place.socket === socket && paneId.test(place.pane)).map(place => place.pane);
	return [...new Set(ids)];
};

const plural = (count: number): string => `${count} ${count === 1 ? 'pane' : 'panes'}`;

/** Screens are handed over only under the place that was asked for: the same pane number of a restarted server is another pane. */
const screensFor = (wanted: readonly TerminalPlace[], socket: string, answer: ScanAnswer): readonly (readonly [string, string])[] =>
	wanted
		.filter(place => place.socket === socket)
		.flatMap(place => {
			const screen = answer.screens.get(`${place.server}\t${place.pane}`);
			return screen === undefined ? [] : [[screenKey(place), screen] as const];
		});

const collect = (heard: readonly Heard[], wanted: readonly TerminalPlace[], env: NodeJS.ProcessEnv): TerminalScan => {
	const answered = heard.flatMap(one => ('answer' in one ? [one] : []));
	const unread = heard.flatMap(one => ('unread' in one ? [`tmux server ${nameOf(one.socket)}: ${one.unread}`] : []));
	const looked = answered.map(one => `tmux server ${nameOf(one.socket)} (${plural(one.answer.panes.length)})`);
	return {
		panes: answered.flatMap(one => one.answer.panes),
		screens: new Map(answered.flatMap(one => screensFor(wanted, one.socket, one.answer))),
		looked: looked.length === 0 && unread.length === 0 ? [`no tmux server in ${socketFolder(env)}`] : looked,
		unread,
	};
};

/** One tmux process for each living server, all at once. Rejects only when `signal` aborts it. */
const scan = async (env: NodeJS.ProcessEnv, wanted: readonly TerminalPlace[], signal: AbortSignal): Promise<TerminalScan> => {
	const sockets = findSockets(env).filter(socket => !isKnownDead(socket));
	const heard = await Promise.all(sockets.map(socket => hear(socket, wantedAt(wanted, socket), env, signal)));
	return collect(heard, wanted, env);
};

/** The visible screen of one pane, or null when the pane or its server is gone. Rejects with `RunError` when the server hangs. */
const read = async (env: NodeJS.ProcessEnv, place: TerminalPlace, signal: AbortSignal): Promise<string | null> => {
	if (!paneId.test(place.pane)) return null;
	const token = newToken();
	const result = await askServer(place.socket, captureCommands(token, place.pane), env, signal);
	return parseScan(place.socket, token, result.stdout).screens.get(`${place.server}\t${place.pane}`) ?? null;
};

/** `env`: where the program and the sockets are found (PATH, TMUX_TMPDIR, TMUX). */
export const tmuxTerminal = (env: NodeJS.ProcessEnv): Terminal => ({
	kind: 'tmux',
	scan: (wanted, signal) => scan(env, wanted, signal),
	read: (place, signal) => read(env, place, signal),
	jump: jumpToPane,
});
