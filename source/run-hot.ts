/** Runs a hot command with the hand parser. Imported flat: what is loaded on demand here is parsed twice. */
import {parseArgs} from './args.ts';
import {runCommand} from './commands/run.ts';
import type {Command} from './commands/types.ts';
import {openContext} from './open-context.ts';
import {openingOf} from './opening.ts';
import {standardOutput} from './output.ts';

/** Answers the exit code. */
export async function runHot(command: Command, words: readonly string[]): Promise<number> {
	const {env} = process;
	const out = standardOutput(env);
	return runCommand(command, words, {
		parse: (given, {flags, name}) => parseArgs(given, flags, name),
		open: () => openContext({env, cwd: process.cwd(), busyMs: 5000, ...openingOf(command.name, words, out)}),
		env,
		cwd: process.cwd(),
		out,
	});
}
