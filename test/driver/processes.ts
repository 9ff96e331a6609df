import {readFileSync} from 'node:fs';
import {until} from './wait.ts';

const statOf = (pid: number): readonly string[] | null => {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		// The second field is the name in brackets and may hold anything.
		return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	} catch {
		return null;
	}
};

/** A zombie is dead. */
export const isAlive = (pid: number): boolean => !['Z', 'X', undefined].includes(statOf(pid)?.[0]);

/** It waits for something: it neither runs nor would it if it were let. */
export const isAsleep = (pid: number): boolean => statOf(pid)?.[0] === 'S';

/** Field 22: clock ticks since boot, as text; empty when there is no such process. */
export const startTime = (pid: number): string => statOf(pid)?.[19] ?? '';

/** CPU time in clock ticks (10 ms): its own and that of its reaped children. */
export const cpuTicks = (pid: number): number => {
	const stat = statOf(pid);
	return stat === null ? 0 : [11, 12, 13, 14].reduce((sum, field) => sum + Number(stat[field]), 0);
};

/** What it was started as, argv[0]; empty when there is no such process. */
export const nameOf = (pid: number): string => {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0] ?? '';
	} catch {
		return '';
	}
};

export const parentOf = (pid: number): number => Number(statOf(pid)?.[1] ?? 0);

/** Ends one process that we started, and waits until it is gone. */
export const end = async (pid: number, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> => {
	if (!isAlive(pid)) return;
	process.kill(pid, signal);
	await until(() => !isAlive(pid), `process ${pid} to end by ${signal}`);
};
