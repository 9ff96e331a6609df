/** A question on the terminal. Only asked where both ends are one: everywhere else the callers go on (RULES.md, "Commands": `--yes`). */
import {readSync, writeSync} from 'node:fs';
import {isatty} from 'node:tty';

export const canAsk = (): boolean => isatty(0) && isatty(1);

/** Waits for a line; only y and yes are a yes. The end of the input is a no. */
export function confirm(question: string): boolean {
	writeSync(1, `${question} [y/N] `);
	const buffer = Buffer.alloc(256);
	const size = readSync(0, buffer, 0, buffer.length, null);
	return /^\s*y(?:es)?\s*$/i.test(buffer.toString('utf8', 0, size));
}
