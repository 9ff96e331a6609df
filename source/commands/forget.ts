import {checkForget, forget as erase} from '../actions/forget.ts';
import {QueenError} from '../errors.ts';
import {count, signsOf} from '../format/plain.ts';
import {cell} from '../sanitize.ts';
import {noMoreThan, stringFlag} from './input.ts';
import type {Call, Command} from './types.ts';

function timeOf(text: string): string {
	const time = Date.parse(text);
	if (Number.isNaN(time)) throw new QueenError('usage', `"${text}" is no date. Example: queen forget --before 2026-10-01 --yes`);
	return new Date(time).toISOString();
}

async function run(call: Call): Promise<number> {
	noMoreThan(call, 1, forget.usage);
	const [name] = call.args;
	const before = stringFlag(call.flags, 'before');
	if ((name === undefined) === (before === null))
		throw new QueenError('usage', 'Forget whom, or what before when? queen forget NAME --yes, or queen forget --before 2026-10-01 --yes');
	const what = before === null ? {name: name ?? ''} : {before: timeOf(before)};
	const context = await call.open();
	// Who has nothing to delete, or may not, is not asked to say yes first.
	if (!call.flags['yes']) await checkForget(context, what);
	if (!call.flags['yes'])
		throw new QueenError(
			'usage',
			`This deletes ${before === null ? `everything stored about ${name}` : `what was settled before ${before}`} for good. Say it with --yes.`,
		);
	const rows = await erase(context, what);
	if (call.json) call.out.json({rows});
	else call.out.print(`${signsOf(call.out.unicode).ok} forgot ${cell(before ?? name ?? '')}: ${count(rows, 'row')} deleted`);
	return 0;
}

export const forget: Command = {
	name: 'forget',
	group: 'care',
	usage: 'forget NAME --yes | forget --before DATE --yes',
	summary: 'Delete what is stored about a gone sister, or what was settled before a date',
	details: 'Only for the keeper. Mail that she has not read goes back to who wrote it. Without --yes it only says what would go, with exit 2.',
	example: 'queen forget --before 2026-10-01 --yes',
	flags: {
		before: {value: 'DATE', help: 'delete what was settled before this date'},
		yes: {help: 'yes, delete it for good'},
	},
	run,
};
