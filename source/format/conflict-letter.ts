/** What stands in a mail about a conflict: the facts, so that nobody has to ask back. Pure; for the view and for commands. */
import type {Conflict, Sister} from '../../db/types.ts';
import {giveWay} from './give-way.ts';
import {outdated} from './still-true.ts';
import {type Known, proposeYield} from './yielding.ts';

/** A mail stays readable: more files, and more sisters, are counted. */
const mostFiles = 8;
const mostParties = 12;
/** Paths and tasks may be of any length, a mail may not (RULES.md, "Mail": 8 KiB). */
const longest = {path: 120, task: 200, sentence: 1200};

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1).toWellFormed()}…` : text);

function filesOf({files}: Conflict): string {
	const rest = files.length - mostFiles;
	return `${files
		.slice(0, mostFiles)
		.map(file => cut(file, longest.path))
		.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function party(sister: Sister): string {
	const where = sister.branch === null ? '' : ` on ${cut(sister.branch, longest.path)}`;
	return `- ${sister.name}${where}: ${cut(sister.task ?? 'has not said what she does', longest.task)}`;
}

/** `advice`: what helps, for whoever reads it. */
function factsOf(conflict: Conflict, {sisters}: Known, advice: boolean): readonly string[] {
	const moved = outdated(conflict, {sisters});
	const parties = conflict.sisters.flatMap(name => sisters.filter(sister => sister.name === name));
	const rest = parties.length - mostParties;
	return [
		`${conflict.kind === 'conflict' ? 'Conflict' : 'Notice'} #${conflict.id} (${conflict.type}): ${cut(conflict.detail, longest.sentence)}`,
		...(moved === null ? [] : [`(${cut(moved, longest.sentence)})`]),
		...(conflict.files.length > 0 ? [`Files: ${filesOf(conflict)}`] : []),
		...parties.slice(0, mostParties).map(party),
		...(rest > 0 ? [`- and ${rest} more: queen conflicts show ${conflict.id}`] : []),
		...(conflict.next === null || moved !== null || !advice ? [] : [`What helps: ${cut(conflict.next, longest.sentence)}`]),
	];
}

/** To all who are in it. */
export const letterToAll = (conflict: Conflict, known: Known): string =>
	[...factsOf(conflict, known, true), '', 'Please settle between you who goes on, and tell me (queen tell queen "...").', ''].join('\n');

/** To the one who should give way; null where nobody can be proposed, or what it is about holds no more. */
export function letterToYield(conflict: Conflict, known: Known): {readonly to: string; readonly body: string} | null {
	const proposal = proposeYield(conflict, known);
	if (proposal === null || outdated(conflict, known) !== null) return null;
	const {yields, stays, why} = proposal;
	const order = giveWay(conflict, yields, stays);
	const others = cut(stays.map(({name}) => name).join(', '), longest.sentence);
	const lines = [
		// Two sets of orders in one letter contradict each other.
		...factsOf(conflict, known, order === null),
		'',
		`Please give way, ${yields.name}: ${why}.`,
		cut(order ?? 'Please do what helps on your side.', longest.sentence),
		`Then tell ${others} (queen tell ${stays[0]?.name ?? 'queen'} "...").`,
		'',
	];
	return {to: yields.name, body: lines.join('\n')};
}
