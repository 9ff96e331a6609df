/** The list of processes, kept up to date without reading all of /proc each second: new pids and the interesting old ones are enough. */
import {readdirSync} from 'node:fs';
import type {Process, Processes} from '../processes/types.ts';

/** A process is forked first and becomes its program (exec) later: young ones are looked at again. */
const youngMs = 3000;
/** An end is seen at once (the pid is gone); only to be suspended, or to become a zombie, is seen this late. */
const freshMs = 2000;

export type ProcessWatchOptions = {
	readonly processes: Pick<Processes, 'list' | 'get'>;
	/** Milliseconds of a clock that never steps. */
	mono(): number;
	/** All pids of this machine at next to no cost; null where the system has no such list: then everything is read each time. */
	pids(): readonly number[] | null;
	/** Whose state, foreground group and command line must be of this moment. */
	isInteresting(process: Process): boolean;
	readonly uid: number;
};

export type ProcessWatch = {
	/** Everything, read anew. Once in a while this is needed: an old shell may `exec` a client under its old pid. */
	all(): readonly Process[];
	/** The same list with what is new, what ended, and what is interesting brought up to date. */
	update(): readonly Process[];
};

type Known = {readonly process: Process; readonly firstSeen: number; readonly readAt: number};

/** /proc's own directory; null on other systems. */
export function linuxPids(): readonly number[] | null {
	if (process.platform !== 'linux') return null;
	return readdirSync('/proc')
		.map(Number)
		.filter(pid => pid > 0);
}

export function createProcessWatch({processes, mono, pids, isInteresting, uid}: ProcessWatchOptions): ProcessWatch {
	const known = new Map<number, Known>();
	/** Others' processes and those that cannot be read: not asked again while they last. */
	const foreign = new Set<number>();

	const all = (): readonly Process[] => {
		const now = mono();
		const list = processes.list();
		const before = new Map(known);
		known.clear();
		for (const process of list) known.set(process.pid, {process, firstSeen: before.get(process.pid)?.firstSeen ?? now, readAt: now});
		foreign.clear();
		for (const pid of pids() ?? []) if (!known.has(pid)) foreign.add(pid);
		return list;
	};

	const readAgain = (pid: number, now: number): void => {
		const process = processes.get(pid);
		if (process === null) {
			known.delete(pid);
			return;
		}
		if (process.uid === uid) known.set(pid, {process, firstSeen: known.get(pid)?.firstSeen ?? now, readAt: now});
		else foreign.add(pid);
	};

	const forgetEnded = (alive: ReadonlySet<number>): void => {
		for (const pid of known.keys()) if (!alive.has(pid)) known.delete(pid);
		for (const pid of foreign) if (!alive.has(pid)) foreign.delete(pid);
	};

	const isToRead = (pid: number, now: number): boolean => {
		const one = known.get(pid);
		if (one === undefined) return !foreign.has(pid);
		return now - one.firstSeen < youngMs || (now - one.readAt >= freshMs && isInteresting(one.process));
	};

	const update = (): readonly Process[] => {
		const living = pids();
		if (living === null || known.size === 0) return all();
		const now = mono();
		forgetEnded(new Set(living));
		for (const pid of living.filter(each => isToRead(each, now))) readAgain(pid, now);
		return [...known.values()].map(({process}) => process);
	};

	return {all, update};
}
