import {release as giveBack} from '../actions/claims.ts';
import {QueenError} from '../errors.ts';
import {signsOf} from '../format/plain.ts';
import {sanitize} from '../sanitize.ts';
import {noMoreThan, stringFlag} from './input.ts';
import type {Call, Command} from './types.ts';

async function run(call: Call): Promise<number> {
	noMoreThan(call, 1, release.usage);
	const [text] = call.args;
	if (text === undefined) throw new QueenError('usage', 'Which? queen release ID|TEXT; see what is held: queen claims');
	const released = await giveBack(await call.open(), text, stringFlag(call.flags, 'why'));
	const {id, resource, owner} = sanitize(released);
	if (call.json) call.out.json(released);
	else call.out.print(`${signsOf(call.out.unicode).ok} released ${resource} (#${id}) of ${owner}`);
	return 0;
}

export const release: Command = {
	name: 'release',
	group: 'claims',
	usage: 'release ID|TEXT [--why "..."]',
	summary: "Give a claim back; the keeper can release anybody's",
	details: 'When the keeper releases a claim, its owner gets mail about it.',
	example: 'queen release src/db.ts',
	flags: {why: {value: '"..."', help: 'the reason, for the owner and the log'}},
	run,
};
