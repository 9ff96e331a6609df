/** One look at everything that shows sessions: terminals, processes, state files, repositories. Writes nothing. */
import type {IsoTime, NamedPlace, SeenEdit, Sighting} from '../../db/types.ts';
import type {Agent, StateFile} from '../agents/types.ts';
import type {Process, Processes} from '../processes/types.ts';
import {screenKey, type TerminalScan} from '../terminals/types.ts';
import type {Around, AroundReader} from './around.ts';
import {type Eyes, type Found, type FoundSession, findSessions} from './find-sessions.ts';
import type {GitWatch} from './git-watch.ts';
import type {NamedPlaces} from './named-places.ts';
import type {ProcessWatch} from './process-watch.ts';
import {folderOf, sightingOf, wantedScreens} from './sight.ts';
import type {TerminalWatch} from './watch-terminals.ts';

export type LookerOptions = {
	readonly processes: Pick<Processes, 'get' | 'identify' | 'cwd' | 'terminalHints'>;
	readonly watch: {readonly processes: ProcessWatch; readonly terminals: TerminalWatch; readonly git: GitWatch};
	/** Claude's state files of living processes; `get` answers about a process at less cost than the system. */
	stateFiles(get: (pid: number) => Process | null): readonly StateFile[];
	recognise(argv: readonly string[]): Agent | null;
	readonly stateFileAgent: Agent;
	/** Sisters without a session; without it none of them is looked for. */
	readonly named?: NamedPlaces;
	/** What detectors want beside: see `Looker.around`. */
	readonly around?: AroundReader;
	readonly clock?: {wall(): number; mono(): number};
};

export type Seen = {
	readonly sightings: readonly Sighting[];
	/** Clients on a terminal that we cannot see: no sisters, `queen doctor` shows them. */
	readonly unplaced: readonly FoundSession[];
	/** Every place where a session could be was looked at: who was not seen is not there. */
	readonly sawEverybody: boolean;
	readonly looked: readonly string[];
	readonly unread: readonly string[];
	/** What hooks saw being written since the last look. */
	readonly edits?: readonly SeenEdit[];
	/** Where the sisters stand who are known by name only, as the last thorough look found it. */
	readonly places?: readonly NamedPlace[];
	/** Since when looks follow each other without a pause; null: this is the first, or one after a pause. */
	readonly watchedSince?: IsoTime | null;
};

export type Looker = {
	/** `thorough`: everything anew, and screens that turn out to be needed at once; otherwise only what may have changed. */
	look(thorough: boolean, signal: AbortSignal): Promise<Seen>;
	/** What the detectors get beside the store. Costs a few files for each worktree, and git only where commits are new. */
	around?(seen: Seen, signal: AbortSignal): Promise<Around>;
};

const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

/** An environment does not change while the process lives: it is looked at once. */
function hintsOnce(processes: LookerOptions['processes'], byPid: () => ReadonlyMap<number, Process>): Eyes['terminalHints'] {
	const known = new Map<string, Readonly<Record<string, string>>>();
	return pid => {
		const key = `${pid} ${byPid().get(pid)?.startTime}`;
		const hints = known.get(key) ?? processes.terminalHints(pid);
		if (known.size > 500) known.clear();
		known.set(key, hints);
		return hints;
	};
}

/** After a pause of this length, what happened meanwhile was not seen: a laptop slept, or only single scans were made. */
const pauseMs = 20_000;

/** Answers since when it was called without a pause; null the first time. */
function createWatch(clock: LookerOptions['clock']): () => IsoTime | null {
	let since: number | null = null;
	let last = Number.NEGATIVE_INFINITY;
	return () => {
		if (clock === undefined) return null;
		const now = clock.mono();
		const isFirst = now - last > pauseMs;
		if (isFirst) since = clock.wall();
		last = now;
		return isFirst || since === null ? null : new Date(since).toISOString();
	};
}

/** What the report says about places; terminals say it themselves. */
function lookedAt(terminals: TerminalScan, stateFiles: readonly StateFile[], folders: number): readonly string[] {
	const files = `Claude's state files (${count(stateFiles.length, 'living session', 'living sessions')})`;
	return [...terminals.looked, files, `git in ${count(folders, 'folder', 'folders')}`];
}

export function createLooker({processes, watch, stateFiles, recognise, stateFileAgent, named, around, clock}: LookerOptions): Looker {
	const watchedSince = createWatch(clock);
	let current: ReadonlyMap<number, Process> = new Map();
	const terminalHints = hintsOnce(processes, () => current);
	let sessions: readonly FoundSession[] = [];

	/** Servers that unplaced agents name; true when one of them is news. */
	const followHints = (unplaced: readonly FoundSession[]): boolean => {
		const named = new Set(unplaced.flatMap(({process}) => terminalHints(process.pid)['TMUX'] ?? []));
		return [...named].map(tmux => watch.terminals.alsoWatch(tmux)).includes(true);
	};

	const find = (terminals: TerminalScan, files: readonly StateFile[], all: readonly Process[]): Found => {
		current = new Map(all.map(process => [process.pid, process]));
		const found = findSessions({panes: terminals.panes, processes: all, stateFiles: files}, {recognise, stateFileAgent, terminalHints});
		sessions = found.sessions;
		return found;
	};

	const isMissing = (terminals: TerminalScan): boolean => wantedScreens(sessions).some(place => !terminals.screens.has(screenKey(place)));

	const look = async (thorough: boolean, signal: AbortSignal): Promise<Seen> => {
		let terminals = await watch.terminals.look(wantedScreens(sessions), thorough, signal);
		const files = stateFiles(pid => current.get(pid) ?? processes.get(pid));
		// After the files, so that whoever wrote one is in the list, and who ended meanwhile is not.
		const all = thorough ? watch.processes.all() : watch.processes.update();
		let found = find(terminals, files, all);
		const isNews = followHints(found.unplaced);
		if (thorough && (isNews || isMissing(terminals))) {
			terminals = await watch.terminals.look(wantedScreens(sessions), true, signal);
			found = find(terminals, files, all);
		}
		around?.note(
			all,
			found.sessions.map(({process}) => process),
		);
		const folders = [...new Set(found.sessions.flatMap(session => folderOf(session, processes.cwd) ?? []))];
		const unreadGit = await watch.git.refresh(folders, thorough, signal);
		const options = {identify: processes.identify, cwd: processes.cwd, git: watch.git.known, isUnread: watch.git.isUnread, screens: terminals.screens};
		const sightings = found.sessions.map(session => sightingOf(session, options)).toSorted((a, b) => a.process.pid - b.process.pid);
		if (thorough) await named?.refresh(sightings, watch.git.known, signal);
		return {
			sightings,
			unplaced: found.unplaced,
			sawEverybody: terminals.unread.length === 0,
			looked: lookedAt(terminals, files, new Set([...folders, ...(named?.folders() ?? [])]).size),
			unread: [...terminals.unread, ...unreadGit, ...(named?.unread() ?? [])],
			...(named === undefined ? {} : {places: named.known()}),
			watchedSince: watchedSince(),
		};
	};
	return {look, ...(around === undefined ? {} : {around: around.read})};
}
