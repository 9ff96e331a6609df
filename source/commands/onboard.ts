import {onboard as brief} from '../actions/onboard.ts';
import {briefingText} from '../format/briefing.ts';
import {signsOf} from '../format/plain.ts';
import {sanitize} from '../sanitize.ts';
import {noMoreThan} from './input.ts';
import {rules} from './rules.ts';
import type {Call, Command} from './types.ts';

async function run(call: Call): Promise<number> {
	noMoreThan(call, 0, onboard.usage);
	const {out} = call;
	if (call.flags['print-rules']) {
		if (call.json) out.json({rules});
		else out.print(rules);
		return 0;
	}
	const context = await call.open();
	const briefing = await brief(context);
	const {name, lastHere, since, unread, snapshot, context: written, scanTrouble} = briefing;
	if (call.json) {
		const {colony, sisters, conflicts, claims} = snapshot;
		out.json({name, lastHere, since, unread, colony, sisters, conflicts, claims, context: written.entries});
		return 0;
	}
	out.print(
		briefingText(sanitize({name, lastHere, since, unread, snapshot, context: written}), {
			signs: signsOf(out.unicode),
			colour: out.colour,
			now: context.clock.wall(),
		}),
	);
	// What stood here needs no line in her inbox any more.
	const told = snapshot.conflicts.filter(({kind, resolvedAt, sisters}) => kind === 'conflict' && resolvedAt === null && sisters.includes(name));
	if (told.length > 0)
		await context.store.markTold(
			name,
			told.map(({id}) => id),
		);
	if (scanTrouble) out.note(`The colony could not be looked at just now (${scanTrouble}); this is what the last scan saw.`);
	return 0;
}

export const onboard: Command = {
	name: 'onboard',
	group: 'sisters',
	usage: 'onboard [--print-rules]',
	summary: 'Who works on what, your mail, your conflicts, what happened since you were last here',
	details:
		'Run it when a session starts. Looks at the colony first when the last scan is older than a minute. --print-rules prints a paragraph for CLAUDE.md, AGENTS.md or GEMINI.md.',
	example: 'queen onboard --print-rules >> CLAUDE.md',
	flags: {'print-rules': {help: "print the paragraph for an agent's instructions file"}},
	run,
};
