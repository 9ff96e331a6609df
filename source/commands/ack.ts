import type {AckResult} from '../../db/store.ts';
import {decline, ack as take} from '../actions/mail.ts';
import {QueenError} from '../errors.ts';
import {signsOf} from '../format/plain.ts';
import {cell} from '../sanitize.ts';
import {idOf, stringFlag} from './input.ts';
import type {Call, Command} from './types.ts';

/** One line for each number, and whether it was done. */
function sentence({id, outcome, takenBy, message}: AckResult): {readonly good: boolean; readonly text: string} {
	const isJob = message?.kind === 'dispatch';
	switch (outcome) {
		case 'acked':
			return {good: true, text: isJob ? `took #${id}; when you start: iam "..." --for ${id}` : `acked #${id}`};
		case 'already':
			return message?.dispatch?.state === 'withdrawn'
				? {good: false, text: `#${id} was withdrawn; nothing to do for you.`}
				: {good: true, text: `#${id} was acked already`};
		case 'declined':
			return {good: true, text: `declined #${id}; its sender is told`};
		case 'taken':
			return {good: false, text: `#${id} was taken by ${cell(takenBy ?? 'another')} already; nothing to do for you.`};
		case 'not-yours':
			return {good: false, text: `#${id} is not addressed to you. See your mail: queen inbox --all`};
		case 'unknown':
			return {good: false, text: `There is no mail #${id}. See your mail: queen inbox --all`};
	}
}

async function run(call: Call): Promise<number> {
	const {args, flags, out} = call;
	if (args.length === 0) throw new QueenError('usage', 'Which? queen ack ID...; see your mail: queen inbox --all');
	const ids = args.map(word => idOf(word, 'a mail'));
	const why = stringFlag(flags, 'decline');
	const context = await call.open();
	const results = why === null ? await take(context, ids) : await decline(context, ids, why);
	const sentences = results.map(sentence);
	const refused = sentences.filter(({good}) => !good).map(({text}) => text);
	if (call.json) {
		out.json(results);
		if (refused.length > 0) out.error({error: {code: 'refused', message: refused.join(' ')}});
	} else {
		for (const {good, text} of sentences) if (good) out.print(`${signsOf(out.unicode).ok} ${text}`);
		for (const text of refused) out.note(text);
	}
	return refused.length > 0 ? 1 : 0;
}

export const ack: Command = {
	name: 'ack',
	group: 'mail',
	usage: 'ack ID... [--decline "why"]',
	summary: 'Take note of mail; of a dispatch: take the job, or decline it',
	details: 'A dispatch to several is one job: the first who acks it has it, the others are told.',
	example: 'queen ack 147',
	json: 'one JSON value on stdout, a result for each number, also when one of them was refused',
	flags: {decline: {value: '"why"', help: 'say no to a dispatch; its sender gets the reason'}},
	run,
};
