/** What `ao` needs of this machine: which programs are found, and what they say they are. */
import {findProgram} from '../find-program.ts';
import {run} from '../run.ts';

export type Needed = {
	readonly name: 'claude' | 'git' | 'tmux';
	/** Without it nothing works. */
	readonly required: boolean;
	readonly file: string | null;
	/** Its own first line, raw; null: it did not say. */
	readonly version: string | null;
	/** Why it cannot be used, in one sentence; null: it can. */
	readonly trouble: string | null;
};

const timeoutMs = 15_000;
const maxBytes = 64 * 1024;

const wanted = [
	{name: 'claude', required: true, version: '--version', help: 'Install Claude Code: npm install --global @anthropic-ai/claude-code'},
	{name: 'git', required: true, version: '--version', help: 'Install git with the package manager of your system'},
	{name: 'tmux', required: false, version: '-V', help: 'Sessions can then be seen in kitty windows only'},
] as const;

async function look({name, required, version: word, help}: (typeof wanted)[number], env: NodeJS.ProcessEnv): Promise<Needed> {
	const file = findProgram(name, env);
	if (file === null) return {name, required, file, version: null, trouble: `${name} is not in PATH. ${help}`};
	try {
		const {code, stdout, stderr} = await run(file, [word], {env, timeoutMs, maxBytes});
		const version = (stdout.trim() || stderr.trim()).split('\n')[0] ?? '';
		if (code === 0 && version !== '') return {name, required, file, version, trouble: null};
		return {name, required, file, version: null, trouble: `${file} ${word} ended with ${code} and no version. ${help}`};
	} catch (error) {
		return {name, required, file, version: null, trouble: `${error instanceof Error ? error.message : String(error)}. ${help}`};
	}
}

/** One after another; nothing is changed. */
export async function checkMachine(env: NodeJS.ProcessEnv): Promise<readonly Needed[]> {
	const found: Needed[] = [];
	for (const each of wanted) found.push(await look(each, env));
	return found;
}
