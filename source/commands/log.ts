import type {ColonyEvent, EventKind} from '../../db/types.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {parseDuration} from '../format/age.ts';
import {eventKinds} from '../format/event-kinds.ts';
import {eventLine} from '../format/log-line.ts';
import {slug} from '../names.ts';
import {sanitize, toJson} from '../sanitize.ts';
import {noMoreThan, stringFlag} from './input.ts';
import type {Call, Command} from './types.ts';

/** Events without `--since`, and the most that one read takes. */
const usual = 50;
const page = 500;
/** More events than are ever kept. */
const mostEver = 10_000_000;
const longestWaitMs = 60_000;

/** Whose events, and which. */
type Filter = {readonly sister?: string; readonly kinds?: readonly EventKind[]};

const isKind = (word: string): word is EventKind => (eventKinds as readonly string[]).includes(word);

function kindsOf(text: string): readonly EventKind[] {
	const words = text.split(',');
	const wrong = words.find(word => !isKind(word));
	if (wrong !== undefined) throw new QueenError('usage', `--kind knows no "${wrong}". One or several (with commas) of: ${eventKinds.join(', ')}.`);
	return words.filter(isKind);
}

/** A name that changed within the last days still finds her; her events from before stand under the old one. */
async function filterOf({store}: Context, {flags}: Call): Promise<Filter> {
	const [sister, kind] = [stringFlag(flags, 'sister'), stringFlag(flags, 'kind')];
	return {...(sister === null ? {} : {sister: await store.nameInForce(slug(sister))}), ...(kind === null ? {} : {kinds: kindsOf(kind)})};
}

function sinceOf(text: string, now: number): string {
	const ms = parseDuration(text);
	const time = ms === null ? Date.parse(text) : now - ms;
	if (Number.isNaN(time)) throw new QueenError('usage', `--since ${text} is neither a length of time nor a date. Examples: 2h, 30m, 2026-11-21T09:00:00Z.`);
	return new Date(time).toISOString();
}

/** All of it, in pages, oldest first. */
async function printFrom({store}: Context, filter: Filter, after: number, print: (event: ColonyEvent) => void): Promise<number> {
	let last = after;
	for (;;) {
		const events = await store.events({...filter, after: last, limit: page});
		for (const event of events) {
			print(event);
			last = event.id;
		}
		if (events.length < page) return last;
	}
}

async function follow(context: Context, filter: Filter, from: number, print: (event: ColonyEvent) => void): Promise<number> {
	const [{createChanges}, {untilSignal}] = await Promise.all([import('../watching/changes.ts'), import('../watching/endings.ts')]);
	const ending = untilSignal();
	const changes = createChanges(context.store, ending.signal);
	let last = from;
	try {
		while (!ending.signal.aborted) {
			last = await printFrom(context, filter, last, print);
			await changes.next(longestWaitMs);
		}
	} finally {
		changes.close();
		ending.end();
	}
	return ending.code();
}

/** The events that stand in the log when it is asked for; `since` has no limit. */
async function history({store, clock}: Context, filter: Filter, since: string | null): Promise<readonly ColonyEvent[]> {
	if (since === null) return store.events({...filter, limit: usual});
	return store.events({...filter, since: sinceOf(since, clock.wall()), limit: mostEver});
}

async function run(call: Call): Promise<number> {
	noMoreThan(call, 0, log.usage);
	const {out, flags, json} = call;
	const context = await call.open();
	const follows = flags['follow'] === true;
	const filter = await filterOf(context, call);
	// Asked before the history is read: what is written in between is then found by the first look.
	const [newest] = await context.store.events({limit: 1});
	const events = await history(context, filter, stringFlag(flags, 'since'));
	if (json && !follows) {
		out.json(events);
		return 0;
	}
	const print = (event: ColonyEvent): void => out.print(json ? toJson(event) : eventLine(sanitize(event)));
	for (const event of events) print(event);
	if (!follows) return 0;
	return follow(context, filter, Math.max(newest?.id ?? 0, events.at(-1)?.id ?? 0), print);
}

export const log: Command = {
	name: 'log',
	group: 'see',
	usage: 'log [--since 2h] [--sister NAME] [--kind KIND] [--follow]',
	summary: 'What happened in the colony, one line an event',
	details: `Without options the last ${usual} events. A scan is told as the first queen told it; all fields of the others: --json. With --follow --json each line is one JSON object.`,
	example: 'queen log --since 2h',
	json: 'one JSON value on stdout; with --follow one JSON object a line',
	flags: {
		since: {value: 'TIME', help: 'a length of time (2h) or a date'},
		sister: {value: 'NAME', help: 'only what she did'},
		kind: {value: 'KIND', help: 'only such events, several with commas: conflict,status,tell'},
		follow: {help: 'go on printing as things happen; Ctrl-C ends it'},
	},
	run,
};
