import {readWithGit} from './git-read.ts';
import {noMoreThan} from './input.ts';
import type {Command} from './types.ts';

export const gitStatus: Command = {
	name: 'git-status',
	group: 'git',
	usage: 'git-status',
	summary: 'git status',
	example: 'queen git-status',
	flags: {},
	run: call => {
		noMoreThan(call, 0, gitStatus.usage);
		return readWithGit(call, ['status', '--no-renames']);
	},
};
