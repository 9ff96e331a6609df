import {mkdirSync, realpathSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {runProgram, type Shell} from './shell.ts';

export type Repository = {
	readonly path: string;
	readonly git: (...args: readonly string[]) => Promise<string>;
	readonly write: (file: string, text: string) => void;
	readonly commit: (message: string) => Promise<void>;
	/** A linked worktree on a branch of its own, beside the repository. */
	readonly worktree: (name: string, branch: string) => Promise<Repository>;
};

const repositoryAt = (folder: string, shell: Shell): Repository => {
	const git = async (...args: readonly string[]): Promise<string> => {
		const ran = await runProgram('git', args, {env: shell.env, cwd: folder, input: null});
		if (ran.code !== 0) throw new Error(`git ${args.join(' ')}: ${ran.err}`);
		return ran.out;
	};
	return {
		path: folder,
		git,
		write: (file, text) => {
			mkdirSync(path.dirname(path.join(folder, file)), {recursive: true});
			writeFileSync(path.join(folder, file), text);
		},
		commit: async message => {
			await git('add', '--all');
			await git('commit', '--quiet', '--allow-empty', '--message', message);
		},
		worktree: async (name, branch) => {
			const place = path.join(path.dirname(folder), name);
			await git('worktree', 'add', '--quiet', '-b', branch, place);
			return repositoryAt(place, shell);
		},
	};
};

/** A real repository with one commit on main. */
export const newRepository = async (shell: Shell, name: string): Promise<Repository> => {
	const folder = path.join(realpathSync(shell.folder), 'src', name);
	mkdirSync(folder, {recursive: true});
	const repository = repositoryAt(folder, shell);
	await repository.git('init', '--quiet', '--initial-branch=main');
	repository.write('README.md', `# ${name}\n`);
	await repository.commit('first');
	return repository;
};
