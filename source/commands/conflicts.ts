import type {Conflict, Sanitized} from '../../db/types.ts';
import {askToYield, conflictSheet, proposeYield, resolveConflict, tellBoth} from '../actions/conflicts.ts';
import {readerOf} from '../actions/see.ts';
import type {Sent} from '../actions/tell.ts';
import {QueenError} from '../errors.ts';
import {ago} from '../format/age.ts';
import {conflictText} from '../format/conflict.ts';
import {paint, signsOf} from '../format/plain.ts';
import {conflictLine, type Style} from '../format/status.ts';
import {conflictNumber} from '../format/words.ts';
import {sanitize} from '../sanitize.ts';
import {idOf, noMoreThan, stringFlag} from './input.ts';
import type {Call, Command} from './types.ts';

const styleOf = ({out}: Call, now: number): Style => ({signs: signsOf(out.unicode), colour: out.colour, now});

function numberOf(call: Call, verb: string): number {
	const [, id] = call.args;
	if (id === undefined) throw new QueenError('usage', `Which one? queen conflicts ${verb} ID; see them: queen conflicts`);
	return idOf(id, 'a conflict');
}

async function resolve(call: Call): Promise<number> {
	const [, id] = call.args;
	const why = stringFlag(call.flags, 'why');
	if (id === undefined || why === null)
		throw new QueenError('usage', `Resolving a conflict needs its number and a reason: queen conflicts resolve ID --why "..."`);
	const resolved = await resolveConflict(await call.open(), idOf(id, 'a conflict'), why);
	if (call.json) call.out.json(resolved);
	else call.out.print(`${signsOf(call.out.unicode).ok} resolved #${resolved.id}; it counts again when its evidence changes`);
	return 0;
}

async function show(call: Call): Promise<number> {
	const context = await call.open();
	const sheet = await conflictSheet(context, numberOf(call, 'show'));
	if (call.json) call.out.json(sheet);
	else call.out.print(conflictText(sanitize(sheet), styleOf(call, context.clock.wall())));
	return 0;
}

function reportSent(call: Call, id: number, {messages}: Sent): void {
	if (call.json) call.out.json(messages);
	else call.out.print(sanitize(`${signsOf(call.out.unicode).ok} told ${messages.map(({to}) => to).join(', ')} about #${id}`));
}

async function tellAll(call: Call): Promise<number> {
	const id = numberOf(call, 'tell');
	reportSent(call, id, await tellBoth(await call.open(), id));
	return 0;
}

/** Without `--send` it is only a proposal: whoever decides reads it first. */
async function giveWay(call: Call): Promise<number> {
	const id = numberOf(call, 'yield');
	const context = await call.open();
	if (call.flags['send'] === true) {
		reportSent(call, id, await askToYield(context, id));
		return 0;
	}
	const proposal = await proposeYield(context, id);
	if (call.json) call.out.json(proposal);
	else {
		const {yields, stays, why} = sanitize(proposal);
		call.out.print(`${yields} should give way to ${stays.join(', ')}: ${why}\nSay so to her: queen conflicts yield ${id} --send`);
	}
	return 0;
}

function state({resolvedAt, mutedWhy}: Sanitized<Conflict>, now: number): string {
	if (resolvedAt !== null) return ` [over, ${ago(resolvedAt, now)}]`;
	return mutedWhy === null ? '' : ` [resolved: ${mutedWhy}]`;
}

function lines(conflict: Sanitized<Conflict>, style: Style): string {
	const first = `${conflictLine(conflict, style)}, ${ago(conflict.detectedAt, style.now)}${state(conflict, style.now)}`;
	const isOpen = conflict.resolvedAt === null && conflict.mutedWhy === null;
	return conflict.next === null || !isOpen ? first : `${first}\n      what helps: ${conflict.next}`;
}

async function list(call: Call): Promise<number> {
	noMoreThan(call, 0, conflicts.usage);
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
	for (const text of sanitize(colony.unread)) out.print(`  not read: ${text}`);
	const style = styleOf(call, now);
	const [conflictsFound, notices] = [found.filter(({kind}) => kind === 'conflict'), found.filter(({kind}) => kind === 'notice')];
	for (const conflict of sanitize(conflictsFound)) out.print(lines(conflict, style));
	if (notices.length > 0) out.print('\nNotices (not counted)');
	for (const notice of sanitize(notices)) out.print(lines(notice, style));
	return 0;
}

const verbs: Readonly<Record<string, (call: Call) => Promise<number>>> = {resolve, accept: resolve, mute: resolve, show, tell: tellAll, yield: giveWay};

async function run(call: Call): Promise<number> {
	const [verb] = call.args;
	if (verb === undefined) return list(call);
	const known = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
	if (known === undefined) throw new QueenError('usage', `queen conflicts knows show, tell, yield and resolve, not "${verb}". Usage: queen ${conflicts.usage}`);
	noMoreThan(call, 2, conflicts.usage);
	return known(call);
}

export const conflicts: Command = {
	name: 'conflicts',
	group: 'conflicts',
	usage: 'conflicts [--all] | conflicts show|tell|yield ID [--send] | conflicts resolve ID --why "..."',
	summary: 'Sisters who are about to harm each other: look at one, tell both, resolve it with a reason',
	details:
		'The number is said only when it is true: after a scan younger than 90 s that could read everything. show: both sides, their tasks, files and claims. tell: mails the facts to all who are in it. yield: who should give way and why; with --send she is asked to. resolve (also accept, mute): it does not count until its evidence changes.',
	example: 'queen conflicts resolve 3 --why "we pair on this branch"',
	flags: {
		all: {help: 'also what is over'},
		why: {value: '"..."', help: 'the reason, with resolve'},
		send: {help: 'with yield: ask her'},
	},
	run,
};
