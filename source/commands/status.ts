import type {Snapshot} from '../../db/types.ts';
import {look} from '../actions/see.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {signsOf} from '../format/plain.ts';
import {statusText} from '../format/status.ts';
import {tmuxLine, tmuxSigns} from '../format/tmux-line.ts';
import {sanitize, toJson} from '../sanitize.ts';
import {noMoreThan} from './input.ts';
import type {Call, Command} from './types.ts';

/** The contract with other programs (PRODUCT.md): these names are only ever added to. */
export function statusJson({colony, sisters, counts, crons}: Snapshot, whole: Pick<Snapshot, 'claims' | 'conflicts'>): unknown {
	const {unread, unreadAll, openDispatches, ...others} = counts;
	return {colony, sisters, messages: {unread, unreadAll, openDispatches}, claims: whole.claims, conflicts: whole.conflicts, crons, counts: others};
}

/** The snapshot's lists are limited for the view; programs get all of it. */
async function wholeJson({store}: Context, snapshot: Snapshot): Promise<unknown> {
	const [claims, conflicts] = await Promise.all([store.claims(), store.conflicts()]);
	return statusJson(snapshot, {claims, conflicts});
}

const textOf = (snapshot: Snapshot, {out}: Call, now: number): string => statusText(sanitize(snapshot), {signs: signsOf(out.unicode), colour: out.colour, now});

/** Without a write ages and leases go on: looked at again this often. */
const stillMs = 5000;
/** Home, and everything below it away: only where a person looks. */
const clear = '\u001b[H\u001b[2J';

/** Prints it anew whenever something that shows has changed. On a terminal in place; on a pipe one after the other. */
async function watchOn(call: Call, context: Context, signal: AbortSignal): Promise<void> {
	const [{createChanges}, {shown}] = await Promise.all([import('../watching/changes.ts'), import('../tui/shown.ts')]);
	const changes = createChanges(context.store, signal);
	const {out} = call;
	let last = '';
	try {
		while (!signal.aborted) {
			const snapshot = await look(context);
			const now = context.clock.wall();
			const visible = JSON.stringify(shown(sanitize({...snapshot, events: [], drafts: []}), now));
			if (visible !== last) {
				last = visible;
				if (call.json) out.print(toJson(await wholeJson(context, snapshot)));
				else out.print(out.isTerminal ? `${clear}${textOf(snapshot, call, now)}` : `${textOf(snapshot, call, now)}\n`);
			}
			await changes.next(stillMs);
		}
	} finally {
		changes.close();
	}
}

async function watch(call: Call): Promise<number> {
	const context = await call.open();
	const {untilSignal} = await import('../watching/endings.ts');
	const ending = untilSignal();
	try {
		await watchOn(call, context, ending.signal);
	} finally {
		ending.end();
	}
	return ending.code();
}

async function run(call: Call): Promise<number> {
	noMoreThan(call, 0, status.usage);
	const {out, flags} = call;
	if (flags['tmux'] && (call.json || flags['watch']))
		throw new QueenError('usage', 'queen status --tmux is one line of text; it goes with neither --json nor --watch.');
	if (flags['watch']) return watch(call);
	const context = await call.open();
	const snapshot = await look(context);
	const now = context.clock.wall();
	if (flags['tmux']) out.print(tmuxLine(sanitize(snapshot), tmuxSigns(out.unicode), now));
	else if (call.json) out.json(await wholeJson(context, snapshot));
	else out.print(textOf(snapshot, call, now));
	return 0;
}

export const status: Command = {
	name: 'status',
	group: 'see',
	usage: 'status [--json] [--watch] | status --tmux',
	summary: 'The colony as text: who, doing what, on which branch, and the number of conflicts',
	details:
		"Only reads what the last scan found; queen scan looks again. The same as queen on a pipe. For tmux, in your own configuration: set -g status-right '#(queen status --tmux)'. With --watch --json each line is one JSON object.",
	example: "queen status --json | jq '.sisters[] | {name, status, task}'",
	json: 'one JSON value on stdout; with --watch one JSON object a line',
	flags: {
		watch: {help: 'print it again whenever something changed; Ctrl-C ends it'},
		tmux: {help: "one short line for a segment of tmux's status line"},
	},
	run,
};
