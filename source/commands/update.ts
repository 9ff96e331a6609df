import type {Sister} from '../../db/types.ts';
import {update as change, knownStatuses} from '../actions/update.ts';
import {QueenError} from '../errors.ts';
import {signsOf} from '../format/plain.ts';
import {sanitize} from '../sanitize.ts';
import {noMoreThan, stringFlag} from './input.ts';
import type {Call, Command} from './types.ts';

/** A word that nobody knows is kept, because it may be meant; a slip of the finger should still be seen. */
function doubt(status: string): string | null {
	return knownStatuses.includes(status) ? null : `"${status}" is none of ${knownStatuses.join(', ')}; it is shown as you wrote it.`;
}

function report({out}: Call, sister: Sister): void {
	const {name, declared} = sanitize({name: sister.name, declared: sister.declared ?? null});
	const {ok} = signsOf(out.unicode);
	if (declared === null) out.print(`${ok} ${name} says nothing of herself any more`);
	else
		out.print(
			`${ok} ${name}: ${declared.status}${declared.note === null ? '' : ` "${declared.note}"`}${declared.workstream === null ? '' : ` (${declared.workstream})`}`,
		);
	const said = declared && doubt(declared.status);
	if (said) out.note(said);
}

async function run(call: Call): Promise<number> {
	noMoreThan(call, 1, update.usage);
	const {flags, args} = call;
	const [status, note, workstream] = [stringFlag(flags, 'status'), stringFlag(flags, 'note'), stringFlag(flags, 'workstream')];
	const clear = flags['clear'] === true;
	const isEmpty = status === null && note === null && workstream === null;
	if (clear && !isEmpty) throw new QueenError('usage', '--clear stands alone: it takes back all that you said. queen update --clear');
	if (!clear && isEmpty) throw new QueenError('usage', 'What is new? queen update --status blocked --note "waiting on B for types"');
	const sister = await change(await call.open(), args[0] ?? null, clear ? null : {status, note, workstream});
	if (call.json) call.out.json({name: sister.name, declared: sister.declared ?? null});
	else report(call, sister);
	return 0;
}

export const update: Command = {
	name: 'update',
	group: 'sisters',
	usage: 'update [NAME] [--status running|blocked|ready|done|...] [--note "..."] [--workstream W] | update --clear',
	summary: 'Say how you stand: running, blocked, ready to merge, done',
	details:
		'Stands beside what is seen of you. Who is blocked or ready to merge is listed in queen onboard and queen status. Another status without a note takes the old note away. NAME other than your own: only the keeper.',
	example: 'queen update --status blocked --note "waiting on B for types"',
	flags: {
		status: {value: 'S', help: `${knownStatuses.join(', ')}, or a word of your own`},
		note: {value: '"..."', help: 'why, or what about; "" takes it away'},
		workstream: {value: 'W', help: 'what you work on as a whole: frontend, backend'},
		clear: {help: 'take back all that you said'},
	},
	run,
};
