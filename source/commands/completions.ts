import {existsSync} from 'node:fs';
import path from 'node:path';
import {namesIn} from '../../db/files.ts';
import type {Known} from '../completions/words.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {hivePaths} from '../paths.ts';
import {noMoreThan, stringFlag} from './input.ts';
import type {Call, Command} from './types.ts';

const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];
const isShell = (word: string): word is Shell => (shells as readonly string[]).includes(word);

async function script(shell: Shell, commands: readonly Command[]): Promise<string> {
	const [{wordsOf}, {swarmCommands}] = await Promise.all([import('../completions/words.ts'), import('../swarm/index.ts')]);
	const phrases = swarmCommands.map(({words: phrase}) => phrase);
	const words = commands.map(command => wordsOf(command, command.name === 'swarm' ? phrases : null));
	if (shell === 'bash') return (await import('../completions/bash.ts')).bashScript(words);
	if (shell === 'zsh') return (await import('../completions/zsh.ts')).zshScript(words);
	return (await import('../completions/fish.ts')).fishScript(words);
}

/** The newest mail that can be answered or acknowledged is enough for a Tab. */
const mostMail = 50;
const mostReviews = 50;

const lists: Readonly<Record<Exclude<Known, 'backups'>, (context: Context) => Promise<readonly (string | number)[]>>> = {
	sisters: async ({store}) => (await store.sisters()).map(({name}) => name),
	claims: async ({store}) => (await store.claims()).map(({id}) => id),
	mail: async context => (await context.store.inbox((await context.caller()).name, {all: true, limit: mostMail})).messages.map(({id}) => id),
	reviews: async ({store}) => (await store.reviews({which: 'in-force', repoKey: null, limit: mostReviews})).reviews.map(({id}) => id),
	conflicts: async ({store}) => (await store.conflicts()).map(({id}) => id),
};

function backups(env: NodeJS.ProcessEnv): readonly string[] {
	return namesIn(path.join(hivePaths(env).folder, 'backups')).filter(name => name.endsWith('.db'));
}

/** Only what a shell takes as one plain word: names, numbers, names of our own files. */
const plain = /^[A-Za-z0-9._-]+$/;

async function known(call: Call, what: string): Promise<readonly string[]> {
	if (what === 'backups') return backups(call.env);
	if (!Object.hasOwn(lists, what))
		throw new QueenError('usage', `--known is asked by the scripts of queen completions: ${Object.keys(lists).join(', ')}, backups.`);
	// A Tab makes no database.
	if (!existsSync(hivePaths(call.env).db)) return [];
	return (await lists[what as keyof typeof lists](await call.open())).map(String).filter(word => plain.test(word));
}

async function run(call: Call, commands: readonly Command[]): Promise<number> {
	noMoreThan(call, 1, usage);
	const what = stringFlag(call.flags, 'known');
	if (what !== null) {
		const words = await known(call, what);
		if (call.json) call.out.json(words);
		else if (words.length > 0) call.out.print(words.join('\n'));
		return 0;
	}
	const [shell] = call.args;
	if (shell === undefined || !isShell(shell)) throw new QueenError('usage', `For which shell? Usage: queen ${usage}`);
	const text = await script(shell, commands);
	if (call.json) call.out.json({shell, script: text});
	else call.out.print(text);
	return 0;
}

const usage = 'completions bash|zsh|fish | completions --known WHAT';

/** The registry holds this command as well, so it is handed over by a function. */
export const completionsOf = (commands: () => readonly Command[]): Command => ({
	name: 'completions',
	group: 'care',
	usage,
	summary: 'A script that completes commands, options, names of sisters and numbers of claims; for iam, ao and claude-swarm too',
	details:
		'bash: source <(queen completions bash) in ~/.bashrc. zsh: source <(queen completions zsh) in ~/.zshrc, after compinit. fish: queen completions fish > ~/.config/fish/completions/queen.fish. It is made from the commands of this version: make it again after an update.',
	example: 'source <(queen completions bash)',
	flags: {known: {value: 'sisters|claims|mail|conflicts|reviews|backups', help: 'what the colony knows, one word a line: the scripts ask this'}},
	run: call => run(call, commands()),
});
