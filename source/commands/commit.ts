import {commitInTerminal, commitQuietly} from '../actions/push-commit.ts';
import {QueenError} from '../errors.ts';
import {stringFlag} from './input.ts';
import type {Call, Command} from './types.ts';

async function run(call: Call): Promise<number> {
	const given = stringFlag(call.flags, 'message');
	const [first, ...rest] = call.args;
	const message = given ?? first;
	if (message === undefined) throw new QueenError('usage', 'What did you do? queen commit -m "add the limiter"');
	const wanted = {message, paths: given === null ? rest : call.args};
	const context = await call.open();
	if (!call.json) return commitInTerminal(context, wanted);
	const {code, stdout, stderr} = await commitQuietly(context, wanted);
	call.out.json({code, stdout, stderr});
	return code;
}

export const commit: Command = {
	name: 'commit',
	group: 'git',
	usage: 'commit -m|--message "..." [PATH...] | commit "..."',
	summary: 'git commit, with [Session NAME] in front of the message',
	details:
		'Your own git with your hooks and your signature; its exit code is kept. Without PATH what is staged is committed, as git does it. Words that begin with dashes go after `--`. Without -m the first word is the message.',
	example: 'queen commit -m "add PII detection middleware"',
	flags: {message: {value: '"..."', help: 'what you did; -m for short'}},
	run,
};
