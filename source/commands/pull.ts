import {pull as pullHere} from '../actions/push-pull.ts';
import {block, cell} from '../sanitize.ts';
import {noMoreThan} from './input.ts';
import {interruptible} from './interruptible.ts';
import type {Call, Command} from './types.ts';

const shownFiles = 10;

async function run(call: Call): Promise<number> {
	noMoreThan(call, 0, pull.usage);
	const context = await call.open();
	const {result, code} = await interruptible(signal => pullHere(context, signal));
	const {ok, said, conflicts} = result;
	if (call.json) call.out.json(result);
	else if (conflicts.length > 0) {
		const more = conflicts.length > shownFiles ? ` +${conflicts.length - shownFiles} more` : '';
		call.out.note(
			`Others changed the same lines in ${conflicts.slice(0, shownFiles).map(cell).join(', ')}${more}. The pull was undone; do it by hand: git pull --rebase`,
		);
	} else if (said !== '') {
		if (ok) call.out.print(block(said));
		else for (const line of said.split('\n')) call.out.note(line);
	}
	return code !== 0 ? code : ok ? 0 : 1;
}

export const pull: Command = {
	name: 'pull',
	group: 'git',
	usage: 'pull',
	summary: "git pull --rebase: others' work under yours; a conflict is undone",
	details: 'Refused with uncommitted changes, unless git config rebase.autoStash is true.',
	example: 'queen pull',
	flags: {},
	run,
};
