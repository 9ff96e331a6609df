/**
 * The few questions that guards ask git, each a plain process without a shell. Nothing that a repository configures is run (no external diff,
 * no textconv, no fsmonitor, no hook, no fetch) and no lock is taken (research/reliability.md, F8).
 */
import {run} from '../run.ts';

/** Milliseconds for one git process, and bytes that it may print. */
const deadlineMs = 5000;
const maxBytes = 64 * 1024 * 1024;

const harmless = ['-c', 'core.fsmonitor=false', '-c', 'protocol.allow=never', '-c', 'gc.auto=0'];

/** Where the user's own settings and git itself lie. */
const userVariables = ['PATH', 'HOME', 'XDG_CONFIG_HOME', 'GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM', 'GIT_EXEC_PATH'] as const;

/**
 * What git tells its hooks: `git commit -a` and `git commit FILE` have an index of their own, objects of a push may lie in a folder of their own.
 * Without these the wrong thing would be looked at.
 */
const hookVariables = [
	'GIT_DIR',
	'GIT_WORK_TREE',
	'GIT_COMMON_DIR',
	'GIT_INDEX_FILE',
	'GIT_OBJECT_DIRECTORY',
	'GIT_ALTERNATE_OBJECT_DIRECTORIES',
	'GIT_SHALLOW_FILE',
	'GIT_NAMESPACE',
] as const;

const pick = (env: NodeJS.ProcessEnv, names: readonly string[]): NodeJS.ProcessEnv =>
	Object.fromEntries(names.filter(name => env[name] !== undefined).map(name => [name, env[name]]));

export type GitAnswer = {readonly code: number /** Latin1: a letter for a byte. */; readonly out: string; readonly err: string};
export type Git = (words: readonly string[], input?: string) => Promise<GitAnswer>;

/** `inHook`: asked from within a hook, so that git's own variables hold. Rejects with a sentence when git is missing or gives no answer. */
export function gitIn(cwd: string, env: NodeJS.ProcessEnv, {inHook}: {readonly inHook: boolean}): Git {
	const environment = {
		...pick(env, userVariables),
		...(inHook ? pick(env, hookVariables) : {}),
		...{GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none', LC_ALL: 'C'},
	};
	return async (words, input = '') => {
		const options = {cwd, env: environment, input, timeoutMs: deadlineMs, maxBytes, encoding: 'latin1'} as const;
		const {code, stdout, stderr} = await run('git', ['--no-pager', ...harmless, ...words], options);
		return {code, out: stdout, err: stderr};
	};
}

/** What git said, in words, without its "fatal: ". */
export const gitSaid = (err: string): string => (err.trim().split('\n')[0] ?? '').replace(/^(?:fatal|error): /, '');

/** A letter for a byte made text again; what is no UTF-8 shows as U+FFFD. */
export const utf8 = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8');
