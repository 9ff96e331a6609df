/**
 * One marked section in a text of somebody else's. What was there before it can be given back byte for byte: the first mark says what was put in
 * front of it to stand apart. Pure.
 */

/** new: the file is ours alone; a number: so many line ends were put before it. */
type Joined = 'new' | '0' | '1' | '2';

const firstLine = (joined: Joined): string => `<!-- >>> queen ao ${joined}: lines of HiveQueen; to take them out: ao stop >>> -->`;
const lastLine = '<!-- <<< queen ao <<< -->';

const first = /^<!-- >>> queen ao (new|[012]): [^\r\n]* >>> -->\r?$/gm;
const last = /^<!-- <<< queen ao <<< -->\r?$/gm;

/** `eol`: the line ends that we wrote it with; those around it may have become others. */
type Span = {readonly from: number; readonly to: number; readonly joined: Joined; readonly eol: string};

/** Thrown for a text in which the marks do not stand as we set them. */
export class BrokenSection extends Error {
	override readonly name = 'BrokenSection';
}

/** Where our lines stand, with their last line end; null: nowhere. Throws BrokenSection for half of a section, or several. */
function spanOf(text: string): Span | null {
	const [begins, ends] = [[...text.matchAll(first)], [...text.matchAll(last)]];
	const [begin, end] = [begins[0], ends[0]];
	if (begin === undefined && end === undefined) return null;
	if (begin === undefined || end === undefined || begins.length > 1 || ends.length > 1 || end.index < begin.index)
		throw new BrokenSection('the marks of our section do not stand there once each, the first before the last');
	const after = end.index + end[0].length;
	return {from: begin.index, to: text.startsWith('\n', after) ? after + 1 : after, joined: begin[1] as Joined, eol: begin[0].endsWith('\r') ? '\r\n' : '\n'};
}

export const hasSection = (text: string): boolean => spanOf(text) !== null;

const lineEndOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

function lines(joined: Joined, body: string, eol: string): string {
	return [firstLine(joined), ...body.trim().split('\n'), lastLine, ''].join(eol);
}

/** A blank line in front, unless there is one already or nothing. */
function joinedTo(text: string, eol: string): Joined {
	if (text === '' || text.endsWith(eol + eol)) return '0';
	return text.endsWith(eol) ? '1' : '2';
}

/** The text with the section at its end, or where it stands already. `text` null: there is no file yet. `body` has `\n` and none of our marks. */
export function withSection(text: string | null, body: string): string {
	const span = text === null ? null : spanOf(text);
	if (text === null) return lines('new', body, '\n');
	if (span !== null) return text.slice(0, span.from) + lines(span.joined, body, span.eol) + text.slice(span.to);
	const eol = lineEndOf(text);
	const joined = joinedTo(text, eol);
	return text + eol.repeat(Number(joined)) + lines(joined, body, eol);
}

/** How much of what stands before it is ours: the line ends that we put there, as far as they are still there. */
function leadBefore(text: string, {from, joined, eol}: Span): number {
	let at = from;
	for (let left = joined === 'new' ? 0 : Number(joined); left > 0 && text.slice(0, at).endsWith(eol); left -= 1) at -= eol.length;
	return at;
}

/** The text without us; null: the file was ours alone, and goes. A text without the section stays as it is. */
export function withoutSection(text: string): string | null {
	const span = spanOf(text);
	if (span === null) return text;
	const rest = text.slice(0, leadBefore(text, span)) + text.slice(span.to);
	return rest === '' && span.joined === 'new' ? null : rest;
}
