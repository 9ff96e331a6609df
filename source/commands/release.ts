import {release as giveBack} from '../actions/claims.ts';
import {QueenError} from '../errors.ts';
import {signsOf} from '../format/plain.ts';
import {sanitize} from '../sanitize.ts';
import {noMoreThan, stringFlag} from './input.ts';
import type {Call, Command, Flags} from './types.ts';

/** `--fence 41`, or undefined. */
export function fenceFlag(flags: Flags): number | undefined {
	const text = stringFlag(flags, 'fence');
	if (text === null) return undefined;
	if (!/^\d{1,15}$/.test(text)) throw new QueenError('usage', `--fence ${text} is no number: it is the "fence" that queen claim --json answered.`);
	return Number(text);
}

async function run(call: Call): Promise<number> {
	noMoreThan(call, 1, release.usage);
	const [text] = call.args;
	if (text === undefined) throw new QueenError('usage', 'Which? queen release ID|TEXT; see what is held: queen claims');
	const context = await call.open();
	const released = await giveBack(context, text, stringFlag(call.flags, 'why'), fenceFlag(call.flags));
	const {id, resource, owner, next} = sanitize(released);
	if (call.json) call.out.json(released);
	else {
		const whose = owner === (await context.caller()).name ? '' : ` of ${owner}`;
		call.out.print(`${signsOf(call.out.unicode).ok} released ${resource} (#${id})${whose}`);
		if (next !== null) call.out.note(`${next.owner} had waited and holds ${next.resource} now (#${next.id}).`);
	}
	return 0;
}

export const release: Command = {
	name: 'release',
	group: 'claims',
	usage: 'release ID|TEXT [--why "..."] [--fence N]',
	summary: "Give a claim back; the keeper can release anybody's",
	details: 'When the keeper releases a claim, its owner gets mail about it. Who waits for it (queen claim X --wait) gets it at once.',
	example: 'queen release src/db.ts',
	flags: {
		why: {value: '"..."', help: 'the reason, for the owner and the log'},
		fence: {value: 'N', help: 'only when this grant is still the one in force'},
	},
	run,
};
