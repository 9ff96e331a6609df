/** What stands in a mail about a conflict before the keeper adds her words: the facts, so that nobody has to ask back. Pure. */
import type {Conflict, Sanitized, Sister} from '../db/types.ts';
import type {Facts} from './pane.ts';
import {proposeYield} from './yielding.ts';

type X = Sanitized<Conflict>;

/** A mail stays readable: more files are counted. */
const mostFiles = 8;

function filesOf({files}: X): string {
	const rest = files.length - mostFiles;
	return `${files.slice(0, mostFiles).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function party(sister: Sanitized<Sister>): string {
	const where = sister.branch === null ? '' : ` on ${sister.branch}`;
	return `- ${sister.name}${where}: ${sister.task ?? 'has not said what she does'}`;
}

function factsOf(conflict: X, facts: Facts): readonly string[] {
	const parties = conflict.sisters.flatMap(name => facts.sisters.filter(sister => sister.name === name));
	return [
		`${conflict.kind === 'conflict' ? 'Conflict' : 'Notice'} #${conflict.id} (${conflict.type}): ${conflict.detail}`,
		...(conflict.files.length > 0 ? [`Files: ${filesOf(conflict)}`] : []),
		...parties.map(party),
	];
}

/** To all who are in it. */
export const letterToAll = (conflict: X, facts: Facts): string =>
	[...factsOf(conflict, facts), '', 'Please settle between you who goes on, and tell me (queen tell queen "...").', ''].join('\n');

/** To the one who should give way; null where nobody can be proposed. */
export function letterToYield(conflict: X, facts: Facts): {readonly to: string; readonly body: string} | null {
	const proposal = proposeYield(conflict, facts);
	if (proposal === null) return null;
	const {yields, stays, why} = proposal;
	const others = stays.map(({name}) => name).join(', ');
	const lines = [
		...factsOf(conflict, facts),
		'',
		`Please give way, ${yields.name}: ${why}. Commit or stash what you have, work on something else or on a branch of your own,`,
		`and tell ${others} what you leave (queen tell ${stays[0]?.name ?? 'queen'} "...").`,
		'',
	];
	return {to: yields.name, body: lines.join('\n')};
}
