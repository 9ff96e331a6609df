import type {ClaimResult} from '../../db/store.ts';
import type {Claim} from '../../db/types.ts';
import {claimInTurn, claimOrNotice, claim as take, type Wanted} from '../actions/claims.ts';
import type {Refused} from '../claim-wait.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {duration} from '../format/age.ts';
import {signsOf} from '../format/plain.ts';
import {cell, sanitize} from '../sanitize.ts';
import {closedLines, forHowLong, heldBy} from './claim-words.ts';
import {durationFlag, noMoreThan, stringFlag} from './input.ts';
import {interruptible} from './interruptible.ts';
import type {Call, Command} from './types.ts';

type Holding = {readonly holder: Claim | null; readonly holderTask: string | null};

/** Says no, in one sentence on stderr. */
function refuse({holder, holderTask}: Holding, message: string, {out, json}: Call): void {
	if (json) out.error({error: {code: 'refused', message, holder, holderTask}});
	else out.note(message);
}

/** Prints what came of a claim and answers the exit code. `wanted`: what was asked for, as it was typed. */
export function reportClaim(result: ClaimResult & {readonly isNoted?: boolean}, call: Call, now: number, verb: string, wanted?: string): number {
	const {out, json} = call;
	const shown = sanitize(result);
	if (!shown.ok) {
		const noted = shown.isNoted ? ' You get a letter when it is free.' : '';
		refuse(shown, `${heldBy(shown, now, wanted === undefined ? undefined : cell(wanted))}${noted}`, call);
		return 1;
	}
	if (json) {
		out.json(result);
		return 0;
	}
	const {claim: mine, outcome, closed} = shown;
	out.print(`${signsOf(out.unicode).ok} ${outcome === 'renewed' ? 'renewed' : verb} ${mine.resource} ${forHowLong(mine)} (#${mine.id})`);
	for (const line of closedLines(closed)) out.note(line);
	return 0;
}

const standardWaitMs = 10 * 60_000;

function saysWaiting(call: Call, wanted: Wanted, timeoutMs: number, now: number) {
	return ({place, holder, holderTask}: Holding & {readonly place: number}): void => {
		if (call.json) return;
		const shown = sanitize({holder, holderTask});
		const who =
			shown.holder === null
				? `${cell(wanted.resource)}: others wait for it.`
				: `${heldBy({...shown, holder: shown.holder}, now, cell(wanted.resource), true)}.`;
		const order = place === 1 ? 'You are next' : `${place - 1} before you`;
		call.out.note(`${who} Waiting for ${duration(timeoutMs)} at most. ${order}; Ctrl-C leaves the queue.`);
	};
}

function reportTimeout({holder, holderTask}: Refused, call: Call, wanted: Wanted, waitedMs: number, now: number): number {
	const shown = sanitize({holder, holderTask});
	const waited = `Waited ${duration(waitedMs)} in vain.`;
	const who = shown.holder === null ? 'Others who wait are before you.' : heldBy({...shown, holder: shown.holder}, now, cell(wanted.resource));
	refuse({holder, holderTask}, `${waited} ${who}`, call);
	return 1;
}

async function wait(call: Call, context: Context, wanted: Wanted, timeoutMs: number): Promise<number> {
	const now = (): number => context.clock.wall();
	const {result, code} = await interruptible(signal =>
		claimInTurn(context, wanted, {timeoutMs, signal, onWaiting: saysWaiting(call, wanted, timeoutMs, now())}),
	);
	if (result.ok) return reportClaim(result, call, now(), 'claimed');
	return result.why === 'given up' ? code : reportTimeout(result, call, wanted, timeoutMs, now());
}

async function run(call: Call): Promise<number> {
	noMoreThan(call, 1, claim.usage);
	const [resource] = call.args;
	const {flags} = call;
	if (resource === undefined) throw new QueenError('usage', 'What? queen claim DOMAIN|PATH|GLOB; see what is held: queen claims');
	const wanted: Wanted = {resource, why: stringFlag(flags, 'why'), ttlMs: durationFlag(flags, 'ttl'), shared: flags['shared'] === true};
	const timeoutMs = durationFlag(flags, 'timeout');
	const [isWaiting, isNotified] = [flags['wait'] === true, flags['notify'] === true];
	if (timeoutMs !== null && !isWaiting) throw new QueenError('usage', '--timeout goes with --wait: queen claim X --wait --timeout 10m');
	if (isWaiting && isNotified) throw new QueenError('usage', 'Either --wait (now, in the queue) or --notify (a letter when it is free), not both.');
	const context = await call.open();
	if (isWaiting) return wait(call, context, wanted, timeoutMs ?? standardWaitMs);
	const result = isNotified ? await claimOrNotice(context, wanted) : await take(context, wanted);
	return reportClaim(result, call, context.clock.wall(), 'claimed', resource);
}

export const claim: Command = {
	name: 'claim',
	group: 'claims',
	usage: 'claim DOMAIN|PATH|GLOB [--why "..."] [--ttl 30m] [--shared] [--wait [--timeout 10m] | --notify]',
	summary: 'Say that something is yours for now; exit 1 when another holds it',
	details:
		'With a / or a glob sign, or when such a file is here, it is a path; otherwise a domain (any word: deploy, db-schema), the same for the whole colony. path:X and domain:X force it. In globs * and ? stay within one name, ** is any number of folders, [a-z] and {a,b} are choices, and a bracket that is never closed is refused (path:[x is the file [x); a glob of one name (*.md) means it in any folder; a folder is all that is in it. Claiming what you hold renews it. Paths end after 2 h unless you are active; domains when they are released. --wait queues in the order of asking and ends with the claim, or with 1 when the time is up (10 minutes if not given).',
	example: 'queen claim src/db.ts --why "new index" --ttl 30m',
	flags: {
		why: {value: '"..."', help: 'what for: others see it'},
		ttl: {value: 'TIME', help: 'how long: 90s, 30m, 2h, 1d'},
		shared: {help: 'others may hold it with you, if theirs is shared too'},
		wait: {help: 'when another holds it: wait in the queue until it is yours'},
		timeout: {value: 'TIME', help: 'how long to wait: 30s, 10m (the usual), 2h'},
		notify: {help: 'when another holds it: get a letter as soon as it is free'},
	},
	run,
};
