import {mergeOk as ask} from '../actions/merge-ok.ts';
import {QueenError} from '../errors.ts';
import {signsOf} from '../format/plain.ts';
import {cell} from '../sanitize.ts';
import {noMoreThan} from './input.ts';
import type {Call, Command} from './types.ts';

async function run(call: Call): Promise<number> {
	noMoreThan(call, 1, mergeOk.usage);
	const [text] = call.args;
	if (text === undefined) throw new QueenError('usage', 'Whose work, or which branch? queen merge-ok NAME|BRANCH');
	const {out, json} = call;
	const answer = await ask(await call.open(), text);
	if (answer.ok) {
		if (json) out.json(answer);
		else out.print(`${signsOf(out.unicode).ok} ${cell(answer.why)}`);
		return 0;
	}
	const message = `${answer.why}. Next: ${answer.next}`;
	if (json) out.error({error: {code: 'refused', message, ...answer}});
	else out.note(message);
	return 1;
}

export const mergeOk: Command = {
	name: 'merge-ok',
	group: 'claims',
	usage: 'merge-ok NAME|BRANCH',
	summary: 'May it be merged? Ends with 0 only when the newest review is approved and nothing came since',
	details:
		'NAME: what that sister asked for last; name: and branch: force the meaning (branch:main). 1 says in one sentence why not, and the next command. Commits of the branch that no approved review held also mean no.',
	example: 'queen merge-ok feat/frontend && git merge feat/frontend',
	flags: {},
	run,
};
