import {reply as answer} from '../actions/tell.ts';
import {QueenError} from '../errors.ts';
import {idOf, textOf} from './input.ts';
import {reportSent, sentJson} from './tell.ts';
import type {Call, Command} from './types.ts';

async function run(call: Call): Promise<number> {
	const [id, ...words] = call.args;
	if (id === undefined || words.length === 0) throw new QueenError('usage', 'What? queen reply ID "text", or - to read the text from stdin.');
	const number = idOf(id, 'a mail');
	const text = await textOf(call, words);
	const sent = await answer(await call.open(), number, text, call.flags['urgent'] ? 'urgent' : 'normal');
	if (call.json) call.out.json(sentJson(sent));
	else reportSent(sent, 'mail', call.out);
	return 0;
}

export const reply: Command = {
	name: 'reply',
	group: 'mail',
	usage: 'reply ID "text"|- [--urgent]',
	summary: 'Answer a mail that you got or sent',
	example: 'queen reply 147 "reviewed, merge it"',
	flags: {urgent: {help: 'mark it urgent'}},
	run,
};
