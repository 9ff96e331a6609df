/**
 * The user's own git, as she would call it in this worktree: her credentials, her hooks, her filters. Never through a shell, never asking on a
 * terminal that may not be there, never into another repository than the one in which the command was called.
 */
import {QueenError} from '../errors.ts';
import {type GitAnswer, gitSaid} from '../guard/git.ts';
import {run} from '../run.ts';

/** Milliseconds for one git process: a remote may be far, a repository large. Bytes that it may print. */
const deadlineMs = 10 * 60_000;
const maxBytes = 256 * 1024 * 1024;

/** These would lead git elsewhere than to the worktree in which we stand (`git rev-parse --local-env-vars`). */
const elsewhere = [
	'GIT_DIR',
	'GIT_WORK_TREE',
	'GIT_COMMON_DIR',
	'GIT_INDEX_FILE',
	'GIT_OBJECT_DIRECTORY',
	'GIT_ALTERNATE_OBJECT_DIRECTORIES',
	'GIT_NAMESPACE',
	'GIT_PREFIX',
	'GIT_SHALLOW_FILE',
	'GIT_GRAFT_FILE',
	'GIT_REPLACE_REF_BASE',
	'GIT_LITERAL_PATHSPECS',
] as const;

export type UserGitOptions = {
	readonly input?: string | Uint8Array;
	/** On top of the user's environment. */
	readonly env?: NodeJS.ProcessEnv;
};

/** Answers whatever git's exit code is; `out` and `err` have a letter for a byte. */
export type UserGit = (words: readonly string[], options?: UserGitOptions) => Promise<GitAnswer>;

/** The user's environment without what would lead git elsewhere. */
export const gitEnvironment = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
	...Object.fromEntries(Object.entries(env).filter(([name]) => !(elsewhere as readonly string[]).includes(name))),
	GIT_TERMINAL_PROMPT: '0',
	LC_ALL: 'C',
});

/** git in a worktree; ended when the signal comes. */
export function userGit(worktree: string, env: NodeJS.ProcessEnv, signal: AbortSignal): UserGit {
	const environment = gitEnvironment(env);
	return async (words, {input = '', env: more = {}} = {}) => {
		const options = {cwd: worktree, env: {...environment, ...more}, input, timeoutMs: deadlineMs, maxBytes, signal, encoding: 'latin1'} as const;
		const {code, stdout, stderr} = await run('git', ['--no-pager', ...words], options);
		return {code, out: stdout, err: stderr};
	};
}

/** What git printed; throws a sentence when it did not end with 0. `doing` completes "git could not …". */
export async function must(git: UserGit, words: readonly string[], doing: string, options?: UserGitOptions): Promise<string> {
	const {code, out, err} = await git(words, options);
	if (code !== 0) throw new QueenError('refused', `git could not ${doing}: ${gitSaid(err) || `it ended with ${code}`}. Nothing was pushed.`);
	return out;
}

/** The id of a commit or tree; null where there is no such thing. The name is never an option: it stands after one. */
export async function objectId(git: UserGit, name: string): Promise<string | null> {
	const {code, out} = await git(['rev-parse', '--quiet', '--verify', '--end-of-options', name]);
	return code === 0 ? out.trim() : null;
}

/** The same for several in one process, in their order. No name may have a line end in it, which no ref has. */
export async function objectIds(git: UserGit, names: readonly string[], encoding: 'utf8' | 'latin1' = 'utf8'): Promise<readonly (string | null)[]> {
	const input = Buffer.from(names.map(name => `${name}\n`).join(''), encoding);
	const lines = (await must(git, ['cat-file', '--batch-check=%(objectname)'], 'look up commits', {input})).split('\n');
	return names.map((_, index) => /^[0-9a-f]{40,64}$/.exec(lines[index] ?? '')?.[0] ?? null);
}

/** What objects have in them, by their ids, in one process; a letter for a byte. Throws a sentence where one is missing. */
export async function contentsOf(git: UserGit, ids: readonly string[]): Promise<readonly string[]> {
	const out = await must(git, ['cat-file', '--batch'], 'read its objects', {input: ids.map(id => `${id}\n`).join('')});
	let at = 0;
	return ids.map(id => {
		const end = out.indexOf('\n', at);
		const size = /^[0-9a-f]{40,64} (?:blob|commit) (\d+)$/.exec(out.slice(at, Math.max(at, end)))?.[1];
		if (size === undefined) throw new QueenError('refused', `git has no object ${id.slice(0, 9)}; look after the repository first: git fsck`);
		at = end + 1 + Number(size) + 1;
		return out.slice(end + 1, at - 1);
	});
}

/** Is the first commit the second one, or before it? */
export async function isBefore(git: UserGit, ancestor: string, descendant: string): Promise<boolean> {
	if (ancestor === descendant) return true;
	const {code, err} = await git(['merge-base', '--is-ancestor', ancestor, descendant]);
	if (code > 1) throw new QueenError('refused', `git could not compare two commits: ${gitSaid(err)}. Nothing was pushed.`);
	return code === 0;
}
