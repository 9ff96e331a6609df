/**
 * The CommonJS entry (dist/main.cjs): a table of hot words, each loaded only when it is said; everything else is imported from cli.js.
 * Start-up is what agents pay on every call, so nothing is loaded before it is needed (research/stack24.md, 5).
 */
import {writeSync} from 'node:fs';
import type {Command} from './commands/types.ts';
import {version} from './version.ts';

const hotCommands: Readonly<Record<string, () => Promise<Command>>> = {
	tell: async () => (await import('./commands/tell.ts')).tell,
	inbox: async () => (await import('./commands/inbox.ts')).inbox,
	iam: async () => (await import('./commands/iam.ts')).iam,
	claim: async () => (await import('./commands/claim.ts')).claim,
	release: async () => (await import('./commands/release.ts')).release,
	ack: async () => (await import('./commands/ack.ts')).ack,
	reply: async () => (await import('./commands/reply.ts')).reply,
	onboard: async () => (await import('./commands/onboard.ts')).onboard,
};

async function runHot(load: () => Promise<Command>, words: readonly string[]): Promise<number> {
	const [command, {parseArgs}, {runCommand}, {standardOutput}] = await Promise.all([
		load(),
		import('./args.ts'),
		import('./commands/run.ts'),
		import('./output.ts'),
	]);
	const {env} = process;
	return runCommand(command, words, (given, {flags, name}) => parseArgs(given, flags, name), {env, cwd: process.cwd(), out: standardOutput(env)});
}

async function main([word = '', ...rest]: readonly string[]): Promise<number> {
	const load = Object.hasOwn(hotCommands, word) ? hotCommands[word] : undefined;
	if (load) return runHot(load, rest);
	const cli = await import('./cli.js');
	return cli.main(process.argv.slice(2));
}

const words = process.argv.slice(2);
if (words[0] === '--version' || (words[0] === 'iam' && words[1] === '--version')) writeSync(1, `${version}\n`);
else
	main(words).then(
		code => process.exit(code),
		error => {
			// Only what is broken in the program itself comes here: commands answer their own errors.
			writeSync(2, `queen: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
			process.exit(1);
		},
	);
