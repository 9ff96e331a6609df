/** Asks a program that only reads: it gets a JSON list of sources on stdin, and prints a JSON list of what is wrong with each. */
import {RunError, run} from '../../run.ts';

export type Source = {readonly path: string; readonly text: string};
/** What is wrong, in words, or null: nothing, or it could not be asked. */
export type Mistake = string | null;

const timeoutMs = 4000;
const maxBytes = 1 << 20;

/** Nothing of our environment, which may name code that is run, and nothing of the folder in which we stand. */
const options = (texts: readonly string[]) =>
	({input: JSON.stringify(texts), env: {PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C'}, cwd: '/', timeoutMs, maxBytes}) as const;

function readAnswer(stdout: string): readonly unknown[] {
	try {
		const said: unknown = JSON.parse(stdout);
		return Array.isArray(said) ? said : [];
	} catch {
		// A program of that name that is another one.
		return [];
	}
}

/** Nulls where there is no such program, or it does not know how. */
export async function askProgram(file: string, words: readonly string[], texts: readonly string[]): Promise<readonly Mistake[]> {
	if (texts.length === 0) return [];
	try {
		const {code, stdout} = await run(file, words, options(texts));
		const said = code === 0 ? readAnswer(stdout) : [];
		return texts.map((_, index) => (typeof said[index] === 'string' ? said[index] : null));
	} catch (error) {
		if (error instanceof RunError) return texts.map(() => null);
		throw error;
	}
}
