/** What a quiet view costs: CPU of itself, its scanner and everything they start; bytes to the terminal; memory. */
import {readdirSync, readFileSync} from 'node:fs';
import {setTimeout as pause} from 'node:timers/promises';
import {cpuTicks, parentOf} from '../driver/processes.ts';
import type {Screen} from '../driver/screen.ts';

export type Idle = {readonly cpuPercent: number; readonly bytesPerSecond: number; readonly pssMb: number; readonly processes: number};

const ticksPerSecond = 100;

const treeOf = (root: number): readonly number[] => {
	const pids = readdirSync('/proc')
		.filter(name => /^\d+$/.test(name))
		.map(Number);
	const parents = new Map(pids.map(pid => [pid, parentOf(pid)]));
	const isBelow = (pid: number): boolean => {
		for (let at: number | undefined = pid; at !== undefined && at > 1; at = parents.get(at)) if (at === root) return true;
		return false;
	};
	return pids.filter(isBelow);
};

const pssKb = (pid: number): number => {
	try {
		return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
	} catch {
		// A child that ended in this moment holds no memory.
		return 0;
	}
};

/** Short-lived children count too: their time goes to the parent that reaps them. */
export const idleCost = async (screen: Screen, seconds: number): Promise<Idle> => {
	const tree = treeOf(screen.pid);
	const ticks = tree.reduce((sum, pid) => sum + cpuTicks(pid), 0);
	const bytes = screen.bytes();
	const start = performance.now();
	await pause(seconds * 1000);
	const took = (performance.now() - start) / 1000;
	const spent = tree.reduce((sum, pid) => sum + cpuTicks(pid), 0) - ticks;
	return {
		cpuPercent: (spent / ticksPerSecond / took) * 100,
		bytesPerSecond: (screen.bytes() - bytes) / took,
		pssMb: tree.reduce((sum, pid) => sum + pssKb(pid), 0) / 1024,
		processes: tree.length,
	};
};
