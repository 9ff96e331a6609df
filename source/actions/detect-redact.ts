/** What leaves the machine in a saved capture: without secrets, and without the name of the home folder. Pure. */
import {stripVTControlCharacters} from 'node:util';
import {redact} from '../redact.ts';

/** The home folder as `~`; a home of one sign (`/`) would be every path. */
const withoutHome = (text: string, home: string): string => (home.length > 1 ? text.replaceAll(home.replace(/\/+$/, ''), '~') : text);

/** Text that has no colours: a title, a word of a command line. */
export const redactText = (text: string, home: string): string => withoutHome(redact(text), home);

/**
 * Lines that the terminal broke at its edge, in the middle of a secret or of the home's name, put together again: a key that is cut in two is
 * still a key. `columns` 0: not known.
 */
function joinBroken(lines: readonly string[], columns: number, home: string): readonly string[] {
	const joined: string[] = [];
	let isFull = false;
	for (const line of lines) {
		const plain = stripVTControlCharacters(line);
		const above = stripVTControlCharacters(joined.at(-1) ?? '');
		const isBroken = isFull && redactText(above + plain, home) !== redactText(above, home) + redactText(plain, home);
		if (isBroken) joined[joined.length - 1] = above + plain;
		else joined.push(line);
		isFull = columns > 0 && plain.length >= columns;
	}
	return joined;
}

/** A line with something to hide loses its colours too: they may stand in the middle of it. */
function redactLine(line: string, home: string): string {
	const plain = stripVTControlCharacters(line);
	const clean = redactText(plain, home);
	return clean === plain ? line : clean;
}

/** A screen with colours, `columns` wide. Its private keys take many lines and go first. */
export function redactScreen(screen: string, columns: number, home: string): string {
	const plain = stripVTControlCharacters(screen);
	const withoutKeys = redact(plain);
	const hasKey = withoutKeys.split('\n').length !== plain.split('\n').length;
	const lines = joinBroken((hasKey ? withoutKeys : screen).split('\n'), columns, home);
	return lines.map(line => redactLine(line, home)).join('\n');
}
