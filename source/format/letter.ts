/** Mail as plain text, in the form of the first queen. Its body can fake neither another letter nor a line of ours. */
import type {Message, Safe, Sanitized} from '../../db/types.ts';
import {paint, type Signs, toSecond} from './plain.ts';

export type LetterStyle = {
	readonly signs: Signs;
	readonly colour: boolean /** Cells of the terminal; 0: no terminal, lines are not broken. */;
	readonly columns: number;
};

/** Cells of a character, never too few: what may be wide counts as wide. Good enough to break lines; columns use string-width. */
const cells = (char: string): number => ((char.codePointAt(0) ?? 0) < 0x300 ? 1 : 2);

/** Breaks a line where the terminal would, so that a broken line cannot begin at the left edge, where our own lines begin. */
function broken(line: string, width: number): readonly string[] {
	if (width <= 0 || line.length * 2 <= width) return [line];
	const rows: string[] = [];
	let row = '';
	let used = 0;
	for (const char of line) {
		if (used + cells(char) > width) {
			rows.push(row);
			row = '';
			used = 0;
		}
		row += char;
		used += cells(char);
	}
	return [...rows, row];
}

/** The body, indented; more than one line stand behind a bar. Every line that is printed begins with our indentation. */
export function fenced(body: Safe, {signs, columns}: LetterStyle): string {
	const lines = body.split('\n');
	const plainRows = lines.length === 1 ? broken(body, columns > 8 ? columns - 4 : 0) : [];
	if (plainRows.length === 1) return `    ${body}`;
	const width = columns > 8 ? columns - 6 : 0;
	return lines
		.flatMap(line => broken(line, width))
		.map(row => `    ${signs.bar} ${row}`.trimEnd())
		.join('\n');
}

const verifiedWords = {yes: '', unknown: ' (unverified)', no: " (NOT VERIFIED: sent from another sister's session)"} as const;

function marksOf(message: Sanitized<Message>, {signs, colour}: LetterStyle): string {
	const marks: string[] = [];
	if (message.priority === 'urgent') marks.push(paint(signs.urgent, 'red', colour));
	if (message.priority === 'high') marks.push(paint('HIGH', 'yellow', colour));
	if (message.priority === 'low') marks.push('low');
	if (message.kind === 'dispatch') marks.push(paint(`DISPATCH ${message.dispatch?.state ?? ''}`.trim(), 'cyan', colour));
	if (message.kind === 'notice') marks.push('notice');
	if (message.replyTo !== null) marks.push(`re #${message.replyTo}`);
	if (message.recalledAt !== null) marks.push('recalled');
	if (message.bouncedAt !== null) marks.push('went back to its sender');
	return marks.length > 0 ? ` ${marks.join(' ')}` : '';
}

/** `  [#147] from iza-1 at 2026-04-11T04:12:09Z ⚡URGENT` and the body below. */
export function letter(message: Sanitized<Message>, style: LetterStyle): string {
	const doubt = message.fromVerified === 'no' ? paint(verifiedWords.no, 'red', style.colour) : verifiedWords[message.fromVerified];
	return `  [#${message.id}] from ${message.from}${doubt} at ${toSecond(message.sentAt)}${marksOf(message, style)}\n${fenced(message.body, style)}`;
}
