/** What every platform's reader of processes shares. */
import type {Clock, ProcessIdentity} from '../../db/types.ts';
import type {Process} from './types.ts';

/** No honest process tree is deeper; a loop in what we read must not hang us. */
const maxAncestors = 64;

/** Zombie and dead: the process no longer runs, whatever `kill(pid, 0)` says (RULES.md, "Sisters"). */
export const isDeadState = (state: string): boolean => state.startsWith('Z') || state.startsWith('X');

/** The parents of a process, nearest first, without itself. */
export const ancestorsOf = (get: (pid: number) => Process | null, pid: number): readonly Process[] => {
	const found: Process[] = [];
	const seen = new Set([pid]);
	let next = get(pid)?.ppid ?? 0;
	while (next > 0 && !seen.has(next) && found.length < maxAncestors) {
		seen.add(next);
		const parent = get(next);
		if (parent === null) break;
		found.push(parent);
		next = parent.ppid;
	}
	return found;
};

/** Does the process that we once wrote down still run, here and in this boot? Another host's cannot be seen: false. */
export const sameProcess = (
	clock: Pick<Clock, 'host' | 'bootId'>,
	written: ProcessIdentity,
	seen: {readonly state: string; readonly startTime: string} | null,
): boolean =>
	written.host === clock.host && written.bootId === clock.bootId && seen !== null && seen.startTime === written.startTime && !isDeadState(seen.state);
