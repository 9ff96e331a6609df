/**
 * What Claude Code publishes about its own sessions: `sessions/<pid>.json`. Read only, never the `.key` files beside
 * them (they hold tokens). The format is undocumented: read leniently, judged by the values that parse.
 */
import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import type {StateFile} from './agents/types.ts';
import type {Processes} from './processes/types.ts';

const fileName = /^\d{1,10}\.json$/;
/** The real ones are below 2 KB; something huge is not one of them. */
const maxBytes = 65_536;

/** The folders of sessions: under CLAUDE_CONFIG_DIR and under HOME (RULES.md, "Sisters"), once where both are the same. */
export const sessionFolders = (env: NodeJS.ProcessEnv): readonly string[] => {
	const bases = [env['CLAUDE_CONFIG_DIR'], env['HOME'] ? path.join(env['HOME'], '.claude') : undefined];
	return [...new Set(bases.filter(base => base).map(base => path.resolve(base ?? '', 'sessions')))];
};

const namesIn = (folder: string): readonly string[] => {
	try {
		return readdirSync(folder).filter(name => fileName.test(name));
	} catch {
		// No such folder: no Claude Code here, or an old one. Not being allowed to look means the same to us.
		return [];
	}
};

type Fields = Readonly<Record<string, unknown>>;

const parse = (file: string): Fields | null => {
	try {
		const bytes = readFileSync(file);
		if (bytes.length > maxBytes) return null;
		const value: unknown = JSON.parse(bytes.toString('utf8'));
		return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
	} catch {
		return null;
	}
};

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Sessions that a program drives, and those in the background, say so in `entrypoint` and `kind`. */
const isHeadless = ({entrypoint, kind}: Fields): boolean => (text(entrypoint) ?? 'cli') !== 'cli' || (text(kind) ?? 'interactive') !== 'interactive';

/** 2.1.330 says `user` for a name that her human gave, 2.1.197 says nothing; both say `derived` for one that the client made up. */
const isUsersName = ({nameSource}: Fields): boolean => nameSource === undefined || nameSource === 'user';

const toStateFile = (pid: number, fields: Fields): StateFile | null => {
	const startTime = text(fields['procStart']) ?? (typeof fields['procStart'] === 'number' ? String(fields['procStart']) : null);
	if (startTime === null) return null;
	return {
		pid,
		startTime,
		status: text(fields['status']),
		waitingFor: text(fields['waitingFor']),
		cwd: text(fields['cwd']),
		sessionId: text(fields['sessionId']),
		userName: isUsersName(fields) ? text(fields['name']) : null,
		ownName: text(fields['name']),
		headless: isHeadless(fields),
		tmuxPane: text(fields['tmux']),
	};
};

/**
 * One session's file, or null: gone, unreadable, not understood, or left behind by a process that no longer lives (or
 * whose pid another one has now). It is rewritten in place, so what does not parse is read once more.
 */
const read = (folder: string, name: string, processes: Processes): StateFile | null => {
	const process = processes.get(Number.parseInt(name, 10));
	if (process === null || /^[ZX]/.test(process.state)) return null;
	const file = path.join(folder, name);
	const fields = parse(file) ?? parse(file);
	const state = fields && toStateFile(process.pid, fields);
	return state?.startTime === process.startTime ? state : null;
};

/** State files of living sessions under this HOME and CLAUDE_CONFIG_DIR, headless ones marked. Never throws, never writes. */
export const readStateFiles = (env: NodeJS.ProcessEnv, processes: Processes): readonly StateFile[] => {
	const all = sessionFolders(env).flatMap(folder => namesIn(folder).map(name => read(folder, name, processes)));
	const byPid = new Map<number, StateFile>();
	for (const state of all) if (state !== null) byPid.set(state.pid, state);
	return [...byPid.values()];
};
