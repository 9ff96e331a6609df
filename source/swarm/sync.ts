/** Light: a session runs it between every two tasks, so that it is one of the hot commands. */
import type {Sanitized, SyncNews} from '../../db/types.ts';
import {commitSync, sync as look} from '../actions/sync.ts';
import type {Call} from '../commands/types.ts';
import {syncText} from '../format/sync.ts';
import {cell, sanitize} from '../sanitize.ts';
import {openAndTakeName} from './session.ts';
import type {Answer} from './types.ts';

/** How much one call says: a session that was away for a week must not drown. */
const most = {messages: 20, context: 50};
const everything = {messages: null, context: null};

/** claude-swarm names only what there is. */
function header({messages, context, conflicts}: Sanitized<SyncNews>): string {
	const parts = [
		messages.length > 0 ? `${messages.length} new message(s)` : '',
		context.length > 0 ? `${context.length} new context` : '',
		conflicts.length > 0 ? `${conflicts.length} conflict(s)` : '',
	];
	return `[SYNC] ${parts.filter(Boolean).join(', ')}`;
}

/** What was cut is said by lines of ours that begin with `+`; no line of somebody's text does. */
const nextStep = (line: string, name: string): string =>
	line.startsWith('+')
		? line.replace(/: queen sync$/, `: claude-swarm sync --session ${name}`).replace(/: queen context$/, ': claude-swarm context show')
		: line;

/** The lines of `queen sync` with claude-swarm's first line; none when nothing is new. */
export function syncLines(news: Sanitized<SyncNews>, name: string): readonly string[] {
	const text = syncText(news);
	if (text === null) return [];
	const [, ...rest] = text.split('\n');
	return [header(news), ...rest.map(line => nextStep(line, name))];
}

/** `sync --session A`. */
export async function syncAs(call: Call, name: string): Promise<Answer> {
	const context = await openAndTakeName(call, name);
	const synced = await look(context, call.json ? everything : most);
	const {messages, context: entries, conflicts} = synced.news;
	return {
		lines: syncLines(sanitize(synced.news), cell(name)),
		data: {name: synced.caller.name, messages, context: entries, conflicts},
		// Only now: whoever is killed before it is told the same again.
		printed: () => commitSync(context, synced, true),
	};
}
