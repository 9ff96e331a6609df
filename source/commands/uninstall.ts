import {deleteFiles, ourFiles} from '../actions/uninstall.ts';
import {count, signsOf} from '../format/plain.ts';
import {hivePaths} from '../paths.ts';
import {cell} from '../sanitize.ts';
import {noMoreThan} from './input.ts';
import type {Call, Command} from './types.ts';

async function run(call: Call): Promise<number> {
	noMoreThan(call, 0, uninstall.usage);
	const {out, env, flags, json} = call;
	const paths = hivePaths(env);
	const files = ourFiles(paths);
	const isYes = flags['yes'] === true;
	if (isYes) deleteFiles(files, paths);
	if (json) out.json({files, deleted: isYes});
	else if (files.length === 0) out.print('Nothing of ours is on this machine but the program itself: npm uninstall --global hivequeen');
	else {
		for (const file of files) out.print(`  ${cell(file)}`);
		if (isYes) out.print(`${signsOf(out.unicode).ok} deleted ${count(files.length, 'file')}. The program itself: npm uninstall --global hivequeen`);
		else
			out.print(
				`${count(files.length, 'file or folder', 'files and folders')} would be deleted for good, all mail and history with them. Say it with: queen uninstall --yes`,
			);
	}
	return 0;
}

export const uninstall: Command = {
	name: 'uninstall',
	group: 'care',
	usage: 'uninstall [--yes]',
	summary: 'Delete everything we stored; without --yes only says what that is',
	example: 'queen uninstall',
	flags: {yes: {help: 'yes, delete it for good'}},
	run,
};
