/** Does bash read this as a script? With -n it reads only. */
import {RunError, run} from '../../run.ts';

const isForBash = (text: string): boolean => !text.startsWith('#!') || /^#![^\n]*\b(?:sh|bash|dash|ash)\b/.test(text);

/** What is wrong, in words, or null: also where there is no bash, or the script is for another shell. */
export async function shellMistake(text: string): Promise<string | null> {
	if (!isForBash(text)) return null;
	try {
		// Nothing of our environment: BASH_ENV would be run.
		const env = {PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C'};
		const {code, stderr} = await run('bash', ['--norc', '-O', 'extglob', '-n', '-s'], {input: text, env, timeoutMs: 2000, maxBytes: 1 << 20});
		const said = stderr.split('\n')[0]?.replace(/^bash: /, '') ?? '';
		return code === 0 || said === '' ? null : `not a valid shell script: ${said}`;
	} catch (error) {
		if (error instanceof RunError) return null;
		throw error;
	}
}
