import {canAsk, confirm} from '../ask.ts';
import {QueenError} from '../errors.ts';
import {ago} from '../format/age.ts';
import {paint, signsOf} from '../format/plain.ts';
import {lineDiff} from '../hooks/diff.ts';
import {type HookAgent, hookAgents, isHookAgent} from '../hooks/events.ts';
import {hookFlags, stopFlags} from '../hooks/flags.ts';
import {install, type Machine, type Plan, planInstall, planUninstall, uninstall} from '../hooks/install.ts';
import {thisMachine} from '../hooks/machine.ts';
import {hookPlaces} from '../hooks/places.ts';
import {prepare} from '../hooks/prepare.ts';
import {type AgentReport, type HookStatus, type HooksReport, hooksReport} from '../hooks/report.ts';
import {type Scope, scopesOf} from '../hooks/settings-file.ts';
import {hivePaths} from '../paths.ts';
import {cell} from '../sanitize.ts';
import {noMoreThan, stringFlag} from './input.ts';
import {askToWrite, notWritten} from './may-write.ts';
import type {Call, Command, Output} from './types.ts';

const machineOf = ({env, cwd}: Call): Machine => thisMachine(env, cwd);

function scopeOf({flags}: Call, agent: HookAgent): Scope {
	const given = (['user', 'project', 'local'] as const).filter(scope => flags[scope] === true);
	if (given.length > 1) throw new QueenError('usage', `--${given.join(' and --')} contradict each other: give one.`);
	const scope = given[0] ?? 'user';
	if (!scopesOf(agent).includes(scope)) throw new QueenError('usage', `${agent} knows no --${scope} settings: give --user or --project.`);
	return scope;
}

function agentOf(call: Call): HookAgent {
	const agent = stringFlag(call.flags, 'agent') ?? 'claude';
	if (!isHookAgent(agent)) throw new QueenError('usage', `Hooks are made for ${hookAgents.join(', ')}, not for "${cell(agent)}".`);
	return agent;
}

/** What has to happen in the client before its hooks run, seen in the real ones; and what they cannot do. */
const afterwards: Readonly<Record<HookAgent, string>> = {
	claude: '',
	codex:
		' Codex runs no hook before you have looked at it: it asks at its next start, or type /hooks in it. Edits by its shell are seen only where they are patches.',
	gemini: ' Gemini warns once of hooks that a project brings along, and runs them only in trusted folders.',
	opencode: ' opencode takes the plugin up at its next start.',
};
const titles: Readonly<Record<HookAgent, string>> = {claude: 'Claude Code', codex: 'Codex', gemini: 'Gemini', opencode: 'opencode'};

function printDiff({file, before, after, changes}: Plan, out: Output): void {
	if (!changes) return;
	out.print(`${cell(file.path)}${before === null ? ' (new)' : ''}${after === null ? ' (goes: it was not there before us)' : ''}`);
	for (const line of lineDiff(file.text ?? '', after ?? ''))
		out.print(`  ${paint(cell(line), line.startsWith('-') ? 'red' : 'green', out.colour && /^[-+]/.test(line))}`);
}

/** Only what is ours goes out and the diff was shown, so a pipe and `--yes` go on; at a terminal the keeper says yes. */
const isWanted = (call: Call, question: string): boolean => call.json || call.flags['yes'] === true || !canAsk() || confirm(question);

async function runInstall(call: Call): Promise<number> {
	const {out} = call;
	const machine = machineOf(call);
	const agent = agentOf(call);
	const plan = planInstall(machine, scopeOf(call, agent), agent);
	if (!call.json) printDiff(plan, out);
	const answer = plan.changes ? askToWrite(call, 'Write these lines?') : 'yes';
	if (answer !== 'yes') {
		if (call.json) out.json({agent, scope: plan.scope, settings: plan.file.path, changed: false, copy: null, needsYes: true});
		else out.print(notWritten(answer));
		return 0;
	}
	const {copy} = install(machine, plan);
	const context = await call.open();
	const places = hookPlaces(hivePaths(call.env).folder);
	stopFlags(places);
	await prepare(context, places, hookFlags(places.folder));
	if (call.json) out.json({agent, scope: plan.scope, settings: plan.file.path, changed: plan.changes, copy, needsYes: false});
	else if (plan.changes) {
		const kept = copy === null ? '' : ` The file as it was: ${cell(copy)}`;
		out.print(`${signsOf(out.unicode).ok} ${titles[agent]}'s hooks are installed for sessions that start from now on.${afterwards[agent]}${kept}`);
	} else out.print(`${signsOf(out.unicode).ok} already installed and current: ${cell(plan.file.path)}`);
	return 0;
}

function runUninstall(call: Call): number {
	const {out} = call;
	const machine = machineOf(call);
	const agent = agentOf(call);
	const plan = planUninstall(machine, scopeOf(call, agent), agent);
	if (!call.json) printDiff(plan, out);
	if (plan.changes && !isWanted(call, 'Take these lines out?')) {
		out.print('Nothing was changed.');
		return 0;
	}
	uninstall(machine, plan);
	if (call.json) out.json({agent, scope: plan.scope, settings: plan.file.path, changed: plan.changes, copy: null});
	else out.print(plan.changes ? `${signsOf(out.unicode).ok} our hooks are out of ${cell(plan.file.path)}` : `No hook of ours is in ${cell(plan.file.path)}`);
	return 0;
}

const words: Readonly<Record<HookStatus['state'], string>> = {
	installed: 'installed and current',
	old: 'installed, but not as this queen would write it: queen hooks install',
	partly: 'only partly installed: queen hooks install',
	absent: 'not installed',
};

const wordsFor = (agent: HookAgent, state: HookStatus['state']): string =>
	agent === 'claude' ? words[state] : words[state].replace('queen hooks install', `queen hooks install --agent ${agent}`);

/** Where there is something of ours, and for the other clients else one line that says that there is nothing. */
function printAgent({agent, scopes, lastFired}: AgentReport, out: Output, now: number): void {
	const there = scopes.filter(({state}, index) => agent === 'claude' || state !== 'absent' || (index === 0 && scopes.every(each => each.state === 'absent')));
	for (const {scope, settings, state} of there) out.print(`  ${`${agent} ${scope}`.padEnd(15)} ${cell(settings)}  ${wordsFor(agent, state)}`);
	if (scopes.some(({state}) => state !== 'absent'))
		out.print(`  ${''.padEnd(15)} ${lastFired === null ? 'untested here: no session has run them yet' : `last run by a session ${ago(lastFired, now)}`}`);
}

function printReport({agents, front, program, lastFired, alarm}: HooksReport, out: Output, now: number): void {
	for (const agent of agents) printAgent(agent, out, now);
	out.print(`  ${'front'.padEnd(15)} ${cell(front.path)}  ${front.state}`);
	out.print(`  ${'program'.padEnd(15)} ${cell(program.bundle)}  ${program.exists ? 'there' : 'GONE: queen hooks install'}`);
	out.print(`  ${'last fired'.padEnd(15)} ${ago(lastFired, now)}`);
	if (alarm !== null) out.print(`  ${paint('alarm'.padEnd(15), 'red', out.colour)} ${ago(alarm.at, now)}: ${cell(alarm.sentence)}`);
}

/** Exit 1 when what is installed does not work as it should; not being installed is no fault. */
function runStatus(call: Call): number {
	const report = hooksReport(machineOf(call));
	if (call.json) call.out.json(report);
	else printReport(report, call.out, Date.now());
	const scopes = report.agents.flatMap(agent => agent.scopes);
	const isInstalled = scopes.some(({state}) => state !== 'absent');
	const isWell = scopes.every(({state}) => state === 'absent' || state === 'installed') && report.front.state === 'current' && report.alarm === null;
	return !isInstalled || isWell ? 0 : 1;
}

async function run(call: Call): Promise<number> {
	noMoreThan(call, 1, hooks.usage);
	agentOf(call);
	const [verb = 'status'] = call.args;
	if (verb === 'install') return runInstall(call);
	if (verb === 'uninstall') return runUninstall(call);
	if (verb === 'status') return runStatus(call);
	throw new QueenError('usage', `queen hooks knows install, uninstall and status, not "${cell(verb)}".`);
}

export const hooks: Command = {
	name: 'hooks',
	group: 'care',
	usage: 'hooks install|uninstall|status [--user|--project|--local] [--agent NAME] [--yes]',
	summary: 'Hooks of claude, codex, gemini, opencode: mail at the start of a turn, claims enforced at the edit; undone by one command',
	details:
		'install shows the change of the settings file first, keeps a dated copy of it beside the database, and leaves foreign hooks where they are. --user is ~/.claude/settings.json; --project is .claude/settings.json of this worktree, --local its settings.local.json, which is not meant to be committed. Codex has ~/.codex/hooks.json, Gemini ~/.gemini/settings.json, opencode a plugin of ours in ~/.config/opencode/plugins (--project: the same below .codex, .gemini, .opencode). What is written names a file of this machine and does nothing where that is missing. status says of each client whether a session has really run its hooks; until then they are untested here.',
	example: 'queen hooks install',
	flags: {
		user: {help: 'for all your sessions (what is meant without an option)'},
		project: {help: 'for the project of this folder'},
		local: {help: 'for the project of this folder, in the file that is not committed'},
		agent: {value: 'NAME', help: 'which client: claude (what is meant without this), codex, gemini, opencode'},
		yes: {help: 'do not ask after showing the change; where nobody can be asked, install writes only with it'},
	},
	run,
};
