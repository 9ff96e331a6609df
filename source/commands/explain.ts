import {QueenError} from '../errors.ts';
import {explain as tellAll} from '../explain.ts';
import {slug} from '../names.ts';
import {cell} from '../sanitize.ts';
import {noMoreThan} from './input.ts';
import type {Call, Command} from './types.ts';

async function run(call: Call): Promise<number> {
	noMoreThan(call, 1, explain.usage);
	const [name] = call.args;
	if (name === undefined) throw new QueenError('usage', 'Whom? queen explain NAME; see who is there: queen status');
	const context = await call.open();
	const sister = await context.store.sister(slug(name));
	if (!sister) throw new QueenError('refused', `There is no sister ${cell(name)}. See who is there: queen status`);
	const sessions = (await context.store.facts()).sessions.filter(session => session.sister === sister.name);
	if (call.json) call.out.json({sister, sessions});
	else for (const line of tellAll({sister, sessions, now: context.clock.wall()})) call.out.print(cell(line));
	return 0;
}

export const explain: Command = {
	name: 'explain',
	group: 'see',
	usage: 'explain NAME',
	summary: 'Everything known of a sister, and how each thing is known',
	example: 'queen explain iza-2',
	flags: {},
	run,
};
