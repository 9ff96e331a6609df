import {rename} from '../actions/names.ts';
import {QueenError} from '../errors.ts';
import {signsOf} from '../format/plain.ts';
import {cell} from '../sanitize.ts';
import {noMoreThan} from './input.ts';
import type {Call, Command} from './types.ts';

async function run(call: Call): Promise<number> {
	noMoreThan(call, 2, name.usage);
	const [first, second] = call.args;
	if (first === undefined) throw new QueenError('usage', 'Which name? queen name NEW; see yours: iam');
	const {from, sister} = await rename(await call.open(), second === undefined ? null : first, second ?? first);
	if (call.json) call.out.json({from, sister});
	else call.out.print(`${signsOf(call.out.unicode).ok} ${cell(from)} is ${cell(sister.name)} now; mail to the old name still arrives for 7 days`);
	return 0;
}

export const name: Command = {
	name: 'name',
	group: 'sisters',
	usage: 'name NEW | name OLD NEW',
	summary: 'Give yourself a name; the keeper names anybody',
	details: 'Unread mail and claims go along. Where QUEEN_NAME or WORKER_NAME is set it stays your name: change it there too.',
	example: 'queen name izabael',
	flags: {},
	run,
};
