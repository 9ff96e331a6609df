import {scan as look} from '../actions/scan.ts';
import {count} from '../format/plain.ts';
import {conflictNumber} from '../format/words.ts';
import {cell, sanitize} from '../sanitize.ts';
import {noMoreThan} from './input.ts';
import type {Call, Command} from './types.ts';

async function run(call: Call): Promise<number> {
	noMoreThan(call, 0, scan.usage);
	await look(call.env);
	const {store, clock} = await call.open();
	const [colony, sisters, counts] = await Promise.all([store.colony(), store.sisters(), store.counts('')]);
	const living = sisters.filter(({status}) => status !== 'gone').length;
	if (call.json) {
		call.out.json({colony, sisters: living, conflicts: counts.conflicts, notices: counts.notices});
		return 0;
	}
	const took = colony.scanMs === null ? '' : ` in ${colony.scanMs} ms`;
	call.out.print(`scanned${took}: ${count(living, 'sister')}, ${conflictNumber(sanitize(colony), counts, clock.wall())}`);
	for (const text of colony.looked) call.out.print(`  looked at ${cell(text)}`);
	for (const text of colony.unread) call.out.note(`not read: ${text}`);
	return 0;
}

export const scan: Command = {
	name: 'scan',
	group: 'see',
	usage: 'scan',
	summary: 'Look at everything once: terminals, processes, repositories, crontab',
	details: 'Works beside a running view or daemon. What was seen is written before the command ends.',
	example: 'queen scan && queen status',
	flags: {},
	run,
};
