/** The hot commands with the hand parser. Imported flat: what is loaded on demand here is parsed twice. */
import {parseArgs} from './args.ts';
import {ack} from './commands/ack.ts';
import {claim} from './commands/claim.ts';
import {iam} from './commands/iam.ts';
import {inbox} from './commands/inbox.ts';
import {onboard} from './commands/onboard.ts';
import {release} from './commands/release.ts';
import {reply} from './commands/reply.ts';
import {runCommand} from './commands/run.ts';
import {tell} from './commands/tell.ts';
import type {Command} from './commands/types.ts';
import {openContext} from './open-context.ts';
import {standardOutput} from './output.ts';

export const hotCommands: Readonly<Record<string, Command>> = {ack, claim, iam, inbox, onboard, release, reply, tell};

/** Runs one of them and answers the exit code. */
export async function runHot(word: string, words: readonly string[]): Promise<number> {
	const command = hotCommands[word];
	if (!command) throw new Error(`${word} is no hot command`);
	const {env} = process;
	return runCommand(command, words, {
		parse: (given, {flags, name}) => parseArgs(given, flags, name),
		open: () => openContext({env, cwd: process.cwd(), busyMs: 5000}),
		env,
		cwd: process.cwd(),
		out: standardOutput(env),
	});
}
