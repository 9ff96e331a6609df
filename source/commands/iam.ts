import {declare, done, whoAmI} from '../actions/iam.ts';
import {QueenError} from '../errors.ts';
import {count, signsOf} from '../format/plain.ts';
import {cell} from '../sanitize.ts';
import {idOf, stringFlag, textOf} from './input.ts';
import type {Call, Command} from './types.ts';

const verifiedWords = {
	yes: 'verified: this process belongs to her',
	unknown: 'unverified: no session of hers among the processes above this one',
	no: "NOT VERIFIED: this process belongs to another sister's session",
} as const;

async function printMe({open, out, json}: Call): Promise<number> {
	const {caller, sister, unread} = await whoAmI(await open());
	if (json) {
		out.json({name: caller.name, verified: caller.verified, isKeeper: caller.isKeeper, source: caller.source, unread, sister});
		return 0;
	}
	const signs = signsOf(out.unicode);
	const source = {environment: 'named by QUEEN_NAME or WORKER_NAME', ancestry: 'found by her process', keeper: 'the keeper'}[caller.source];
	out.print(`You are ${cell(caller.name)} (${source}; ${verifiedWords[caller.verified]}).`);
	if (sister?.task) out.print(`${sister.taskSource === 'declared' ? `${signs.pin} ` : ''}${cell(sister.task)}`);
	else if (!caller.isKeeper) out.print('No task declared. Declare it with: iam "<what you are doing>"');
	if (sister && sister.claims > 0) out.print(`You hold ${count(sister.claims, 'claim')}: queen claims`);
	if (unread > 0) out.print(`${signs.mail}${unread} unread: queen inbox`);
	return 0;
}

async function printDone({open, out, json}: Call): Promise<number> {
	const {sister, task, closed} = await done(await open());
	const numbers = closed.map(message => `#${message.id}`).join(', ');
	if (json) out.json({name: sister.name, task, closed});
	else if (task === null && closed.length === 0) out.print('Nothing was declared, so nothing is done now.');
	else out.print(`${signsOf(out.unicode).ok} done: ${task === null ? '(no task)' : cell(task)}${numbers ? ` (closed ${numbers})` : ''}`);
	return 0;
}

async function run(call: Call): Promise<number> {
	const {args, flags, out} = call;
	const link = stringFlag(flags, 'for');
	if (flags['done']) {
		if (args.length > 0 || link !== null) throw new QueenError('usage', '--done stands alone: it finishes what you declared. iam --done');
		return printDone(call);
	}
	if (args.length === 0) {
		if (link !== null) throw new QueenError('usage', 'Doing what? iam "doing X" --for ID');
		return printMe(call);
	}
	const task = await textOf(call, args);
	const {sister, linked} = await declare(await call.open(), task, link === null ? null : idOf(link, 'a dispatch'));
	if (call.json) out.json({name: sister.name, task: sister.task, linked});
	else out.print(`${signsOf(out.unicode).pin} declared: ${cell(sister.task ?? task)}${linked ? ` (for #${linked.id})` : ''}`);
	return 0;
}

export const iam: Command = {
	name: 'iam',
	group: 'sisters',
	usage: 'iam "doing X" [--for ID] | iam --done | iam',
	summary: 'Declare what you are doing, so that nobody starts the same',
	details:
		'Also a program of its own: iam "doing X". Without words it says who you are to the colony. A dispatch that you took is linked by itself when it is your only one.',
	example: 'iam "writing the guide chapter 02 draft"',
	flags: {
		for: {value: 'ID', help: 'the dispatch that this work is for'},
		done: {help: 'the work is finished; closes the dispatch that it was for'},
	},
	run,
};
