import type {Snapshot} from '../../db/types.ts';
import {look} from '../actions/see.ts';
import {signsOf} from '../format/plain.ts';
import {statusText} from '../format/status.ts';
import {sanitize} from '../sanitize.ts';
import {noMoreThan} from './input.ts';
import type {Call, Command} from './types.ts';

/** The contract with other programs (PRODUCT.md): these names are only ever added to. */
export function statusJson({colony, sisters, counts, crons}: Snapshot, whole: Pick<Snapshot, 'claims' | 'conflicts'>): unknown {
	const {unread, unreadAll, openDispatches, ...others} = counts;
	return {colony, sisters, messages: {unread, unreadAll, openDispatches}, claims: whole.claims, conflicts: whole.conflicts, crons, counts: others};
}

async function run(call: Call): Promise<number> {
	noMoreThan(call, 0, status.usage);
	const context = await call.open();
	const snapshot = await look(context);
	const {out} = call;
	if (call.json) {
		// The snapshot's lists are limited for the view; programs get all of it.
		const [claims, conflicts] = await Promise.all([context.store.claims(), context.store.conflicts()]);
		out.json(statusJson(snapshot, {claims, conflicts}));
	} else out.print(statusText(sanitize(snapshot), {signs: signsOf(out.unicode), colour: out.colour, now: context.clock.wall()}));
	return 0;
}

export const status: Command = {
	name: 'status',
	group: 'see',
	usage: 'status [--json]',
	summary: 'The colony as text: who, doing what, on which branch, and the number of conflicts',
	details: 'Only reads what the last scan found; queen scan looks again. The same as queen on a pipe.',
	example: "queen status --json | jq '.sisters[] | {name, status, task}'",
	flags: {},
	run,
};
