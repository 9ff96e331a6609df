import {type GuardsOut, guardsOut} from '../actions/guard-out.ts';
import {checkUninstall, deleteFiles, ourFiles} from '../actions/uninstall.ts';
import {type SectionsOut, sectionsOut} from '../ao/claude-md.ts';
import {count, signsOf} from '../format/plain.ts';
import {hookAgents} from '../hooks/events.ts';
import {planUninstall, uninstall as takeOut} from '../hooks/install.ts';
import {thisMachine} from '../hooks/machine.ts';
import {scopesOf} from '../hooks/settings-file.ts';
import {hivePaths} from '../paths.ts';
import {cell} from '../sanitize.ts';
import {noMoreThan} from './input.ts';
import type {Call, Command} from './types.ts';

/** Settings files that call our hooks: first they forget us, then what they call is deleted. `remove`: do it. */
function hookedSettings({env, cwd}: Call, remove: boolean): readonly string[] {
	const machine = thisMachine(env, cwd);
	const found = new Set<string>();
	// One after the other: in the home folder the user's and the project's settings are one file.
	for (const agent of hookAgents)
		for (const scope of scopesOf(agent)) {
			const plan = planUninstall(machine, scope, agent);
			if (!plan.changes) continue;
			found.add(plan.file.path);
			if (remove) takeOut(machine, plan);
		}
	return [...found];
}

type Ours = {readonly files: readonly string[]; readonly settings: readonly string[]; readonly guards: GuardsOut; readonly sections: SectionsOut};

function printOurs({files, settings, guards, sections}: Ours, {out}: Call, isYes: boolean): void {
	for (const file of settings) out.print(`  ${cell(file)}: our hooks, and nothing else of it`);
	for (const file of guards.hooks) out.print(`  ${cell(file)}: our guard's lines, and nothing else of it`);
	for (const file of sections.files) out.print(`  ${cell(file)}: our section, and nothing else of it`);
	for (const {file, why} of sections.left) out.note(`${cell(file)} keeps our section: ${cell(why)}`);
	for (const {file, why} of guards.left) out.note(`${cell(file)} keeps lines of ours, which do nothing then: ${cell(why)}`);
	for (const file of files) out.print(`  ${cell(file)}`);
	if (isYes) out.print(`${signsOf(out.unicode).ok} deleted ${count(files.length, 'file')}. The program itself: npm uninstall --global hivequeen`);
	else
		out.print(
			`${count(files.length, 'file or folder', 'files and folders')} would be deleted for good, all mail and history with them. Say it with: queen uninstall --yes`,
		);
}

async function run(call: Call): Promise<number> {
	noMoreThan(call, 0, uninstall.usage);
	const {out, env, flags, json} = call;
	const paths = hivePaths(env);
	const isYes = flags['yes'] === true;
	if (isYes) await checkUninstall(env);
	const guards = guardsOut(env, isYes);
	const sections = sectionsOut(env, isYes, Date.now());
	const files = ourFiles(paths);
	const settings = hookedSettings(call, isYes);
	if (isYes) deleteFiles(files, paths);
	if (json) out.json({files, settings, guards: guards.hooks, guardsLeft: guards.left, sections: sections.files, sectionsLeft: sections.left, deleted: isYes});
	else if (files.length === 0 && settings.length === 0 && guards.hooks.length === 0 && sections.files.length === 0)
		out.print('Nothing of ours is on this machine but the program itself: npm uninstall --global hivequeen');
	else printOurs({files, settings, guards, sections}, call, isYes);
	return 0;
}

export const uninstall: Command = {
	name: 'uninstall',
	group: 'care',
	usage: 'uninstall [--yes]',
	summary: 'Take out our hooks and delete everything we stored; without --yes only says what that is',
	details: 'Only for the keeper. A settings file, a git hook or a CLAUDE.md keeps everything in it that is not ours.',
	example: 'queen uninstall',
	flags: {yes: {help: 'yes, delete it for good'}},
	run,
};
