import {readWithGit} from './git-read.ts';
import {noMoreThan} from './input.ts';
import type {Command} from './types.ts';

export const gitLog: Command = {
	name: 'git-log',
	group: 'git',
	usage: 'git-log',
	summary: 'git log --oneline: the last 10 commits',
	example: 'queen git-log',
	flags: {},
	run: call => {
		noMoreThan(call, 0, gitLog.usage);
		return readWithGit(call, ['-c', 'log.showSignature=false', 'log', '--oneline', '--no-color', '-10']);
	},
};
