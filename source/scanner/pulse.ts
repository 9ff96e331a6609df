/** Has a terminal server done anything since? If not, its panes and screens are what they were, and no process need be started to ask. */
import {readFileSync, statSync} from 'node:fs';
import type {Processes} from '../processes/types.ts';
import {findKitties} from '../terminals/kitty-sockets.ts';
import {socketFolder} from '../terminals/tmux-sockets.ts';
import type {TerminalPane} from '../terminals/types.ts';

/** Time that the process (its first thread: that is where kitty reads what comes out of its windows) spent on a processor, in nanoseconds, as text; null when the kernel does not tell. */
function runTime(pid: number): string | null {
	try {
		return readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ')[0] ?? null;
	} catch {
		return null;
	}
}

/** A new server makes a socket there, an ended one removes it. */
function folderStamp(env: NodeJS.ProcessEnv): string {
	const facts = statSync(socketFolder(env), {throwIfNoEntry: false});
	return facts === undefined ? 'none' : `${facts.ino}:${facts.mtimeMs}`;
}

/**
 * A text that changes whenever a terminal's server may have something new: any output, title, pane or client costs it processor time, and
 * a server that slept has nothing to tell. tmux and kitty both name a server by its pid first. Null when that cannot be known (other
 * systems): then it must be asked.
 */
export function pulseOf(panes: readonly TerminalPane[], env: NodeJS.ProcessEnv, processes: Pick<Processes, 'list' | 'get'>): string | null {
	const servers = new Set(panes.map(pane => Number.parseInt(pane.place.server, 10)));
	const times = [...servers].map(pid => [pid, runTime(pid)] as const);
	if (times.some(([, time]) => time === null)) return null;
	const kitties = findKitties(env, processes).map(({socket, server}) => [socket, server]);
	return JSON.stringify([folderStamp(env), kitties, ...times]);
}
