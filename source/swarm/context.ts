import {addEntry, categoryOf, findEntries} from '../actions/context.ts';
import {textOf} from '../commands/input.ts';
import type {Call} from '../commands/types.ts';
import {toSecond} from '../format/plain.ts';
import {block, cell} from '../sanitize.ts';
import {openAs} from './session.ts';
import type {Answer, SwarmCommand} from './types.ts';
import {flagOf, namesIn, tableFor} from './words.ts';

/** How many entries a plain table shows. */
const most = 50;

async function runAdd(call: Call): Promise<Answer> {
	const category = categoryOf(flagOf(call, 'category'));
	const body = await textOf(call, call.args);
	const entry = await addEntry(await openAs(call, flagOf(call, 'session')), {body, category, ttlMs: null, isForAll: false, supersedes: null});
	return {lines: [`Context #${entry.id} added (${entry.category})`], tone: 'green', data: entry};
}

async function runShow(call: Call): Promise<Answer> {
	const context = await call.open();
	const filter = {all: false, everywhere: false, category: null, words: [], limit: call.json ? null : most};
	const {entries, total} = await findEntries(context, filter);
	const oldestFirst = entries.toReversed();
	if (entries.length === 0) return {lines: ['No shared context entries'], tone: 'dim', data: []};
	const name = await namesIn(context);
	const rows = oldestFirst.map(({id, by, category, body, addedAt}) => [cell(String(id)), name(by), cell(category), block(body), cell(toSecond(addedAt))]);
	const lines = tableFor(call, 'Shared Context', ['ID', 'Session', 'Category', 'Body', 'Created'], rows);
	const older = total - entries.length;
	return {lines, data: oldestFirst, notes: older > 0 ? [`+${older} older: queen context search WORDS, or claude-swarm context show --json`] : []};
}

export const contextAdd: SwarmCommand = {
	words: 'context add',
	places: ['TEXT'],
	required: ['session', 'category'],
	optional: [],
	same: 'the line; exit 2 for a category that is none',
	different: null,
	run: runAdd,
};

export const contextShow: SwarmCommand = {
	words: 'context show',
	places: [],
	required: [],
	optional: [],
	same: 'the table, oldest first',
	different:
		'entries of this repository and those for all; the newest 50; without what is superseded or expired. `queen context` prints each text between bars instead',
	run: runShow,
};
