import {deleteFiles, ourFiles} from '../actions/uninstall.ts';
import {count, signsOf} from '../format/plain.ts';
import {planUninstall, uninstall as takeOut} from '../hooks/install.ts';
import {thisMachine} from '../hooks/machine.ts';
import {hivePaths} from '../paths.ts';
import {cell} from '../sanitize.ts';
import {noMoreThan} from './input.ts';
import type {Call, Command} from './types.ts';

/** Settings files that call our hooks: first they forget us, then what they call is deleted. `remove`: do it. */
function hookedSettings({env, cwd}: Call, remove: boolean): readonly string[] {
	const machine = thisMachine(env, cwd);
	const found = new Set<string>();
	// One after the other: in the home folder the user's and the project's settings are one file.
	for (const scope of ['user', 'project', 'local'] as const) {
		const plan = planUninstall(machine, scope);
		if (!plan.changes) continue;
		found.add(plan.file.path);
		if (remove) takeOut(machine, plan);
	}
	return [...found];
}

async function run(call: Call): Promise<number> {
	noMoreThan(call, 0, uninstall.usage);
	const {out, env, flags, json} = call;
	const paths = hivePaths(env);
	const files = ourFiles(paths);
	const isYes = flags['yes'] === true;
	const settings = hookedSettings(call, isYes);
	if (isYes) deleteFiles(files, paths);
	if (json) out.json({files, settings, deleted: isYes});
	else if (files.length === 0 && settings.length === 0)
		out.print('Nothing of ours is on this machine but the program itself: npm uninstall --global hivequeen');
	else {
		for (const file of settings) out.print(`  ${cell(file)}: our hooks, and nothing else of it`);
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
	summary: 'Take out our hooks and delete everything we stored; without --yes only says what that is',
	example: 'queen uninstall',
	flags: {yes: {help: 'yes, delete it for good'}},
	run,
};
