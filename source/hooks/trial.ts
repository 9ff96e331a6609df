/** The installed lines run as a client runs them, in a place of their own: do they work, and what do they cost? For `queen doctor`. */
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {run} from '../run.ts';
import {startFlags} from './flags.ts';
import {installedLine} from './installed-line.ts';
import {hookPlaces} from './places.ts';
import {writeCard} from './session-card.ts';
import {parseSpool} from './spool.ts';

export type Trial = {
	/** Milliseconds of one silent hook, and of a shell that does nothing. */
	readonly p50: number;
	readonly p95: number;
	readonly shell: number;
	/** What was wrong, in words; null when all was as it should be. */
	readonly trouble: string | null;
};

const rounds = 9;
/** The silent ways: nothing to say, nothing claimed, and an event that is only recorded. */
const events = ['UserPromptSubmit', 'PreToolUse', 'Stop'] as const;
const payload = '{"tool_name":"Edit","tool_input":{"file_path":"/nowhere/at/all"}}';

const at = (sorted: readonly number[], share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;

type Once = {readonly ms: number; readonly trouble: string | null};

async function once(line: string, env: NodeJS.ProcessEnv): Promise<Once> {
	const start = performance.now();
	const {code, stdout} = await run('/bin/sh', ['-c', line], {env, input: payload, timeoutMs: 5000, maxBytes: 100_000});
	const ms = performance.now() - start;
	if (code !== 0) return {ms, trouble: `a hook ended with ${code}`};
	return {ms, trouble: stdout === '' ? null : 'a hook with nothing to say printed something'};
}

/** A colony of nothing but this very process as a client, so that neither mail nor spool nor claims of the real one are touched. */
function makePlace(folder: string): void {
	const places = hookPlaces(folder);
	for (const place of [places.hooks, places.spool, places.mail, places.claims, places.sessions]) mkdirSync(place, {recursive: true, mode: 0o700});
	startFlags(places);
	writeCard(places.sessions, process.pid, {name: 'doctor', repositoryFlag: 'none', worktree: null}, new Date(Date.now() + 1000));
}

async function runAll(front: string, folder: string, env: NodeJS.ProcessEnv): Promise<Trial> {
	const here = {...env, HIVE_DB: path.join(folder, 'queen.db')};
	const hooks: Once[] = [];
	const shells: number[] = [];
	for (let round = 0; round < rounds; round += 1) {
		shells.push((await once(':', here)).ms);
		for (const event of events) hooks.push(await once(installedLine(front, event), here));
	}
	const spool = hookPlaces(folder).events;
	const recorded = existsSync(spool) ? parseSpool(readFileSync(spool, 'utf8')).length : 0;
	const wanted = rounds * 2;
	const lost = recorded === wanted ? null : `${recorded} of ${wanted} events were recorded`;
	const times = hooks.map(({ms}) => ms).toSorted((a, b) => a - b);
	const shell = at(
		shells.toSorted((a, b) => a - b),
		0.5,
	);
	return {p50: at(times, 0.5), p95: at(times, 0.95), shell, trouble: hooks.find(({trouble}) => trouble !== null)?.trouble ?? lost};
}

/** Rejects with what the system says when no shell can be started or no folder be made. */
export async function tryHooks(front: string, env: NodeJS.ProcessEnv): Promise<Trial> {
	const folder = mkdtempSync(path.join(os.tmpdir(), 'queen-hooks-'));
	try {
		makePlace(folder);
		return await runAll(front, folder, env);
	} finally {
		rmSync(folder, {recursive: true, force: true});
	}
}
