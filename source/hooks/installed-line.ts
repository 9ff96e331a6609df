/** The one line that stands in a client's settings for each event, and how it is told from foreign ones. Pure. */
import {clientTimeout, type HookEvent, hookEventNames, hookEvents} from './events.ts';

/** Name of the shell front beside the database. */
export const frontName = 'queen-hook';

/** Any text as one word of a POSIX shell. */
export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/**
 * The line for one event. The front is read into the shell that the client starts anyway: a second shell would double the price. It does
 * nothing where the front is gone, and always ends with 0: with 2 the client would take a failure of ours for a refusal.
 */
export const installedLine = (front: string, event: HookEvent): string =>
	`[ ! -r ${quoted(front)} ] || { set -- ${event}; command . ${quoted(front)}; }; exit 0`;

const ours = new RegExp(`^\\[ ! -r '.*/${frontName}' \\] \\|\\| \\{ set -- [A-Za-z]+; command \\. '.*/${frontName}'; \\}; exit 0$`, 's');

/** Was this command written by us, from whichever folder? */
export const isOurLine = (command: unknown): boolean => typeof command === 'string' && ours.test(command);

export type HookGroup = {
	readonly matcher?: string;
	readonly hooks: readonly {readonly type: 'command'; readonly command: string; readonly timeout: number}[];
};

/** What we put into the client's settings: one group for each event. */
export const ourGroups = (front: string): readonly {readonly event: HookEvent; readonly group: HookGroup}[] =>
	hookEventNames.map(event => {
		const {matcher} = hookEvents[event];
		const hooks = [{type: 'command', command: installedLine(front, event), timeout: clientTimeout}] as const;
		return {event, group: matcher === null ? {hooks} : {matcher, hooks}};
	});
