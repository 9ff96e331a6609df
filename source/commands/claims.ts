import {signsOf} from '../format/plain.ts';
import {claimLines} from '../format/status.ts';
import {sanitize} from '../sanitize.ts';
import {noMoreThan} from './input.ts';
import type {Call, Command} from './types.ts';

const most = 100;

async function run(call: Call): Promise<number> {
	noMoreThan(call, 0, claims.usage);
	const {out, flags} = call;
	const context = await call.open();
	const all = flags['all'] === true;
	const found = await context.store.claims({released: all});
	if (call.json) {
		out.json(found);
		return 0;
	}
	if (found.length === 0) {
		out.print('Nothing is claimed. Claim something: queen claim src/db.ts --why "..."');
		return 0;
	}
	const style = {signs: signsOf(out.unicode), colour: out.colour, now: context.clock.wall()};
	for (const line of claimLines(sanitize(found.slice(0, most)), style)) out.print(line);
	if (found.length > most) out.print(`  +${found.length - most} more (queen claims --json has all)`);
	return 0;
}

export const claims: Command = {
	name: 'claims',
	group: 'claims',
	usage: 'claims [--all]',
	summary: 'What is held, by whom, for how long, and what is stale',
	example: 'queen claims',
	flags: {all: {help: 'also what was released'}},
	run,
};
