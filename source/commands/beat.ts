import {beat as live} from '../actions/names.ts';
import {QueenError} from '../errors.ts';
import {signsOf} from '../format/plain.ts';
import {cell} from '../sanitize.ts';
import {durationFlag, noMoreThan, stringFlag} from './input.ts';
import type {Call, Command} from './types.ts';

async function run(call: Call): Promise<number> {
	noMoreThan(call, 1, beat.usage);
	const [name] = call.args;
	if (name === undefined) throw new QueenError('usage', 'Whose beat? queen beat NAME [--ttl 90s] [--task "..."]');
	const sister = await live(await call.open(), name, durationFlag(call.flags, 'ttl'), stringFlag(call.flags, 'task'));
	if (call.json) call.out.json(sister);
	else call.out.print(`${signsOf(call.out.unicode).beat} ${cell(sister.name)} lives`);
	return 0;
}

export const beat: Command = {
	name: 'beat',
	group: 'sisters',
	usage: 'beat NAME [--ttl 90s] [--task "..."]',
	summary: 'Keep a sister without a process alive: a daemon, another machine',
	example: 'queen beat izadaemon --ttl 90s --task "watching the deploy"',
	flags: {
		ttl: {value: 'TIME', help: 'how long this beat counts (90s)'},
		task: {value: '"..."', help: 'what she does'},
	},
	run,
};
