/**
 * Processes of macOS, best effort, from `ps`: not tested on a machine.
 * What it cannot see: other processes' environment (no terminal hints), their current directory, and the borders
 * between their arguments (`ps` joins them by spaces, so a path with a space is cut).
 */
import type {Clock} from '../../db/types.ts';
import {runSync} from '../run.ts';
import {ancestorsOf, sameProcess} from './common.ts';
import type {Process, Processes} from './types.ts';

const columns = 'pid=,ppid=,pgid=,sess=,tdev=,tpgid=,uid=,state=,lstart=,command=';
/** `lstart` is five words: `Sat Nov 21 16:19:03 2026`. */
const line = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+)\s+(-?\d+)\s+(\d+)\s+(\S+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.*)$/;

/** `16/2`, a hexadecimal number, or `??` (none), by version. */
const deviceNumber = (text: string): number => {
	const pair = /^(\d+)\/(\d+)$/.exec(text);
	if (pair) return Number(pair[1]) * 0x100_0000 + Number(pair[2]);
	const number = Number(text);
	return Number.isInteger(number) && number > 0 ? number : 0;
};

/** One line of `ps -o pid=,ppid=,…`, or null. */
export const parsePsLine = (text: string): Process | null => {
	const match = line.exec(text);
	if (!match) return null;
	const [, pid, ppid, group, session, device = '', foreground, uid, state = '', started = '', command = ''] = match;
	return {
		pid: Number(pid),
		ppid: Number(ppid),
		group: Number(group),
		session: Number.parseInt(session ?? '0', 16) || 0,
		tty: deviceNumber(device),
		foreground: Number(foreground),
		state: state.slice(0, 1),
		startTime: started.replace(/\s+/g, ' '),
		uid: Number(uid),
		argv: command.split(' ').filter(word => word !== ''),
	};
};

const ps = (selection: readonly string[]): readonly Process[] => {
	// lstart is part of an identity: it must not change with the caller's language or time zone.
	const result = runSync('/bin/ps', [...selection, '-ww', '-o', columns], {env: {LC_ALL: 'C', TZ: 'UTC'}, timeoutMs: 2000, maxBytes: 8_388_608});
	return result.stdout
		.split('\n')
		.map(parsePsLine)
		.filter(process => process !== null);
};

const get = (pid: number): Process | null => ps(['-p', String(pid)])[0] ?? null;

/** All ancestors from one listing: one `ps` for each would be slow. */
const ancestors = (pid: number): readonly Process[] => {
	const all = new Map(ps(['-A']).map(process => [process.pid, process]));
	return ancestorsOf(one => all.get(one) ?? null, pid);
};

export const macosProcesses = (clock: Pick<Clock, 'host' | 'bootId'>): Processes => ({
	list: () => ps(['-U', String(process.geteuid?.() ?? 0)]),
	get,
	ancestors,
	isAlive: written => sameProcess(clock, written, get(written.pid)),
	identify: process => ({host: clock.host, bootId: clock.bootId, pid: process.pid, startTime: process.startTime}),
	cwd: () => null,
	terminalHints: () => ({}),
});

/** What this platform's reader cannot see, in words, for `queen doctor`. */
export const macosBlindSpots: readonly string[] = [
	"macOS: another process's folder and terminal are not read; sisters outside tmux are found by Claude's state files only",
];
