/**
 * The keeper's own commands that must end with 0 before anything is pushed, run by `sh -c` unchanged (RULES.md, Mail: commands that the keeper wrote
 * in her own configuration). Never commands from the repository: who may write there is not the keeper. They run in a copy of what would be pushed.
 */
import {mkdtempSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type {Config} from '../config.ts';
import type {Repository} from '../find-repository.ts';
import {run} from '../run.ts';
import {gitEnvironment, must, type UserGit} from './git.ts';
import type {Target} from './remote.ts';

const deadlineMs = 30 * 60_000;
const maxBytes = 256 * 1024 * 1024;

/** Those of this repository, by its name or its key. */
export const gatesFor = ({push}: Config, {repo, repoKey}: Repository): readonly string[] =>
	[...new Set([repo, repoKey])].flatMap(name => (Object.hasOwn(push.gates, name) ? (push.gates[name] ?? []) : []));

export type Gated = {readonly command: string; readonly code: number; readonly said: string};

type Where = {readonly git: UserGit; readonly env: NodeJS.ProcessEnv; readonly repository: Repository; readonly target: Target; readonly signal: AbortSignal};

const lastLines = (text: string): string => text.trimEnd().split('\n').slice(-20).join('\n');

/** The first gate that does not open, or null. The copy lies in the system's temporary folder and is removed. */
export async function closedGate(gates: readonly string[], commit: string, {git, env, repository, target, signal}: Where): Promise<Gated | null> {
	if (gates.length === 0) return null;
	const folder = mkdtempSync(path.join(os.tmpdir(), 'queen-gate-'));
	try {
		const index = {env: {GIT_INDEX_FILE: path.join(folder, 'index')}};
		await must(git, ['read-tree', commit], 'read what would be pushed', index);
		await must(git, ['checkout-index', '--all', '--quiet', `--prefix=${folder}/tree/`], 'copy what would be pushed', index);
		const facts = {QUEEN_PUSH_COMMIT: commit, QUEEN_PUSH_BRANCH: target.branch, QUEEN_PUSH_REMOTE: target.remote, QUEEN_PUSH_WORKTREE: repository.worktree};
		const options = {cwd: path.join(folder, 'tree'), env: {...gitEnvironment(env), ...facts}, timeoutMs: deadlineMs, maxBytes, signal};
		for (const command of gates) {
			const {code, stdout, stderr} = await run('sh', ['-c', command], options);
			if (code !== 0) return {command, code, said: lastLines(`${stdout}${stderr}`)};
		}
		return null;
	} finally {
		rmSync(folder, {recursive: true, force: true, maxRetries: 3});
	}
}
