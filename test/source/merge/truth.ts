/** Two worktrees after a scenario, and what git itself makes of them: committed in a throwaway clone, and merged. */
import {mkdirSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {runProgram, type Shell} from '../../driver/shell.ts';
import {files, original, type Scenario, type Step, take, type Work} from './scenario.ts';

export type Pair = {readonly repository: string; readonly a: string; readonly b: string};

export type Merged = {readonly isConflict: boolean; readonly files: readonly string[]};

type Git = (folder: string, ...words: readonly string[]) => Promise<{readonly code: number; readonly out: string; readonly err: string}>;

const gitOf =
	(shell: Shell): Git =>
	(folder, ...words) =>
		runProgram('git', words, {env: shell.env, cwd: folder, input: null});

const must = async (git: Git, folder: string, ...words: readonly string[]): Promise<string> => {
	const ran = await git(folder, ...words);
	if (ran.code !== 0) throw new Error(`git ${words.join(' ')}: ${ran.err}${ran.out}`);
	return ran.out;
};

const commit = async (git: Git, folder: string, steps: readonly Step[], message: string): Promise<void> => {
	for (const step of steps) take(folder, step);
	await must(git, folder, 'add', '--all');
	await must(git, folder, 'commit', '--quiet', '--allow-empty', '--message', message);
};

/** Merges an older state of the other side, whatever comes of it: what is in conflict is taken as it lies there. */
const mergeOlder = async (git: Git, folder: string, other: string): Promise<void> => {
	await git(folder, 'merge', '--quiet', '--no-edit', '--no-ff', other);
	await must(git, folder, 'add', '--all');
	await must(git, folder, 'commit', '--quiet', '--allow-empty', '--no-edit', '--message', `with ${other}`);
};

const begin = async (git: Git, folder: string, {config, attributes}: Scenario): Promise<void> => {
	mkdirSync(folder, {recursive: true});
	await must(git, folder, 'init', '--quiet', '--initial-branch=main');
	if (config !== null) await must(git, folder, 'config', ...config.split('='));
	for (const file of files) {
		mkdirSync(path.dirname(path.join(folder, file)), {recursive: true});
		writeFileSync(path.join(folder, file), original(file));
	}
	if (attributes !== null) writeFileSync(path.join(folder, '.gitattributes'), attributes);
	writeFileSync(path.join(folder, '.gitignore'), '*.ignored\n');
	await must(git, folder, 'add', '--all');
	await must(git, folder, 'commit', '--quiet', '--message', 'base');
};

const leaveWork = async (git: Git, folder: string, {staged, uncommitted}: Work): Promise<void> => {
	for (const step of staged) take(folder, step);
	if (staged.length > 0) await must(git, folder, 'add', '--all');
	for (const step of uncommitted) take(folder, step);
	writeFileSync(path.join(folder, 'x.ignored'), folder);
};

/** A repository with a worktree for each side, below `folder`. */
export const buildPair = async (shell: Shell, folder: string, scenario: Scenario): Promise<Pair> => {
	const git = gitOf(shell);
	const [repository, a, b] = ['app', 'a', 'b'].map(name => path.join(folder, name)) as [string, string, string];
	await begin(git, repository, scenario);
	await must(git, repository, 'worktree', 'add', '--quiet', '-b', 'side-a', a);
	await commit(git, a, scenario.shape === 'one commit' ? [] : scenario.a.committed, 'a');
	const from = scenario.shape === 'ahead' || scenario.shape === 'one commit' ? 'side-a' : 'main';
	await must(git, repository, 'worktree', 'add', '--quiet', '-b', 'side-b', b, from);
	if (scenario.shape !== 'one commit') await commit(git, b, scenario.b.committed, 'b');
	if (scenario.shape === 'criss-cross') {
		await must(git, a, 'branch', 'old-a', 'side-a');
		await must(git, b, 'branch', 'old-b', 'side-b');
		await mergeOlder(git, a, 'old-b');
		await mergeOlder(git, b, 'old-a');
	}
	await leaveWork(git, a, scenario.a);
	await leaveWork(git, b, scenario.b);
	return {repository, a, b};
};

/** The files of a worktree as a commit on a branch of the clone. */
const commitWork = async (git: Git, clone: string, worktree: string, branch: string): Promise<void> => {
	await must(git, clone, 'checkout', '--quiet', '--force', '-B', `work-${branch}`, `origin/${branch}`);
	for (const name of readdirSync(clone)) if (name !== '.git') rmSync(path.join(clone, name), {recursive: true});
	// Not node:fs: it cannot copy a link that leads nowhere.
	const names = readdirSync(worktree).filter(name => name !== '.git');
	const copied = await runProgram('cp', ['-a', '--', ...names, clone], {env: process.env, cwd: worktree, input: null});
	if (names.length > 0 && copied.code !== 0) throw new Error(copied.err);
	await must(git, clone, 'add', '--all');
	await must(git, clone, 'commit', '--quiet', '--allow-empty', '--message', `work on ${branch}`);
};

const withoutSide = (file: string): string => file.replace(/~(?:HEAD|work-side-b)(?:_\d+)?$/, '');

/** Commits the work of both sides in a clone, and merges b into a there. */
export const mergeForReal = async (shell: Shell, {repository, a, b}: Pair, {config}: Scenario, clone: string): Promise<Merged> => {
	const git = gitOf(shell);
	await must(git, repository, 'clone', '--quiet', '--no-checkout', '--shared', repository, clone);
	if (config !== null) await must(git, clone, 'config', ...config.split('='));
	await commitWork(git, clone, b, 'side-b');
	await commitWork(git, clone, a, 'side-a');
	const merged = await git(clone, 'merge', '--no-edit', 'work-side-b');
	if (merged.code > 1) throw new Error(`git merge ended with ${merged.code}: ${merged.out}${merged.err}`);
	const unmerged = await must(git, clone, 'ls-files', '--unmerged', '-z');
	const named = unmerged
		.split('\0')
		.filter(record => record !== '')
		.map(record => withoutSide(record.slice(record.indexOf('\t') + 1)));
	return {isConflict: merged.code === 1, files: [...new Set(named)].sort()};
};
