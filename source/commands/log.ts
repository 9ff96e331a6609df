import {setTimeout as pause} from 'node:timers/promises';
import type {ColonyEvent} from '../../db/types.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {parseDuration} from '../format/age.ts';
import {logLine} from '../format/event.ts';
import {sanitize, toJson} from '../sanitize.ts';
import {noMoreThan, stringFlag} from './input.ts';
import type {Call, Command} from './types.ts';

/** Events without `--since`, and the most that one read takes. */
const usual = 50;
const page = 500;
/** More events than are ever kept. */
const mostEver = 10_000_000;
/** How often a follower asks whether somebody wrote: it costs microseconds. */
const pollMs = 150;

function sinceOf(text: string, now: number): string {
	const ms = parseDuration(text);
	const time = ms === null ? Date.parse(text) : now - ms;
	if (Number.isNaN(time)) throw new QueenError('usage', `--since ${text} is neither a length of time nor a date. Examples: 2h, 30m, 2026-11-21T09:00:00Z.`);
	return new Date(time).toISOString();
}

/** All of it, in pages, oldest first. */
async function printFrom({store}: Context, after: number, print: (event: ColonyEvent) => void): Promise<number> {
	let last = after;
	for (;;) {
		const events = await store.events({after: last, limit: page});
		for (const event of events) {
			print(event);
			last = event.id;
		}
		if (events.length < page) return last;
	}
}

async function follow(context: Context, from: number, print: (event: ColonyEvent) => void): Promise<never> {
	let last = from;
	for (;;) {
		await pause(pollMs);
		if (context.store.changed()) last = await printFrom(context, last, print);
	}
}

/** The events that stand in the log when it is asked for; `since` has no limit. */
async function history({store, clock}: Context, since: string | null): Promise<readonly ColonyEvent[]> {
	if (since === null) return store.events({limit: usual});
	return store.events({since: sinceOf(since, clock.wall()), limit: mostEver});
}

async function run(call: Call): Promise<number> {
	noMoreThan(call, 0, log.usage);
	const {out, flags, json} = call;
	const context = await call.open();
	const follows = flags['follow'] === true;
	// Asked before the history is read: what is written in between is then found by the first poll.
	context.store.changed();
	const [newest] = await context.store.events({limit: 1});
	const events = await history(context, stringFlag(flags, 'since'));
	if (json && !follows) {
		out.json(events);
		return 0;
	}
	const print = (event: ColonyEvent): void => out.print(json ? toJson(event) : logLine(sanitize(event)));
	for (const event of events) print(event);
	if (!follows) return 0;
	return follow(context, Math.max(newest?.id ?? 0, events.at(-1)?.id ?? 0), print);
}

export const log: Command = {
	name: 'log',
	group: 'see',
	usage: 'log [--since 2h] [--follow]',
	summary: 'What happened in the colony, one line an event',
	details: `Without options the last ${usual} events. With --follow --json each line is one JSON object.`,
	example: 'queen log --since 2h',
	flags: {
		since: {value: 'TIME', help: 'a length of time (2h) or a date'},
		follow: {help: 'go on printing as things happen; Ctrl-C ends it'},
	},
	run,
};
