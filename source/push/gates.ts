/**
 * The keeper's own commands that must end with 0 before anything is pushed, run by `sh -c` unchanged (RULES.md, Mail: commands that the keeper wrote
 * in her own configuration). Never commands from the repository: who may write there is not the keeper. They run in a copy of what would be pushed.
 */
import path from 'node:path';
import type {Config} from '../config.ts';
import type {Repository} from '../find-repository.ts';
import {run} from '../run.ts';
import {inFolder} from './folder.ts';
import {gitEnvironment, must, type UserGit} from './git.ts';
import type {Target} from './remote.ts';

const deadlineMs = 30 * 60_000;
const maxBytes = 256 * 1024 * 1024;

type Keyed = Pick<Repository, 'repo' | 'repoKey'>;
const namesOf = ({repo, repoKey}: Keyed): readonly string[] => [...new Set([repo, repoKey])];

/** Those of this repository, by its name or its key. */
export const commandsFor = (commands: Config['push']['gates'], repository: Keyed): readonly string[] =>
	namesOf(repository).flatMap(name => (Object.hasOwn(commands, name) ? (commands[name] ?? []) : []));

export const gatesFor = ({push}: Config, repository: Keyed): readonly string[] => commandsFor(push.gates, repository);

/** Must what is merged here be approved first? */
export const isReviewed = ({push}: Config, repository: Keyed): boolean => namesOf(repository).some(name => push.reviewed.includes(name));

export type Gated = {readonly command: string; readonly code: number; readonly said: string};

type Where = {readonly git: UserGit; readonly env: NodeJS.ProcessEnv; readonly repository: Repository; readonly target: Target; readonly signal: AbortSignal};

const lastLines = (text: string): string => text.trimEnd().split('\n').slice(-20).join('\n');

/** Runs the keeper's commands one after another; the first that does not end with 0, or null. */
export async function firstFailing(
	commands: readonly string[],
	where: {readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly signal: AbortSignal},
): Promise<Gated | null> {
	for (const command of commands) {
		const {code, stdout, stderr} = await run('sh', ['-c', command], {...where, timeoutMs: deadlineMs, maxBytes});
		if (code !== 0) return {command, code, said: lastLines(`${stdout}${stderr}`)};
	}
	return null;
}

/** The first gate that does not open, or null. The copy lies in the system's temporary folder and is removed. */
export async function closedGate(gates: readonly string[], commit: string, {git, env, repository, target, signal}: Where): Promise<Gated | null> {
	if (gates.length === 0) return null;
	return inFolder('gate', async folder => {
		const index = {env: {GIT_INDEX_FILE: path.join(folder, 'index')}};
		await must(git, ['read-tree', commit], 'read what would be pushed', index);
		await must(git, ['checkout-index', '--all', '--quiet', `--prefix=${folder}/tree/`], 'copy what would be pushed', index);
		const facts = {QUEEN_PUSH_COMMIT: commit, QUEEN_PUSH_BRANCH: target.branch, QUEEN_PUSH_REMOTE: target.remote, QUEEN_PUSH_WORKTREE: repository.worktree};
		return firstFailing(gates, {cwd: path.join(folder, 'tree'), env: {...gitEnvironment(env), ...facts}, signal});
	});
}
