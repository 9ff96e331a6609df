/** Where this user's tmux servers listen. Looks at the file system only; a server is never started. */
import {lstatSync, readdirSync, realpathSync, type Stats} from 'node:fs';
import path from 'node:path';

const own = process.geteuid?.() ?? -1;

/** The value of $TMUX, `socket,server pid,session number`, or null. The socket's path may hold commas itself. */
export const parseTmuxVariable = (value: string | undefined): {readonly socket: string; readonly serverPid: number} | null => {
	const match = /^(\/.*),(\d+),\d+$/s.exec(value ?? '');
	return match?.[1] === undefined ? null : {socket: match[1], serverPid: Number(match[2])};
};

/** The folder in which tmux puts the sockets of this user. */
export const socketFolder = (env: NodeJS.ProcessEnv): string => path.join(env['TMUX_TMPDIR'] || '/tmp', `tmux-${process.getuid?.() ?? 0}`);

/** The file's facts without following a link, or null when it is gone or hidden from us. */
export const statOrNull = (file: string): Stats | null => {
	try {
		return lstatSync(file);
	} catch {
		return null;
	}
};

/** One name for one socket, however it was reached; the text as given when the folder is gone. */
export const canonicalSocket = (socket: string): string => {
	try {
		return path.join(realpathSync(path.dirname(socket)), path.basename(socket));
	} catch {
		return socket;
	}
};

/** Only sockets of ours: somebody else's could be a trap laid in /tmp. */
export const isOurSocket = (facts: Stats | null): boolean => facts?.isSocket() === true && facts.uid === own;

const inFolder = (folder: string): readonly string[] => {
	const facts = statOrNull(folder);
	if (facts?.isDirectory() !== true || facts.uid !== own) return [];
	return readdirSync(folder).map(name => path.join(folder, name));
};

/** Every socket of this user's tmux servers, living or dead: those in tmux's folder and the one in $TMUX. Sorted. */
export const findSockets = (env: NodeJS.ProcessEnv): readonly string[] => {
	const mine = parseTmuxVariable(env['TMUX']);
	const candidates = [...inFolder(socketFolder(env)), ...(mine === null ? [] : [mine.socket])];
	const found = candidates.filter(socket => isOurSocket(statOrNull(socket))).map(canonicalSocket);
	return [...new Set(found)].sort();
};

/**
 * Sockets that a dead server left behind. Nobody can listen again on the same file (a new server makes a new one), so
 * one refused connection is remembered until the file changes: no tmux process each second for each of them.
 */
const dead = new Map<string, string>();

const fileIdentity = (socket: string): string => {
	const facts = statOrNull(socket);
	return facts === null ? '' : `${facts.dev}:${facts.ino}:${facts.ctimeMs}`;
};

export const rememberDead = (socket: string): void => {
	dead.set(socket, fileIdentity(socket));
};

export const isKnownDead = (socket: string): boolean => {
	const identity = dead.get(socket);
	return identity !== undefined && identity === fileIdentity(socket);
};
