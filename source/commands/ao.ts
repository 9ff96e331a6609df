import {performSection, planProjectOut, planSection, projectFolder, type SectionPlan} from '../ao/claude-md.ts';
import {parseSessions, planSession} from '../ao/sessions.ts';
import {checkMachine, type Needed} from '../ao/setup.ts';
import {checkName, checkPlan, clientEnvironment, findClient, launch, readPlan, standardName} from '../ao/start.ts';
import {orchestratorPrompt} from '../ao/templates/orchestrator.ts';
import {canAsk, confirm} from '../ask.ts';
import {QueenError} from '../errors.ts';
import {paint, signsOf} from '../format/plain.ts';
import {lineDiff} from '../hooks/diff.ts';
import {findRepository} from '../repository.ts';
import {block, cell} from '../sanitize.ts';
import {butNot, stringFlag, textOf} from './input.ts';
import type {Call, Command, Output} from './types.ts';

const standardFiles = 10;

function only(call: Call, verb: string, ...known: readonly string[]): void {
	const other = Object.keys(ao.flags).find(name => call.flags[name] !== undefined && !known.includes(name));
	if (other !== undefined) throw new QueenError('usage', `--${other} does not go with ao ${verb}. See: ao --help`);
}

function noWords(call: Call, verb: string): void {
	const extra = call.args[1];
	if (extra !== undefined) throw new QueenError('usage', `"${extra}" is one word too many. Usage: ao ${verb}`);
}

function printNeeded({name, required, version, file, trouble}: Needed, {out}: Call): void {
	const {ok} = signsOf(out.unicode);
	if (trouble === null) out.print(`${ok} ${name.padEnd(6)} ${cell(version ?? '')}  (${cell(file ?? '')})`);
	else out.note(`${required ? '' : 'Not needed, but: '}${cell(trouble)}.`);
}

async function setup(call: Call): Promise<number> {
	only(call, 'setup');
	noWords(call, 'setup');
	const found = await checkMachine(call.env);
	const isReady = found.every(({required, trouble}) => !required || trouble === null);
	if (call.json) call.out.json({ready: isReady, programs: found});
	else {
		for (const each of found) printNeeded(each, call);
		if (isReady) call.out.print('Ready. Next: ao start "what is to be built"');
	}
	return isReady ? 0 : 1;
}

function printDiff({file, before, after}: SectionPlan, out: Output): void {
	out.print(`${cell(file.path)}${before === null ? ' (new)' : after === null ? ' (goes: nothing else is in it)' : ''}`);
	for (const line of lineDiff(before ?? '', after ?? ''))
		out.print(`  ${paint(cell(line), line.startsWith('-') ? 'red' : 'green', out.colour && /^[-+]/.test(line))}`);
}

/** What changes was shown, so a pipe and `--yes` go on; at a terminal the keeper says yes (RULES.md, "Commands"). */
const isWanted = (call: Call, question: string): boolean => call.json || call.flags['yes'] === true || !canAsk() || confirm(question);

/** The words, `-` for stdin, or a file. */
async function planText(call: Call): Promise<string> {
	const words = call.args.slice(1);
	const file = stringFlag(call.flags, 'file');
	if (file !== null && words.length > 0) throw new QueenError('usage', 'Say the plan once: as words, or with --file.');
	if (file !== null) return checkPlan(readPlan(file, call.cwd));
	if (words.length === 0) throw new QueenError('usage', 'What is to be built? ao start "a REST API with rate limits", or --file FILE, or - for stdin');
	return checkPlan(await textOf(call, words));
}

function filesFlag(call: Call): number {
	const text = stringFlag(call.flags, 'max-files-per-session');
	if (text === null) return standardFiles;
	if (!/^[1-9]\d{0,3}$/.test(text)) throw new QueenError('usage', `--max-files-per-session ${text} is no whole number from 1 to 9999.`);
	return Number(text);
}

/** False: the keeper does not want it. */
function writeSection(call: Call, plan: SectionPlan): boolean {
	const {out, env} = call;
	if (plan.changes) printDiff(plan, out);
	if (plan.changes && !isWanted(call, 'Write these lines?')) return false;
	const copy = performSection(env, plan, Date.now());
	if (plan.changes)
		out.print(`${signsOf(out.unicode).ok} wrote ${cell(plan.file.path)}; ao stop takes it out again${copy === null ? '' : `. As it was: ${cell(copy)}`}`);
	return true;
}

async function start(call: Call): Promise<number> {
	only(call, 'start', 'file', 'project-dir', 'max-files-per-session', 'name', 'yes', 'print');
	const {out, env, flags} = call;
	const isPrint = flags['print'] === true;
	if (call.json && !isPrint) throw new QueenError('usage', '--json goes with ao start --print: else the client has the terminal.');
	const project = projectFolder(stringFlag(flags, 'project-dir'), call.cwd);
	const name = checkName(stringFlag(flags, 'name'));
	const prompt = orchestratorPrompt({description: await planText(call), name, maxFiles: filesFlag(call)});
	if (isPrint) {
		if (call.json) out.json({name, project, prompt});
		else out.print(block(prompt));
		return 0;
	}
	const client = findClient(env);
	if (!writeSection(call, planSection(project))) {
		out.print('Nothing was changed or started.');
		return 0;
	}
	out.print(`Starting ${cell(client)} as ${name} ...`);
	return launch({client, prompt, project, env: clientEnvironment(env, name), stdinIsUsed: call.args[1] === '-' && call.args.length === 2});
}

async function stop(call: Call): Promise<number> {
	only(call, 'stop', 'project-dir', 'yes');
	noWords(call, 'stop');
	const {out, json, env} = call;
	const plan = planProjectOut(projectFolder(stringFlag(call.flags, 'project-dir'), call.cwd));
	if (plan.changes && !json) printDiff(plan, out);
	if (plan.changes && !isWanted(call, 'Take these lines out?')) {
		out.print('Nothing was changed.');
		return 0;
	}
	const copy = performSection(env, plan, Date.now());
	const file = cell(plan.file.path);
	if (json) out.json({file: plan.file.path, changed: plan.changes, removed: plan.changes && plan.after === null, copy});
	else out.print(plan.changes ? `${signsOf(out.unicode).ok} our section is out of ${file}` : `${file} has no section of ours`);
	return 0;
}

async function prompts(call: Call): Promise<number> {
	only(call, 'prompts', 'project-dir', 'name');
	const {out, flags} = call;
	const project = projectFolder(stringFlag(flags, 'project-dir'), call.cwd);
	const orchestrator = checkName(stringFlag(flags, 'name'));
	const wanted = parseSessions(call.args.slice(1));
	if (wanted.length === 0) throw new QueenError('usage', 'Which sessions? ao prompts A:frontend B:backend');
	const repository = findRepository(project);
	const sessions = wanted.map(each => planSession(each, project, repository, orchestrator));
	if (call.json) {
		out.json(sessions);
		return 0;
	}
	if (repository === null) out.note(`${cell(project)} is in no git repository: all sessions would stand in one folder. git init makes one.`);
	for (const {name, workstream, start: lines, prompt} of sessions)
		out.print(
			[
				`===== SESSION ${name}: ${workstream} =====`,
				'In a new terminal:',
				'',
				...lines.map(line => `    ${cell(line)}`),
				'',
				'Then paste:',
				'',
				block(prompt),
				'',
			].join('\n'),
		);
	return 0;
}

const verbs: Readonly<Record<string, (call: Call) => Promise<number>>> = {setup, start, stop, prompts};

async function run(call: Call): Promise<number> {
	const [verb = ''] = call.args;
	const known = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
	if (known === undefined) throw new QueenError('usage', `ao knows setup, start, prompts and stop${butNot(verb)}. Begin with: ao setup`);
	return known(call);
}

export const ao: Command = {
	name: 'ao',
	group: 'care',
	usage: `ao setup | ao start "what to build"|- [--file FILE] [--project-dir DIR] [--max-files-per-session ${standardFiles}] [--name ${standardName}] [--yes|--print] | ao prompts A:frontend B:backend [--project-dir DIR] | ao stop [--project-dir DIR] [--yes]`,
	summary: 'Start a session that plans work for several others; also a program of its own: ao',
	details:
		'setup: are claude, git and tmux there? start: shows the section that it writes into CLAUDE.md (how sessions work together), asks, and starts Claude Code in the foreground with the words for the session that plans. prompts: for each session the lines that start it in a worktree of its own, and its first words. stop: the section goes, byte for byte; queen uninstall does it everywhere.',
	example: 'ao start "a REST API with auth and rate limits"',
	flags: {
		file: {value: 'FILE', help: 'start: the plan, from a file'},
		'project-dir': {value: 'DIR', help: 'the project; without it the folder here'},
		'max-files-per-session': {value: 'N', help: `start: what one session may own at most (${standardFiles})`},
		name: {value: 'NAME', help: `the session that plans (${standardName})`},
		yes: {help: 'do not ask after showing the change'},
		print: {help: 'start: print the words; write and start nothing'},
	},
	run,
};
