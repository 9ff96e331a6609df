/** Which process of a client is the session. Pure and light: the hot commands use it too, so that they and the scanner name the same one. */
import type {Process} from '../processes/types.ts';

type Recognise = (argv: readonly string[]) => unknown;

/**
 * The session's process among `ancestors` (nearest first): from the nearest recognised one outwards, as long as it is the same
 * process group. Gemini relaunches itself and Codex starts its program from a node launcher, both within one group: the outermost
 * is the one that the shell started, that lives as long as the session, and that is an ancestor of everything the client runs.
 * Null when no session is among them.
 */
export function sessionAmong(ancestors: readonly Process[], recognise: Recognise): Process | null {
	let found: Process | null = null;
	for (const process of ancestors) {
		if (found !== null && process.group !== found.group) break;
		if (recognise(process.argv)) found = process;
	}
	return found;
}

/** Of recognised processes, those without a recognised ancestor in their own group: one for each session. */
export function outermost(recognised: readonly Process[], byPid: ReadonlyMap<number, Process>): readonly Process[] {
	const pids = new Set(recognised.map(process => process.pid));
	return recognised.filter(process => !ancestorsInGroup(process, byPid).some(ancestor => pids.has(ancestor.pid)));
}

/** Ancestors that are in the same process group, nearest first. A launcher's shell is in a group of its own. */
export function ancestorsInGroup(process: Process, byPid: ReadonlyMap<number, Process>): readonly Process[] {
	const found: Process[] = [];
	let next = byPid.get(process.ppid);
	// A group is never deep; the bound keeps a loop in what was read from hanging us.
	while (next !== undefined && next !== process && next.group === process.group && found.length < 32) {
		found.push(next);
		next = byPid.get(next.ppid);
	}
	return found;
}
