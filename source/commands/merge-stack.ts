import type {Sanitized} from '../../db/types.ts';
import {type MergedStack, mergeStack as merge, type StackStep} from '../actions/merge-stack.ts';
import type {Context} from '../context.ts';
import {duration} from '../format/age.ts';
import {count, signsOf} from '../format/plain.ts';
import {sanitize} from '../sanitize.ts';
import {durationFlag, stringFlag} from './input.ts';
import {interruptible} from './interruptible.ts';
import {onWaiting} from './push.ts';
import type {Call, Command} from './types.ts';

const standardWaitMs = 10 * 60_000;
const shownFiles = 10;

const how = ({rebased, dropped, healed}: Sanitized<StackStep>): string => {
	const parts = [
		...(rebased > 0 ? [`${count(rebased, 'commit')} rebased`] : []),
		...(dropped > 0 ? [`${count(dropped, 'commit')} there already`] : []),
		...(healed.length > 0 ? [`healed: ${healed.slice(0, shownFiles).join(', ')}`] : []),
	];
	return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
};

const lineOf = (step: Sanitized<StackStep>, where: string, unicode: boolean): string => {
	const {ok, dash} = signsOf(unicode);
	const {branch, state, commit, retargeted, why} = step;
	const moved =
		retargeted.length === 0 ? '' : `; ${retargeted.join(', ')} ${state === 'planned' ? 'would stand' : retargeted.length === 1 ? 'stands' : 'stand'} on it`;
	if (state === 'merged') return `${ok} ${branch} is in ${where} at ${(commit ?? '').slice(0, 9)}${how(step)}${moved}`;
	if (state === 'planned') return `${dash} ${branch} would go onto ${where}${how(step)}${moved}`;
	if (state === 'there already') return `${ok} ${branch} is in ${where} already${how(step)}`;
	return state === 'failed' ? `${signsOf(unicode).conflict} ${branch} not merged: ${why ?? ''}` : `${dash} ${branch} not touched`;
};

function report(call: Call, result: MergedStack): void {
	const {remote, into, steps, next, dryRun, ok, unreviewed} = sanitize(result);
	const where = `${remote}/${into}`;
	if (steps.length === 0) call.out.print(`${signsOf(call.out.unicode).ok} nothing to merge: ${where} has it all`);
	for (const step of steps) call.out.print(lineOf(step, where, call.out.unicode));
	if (!ok) call.out.note(`${dryRun ? 'It would stop' : 'It stopped'} there; what is above it was not touched.${next === null ? '' : ` Next: ${next}`}`);
	else if (dryRun && steps.length > 0) call.out.note('Nothing was changed: this was the plan.');
	if (ok && unreviewed.length > 0)
		call.out.note(`No review let ${unreviewed.join(', ')} through (queen merge-ok NAME says why); "push.reviewed" in config.json makes one a must.`);
}

async function work(call: Call, context: Context, timeoutMs: number): Promise<number> {
	const {flags, args} = call;
	const wanted = {branches: args, into: stringFlag(flags, 'into'), remote: stringFlag(flags, 'remote'), dryRun: flags['dry-run'] === true};
	const {result, code} = await interruptible(signal => merge(context, wanted, {timeoutMs, signal, onWaiting: onWaiting(call, timeoutMs)}));
	if ('why' in result) {
		const {why, lock} = sanitize(result);
		if (call.json) call.out.error({error: {code: 'refused', message: `Nothing was merged (${why}).`, ...result}});
		else if (why === 'timeout') call.out.note(`Waited ${duration(timeoutMs)} for ${lock} in vain. Nothing was merged; see who has it: queen claims`);
		return code === 0 ? 1 : code;
	}
	if (call.json) call.out.json(result);
	else report(call, result);
	return code === 0 && !result.ok ? 1 : code;
}

export const mergeStack: Command = {
	name: 'merge-stack',
	group: 'git',
	usage: 'merge-stack [BRANCH...] [--dry-run] [--into main] [--remote R] [--timeout 10m]',
	summary: 'Merge branches that stand on each other, the lowest first, each read back before the next',
	details:
		"Without BRANCH the one you are on; what a branch stands on is merged before it. In the lock of the remote each branch goes on top of the main line there, as queen push does it (same healing, same gates; with push.reviewed only what queen merge-ok allows), after those that stand on it were told that they stand on the main line now (git's record of their upstream, and your commands in push.retarget). It stops at the first that fails. No branch of yours is moved, so the same command goes on where it stopped. --dry-run tries it all beside your repository and changes nothing.",
	example: 'queen merge-stack feat/c --dry-run',
	flags: {
		'dry-run': {help: 'say what would be done, and what would fail'},
		into: {value: 'BRANCH', help: "the main line at the remote; the remote's own, or main, if not given"},
		remote: {value: 'R', help: 'origin, if not given'},
		timeout: {value: 'TIME', help: 'how long to wait for the turn: 30s, 10m (the usual), 2h'},
	},
	run: async call => work(call, await call.open(), durationFlag(call.flags, 'timeout') ?? standardWaitMs),
};
