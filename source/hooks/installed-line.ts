/** The one line that stands in a client's settings for each event, and how it is told from foreign ones. Pure. */
import {type Dialect, dialects} from './dialects.ts';
import type {HookAgent, HookEvent} from './events.ts';

/** Name of the shell front beside the database. */
export const frontName = 'queen-hook';

/** Any text as one word of a POSIX shell. */
export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** `Wake` is no event of a client but what waits for urgent mail while a session of Claude Code is idle (`waiter.ts`). */
export type Called = HookEvent | 'Wake';

/**
 * The line for one event. The front is read into the shell that the client starts anyway: a second shell would double the price. It does
 * nothing where the front is gone, and always ends with 0: with 2 the client would take a failure of ours for a refusal.
 */
export const installedLine = (front: string, event: Called, agent: HookAgent = 'claude'): string =>
	agent === 'codex'
		? // Its user's shell may be one that knows no POSIX; every shell knows exec and single quotes.
			`exec /bin/sh -c ${quoted('[ ! -r "$0" ] || command . "$0"; exit 0')} ${quoted(front)} ${event} ${agent}`
		: `[ ! -r ${quoted(front)} ] || { set -- ${event}${agent === 'claude' ? '' : ` ${agent}`}; command . ${quoted(front)}; }; exit 0`;

const ours = [
	new RegExp(`^\\[ ! -r '.*/${frontName}' \\] \\|\\| \\{ set -- [A-Za-z]+(?: [a-z]+)?; command \\. '.*/${frontName}'; \\}; exit 0$`, 's'),
	new RegExp(`^exec /bin/sh -c '\\[ ! -r "\\$0" \\] \\|\\| command \\. "\\$0"; exit 0' '.*/${frontName}' [A-Za-z]+ [a-z]+$`, 's'),
];

/** Was this command written by us, from whichever folder? */
export const isOurLine = (command: unknown): boolean => typeof command === 'string' && ours.some(line => line.test(command));

type HookLine = {
	readonly type: 'command';
	readonly command: string;
	readonly timeout: number;
	readonly name?: string;
	readonly description?: string;
	readonly asyncRewake?: true;
};
export type HookGroup = {readonly matcher?: string; readonly hooks: readonly HookLine[]};
/** One group of the client's settings, under its own name of the event. */
export type OurGroup = {readonly event: string; readonly group: HookGroup};

/** How long the waiter may wait: the client kills it then, and the end of the next turn starts another. Seconds. */
const longestWait = 24 * 3600;

/** The end of each turn leaves one waiter behind; at the start of a session it would hold up some versions (anthropics/claude-code#89960). */
const waiterGroup = (front: string): OurGroup => ({
	event: 'Stop',
	group: {hooks: [{type: 'command', command: installedLine(front, 'Wake'), timeout: longestWait, asyncRewake: true}]},
});

/** What we put into a client's settings: one group for each event, and for Claude Code the waiter where the keeper wants it. */
export const ourGroups = (front: string, {agent, points, timeout, label}: Dialect = dialects.claude, wakes = false): readonly OurGroup[] => {
	const groups = points.map(({event, theirs, matcher, timeout: least = timeout}) => {
		const hooks = [{...label, type: 'command', command: installedLine(front, event, agent), timeout: least}] as const;
		return {event: theirs, group: matcher === null ? {hooks} : {matcher, hooks}};
	});
	return wakes && agent === 'claude' ? [...groups, waiterGroup(front)] : groups;
};
