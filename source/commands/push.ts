import {type Pushed, type PushRefused, push as pushHere} from '../actions/push.ts';
import type {Context} from '../context.ts';
import {duration} from '../format/age.ts';
import {signsOf} from '../format/plain.ts';
import {block, sanitize} from '../sanitize.ts';
import {durationFlag, noMoreThan, stringFlag} from './input.ts';
import {interruptible} from './interruptible.ts';
import type {Call, Command} from './types.ts';

const standardWaitMs = 10 * 60_000;
const shownFiles = 10;

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

function reportDone(call: Call, pushed: Pushed): void {
	const {remote, branch, commit, upToDate, rebased, dropped, healed, notMoved} = sanitize(pushed);
	const {ok} = signsOf(call.out.unicode);
	const where = `${remote}/${branch}`;
	const how = [
		...(rebased > 0 ? [`${counted(rebased, 'commit')} rebased`] : []),
		...(dropped > 0 ? [`${counted(dropped, 'commit')} there already`] : []),
		...(healed.length > 0 ? [`healed: ${healed.slice(0, shownFiles).join(', ')}`] : []),
	];
	const tail = how.length === 0 ? '' : ` (${how.join('; ')})`;
	call.out.print(upToDate ? `${ok} nothing to push: ${where} has it all${tail}` : `${ok} pushed ${commit.slice(0, 9)} to ${where}${tail}`);
	if (notMoved !== null) call.out.note(`It is at the remote, but your branch stayed where it was: ${notMoved}. Let it follow: queen pull`);
}

/** Why not, in one sentence each; what a gate printed stands before it. */
function reportRefused(call: Call, refused: PushRefused, waitedMs: number): void {
	const shown = sanitize(refused);
	if (shown.why === 'gate') {
		// Not what `sanitize` made of it: that is one line.
		for (const line of block(refused.why === 'gate' ? refused.gate.said : '').split('\n')) call.out.note(line);
		call.out.note(
			`The ${shown.gate.command === 'pre-push hook' ? '' : 'gate '}"${shown.gate.command}" ended with ${shown.gate.code}. Nothing was pushed; mend what it says and push again.`,
		);
	} else if (shown.why === 'conflict') {
		const files = shown.inTheWay.slice(0, shownFiles).map(({path, why}) => `${path} (${why})`);
		const more = shown.inTheWay.length > shownFiles ? ` +${shown.inTheWay.length - shownFiles} more` : '';
		const told = shown.told.length === 0 ? '' : ` Told by mail: ${shown.told.join(', ')}.`;
		call.out.note(
			`"${shown.subject}" does not go onto ${shown.remote}/${shown.branch}: ${files.join(', ')}${more}. Nothing was pushed and nothing of yours changed.${told} Next: git pull --rebase ${shown.remote} ${shown.branch}, settle it, queen push`,
		);
	} else if (shown.why === 'timeout') call.out.note(`Waited ${duration(waitedMs)} for ${shown.lock} in vain. Nothing was pushed; see who has it: queen claims`);
}

/** Says once whom it waits for. */
export const onWaiting =
	({out, json}: Call, timeoutMs: number) =>
	({place, holder}: {readonly place: number; readonly holder: {readonly owner: string; readonly description: string | null} | null}): void => {
		if (json) return;
		const who = sanitize({holder}).holder;
		const said = who === null ? 'Others wait to push' : `${who.owner} ${who.description ?? 'has the lock'}`;
		out.note(`${said}. Waiting for ${duration(timeoutMs)} at most; ${place === 1 ? 'you are next' : `${place - 1} before you`}.`);
	};

async function work(call: Call, context: Context, timeoutMs: number): Promise<number> {
	const wanted = {branch: stringFlag(call.flags, 'branch'), remote: stringFlag(call.flags, 'remote'), isNew: call.flags['new'] === true};
	const {result, code} = await interruptible(signal => pushHere(context, wanted, {timeoutMs, signal, onWaiting: onWaiting(call, timeoutMs)}));
	if (result.ok) {
		if (call.json) call.out.json(result);
		else reportDone(call, result);
		return 0;
	}
	if (call.json) call.out.error({error: {code: 'refused', message: `Nothing was pushed (${result.why}).`, ...result}});
	else reportRefused(call, result, timeoutMs);
	return result.why === 'given up' && code !== 0 ? code : 1;
}

async function run(call: Call): Promise<number> {
	noMoreThan(call, 0, push.usage);
	const timeoutMs = durationFlag(call.flags, 'timeout') ?? standardWaitMs;
	return work(call, await call.open(), timeoutMs);
}

export const push: Command = {
	name: 'push',
	group: 'git',
	usage: 'push [--branch B [--new]] [--remote R] [--timeout 10m]',
	summary: "Push when it is your turn, on top of others' work, and read back that it is there",
	details:
		"Waits for the lock of the remote (in order; see queen claims), fetches, rebases, runs the keeper's gates (push.gates in config.json), pushes one branch, never by force over what it has not seen, and asks the remote. Your branch and files follow only when it is there; until then nothing of yours changes. A conflict is healed only where one side alone changed a line or both did the same; else nothing is pushed, exit 1, and those whose work it is get mail. Merge commits are not rebased. Commits keep author, date and message.",
	example: 'queen push',
	flags: {
		branch: {value: 'B', help: 'the branch at the remote; without it the one you are on'},
		new: {help: 'with --branch: it may be new there'},
		remote: {value: 'R', help: 'origin, if not given'},
		timeout: {value: 'TIME', help: 'how long to wait for the turn: 30s, 10m (the usual), 2h'},
	},
	run,
};
