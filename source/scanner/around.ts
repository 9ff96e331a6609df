/** What the detectors get beside the store: git's own signs of every worktree with a sister, and who else is about there. */
import type {Facts} from '../../db/store.ts';
import type {Bystanders, WorktreeSigns} from '../../db/types.ts';
import type {Process, Processes} from '../processes/types.ts';
import type {Seen} from './look.ts';

export type Around = Pick<Facts, 'worktrees' | 'bystanders' | 'watchedSince'> & {
	/** Worktrees that could not be read, in words. */
	readonly unread: readonly string[];
};

export type AroundOptions = {
	readonly signs: (cwd: string, signal: AbortSignal) => Promise<WorktreeSigns | null>;
	readonly processes: Pick<Processes, 'cwd' | 'get'>;
	/** Milliseconds since the epoch. */
	wall(): number;
};

export type AroundReader = {
	/** To be called at each look: whoever is about only for a moment must not be forgotten. */
	note(processes: readonly Process[], sessions: readonly Pick<Process, 'pid'>[]): void;
	read(seen: Seen, signal: AbortSignal): Promise<Around>;
};

/** A folder without a shell for so long is no longer the keeper's. */
const rememberedMs = 2 * 60 * 60_000;
const mostShells = 500;

/** git processes at a time, as in git-watch.ts. */
const atOnce = 3;

async function readSigns({signs}: AroundOptions, seen: Seen, signal: AbortSignal): Promise<Pick<Around, 'worktrees' | 'unread'>> {
	const queue = [...new Set([...seen.sightings, ...(seen.places ?? [])].flatMap(({git}) => git?.worktree ?? []))];
	const worktrees: WorktreeSigns[] = [];
	const unread: string[] = [];
	const read = async (worktree: string): Promise<void> => {
		try {
			worktrees.push(...[await signs(worktree, signal)].filter(one => one !== null));
		} catch (error) {
			if (signal.aborted) throw error;
			unread.push(error instanceof Error ? error.message : String(error));
		}
	};
	const work = async (): Promise<void> => {
		for (let worktree = queue.shift(); worktree !== undefined; worktree = queue.shift()) await read(worktree);
	};
	await Promise.all(Array.from({length: atOnce}, work));
	return {worktrees: worktrees.toSorted((a, b) => (a.worktree < b.worktree ? -1 : 1)), unread};
}

/** `git`, `/usr/lib/git-core/git-remote-https`. */
const isGit = ({argv: [program = '']}: Process): boolean => /(?:^|\/)git(?:-[a-z-]+)?$/.test(program);

const isDead = ({state}: Process): boolean => state === 'Z' || state === 'X';

/**
 * Folders of programs on terminals that no sister sits at: whoever works there is the keeper. A sister's own terminal is hers, with the shell
 * that started her and everything that she runs in it.
 */
function shellsOf(list: readonly Process[], sessions: readonly Pick<Process, 'pid'>[], processes: AroundOptions['processes']): ReadonlySet<string> {
	const ttyOf = new Map(list.map(process => [process.pid, process.tty]));
	const taken = new Set(sessions.map(({pid}) => ttyOf.get(pid)));
	const others = list.filter(process => !isDead(process) && process.tty !== 0 && !taken.has(process.tty));
	return new Set(others.flatMap(({pid}) => processes.cwd(pid) ?? []));
}

/** Folders in which a git runs; null for one that lives and does not say where. One that ended since the list was made is none. */
function gitsOf(list: readonly Process[], processes: AroundOptions['processes']): readonly (string | null)[] {
	const isThere = (process: Process | null): boolean => process !== null && !isDead(process) && isGit(process);
	return list.filter(isThere).flatMap(({pid}) => {
		const cwd = processes.cwd(pid);
		return cwd !== null || isThere(processes.get(pid)) ? [cwd] : [];
	});
}

export function createAround(options: AroundOptions): AroundReader {
	const {processes, wall} = options;
	const shells = new Map<string, number>();
	let gits: readonly (string | null)[] | undefined;

	const forgetOld = (now: number): void => {
		for (const [cwd, until] of shells) if (now - until > rememberedMs || shells.size > mostShells) shells.delete(cwd);
	};
	const bystanders = (): Bystanders | null =>
		gits === undefined
			? null
			: {
					shells: [...shells].map(([cwd, until]) => ({cwd, until: new Date(until).toISOString()})),
					gits: gits.includes(null) ? null : gits.flatMap(cwd => cwd ?? []),
				};

	return {
		note(list, sessions) {
			const now = wall();
			for (const cwd of shellsOf(list, sessions, processes)) {
				// Again at its end: the newest stay when there are too many.
				shells.delete(cwd);
				shells.set(cwd, now);
			}
			forgetOld(now);
			gits = gitsOf(list, processes);
		},
		read: async (seen, signal) => ({...(await readSigns(options, seen, signal)), bystanders: bystanders(), watchedSince: seen.watchedSince ?? null}),
	};
}
