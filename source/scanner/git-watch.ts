/** Facts of the repositories that sisters stand in, read anew only where something moved. */
import type {GitFacts} from '../../db/types.ts';

export type GitWatchOptions = {
	/** Reads a repository; null outside any. Rejects with a sentence when it cannot be read. */
	readonly reader: {facts(cwd: string, signal: AbortSignal): Promise<GitFacts | null>};
	/** A cheap text that changes with HEAD or the index; null outside any repository. */
	readonly stamp: (cwd: string) => string | null;
};

export type GitWatch = {
	/** What was read last; a repository that could not be read keeps what was known of it. */
	known(cwd: string): GitFacts | null;
	/** Could it not be read at the last attempt? */
	isUnread(cwd: string): boolean;
	/**
	 * Brings the facts of these folders up to date, and forgets all others. `all` also reads where neither HEAD nor index moved: files may
	 * have. Answers with what could not be read, in words, now and at the last attempt.
	 */
	refresh(cwds: readonly string[], all: boolean, signal: AbortSignal): Promise<readonly string[]>;
};

type Entry = {readonly stamp: string | null; readonly facts: GitFacts | null; readonly unread: string | null};

/** git processes at a time: enough to hide their waiting, few enough to leave the machine to the agents. */
const atOnce = 3;

export function createGitWatch({reader, stamp}: GitWatchOptions): GitWatch {
	const entries = new Map<string, Entry>();

	const read = async (cwd: string, signal: AbortSignal): Promise<void> => {
		// The stamp first: what moves while git reads is then seen the next time.
		const before = stamp(cwd);
		try {
			entries.set(cwd, {stamp: before, facts: await reader.facts(cwd, signal), unread: null});
		} catch (error) {
			if (signal.aborted) throw error;
			const unread = error instanceof Error ? error.message : String(error);
			entries.set(cwd, {stamp: before, facts: entries.get(cwd)?.facts ?? null, unread});
		}
	};

	const refresh = async (cwds: readonly string[], all: boolean, signal: AbortSignal): Promise<readonly string[]> => {
		const wanted = new Set(cwds);
		for (const cwd of entries.keys()) if (!wanted.has(cwd)) entries.delete(cwd);
		const queue = [...wanted].filter(cwd => all || !entries.has(cwd) || entries.get(cwd)?.stamp !== stamp(cwd));
		const work = async (): Promise<void> => {
			for (let cwd = queue.shift(); cwd !== undefined; cwd = queue.shift()) await read(cwd, signal);
		};
		await Promise.all(Array.from({length: Math.min(atOnce, queue.length)}, work));
		return [...new Set([...entries.values()].flatMap(entry => entry.unread ?? []))];
	};

	return {known: cwd => entries.get(cwd)?.facts ?? null, isUnread: cwd => (entries.get(cwd)?.unread ?? null) !== null, refresh};
}
