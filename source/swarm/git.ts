import {commitQuietly} from '../actions/push-commit.ts';
import {gitDiff} from '../commands/git-diff.ts';
import {gitLog} from '../commands/git-log.ts';
import {readWithGit} from '../commands/git-read.ts';
import {pull as queenPull} from '../commands/pull.ts';
import {push as queenPush} from '../commands/push.ts';
import type {Call, Command} from '../commands/types.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {isKeeperName, slug} from '../names.ts';
import {block, cell} from '../sanitize.ts';
import {openAs, openAsHerself} from './session.ts';
import type {Answer, SwarmCommand} from './types.ts';
import {declare} from './update.ts';
import {flagOf} from './words.ts';

/** `[Session A]`, as she writes it: her name in other letters stays hers. */
function writtenAs(context: Context, typed: string): Context {
	const isPlain = /^[A-Za-z0-9._-]{1,32}$/.test(typed) && !isKeeperName(typed);
	const caller = async (): ReturnType<Context['caller']> => {
		const who = await context.caller();
		return isPlain && slug(typed) === who.name ? {...who, name: typed} : who;
	};
	return {...context, caller};
}

async function runCommit(call: Call): Promise<Answer> {
	const [description = ''] = call.args;
	const session = flagOf(call, 'session');
	const context = await openAs(call, session);
	const {code, stdout, stderr} = await commitQuietly(writtenAs(context, session), {message: description, paths: []});
	const said = `${stdout}${stderr}`.trim();
	if (code !== 0) return {lines: [`Commit failed: ${block(said)}`], tone: 'red', data: {code, said}, code: 1};
	return {lines: [`Committed: [Session ${cell(session)}] ${block(description)}`], tone: 'green', data: {code, said}};
}

type Told = {readonly code: number; readonly out: readonly string[]; readonly err: readonly string[]};

/** One of queen's own commands, asked by this session; what it says while it waits goes out at once, the rest is answered. */
async function ask(command: Command, call: Call, context: Context): Promise<Told> {
	const [out, err]: [string[], string[]] = [[], []];
	const note = (text: string): void => {
		if (/Waiting for /.test(text)) call.out.note(text);
		else err.push(text);
	};
	const quiet = {...call.out, print: (text: string) => void out.push(text), note, colour: false, columns: 0};
	try {
		const code = await command.run({...call, args: [], flags: {}, json: false, out: quiet, open: async () => context});
		return {code, out, err};
	} catch (error) {
		if (error instanceof QueenError) return {code: 1, out, err: [error.message]};
		throw error;
	}
}

/** claude-swarm's one line, with queen's reason; what a gate printed before it stands on stderr. */
function failed(what: string, {code, err}: Told): Answer {
	const said = err.map(line => cell(line));
	return {lines: [`${what} failed: ${said.at(-1) ?? 'it was ended'}`], tone: 'red', data: {ok: false, said: err}, notes: said.slice(0, -1), code};
}

const pushFailed = 'push failed';

async function runPush(call: Call): Promise<Answer> {
	const context = await openAsHerself(call, flagOf(call, 'session'), 'push');
	const told = await ask(queenPush, call, context);
	const before = (await context.store.sister((await context.caller()).name))?.declared ?? null;
	if (told.code === 1) await declare(context, 'blocked', pushFailed);
	if (told.code !== 0) return failed('Push', told);
	if (before?.status === 'blocked' && before.note === pushFailed) await declare(context, 'running', '');
	// What queen says beside it is worth knowing only where more happened than was asked for.
	const more = told.out.filter(line => /healed|dropped|there already/.test(line));
	return {lines: ['Push successful'], tone: 'green', data: {ok: true, said: told.out}, notes: [...more, ...told.err].map(line => cell(line))};
}

async function runPull(call: Call): Promise<Answer> {
	const told = await ask(queenPull, call, await openAs(call, flagOf(call, 'session')));
	if (told.code !== 0) return failed('Pull', told);
	return {lines: ['Pull successful'], tone: 'green', data: {ok: true, said: told.out}};
}

/** A command that prints for itself. */
const passed =
	(work: (call: Call) => Promise<number>) =>
	async (call: Call): Promise<Answer> => ({lines: [], data: undefined, code: await work(call)});

const noFlags = {places: [], required: [], optional: []} as const;

export const commit: SwarmCommand = {
	words: 'commit',
	places: ['"message"'],
	required: ['session'],
	optional: [],
	same: 'what is staged, with `[Session A]` in front; exit 1 when git says no',
	different: null,
	run: runCommit,
};

export const push: SwarmCommand = {
	words: 'push',
	places: [],
	required: ['session'],
	optional: [],
	same: 'the lines; exit 1 and status blocked with note "push failed" when it does not work',
	different:
		'the rebase happens inside the lock (there before it, so that two collide), the lock frees itself when its holder dies, the branch is named, and the remote is asked whether it has it. A conflict is healed only where one side alone changed a line or both did the same (there the healing is never called); else nothing of yours changes and the others get mail. A push that works takes "push failed" back',
	run: runPush,
};

export const pull: SwarmCommand = {
	words: 'pull',
	places: [],
	required: ['session'],
	optional: [],
	same: '`git pull --rebase`; exit 1 when it does not work',
	different: 'a conflict is undone, so that nobody is left in the middle of a rebase',
	run: runPull,
};

export const gitStatus: SwarmCommand = {
	...noFlags,
	words: 'git-status',
	same: '`git status --short`',
	different: 'renames are shown as a deleted and a new file; signs that a terminal takes for a command are made harmless',
	run: passed(call => readWithGit(call, ['status', '--short', '--no-renames'])),
};

export const gitDiffHere: SwarmCommand = {
	words: 'git-diff',
	places: [],
	required: [],
	optional: ['staged'],
	same: '`git diff`, with `--staged` what is staged',
	different: 'no program that the repository names is run for it',
	run: passed(call => gitDiff.run(call)),
};

export const gitLogHere: SwarmCommand = {
	...noFlags,
	words: 'git-log',
	same: '`git log --oneline -10`',
	different: null,
	run: passed(call => gitLog.run(call)),
};
