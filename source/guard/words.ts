/** What a sister reads when a guard has something to say: what, who, until when, the next command, the one way past. Everything is clean. */
import type {Safe} from '../../db/types.ts';
import {clipped} from '../hooks/words.ts';
import type {Committer} from './committer.ts';
import type {Finding} from './finding.ts';

const labelOf = ({label}: Committer): Safe => clipped(label, 80);

/** What is wrong, and under it what can be done about it. */
const told = ({says, next}: Finding): readonly string[] => [
	...says.map(line => `  ${line}`),
	...next.map((command, index) => `    ${index === 0 ? 'next:' : '  or:'} ${command}`),
];

/** `verb`: commit or push. */
export function stoppedText(who: Committer, verb: string, stopping: readonly Finding[], warnings: readonly Finding[]): string {
	return [
		`queen guard: this ${verb} of ${labelOf(who)} was stopped.`,
		...stopping.flatMap(told),
		...(who.name === null ? ['  To be known to the colony first: queen onboard'] : []),
		...(warnings.length === 0 ? [] : ['Not forbidden, but:', ...warnings.flatMap(told)]),
		`Past it, written down with name and reason: QUEEN_BYPASS="why" git ${verb} ... (git's own --no-verify cannot be written down.)`,
	].join('\n');
}

export const warnedText = (verb: string, warnings: readonly Finding[]): string =>
	[`queen guard: this ${verb} is let through, but:`, ...warnings.flatMap(told)].join('\n');

export function bypassedText(verb: string, why: string, stopping: readonly Finding[]): string {
	const rules = [...new Set(stopping.map(({rule}) => rule))].join(', ');
	return `queen guard: this ${verb} is let through against ${rules}, as you wish ("${clipped(why, 120).replaceAll('"', "'")}"); it was written down.`;
}
