/** From sessions to what the store is told: their status, task, folder and repository. */
import {stripVTControlCharacters} from 'node:util';
import type {GitFacts, ProcessIdentity, Reading, Sighting, TerminalPlace} from '../../db/types.ts';
import type {Observation} from '../agents/types.ts';
import type {Process} from '../processes/types.ts';
import {screenKey} from '../terminals/types.ts';
import type {FoundSession} from './find-sessions.ts';

export type SightOptions = {
	identify(process: Process): ProcessIdentity;
	/** Current directory of a process, or null when it may not be read. */
	cwd(pid: number): string | null;
	/** What is known of the repository around a folder. */
	git(cwd: string): GitFacts | null;
	/** Could it not be read at the last attempt? */
	isUnread(cwd: string): boolean;
	/** By `screenKey(place)`, with colours. */
	readonly screens: ReadonlyMap<string, string>;
};

/** The process's own folder; Codex hides it, then what the client or the terminal says. */
export const folderOf = (session: FoundSession, cwd: (pid: number) => string | null): string | null =>
	cwd(session.process.pid) ?? session.stateFile?.cwd ?? session.pane?.cwd ?? null;

/** A suspended client has left title and screen to the shell. */
function observe(session: FoundSession, screens: ReadonlyMap<string, string>): Observation {
	const pane = session.isSuspended ? null : session.pane;
	const screen = pane === null ? undefined : screens.get(screenKey(pane.place));
	return {
		process: session.process,
		title: pane?.title ?? null,
		screen: screen === undefined ? null : stripVTControlCharacters(screen).split('\n'),
		stateFile: session.stateFile,
	};
}

/** A reader that fails on something strange must not end the scan of all the others: she is unknown, and `queen explain` says why. */
function read(session: FoundSession, observation: Observation): Reading {
	try {
		return session.agent.read(observation);
	} catch (error) {
		const said = `the reader of ${session.agent.title} failed: ${error instanceof Error ? error.message : String(error)}`;
		return {status: 'unknown', detail: null, waitingFor: null, source: 'none', evidence: [{source: 'none', said}]};
	}
}

/** Seconds since the epoch; anything that is no time is none. */
function isoOf(seconds: number | null): string | null {
	return seconds === null || !(seconds > 0) || seconds > 1e11 ? null : new Date(seconds * 1000).toISOString();
}

/**
 * A session's name stands in the title too: it is no task. Also one that the client made up itself, as it does when the name that its user gave
 * lives elsewhere already (`cart-main-gentle-ladybug`); that is one word, so a sentence about the work is never taken for it.
 */
const isName = (title: string, file: FoundSession['stateFile']): boolean => title === file?.userName || (title === file?.ownName && !/\s/.test(title));

export function sightingOf(session: FoundSession, options: SightOptions): Sighting {
	const observation = observe(session, options.screens);
	const clientName = session.stateFile?.userName ?? null;
	const titled = observation.title === null ? null : session.agent.taskFromTitle(observation.title);
	const task = titled !== null && isName(titled, session.stateFile) ? null : titled;
	const cwd = folderOf(session, options.cwd);
	const git = cwd === null ? null : options.git(cwd);
	return {
		process: options.identify(session.process),
		agent: session.agent.id,
		clientName,
		terminal: session.pane?.place ?? null,
		cwd,
		git,
		...(cwd !== null && git === null && options.isUnread(cwd) ? {gitUnread: true as const} : {}),
		reading: read(session, observation),
		task,
		taskSource: task === null ? 'none' : 'title',
		resume: session.agent.resume(session.stateFile),
		lastOutput: isoOf(session.pane?.activity ?? null),
	};
}

/** Panes whose screen the reader asks for: they are read together with the next listing. */
export function wantedScreens(sessions: readonly FoundSession[]): readonly TerminalPlace[] {
	return sessions.flatMap(session => {
		if (session.pane === null || session.isSuspended) return [];
		return session.agent.needsScreen(observe(session, new Map())) ? [session.pane.place] : [];
	});
}
