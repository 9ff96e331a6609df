import {mergeOk as ask} from '../actions/merge-ok.ts';
import type {Call} from '../commands/types.ts';
import {cell} from '../sanitize.ts';
import type {Answer, SwarmCommand} from './types.ts';

/** The same step in the words of this program; what it has no words for stays with queen. */
function nextStep(next: string, id: string): string {
	const [, number] = /^queen review show (\d+)$/.exec(next) ?? [];
	if (number !== undefined) return `claude-swarm review show ${number}`;
	return next === 'queen review request' ? `claude-swarm review request --from ${id} --to ID` : next;
}

async function run(call: Call): Promise<Answer> {
	const [id = ''] = call.args;
	const answer = await ask(await call.open(), `name:${id}`);
	if (answer.ok) return {lines: [`${cell(id)} is clear to merge`], tone: 'green', data: answer};
	const isPending = answer.review !== null && answer.review.verdict !== 'approved';
	const line = isPending ? `${cell(id)} has pending reviews — cannot merge` : `${cell(id)} is not clear to merge`;
	return {lines: [line], tone: 'red', data: answer, notes: [`${cell(answer.why)}. Next: ${cell(nextStep(answer.next ?? '', id))}`], code: 1};
}

export const mergeOk: SwarmCommand = {
	words: 'merge-ok',
	places: ['ID'],
	required: [],
	optional: [],
	same: 'exit 0 when clear, 1 when blocked',
	different:
		'clear only when her newest request is approved and her branch is still what was approved; commits that came later, or that no approved review held, block. There a session that never asked for a review is clear. Why not stands on stderr',
	run,
};
