import {untilSignal} from '../watching/endings.ts';
import {noMoreThan} from './input.ts';
import type {Call, Command} from './types.ts';

async function run(call: Call): Promise<number> {
	noMoreThan(call, 0, daemon.usage);
	const ending = untilSignal();
	// Loaded only here: most commands start without the scanner.
	const {runDaemon} = await import('../scanner/daemon.ts');
	await runDaemon(await call.open(), ending.signal, {print: line => call.out.print(line), note: sentence => call.out.note(sentence)});
	return ending.code();
}

export const daemon: Command = {
	name: 'daemon',
	group: 'see',
	usage: 'daemon',
	summary: 'The scanner without the view, in the foreground; prints its scan lines',
	details: 'Not needed while a view is open. Beside another scanner it waits until that one ends. Ctrl-C ends it.',
	example: 'queen daemon',
	json: 'the same lines as without it, a scan with its JSON at the end',
	flags: {},
	run,
};
