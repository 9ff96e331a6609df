import {noMoreThan, stringFlag} from './input.ts';
import type {Call, Command} from './types.ts';

async function run(call: Call): Promise<number> {
	noMoreThan(call, 0, demo.usage);
	const {flags, env, out} = call;
	const {runDemo} = await import('../demo/main.ts');
	return runDemo({
		env,
		isTerminal: out.isTerminal && process.stdin.isTTY === true,
		snapshot: stringFlag(flags, 'snapshot'),
		size: stringFlag(flags, 'size'),
		note: sentence => out.note(sentence),
	});
}

export const demo: Command = {
	name: 'demo',
	group: 'see',
	usage: 'demo [--snapshot FILE] [--size 120x40]',
	summary: 'The view on four scripted sisters, in a colony of its own that leaves nothing behind',
	example: 'queen demo',
	flags: {
		snapshot: {value: 'FILE', help: 'write a picture of the view (SVG) instead of opening it'},
		size: {value: '120x40', help: 'columns and rows of the picture'},
	},
	run,
};
