import {readWithGit} from './git-read.ts';
import {noMoreThan} from './input.ts';
import type {Command} from './types.ts';

export const gitDiff: Command = {
	name: 'git-diff',
	group: 'git',
	usage: 'git-diff [--staged]',
	summary: 'git diff: what is not committed',
	details: 'No program that the repository names is run for it (no external diff, no textconv).',
	example: 'queen git-diff --staged',
	flags: {staged: {help: 'what is staged'}},
	run: call => {
		noMoreThan(call, 0, gitDiff.usage);
		return readWithGit(call, ['diff', '--no-ext-diff', '--no-textconv', '--no-color', ...(call.flags['staged'] === true ? ['--cached'] : [])]);
	},
};
