/** What clients publish about themselves, with a short memory. */
import type {StateFile} from '../agents/types.ts';
import type {Process} from '../processes/types.ts';

type Get = (pid: number) => Process | null;
type Read = (get: Get) => readonly StateFile[];

/**
 * A client rewrites its file in place, and does so right when we look, because a change of it is what we look at. One that is not there now,
 * of a process that still lives, counts for one more look as it was: else a session that nothing else shows would be gone for that second, and
 * a headless one a sister.
 */
export function withLastStateFiles(read: Read): Read {
	let last: readonly StateFile[] = [];
	return get => {
		const now = read(get);
		const pids = new Set(now.map(({pid}) => pid));
		const missed = last.filter(({pid, startTime}) => !pids.has(pid) && get(pid)?.startTime === startTime);
		last = now;
		return [...now, ...missed];
	};
}
