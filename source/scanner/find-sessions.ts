/** Which processes are sessions, and in which terminal pane each sits (RULES.md, "Sisters"). Facts in, data out. */
import type {Agent, StateFile} from '../agents/types.ts';
import type {Process} from '../processes/types.ts';
import {socketOfListenOn} from '../terminals/kitty-sockets.ts';
import {canonicalSocket, parseTmuxVariable} from '../terminals/tmux-sockets.ts';
import type {TerminalPane} from '../terminals/types.ts';
import {ancestorsInGroup, outermost} from './outermost.ts';

/** What was looked at in one pass. */
export type Look = {
	readonly panes: readonly TerminalPane[];
	readonly processes: readonly Process[];
	/** Only those whose process lives and started when the file says. */
	readonly stateFiles: readonly StateFile[];
};

/** Answers about a single process, asked only where they are needed. */
export type Eyes = {
	recognise(argv: readonly string[]): Agent | null;
	/** Whose state files they are: a session with one is hers even under a command line that nobody knows. */
	readonly stateFileAgent: Agent;
	/** RULES.md, "Scanning": asked only for a recognised agent on a terminal that belongs to no known pane. */
	terminalHints(pid: number): Readonly<Record<string, string>>;
};

export type FoundSession = {
	readonly process: Process;
	readonly agent: Agent;
	readonly stateFile: StateFile | null;
	/** Null: she runs where we see no terminal, and there is no jump. */
	readonly pane: TerminalPane | null;
	readonly isSuspended: boolean;
};

export type Found = {
	readonly sessions: readonly FoundSession[];
	/** Clients on a terminal that we cannot see: no sisters, `queen doctor` shows them. */
	readonly unplaced: readonly FoundSession[];
};

const isDead = (process: Process): boolean => process.state === 'Z' || process.state === 'X';
const isSuspended = (process: Process): boolean => process.state === 'T';

/** In the foreground of its terminal, or suspended there with Ctrl-Z. */
const holdsTerminal = (process: Process): boolean => process.tty !== 0 && (process.group === process.foreground || isSuspended(process));

type Candidate = Omit<FoundSession, 'pane'>;

/** Clients on terminals, joined with their state files; then those that have nothing but a state file, wherever they run. */
function candidates(look: Look, eyes: Eyes, byPid: ReadonlyMap<number, Process>): readonly Candidate[] {
	const agentOf = new Map<number, Agent>();
	for (const process of byPid.values()) {
		const agent = eyes.recognise(process.argv);
		if (agent !== null) agentOf.set(process.pid, agent);
	}
	const headless = new Set(look.stateFiles.filter(file => file.headless).map(file => file.pid));
	const clients = [...byPid.values()].filter(process => agentOf.has(process.pid) && !headless.has(process.pid) && holdsTerminal(process));
	const sessions = new Map(outermost(clients, byPid).map(process => [process.pid, process]));
	const fileOf = new Map<number, StateFile>();
	for (const file of look.stateFiles) {
		const process = byPid.get(file.pid);
		if (process === undefined || file.headless) continue;
		const session = launcherOf(process, sessions, byPid) ?? process;
		sessions.set(session.pid, session);
		fileOf.set(session.pid, file);
	}
	return [...sessions.values()].map(process => ({
		process,
		agent: agentOf.get(process.pid) ?? eyes.stateFileAgent,
		stateFile: fileOf.get(process.pid) ?? null,
		isSuspended: isSuspended(process),
	}));
}

/** The session that this process belongs to: itself, or its launcher in the same process group. */
function launcherOf(process: Process, sessions: ReadonlyMap<number, Process>, byPid: ReadonlyMap<number, Process>): Process | null {
	return [process, ...ancestorsInGroup(process, byPid)].find(each => sessions.has(each.pid)) ?? null;
}

const isSamePane = (pane: TerminalPane, socket: string, id: string): boolean => pane.place.socket === socket && pane.place.pane === id;

/** The pane that the process's own environment names: a terminal inside a pane (`script`, an editor's) has a tty of its own. */
function paneByHints(candidate: Candidate, panes: readonly TerminalPane[], eyes: Eyes): TerminalPane | null {
	if (candidate.process.tty === 0) return null;
	const hints = eyes.terminalHints(candidate.process.pid);
	const tmux = parseTmuxVariable(hints['TMUX']);
	const tmuxPane = hints['TMUX_PANE'];
	const tmuxSocket = tmux === null ? null : canonicalSocket(tmux.socket);
	if (tmuxSocket !== null && tmuxPane) return panes.find(pane => pane.place.kind === 'tmux' && isSamePane(pane, tmuxSocket, tmuxPane)) ?? null;
	const kittySocket = socketOfListenOn(hints['KITTY_LISTEN_ON']);
	const kittyWindow = hints['KITTY_WINDOW_ID'];
	if (kittySocket && kittyWindow) return panes.find(pane => pane.place.kind === 'kitty' && isSamePane(pane, kittySocket, kittyWindow)) ?? null;
	return null;
}

/** The pane whose first process is an ancestor. */
function paneByTree(process: Process, panes: readonly TerminalPane[], byPid: ReadonlyMap<number, Process>): TerminalPane | null {
	const byFirst = new Map(panes.map(pane => [pane.pid, pane]));
	const seen = new Set<number>();
	for (let next: Process | undefined = process; next !== undefined && !seen.has(next.pid); next = byPid.get(next.ppid)) {
		const pane = byFirst.get(next.pid);
		if (pane !== undefined) return pane;
		seen.add(next.pid);
	}
	return null;
}

/** The pane that the state file names (`session:@window.%pane`), when only one server has a pane of that number. */
function paneByField(field: string | null, panes: readonly TerminalPane[]): TerminalPane | null {
	const id = /%\d+$/.exec(field ?? '')?.[0];
	const same = panes.filter(pane => pane.place.kind === 'tmux' && pane.place.pane === id);
	return same.length === 1 ? (same[0] ?? null) : null;
}

/**
 * Every session, once. A pane is taken by who holds its tty; only a pane that nobody holds is given by hint, process tree or the
 * client's own word: otherwise a client started by another in the background would pass for the one on the screen.
 */
export function findSessions(look: Look, eyes: Eyes): Found {
	const byPid = new Map(look.processes.filter(process => !isDead(process)).map(process => [process.pid, process]));
	const panes = look.panes.filter(pane => !pane.dead);
	const byTty = new Map(panes.filter(pane => pane.tty !== 0).map(pane => [pane.tty, pane]));
	const all = candidates(look, eyes, byPid);
	const taken = new Set(all.map(candidate => byTty.get(candidate.process.tty)));
	const sessions: FoundSession[] = [];
	const unplaced: FoundSession[] = [];
	for (const candidate of all) {
		const {process, stateFile} = candidate;
		const free = panes.filter(pane => !taken.has(pane));
		const pane =
			byTty.get(process.tty) ??
			paneByHints(candidate, free, eyes) ??
			(stateFile === null ? null : (paneByTree(process, free, byPid) ?? paneByField(stateFile.tmuxPane, free)));
		if (pane !== null) taken.add(pane);
		(pane === null && stateFile === null ? unplaced : sessions).push({...candidate, pane});
	}
	return {sessions, unplaced};
}
