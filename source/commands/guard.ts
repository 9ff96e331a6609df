import path from 'node:path';
import {canAsk, confirm} from '../ask.ts';
import {QueenError} from '../errors.ts';
import {ago} from '../format/age.ts';
import {count, paint, signsOf} from '../format/plain.ts';
import {utf8} from '../guard/git.ts';
import {hookPlacesOf, type Repository, repositoryAt} from '../guard/hook-places.ts';
import {guardedOf, install, planGuardOut, takeOut} from '../guard/install.ts';
import {guardMachine} from '../guard/machine.ts';
import {type Change, type GuardPlan, planGuard} from '../guard/plan.ts';
import {type GuardedPlace, type GuardReport, guardReport, isGuarded, isWell} from '../guard/report.ts';
import {lineDiff} from '../hooks/diff.ts';
import {cell} from '../sanitize.ts';
import {noMoreThan, stringFlag} from './input.ts';
import {askToWrite, notWritten} from './may-write.ts';
import type {Call, Command, Output} from './types.ts';

const folderOf = (call: Call): string => path.resolve(call.cwd, stringFlag(call.flags, 'repo') ?? '.');

const repositoryOf = async (call: Call): Promise<Repository> => hookPlacesOf(await repositoryAt(folderOf(call), call.env), call.env);

const asides: Readonly<Record<Change['how'], string>> = {
	lines: '',
	new: ' (new)',
	beside: ' (new; the hook that is there is kept as it is and run after ours)',
	out: '',
	gone: ' (goes: nothing else is in it)',
	back: ' (goes: the hook that was there before comes back)',
};

function printChange({file, how, after, kept}: Change, out: Output): void {
	out.print(`${cell(file.path)}${asides[how]}${kept === null ? '' : ` ${cell(kept)}`}`);
	if (how === 'back') return;
	const before = how === 'beside' ? '' : file.text;
	for (const line of lineDiff(utf8(before), utf8(after ?? '')))
		out.print(`  ${paint(cell(line), line.startsWith('-') ? 'red' : 'green', out.colour && /^[-+]/.test(line))}`);
}

function printPlan({changes, refusals, repository}: GuardPlan, out: Output): void {
	for (const change of changes) printChange(change, out);
	for (const {file, why} of refusals) out.note(`${cell(file)} was left alone: ${cell(why)}`);
	for (const {worktree, why} of repository.without) out.note(`${cell(worktree)} is not guarded: ${cell(why)}`);
}

/** Only what is ours goes out and it was shown, so a pipe and `--yes` go on; at a terminal the keeper says yes. */
const isWanted = (call: Call, question: string): boolean => call.json || call.flags['yes'] === true || !canAsk() || confirm(question);

const answerOf = ({repository, changes, refusals}: GuardPlan, copies: readonly string[]) => ({
	repository: repository.place.worktree,
	files: changes.map(({file, how}) => ({file: file.path, how})),
	refused: refusals,
	without: repository.without,
	copies,
});

async function runInstall(call: Call): Promise<number> {
	const {out, json} = call;
	const machine = guardMachine(call.env);
	const plan = planGuard(machine, await repositoryOf(call), call.flags['tracked'] === true);
	if (!json) printPlan(plan, out);
	const answer = plan.changes.length > 0 ? askToWrite(call, 'Write these lines?') : 'yes';
	if (answer !== 'yes') {
		if (json) out.json({...answerOf({...plan, changes: []}, []), needsYes: true});
		else out.print(notWritten(answer));
		return 0;
	}
	const copies = install(machine, plan);
	const guarded = plan.changes.length + plan.current.length;
	if (json) out.json({...answerOf(plan, copies), needsYes: false});
	else if (guarded === 0) out.note('Nothing is guarded here.');
	else if (plan.changes.length === 0) out.print(`${signsOf(out.unicode).ok} already installed and current: ${cell(plan.repository.place.worktree)}`);
	else {
		const kept = copies.length === 0 ? '' : ` ${count(copies.length, 'copy', 'copies')} of what was there: ${cell(path.dirname(copies[0] ?? ''))}`;
		out.print(`${signsOf(out.unicode).ok} sisters that commit or push in ${cell(plan.repository.place.worktree)} are asked now.${kept}`);
	}
	return plan.refusals.length > 0 || guarded === 0 ? 1 : 0;
}

async function runUninstall(call: Call): Promise<number> {
	const {out, json} = call;
	const machine = guardMachine(call.env);
	const repository = await repositoryOf(call);
	const plan = planGuardOut(machine, repository);
	if (!json) printPlan({...plan, repository: {...repository, without: []}}, out);
	if (plan.changes.length > 0 && !isWanted(call, 'Take these lines out?')) {
		out.print('Nothing was changed.');
		return 0;
	}
	takeOut(machine, plan.changes, guardedOf(machine, repository));
	const where = cell(repository.place.worktree);
	if (json) out.json(answerOf(plan, []));
	else out.print(plan.changes.length > 0 ? `${signsOf(out.unicode).ok} our lines are out of ${where}` : `No hook of ${where} has lines of ours`);
	return plan.refusals.length > 0 ? 1 : 0;
}

const words: Readonly<Record<GuardedPlace['state'], string>> = {
	installed: 'installed and current',
	old: 'installed, but not as this queen would write it: queen guard install',
	off: 'installed, but not executable, so git does not run it: queen guard install',
	absent: 'not installed',
};

function printReport(report: GuardReport, out: Output, now: number): void {
	const row = (name: string, text: string): void => out.print(`  ${name.padEnd(15)} ${text}`);
	for (const {hook, file, state, chained, lastFired} of report.places) {
		row(hook === 'any' ? 'husky' : hook, `${cell(file)}  ${words[state]}`);
		if (state === 'absent') continue;
		const then = chained === null ? 'nothing' : chained === file ? 'the rest of that file' : cell(chained);
		row('', `then ${then}; last fired ${ago(lastFired, now)}`);
	}
	for (const {worktree, why} of report.without) row('not guarded', `${cell(worktree)}: ${cell(why)}`);
	for (const file of report.stray) row('left over', `${cell(file)}: git does not run it any more: queen guard uninstall, then install`);
	row('front', `${cell(report.front.path)}  ${report.front.state}`);
	row('program', `${cell(report.program.bundle)}  ${report.program.exists ? 'there' : 'GONE: queen guard install'}`);
	for (const other of report.others) row('also guarded', cell(other));
	if (report.alarm !== null) out.print(`  ${paint('alarm'.padEnd(15), 'red', out.colour)} ${ago(report.alarm.at, now)}: ${cell(report.alarm.sentence)}`);
}

/** Exit 1 when what is installed does not work as it should; not being installed is no fault. */
async function runStatus(call: Call): Promise<number> {
	const report = guardReport(guardMachine(call.env), await repositoryOf(call));
	if (call.json) call.out.json(report);
	else printReport(report, call.out, Date.now());
	return !isGuarded(report) || isWell(report) ? 0 : 1;
}

async function run(call: Call): Promise<number> {
	noMoreThan(call, 1, guard.usage);
	const [verb = 'status'] = call.args;
	if (verb === 'install') return runInstall(call);
	if (verb === 'uninstall') return runUninstall(call);
	if (verb === 'status') return runStatus(call);
	throw new QueenError('usage', `queen guard knows install, uninstall and status, not "${cell(verb)}".`);
}

export const guard: Command = {
	name: 'guard',
	group: 'care',
	usage: 'guard install|uninstall|status [--repo DIR] [--tracked] [--yes]',
	summary: 'Hooks of git that ask, when a sister commits or pushes, whether another claimed it; a human is let through',
	details:
		'install shows what it adds to pre-commit and pre-push where this repository has them (core.hooksPath, husky, every worktree), and leaves what is there in its place. A sister is stopped before files that another claimed, before main, before broken files; QUEEN_BYPASS="why" git commit lets her through and writes it down. Hooks that git versions are changed with --tracked only.',
	example: 'queen guard install',
	flags: {
		repo: {value: 'DIR', help: 'the repository of that folder instead of the one here'},
		tracked: {help: 'also hooks that git versions: our lines then reach everybody who pulls'},
		yes: {help: 'do not ask after showing the change; where nobody can be asked, install writes only with it'},
	},
	run,
};
