/** `git merge-tree --write-tree` came with git 2.38. */
import {run} from '../run.ts';

const needed = {major: 2, minor: 38} as const;

/** Why merges cannot be predicted on this machine, or null when they can be. */
export const whyNot = async (env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<string | null> => {
	const path = env['PATH'];
	const options = {env: {...(path === undefined ? {} : {PATH: path}), LC_ALL: 'C'}, timeoutMs: 5000, maxBytes: 10_000, signal};
	const printed = await run('git', ['--version'], options).catch((error: unknown) => {
		signal.throwIfAborted();
		return error instanceof Error ? error.message : String(error);
	});
	if (typeof printed === 'string') return printed;
	const [, major = '', minor = ''] = /^git version (\d+)\.(\d+)/.exec(printed.stdout) ?? [];
	const isNew = Number(major) > needed.major || (Number(major) === needed.major && Number(minor) >= needed.minor);
	return isNew ? null : `git is ${printed.stdout.trim().replace(/^git version /, '') || 'unknown'}, and 2.38 is needed`;
};
