import {StoreError} from '../../db/store.ts';
import {dashboard as look, loopDeps} from '../actions/orchestrate.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {dashboardText} from '../format/dashboard.ts';
import {staleAfterMs} from '../format/declared.ts';
import {signsOf} from '../format/plain.ts';
import type {Limits} from '../orchestrate/facts.ts';
import type {Said} from '../orchestrate/loop.ts';
import {pause} from '../pause.ts';
import {sanitize, toJson} from '../sanitize.ts';
import {noMoreThan, stringFlag} from './input.ts';
import type {Call, Command, Flags} from './types.ts';

const standardMinutes = staleAfterMs / 60_000;
const standardSeconds = 10;
/** Many writes at once are one look. */
const leastMs = 1000;

/** A whole number, as claude-swarm has it. */
function numberFlag(flags: Flags, name: string, standard: number, most: number): number {
	const text = stringFlag(flags, name);
	if (text === null) return standard;
	const value = Number(text);
	if (!/^\d{1,6}$/.test(text) || value < 1 || value > most) throw new QueenError('usage', `--${name} ${text} is no whole number from 1 to ${most}.`);
	return value;
}

function limitsOf({flags}: Call): Limits {
	const staleMs = numberFlag(flags, 'stale-minutes', standardMinutes, 100_000) * 60_000;
	return {staleMs, reviewMs: staleMs};
}

function only(call: Call, verb: string, ...known: readonly string[]): void {
	noMoreThan(call, 1, orchestrate.usage);
	const other = Object.keys(orchestrate.flags).find(name => call.flags[name] !== undefined && !known.includes(name));
	if (other !== undefined) throw new QueenError('usage', `--${other} does not go with queen orchestrate ${verb}. Usage: queen ${orchestrate.usage}`);
}

async function runDashboard(call: Call): Promise<number> {
	only(call, 'dashboard', 'stale-minutes');
	const {out} = call;
	const limits = limitsOf(call);
	const context = await call.open();
	const found = await look(context, limits);
	if (call.json) out.json(found);
	else out.print(dashboardText(sanitize(found), {signs: signsOf(out.unicode), colour: out.colour, now: context.clock.wall()}));
	return 0;
}

/** One JSON object a line for programs; a line each for people. */
function sayer({out, json, flags}: Call, {clock}: Context): (said: Said) => void {
	const quiet = flags['quiet'] === true;
	return said => {
		if (said.what === 'cleared' && quiet) return;
		if (!json) out.print(said.line);
		else {
			const {kind, about, edge} = said.what === 'edge' ? said.edge : {kind: null, about: null, edge: null};
			out.print(toJson({at: new Date(clock.wall()).toISOString(), ...(said.what === 'edge' ? {what: 'edge', kind, about, edge, line: said.line} : said)}));
		}
	};
}

/** Busy for longer than it waits: the next look finds everything again. */
async function lookOnce(step: () => Promise<void>, call: Call): Promise<void> {
	try {
		await step();
	} catch (error) {
		if (!(error instanceof StoreError && error.code === 'busy')) throw error;
		call.out.note(`${error.message}. It is looked at again.`);
	}
}

async function watchOn(step: () => Promise<void>, call: Call, context: Context, intervalMs: number, signal: AbortSignal): Promise<void> {
	const {createChanges} = await import('../watching/changes.ts');
	const changes = createChanges(context.store, signal);
	try {
		while (!signal.aborted) {
			await lookOnce(step, call);
			await pause(Math.min(leastMs, intervalMs), signal);
			if (!signal.aborted) await changes.next(intervalMs);
		}
	} finally {
		changes.close();
	}
}

async function runLoop(call: Call): Promise<number> {
	only(call, 'run', 'interval', 'auto-approve', 'stale-minutes', 'quiet', 'once');
	const intervalMs = numberFlag(call.flags, 'interval', standardSeconds, 86_400) * 1000;
	const limits = limitsOf(call);
	const context = await call.open();
	const note = (sentence: string): void => call.out.note(sentence);
	const {memory, ...deps} = await loopDeps(context, limits, call.flags['auto-approve'] === true, note);
	const {createLoop} = await import('../orchestrate/loop.ts');
	const isOnce = call.flags['once'] === true;
	const step = createLoop({...deps, ...(isOnce ? {memory} : {}), say: sayer(call, context)});
	if (isOnce) {
		await step();
		return 0;
	}
	const [{untilSignal}, {scanMeanwhile}] = await Promise.all([import('../watching/endings.ts'), import('../watching/scanning.ts')]);
	const ending = untilSignal();
	if (!call.json && call.flags['quiet'] !== true) call.out.print('Looking at the colony; a line for what needs somebody. Ctrl-C ends it.');
	const scanning = scanMeanwhile(context, ending.signal, note);
	try {
		await watchOn(step, call, context, intervalMs, ending.signal);
	} finally {
		ending.end();
		await scanning;
	}
	return ending.code();
}

async function run(call: Call): Promise<number> {
	const [verb = 'dashboard'] = call.args;
	if (verb === 'dashboard') return runDashboard(call);
	if (verb === 'run') return runLoop(call);
	throw new QueenError('usage', `queen orchestrate knows run and dashboard, not "${verb}". Usage: queen ${orchestrate.usage}`);
}

export const orchestrate: Command = {
	name: 'orchestrate',
	group: 'see',
	usage: 'orchestrate [dashboard] [--stale-minutes N] | orchestrate run [--interval SECONDS] [--stale-minutes N] [--auto-approve] [--quiet] [--once]',
	summary: 'Who is blocked or silent, which reviews wait, who pushes; run: a line when one begins, and one letter to who can help',
	details:
		'run stays in the foreground and asks no model. It mails whom a blocked sister names, her reviewers, who is silent and who waits for her, and late reviewers: once each, whatever loops run or restart, at most one about one thing in 10 minutes. Silent: she says that she works, and no mail, claim, sync, commit or edit for --stale-minutes (15); reviews are late after the same time. --auto-approve approves what rules in your config.json allow (orchestrate.autoApprove) and nothing else, and only when you run it yourself. Mail is shown, not marked as read. run begins with all that stands; run --once goes on where the last run --once ended, so that cron mails only what is new. All that stands: queen orchestrate. run --json prints one JSON object a line.',
	example: 'queen orchestrate run --stale-minutes 20',
	json: 'one JSON value on stdout; of run one JSON object a line',
	flags: {
		interval: {value: 'SECONDS', help: 'look at least so often (10); what others write is seen at once'},
		'stale-minutes': {value: 'N', help: 'how long silence, or a waiting review, is no news (15)'},
		'auto-approve': {help: 'approve what your rules allow; without rules nothing'},
		quiet: {help: 'only what needs somebody, not what is over'},
		once: {help: 'look once, say what began or ended since the last look of this kind, send what is due, and end: for cron'},
	},
	run,
};
