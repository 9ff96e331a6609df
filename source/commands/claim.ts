import type {ClaimResult} from '../../db/store.ts';
import type {Claim, Sanitized} from '../../db/types.ts';
import {claim as take} from '../actions/claims.ts';
import {QueenError} from '../errors.ts';
import {ago, countdown, duration} from '../format/age.ts';
import {signsOf} from '../format/plain.ts';
import {sanitize} from '../sanitize.ts';
import {durationFlag, noMoreThan, stringFlag} from './input.ts';
import type {Call, Command} from './types.ts';

const forHowLong = ({ttlMs}: Sanitized<Claim>): string => (ttlMs === null ? 'until released' : `for ${duration(ttlMs)}`);

/** Who holds it, since when, what she does, and the two ways on. */
export function heldBy({holder, holderTask}: Sanitized<Extract<ClaimResult, {ok: false}>>, now: number): string {
	const left = holder.expiresAt === null ? '' : `, ${countdown(holder.expiresAt, now)} left`;
	const why = holder.description ? `, for "${holder.description}"` : '';
	const task = holderTask ? ` She is ${holderTask.length > 80 ? `${holderTask.slice(0, 79)}…` : holderTask}.` : '';
	const stale = holder.staleWhy ? ` It looks stale: ${holder.staleWhy}.` : '';
	return `${holder.resource} is held by ${holder.owner}, claimed ${ago(holder.claimedAt, now)}${left}${why} (#${holder.id}).${task}${stale} Ask her: queen tell ${holder.owner} "..."; or take it: queen steal ${holder.id} --why "..."`;
}

/** Prints what came of a claim and answers the exit code. */
export function reportClaim(result: ClaimResult, call: Call, now: number, verb: string): number {
	const {out, json} = call;
	const shown = sanitize(result);
	if (!shown.ok) {
		const message = heldBy(shown, now);
		if (json) out.error({error: {code: 'refused', message, holder: shown.holder, holderTask: shown.holderTask}});
		else out.note(message);
		return 1;
	}
	if (json) {
		out.json(result);
		return 0;
	}
	const {claim: mine, outcome, closed} = shown;
	out.print(`${signsOf(out.unicode).ok} ${outcome === 'renewed' ? 'renewed' : verb} ${mine.resource} ${forHowLong(mine)} (#${mine.id})`);
	for (const old of closed) out.note(`This closed the stale claim #${old.id} of ${old.owner} on ${old.resource}${old.staleWhy ? `: ${old.staleWhy}` : ''}.`);
	return 0;
}

async function run(call: Call): Promise<number> {
	noMoreThan(call, 1, claim.usage);
	const [resource] = call.args;
	if (resource === undefined) throw new QueenError('usage', 'What? queen claim DOMAIN|PATH|GLOB; see what is held: queen claims');
	const wanted = {resource, why: stringFlag(call.flags, 'why'), ttlMs: durationFlag(call.flags, 'ttl'), shared: call.flags['shared'] === true};
	const context = await call.open();
	return reportClaim(await take(context, wanted), call, context.clock.wall(), 'claimed');
}

export const claim: Command = {
	name: 'claim',
	group: 'claims',
	usage: 'claim DOMAIN|PATH|GLOB [--why "..."] [--ttl 30m] [--shared]',
	summary: 'Say that something is yours for now; exit 1 when another holds it',
	details:
		'With a / or a glob sign, or when such a file is here, it is a path; otherwise a domain (any word: deploy, db-schema), the same for the whole colony. path:X and domain:X force it. Claiming what you hold renews it. Paths end after 2 h unless you are active; domains when they are released.',
	example: 'queen claim src/db.ts --why "new index" --ttl 30m',
	flags: {
		why: {value: '"..."', help: 'what for: others see it'},
		ttl: {value: 'TIME', help: 'how long: 90s, 30m, 2h, 1d'},
		shared: {help: 'others may hold it with you, if theirs is shared too'},
	},
	run,
};
