/** How our hooks stand in a file of each client: put in, found, taken out. Pure but for the plugin's text, which is a file of the program. */
import {type Dialect, dialects, isJsonAgent} from './dialects.ts';
import type {HookAgent} from './events.ts';
import {frontName, type OurGroup, ourGroups} from './installed-line.ts';
import {ourEntries, withOurs, withoutOurs} from './merge.ts';
import {isOurPlugin, pluginEvents, pluginText} from './plugin.ts';

/** All of these throw a sentence for a file that is broken or not ours to change. `file` is its name, for that sentence. */
export type Writing = {
	/** Names of the client's events at which something of ours stands. */
	events(text: string, file: string): readonly string[];
	/** How many there are when all is there. */
	readonly all: number;
	/** As we would write it now, each once. */
	isCurrent(text: string, file: string, front: string): boolean;
	put(text: string, file: string, front: string): string;
	/** What is left without us; null: nothing, the file goes. */
	takeOut(text: string, file: string): string | null;
};

function inSettings(dialect: Dialect, wakes: boolean): Writing {
	const groups = (front: string): readonly OurGroup[] => ourGroups(front, dialect, wakes);
	const isElsewhere = (text: string): boolean => dialect.agent !== 'claude' && !text.includes(frontName);
	const key = (event: string, matcher: string | null, command: string | undefined): string => JSON.stringify([event, matcher, command]);
	return {
		// Another client's file may hold what JSON does not know, comments for one: where we never wrote it is none of our business.
		events: (text, file) => (isElsewhere(text) ? [] : [...new Set(ourEntries(text, file).map(({event}) => event))]),
		all: dialect.points.length,
		isCurrent: (text, file, front) => {
			if (isElsewhere(text)) return false;
			const wanted = groups(front).map(({event, group}) => key(event, group.matcher ?? null, group.hooks[0]?.command));
			const found = ourEntries(text, file).map(({event, matcher, command}) => key(event, matcher, command));
			return found.length === wanted.length && wanted.every(each => found.includes(each));
		},
		put: (text, file, front) => withOurs(text, file, groups(front)),
		takeOut: (text, file) => withoutOurs(text, file),
	};
}

const asPlugin: Writing = {
	events: (text, file) => (isOurPlugin(text, file) ? pluginEvents : []),
	all: pluginEvents.length,
	isCurrent: (text, _file, front) => text === pluginText(front),
	put: (text, file, front) => {
		if (text !== '') isOurPlugin(text, file);
		return pluginText(front);
	},
	takeOut: (text, file) => (isOurPlugin(text, file) ? null : text),
};

/** `wakes`: the keeper wants urgent mail to wake an idle session (Claude Code alone can). */
export const writingOf = (agent: HookAgent, wakes: boolean): Writing => (isJsonAgent(agent) ? inSettings(dialects[agent], wakes) : asPlugin);
