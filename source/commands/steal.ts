import {steal as take} from '../actions/claims.ts';
import {QueenError} from '../errors.ts';
import {reportClaim} from './claim.ts';
import {durationFlag, noMoreThan, stringFlag} from './input.ts';
import type {Call, Command} from './types.ts';

async function run(call: Call): Promise<number> {
	noMoreThan(call, 1, steal.usage);
	const [text] = call.args;
	const why = stringFlag(call.flags, 'why');
	if (text === undefined || why === null) throw new QueenError('usage', 'Taking a claim needs a reason: queen steal ID --why "..."');
	const context = await call.open();
	const {result} = await take(context, text, why, durationFlag(call.flags, 'ttl'));
	return reportClaim(result, call, context.clock.wall(), 'took');
}

export const steal: Command = {
	name: 'steal',
	group: 'claims',
	usage: 'steal ID|TEXT --why "..." [--ttl 30m]',
	summary: 'Take a claim from its holder, with a reason; she gets it as mail',
	example: 'queen steal 12 --why "she is gone and the deploy waits"',
	flags: {
		why: {value: '"..."', help: 'the reason: needed, and mailed to the holder'},
		ttl: {value: 'TIME', help: 'how long you hold it: 90s, 30m, 2h, 1d'},
	},
	run,
};
