import type {Sanitized} from '../../db/types.ts';
import {park as leave, type Parked, type ParkStep} from '../actions/park.ts';
import {signsOf} from '../format/plain.ts';
import {sanitize} from '../sanitize.ts';
import {durationFlag, noMoreThan, stringFlag} from './input.ts';
import {interruptible} from './interruptible.ts';
import {onWaiting} from './push.ts';
import type {Call, Command, Output} from './types.ts';

const standardWaitMs = 10 * 60_000;

function lineOf({step, state, said, next}: Sanitized<ParkStep>, {unicode}: Output): string {
	const {ok, dash, conflict} = signsOf(unicode);
	const sign = state === 'failed' ? conflict : state === 'planned' || state === 'not done' ? dash : ok;
	const text = state === 'not done' ? 'not looked at' : state === 'planned' ? `${said} (not yet)` : said;
	return `${sign} ${step.padEnd(6)}  ${text}${next === null ? '' : `. Next: ${next}`}`;
}

function report({out}: Call, parked: Parked): void {
	const {name, ok, dryRun, steps} = sanitize(parked);
	for (const step of steps) out.print(lineOf(step, out));
	if (dryRun) out.note('Nothing was changed: this was the plan.');
	else if (ok) out.print(`${name} is parked.`);
	else out.note('It stopped there; what comes after it was not touched. Mend it and park again.');
}

async function run(call: Call): Promise<number> {
	noMoreThan(call, 0, park.usage);
	const {flags} = call;
	const wanted = {
		commit: stringFlag(flags, 'commit'),
		note: stringFlag(flags, 'note'),
		to: stringFlag(flags, 'to'),
		push: flags['unpushed'] !== true,
		dryRun: flags['dry-run'] === true,
	};
	const timeoutMs = durationFlag(flags, 'timeout') ?? standardWaitMs;
	const context = await call.open();
	const {result, code} = await interruptible(signal => leave(context, wanted, {timeoutMs, signal, onWaiting: onWaiting(call, timeoutMs)}));
	if (call.json) call.out.json(result);
	else report(call, result);
	return code === 0 && !result.ok ? 1 : code;
}

export const park: Command = {
	name: 'park',
	group: 'git',
	usage: 'park [--note "..."] [--commit "..."] [--to NAME] [--unpushed] [--dry-run] [--timeout 10m]',
	summary: 'Before you leave: work committed and pushed, claims released, mail answered, task closed, a note left',
	details:
		'In this order, stopping at the first that fails, with the command that mends it; called again it goes on from there. --commit takes all of this worktree, unless others work in it too. Urgent mail must be read and jobs taken, done or declined; --to hands them over. What you declared with iam is closed as done. The note stands beside your name, and for 7 days in what the repository shares.',
	example: 'queen park --note "limiter works, the docs are missing"',
	flags: {
		note: {value: '"..."', help: 'where things stand, for whoever comes next'},
		commit: {value: '"..."', help: 'commit what is not committed, with this message'},
		to: {value: 'NAME', help: 'who gets unread urgent mail and jobs that are not done'},
		unpushed: {help: 'leave the commits here'},
		'dry-run': {help: 'say what would be done, and what would fail'},
		timeout: {value: 'TIME', help: 'how long to wait for the turn to push: 30s, 10m (the usual), 2h'},
	},
	run,
};
