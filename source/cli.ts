/** Everything that is not hot: every command through meow, help, and the view (dist/cli.js). */
import {nearest} from './args.ts';
import {commandHelp, overview} from './commands/help.ts';
import {commands} from './commands/index.ts';
import {fail, runCommand} from './commands/run.ts';
import type {Command} from './commands/types.ts';
import {QueenError} from './errors.ts';
import {parseWithMeow} from './meow-args.ts';
import {openContext} from './open-context.ts';
import {openingOf} from './opening.ts';
import {standardOutput} from './output.ts';
import {cell} from './sanitize.ts';
import {version} from './version.ts';

const out = standardOutput(process.env);

const find = (name: string): Command | undefined => commands.find(command => command.name === name);

function unknownCommand(word: string): QueenError {
	const guess = nearest(
		word,
		commands.map(({name}) => name),
	);
	return new QueenError('usage', `queen knows no command "${cell(word)}". ${guess ? `Did you mean: queen ${guess}` : 'See them all: queen --help'}`);
}

function help(word: string | undefined): number {
	const command = word === undefined ? undefined : find(word);
	if (word !== undefined && !command) throw unknownCommand(word);
	out.print(command ? commandHelp(command, out) : overview(commands, out));
	return 0;
}

function run(command: Command, words: readonly string[]): Promise<number> {
	const {env} = process;
	const cwd = process.cwd();
	return runCommand(command, words, {
		parse: (given, {flags, name}) => parseWithMeow(given, flags, name),
		open: () => openContext({env, cwd, busyMs: 5000, ...openingOf(command.name, words, out)}),
		env,
		cwd,
		out,
	});
}

async function dispatch(argv: readonly string[]): Promise<number> {
	const [word, ...rest] = argv;
	if (word === 'help') return help(rest[0]);
	if (word === '--help' || word === '-h') return help(undefined);
	if (word === '--version' || word === '-V') {
		out.print(version);
		return 0;
	}
	const status = find('status');
	// `queen` on a pipe, `queen --json`: the same facts as text.
	if (status && (word === undefined || word.startsWith('-'))) return run(status, argv);
	const command = find(word ?? '');
	if (!command) throw unknownCommand(word ?? '');
	return run(command, rest);
}

/** Says what went wrong outside of a command (the view could not open) and answers the exit code. */
export const failed = (error: unknown): number => fail(error, false, {out, env: process.env});

/** Runs what the words say and answers the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
	try {
		return await dispatch(argv);
	} catch (error) {
		return fail(error, argv.includes('--json'), {out, env: process.env});
	}
}
