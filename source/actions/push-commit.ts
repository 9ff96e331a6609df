/** `queen commit`: the user's own `git commit`, with her hooks and her signature, and her name in front of the subject (seed 4). */
import type {Context} from '../context.ts';
import {withSession} from '../push/message.ts';
import {type RunResult, run, runInTerminal} from '../run.ts';
import {requireGitPlace} from './git-place.ts';
import {checkText} from './text.ts';

export type CommitWanted = {
	readonly message: string;
	/** Only these, as `git commit -- PATH` takes them; none: what is staged. */
	readonly paths: readonly string[];
};

const words = ({message, paths}: CommitWanted, cwd: string): readonly string[] => [
	'-C',
	cwd,
	'commit',
	`--message=${message}`,
	...(paths.length === 0 ? [] : ['--', ...paths]),
];

async function prepare(context: Context, {message, paths}: CommitWanted): Promise<readonly string[]> {
	requireGitPlace(context.cwd);
	const {name} = await context.caller();
	return words({message: withSession(name, checkText(message, 'the message')), paths}, context.cwd);
}

/** git speaks for itself on our terminal (a signature may ask for a password). Answers its exit code. */
export const commitInTerminal = async (context: Context, wanted: CommitWanted): Promise<number> =>
	runInTerminal('git', await prepare(context, wanted), context.env);

/** The same, and what it printed. */
export const commitQuietly = async (context: Context, wanted: CommitWanted): Promise<RunResult> =>
	run('git', await prepare(context, wanted), {env: context.env, timeoutMs: 10 * 60_000, maxBytes: 64 * 1024 * 1024});
