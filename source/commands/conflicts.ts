import type {Conflict, Sanitized} from '../../db/types.ts';
import {resolveConflict} from '../actions/conflicts.ts';
import {readerOf} from '../actions/see.ts';
import {QueenError} from '../errors.ts';
import {ago} from '../format/age.ts';
import {paint, signsOf} from '../format/plain.ts';
import {conflictLine, type Style} from '../format/status.ts';
import {conflictNumber} from '../format/words.ts';
import {sanitize} from '../sanitize.ts';
import {idOf, noMoreThan, stringFlag} from './input.ts';
import type {Call, Command} from './types.ts';

async function resolve(call: Call): Promise<number> {
	const [, id] = call.args;
	const why = stringFlag(call.flags, 'why');
	if (id === undefined || why === null)
		throw new QueenError('usage', 'Accepting a conflict needs its number and a reason: queen conflicts resolve ID --why "..."');
	const resolved = await resolveConflict(await call.open(), idOf(id, 'a conflict'), why);
	if (call.json) call.out.json(resolved);
	else call.out.print(`${signsOf(call.out.unicode).ok} accepted #${resolved.id}; it counts again when its evidence changes`);
	return 0;
}

function line(conflict: Sanitized<Conflict>, style: Style): string {
	const state =
		conflict.resolvedAt === null
			? conflict.mutedWhy === null
				? ''
				: ` [accepted: ${conflict.mutedWhy}]`
			: ` [resolved ${ago(conflict.resolvedAt, style.now)}]`;
	return `${conflictLine(conflict, style)}, ${ago(conflict.detectedAt, style.now)}${state}`;
}

async function list(call: Call): Promise<number> {
	const {out, flags} = call;
	const context = await call.open();
	const found = await context.store.conflicts({all: flags['all'] === true});
	if (call.json) {
		out.json(found);
		return 0;
	}
	const now = context.clock.wall();
	const [colony, counts] = await Promise.all([context.store.colony(), context.store.counts(await readerOf(context))]);
	const number = conflictNumber(sanitize(colony), counts, now);
	out.print(counts.conflicts > 0 ? paint(number, 'red', out.colour) : number);
	const style = {signs: signsOf(out.unicode), colour: out.colour, now};
	const [conflictsFound, notices] = [found.filter(({kind}) => kind === 'conflict'), found.filter(({kind}) => kind === 'notice')];
	for (const conflict of sanitize(conflictsFound)) out.print(line(conflict, style));
	if (notices.length > 0) out.print('\nNotices (not counted)');
	for (const notice of sanitize(notices)) out.print(line(notice, style));
	return 0;
}

async function run(call: Call): Promise<number> {
	const [verb] = call.args;
	if (verb === 'resolve') {
		noMoreThan(call, 2, conflicts.usage);
		return resolve(call);
	}
	if (verb !== undefined) throw new QueenError('usage', `queen conflicts knows "resolve", not "${verb}". Usage: queen ${conflicts.usage}`);
	return list(call);
}

export const conflicts: Command = {
	name: 'conflicts',
	group: 'conflicts',
	usage: 'conflicts [--all] | conflicts resolve ID --why "..."',
	summary: 'Sisters who are about to harm each other; accept one with a reason',
	details:
		'The number is said only when it is true: after a scan younger than 90 s that could read everything. An accepted conflict does not count until its evidence changes.',
	example: 'queen conflicts resolve 3 --why "we pair on this branch"',
	flags: {
		all: {help: 'also what is resolved'},
		why: {value: '"..."', help: 'the reason, with resolve'},
	},
	run,
};
