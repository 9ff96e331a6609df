import type {FenceCheck} from '../../db/store.ts';
import type {Claim, Waiter} from '../../db/types.ts';
import {checkFence, lockClaims} from '../actions/claims.ts';
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import {age} from '../format/age.ts';
import {signsOf} from '../format/plain.ts';
import {claimLines} from '../format/status.ts';
import {sanitize} from '../sanitize.ts';
import {idOf, noMoreThan} from './input.ts';
import {fenceFlag} from './release.ts';
import type {Call, Command} from './types.ts';

const most = 100;

/** What is not released is never cut for what is; then numbers stand in their order, and files of other tools, which have none, at the end. */
const shownOf = (found: readonly Claim[]): readonly Claim[] =>
	found
		.toSorted((a, b) => Number(a.state === 'released') - Number(b.state === 'released') || b.id - a.id)
		.slice(0, most)
		.toSorted((a, b) => Number(a.lockFile !== null) - Number(b.lockFile !== null) || a.id - b.id);

function show(found: readonly Claim[], waiters: readonly Waiter[], {out}: Call, now: number): void {
	const style = {signs: signsOf(out.unicode), colour: out.colour, now};
	for (const line of claimLines(sanitize(shownOf(found)), style)) out.print(line);
	if (found.length > most) out.print(`  +${found.length - most} more (queen claims --json has all)`);
	for (const {owner, resource, mode, askedAt} of sanitize(waiters.slice(0, most)))
		out.print(`  ${owner} ${mode === 'wait' ? 'waits for' : 'wants to hear when it is free:'} ${resource} (${age(askedAt, now)})`);
	if (waiters.length > most) out.print(`  +${waiters.length - most} more wait`);
}

const lost: Readonly<Record<Extract<FenceCheck, {ok: false}>['reason'], (holder: string) => string>> = {
	unknown: () => 'There is no such claim.',
	fence: holder => `It was given anew since, under another fence, to ${holder}.`,
	released: () => 'It was released.',
	lapsed: () => 'It has lapsed: anybody can take it. Claim it again before you go on.',
};

/** `queen claims 12 --fence 41`: what a script asks before it does what the claim guards. */
async function check(call: Call, context: Context, text: string, fence: number): Promise<number> {
	const result = await checkFence(context, idOf(text, 'a claim'), fence);
	if (!result.ok) throw new QueenError('refused', `The claim no longer holds. ${lost[result.reason](sanitize(result).claim?.owner ?? 'nobody')}`);
	if (call.json) call.out.json(result.claim);
	else call.out.print(`${signsOf(call.out.unicode).ok} #${result.claim.id} holds under fence ${fence}`);
	return 0;
}

async function run(call: Call): Promise<number> {
	const {out, flags, args} = call;
	const fence = fenceFlag(flags);
	noMoreThan(call, fence === undefined ? 0 : 1, claims.usage);
	const context = await call.open();
	if (fence !== undefined) {
		if (args[0] === undefined) throw new QueenError('usage', 'Which claim? queen claims ID --fence N');
		return check(call, context, args[0], fence);
	}
	const found = [...(await context.store.claims({released: flags['all'] === true})), ...(await lockClaims(context))];
	if (call.json) {
		out.json(found);
		return 0;
	}
	const waiters = await context.store.waiters();
	if (found.length === 0 && waiters.length === 0) out.print('Nothing is claimed. Claim something: queen claim src/db.ts --why "..."');
	else show(found, waiters, call, context.clock.wall());
	return 0;
}

export const claims: Command = {
	name: 'claims',
	group: 'claims',
	usage: 'claims [--all] | claims ID --fence N',
	summary: 'What is held, by whom, for how long, and what is stale',
	details:
		'Automatic leases (made by an edit) and lock files of other tools in this repository (.agent-locks) stand among them, and who waits below. With a number and its fence: is that grant still in force? Exit 1 when not.',
	example: 'queen claims',
	flags: {all: {help: 'also what was released'}, fence: {value: 'N', help: 'check one grant by the fence that queen claim --json answered'}},
	run,
};
