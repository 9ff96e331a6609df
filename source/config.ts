/** The keeper's configuration: one optional file, small, checked by hand because every command may read it. */
import {existsSync, readFileSync} from 'node:fs';
import {defaultGroups, type Groups, groupMistake, groups, isGroup, withGroups} from './config-groups.ts';
import {QueenError} from './errors.ts';
import {hivePaths} from './paths.ts';

export const choices = {
	/** Signs beyond ASCII: by the locale, always, never. */
	glyphs: ['auto', 'unicode', 'ascii'],
	/** Colour: on terminals that want it, or never. */
	colour: ['auto', 'never'],
	theme: ['auto', 'dark', 'light', 'mono', 'high-contrast', 'cb'],
	/** Whether a write waits for the disk: strict survives a power cut, normal every crash of a program. */
	durability: ['normal', 'strict'],
	/** What a hook does with the edit of a file that another claimed: deny it, ask the user, only tell the model, nothing. */
	claims: ['deny', 'ask', 'warn', 'off'],
	/** The same where another edited lately and claimed nothing: her automatic lease. off: there are none. */
	autoClaims: ['warn', 'ask', 'deny', 'off'],
	/** Whether urgent mail wakes an idle session of Claude Code. Taken up by the next `queen hooks install`. */
	rewake: ['off', 'urgent'],
} as const;

type Choices = {readonly [K in keyof typeof choices]: (typeof choices)[K][number]};
export type Config = Choices & Groups;

export const defaultConfig: Config = {
	glyphs: 'auto',
	colour: 'auto',
	theme: 'auto',
	durability: 'normal',
	claims: 'deny',
	autoClaims: 'warn',
	rewake: 'off',
	...defaultGroups,
};

const isChoice = <K extends keyof Choices>(key: K, value: unknown): value is Choices[K] => (choices[key] as readonly unknown[]).includes(value);

function choiceMistake(key: string, given: unknown): string | null {
	if (!Object.hasOwn(choices, key)) return `it has "${key}", which is none of ${[...Object.keys(choices), ...Object.keys(groups)].join(', ')}`;
	const known = key as keyof Choices;
	return isChoice(known, given) ? null : `"${key}" must be one of ${choices[known].join(', ')}`;
}

/** What is wrong with a parsed configuration, in one sentence, or null. */
function mistake(value: unknown): string | null {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'it must be a JSON object';
	for (const [key, given] of Object.entries(value)) {
		if (key === '$schema') continue;
		const wrong = isGroup(key) ? groupMistake(key, given) : choiceMistake(key, given);
		if (wrong !== null) return wrong;
	}
	return null;
}

function parse(text: string, file: string): Config {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		throw new QueenError('config', `${file} is not valid JSON (${error instanceof Error ? error.message : String(error)}); mend it or remove it.`, {
			cause: error,
		});
	}
	const wrong = mistake(value);
	if (wrong !== null) throw new QueenError('config', `${file} cannot be used: ${wrong}; mend it or remove it.`);
	const given = value as Partial<Config>;
	return {...defaultConfig, ...given, ...withGroups(given)};
}

function read(file: string): string | null {
	try {
		// Asked first: an exception for the usual case, no file, would cost every command more than the question.
		return existsSync(file) ? readFileSync(file, 'utf8') : null;
	} catch (error) {
		const code = error instanceof Error && 'code' in error ? error.code : error;
		throw new QueenError('config', `${file} cannot be read (${String(code)}); mend its permissions or remove it.`, {cause: error});
	}
}

/** The configuration, or the defaults where there is no file. Throws one sentence for a file that cannot be used (exit 78). */
export function readConfig(env: NodeJS.ProcessEnv): Config {
	const file = hivePaths(env).config;
	const text = read(file);
	return text === null ? defaultConfig : parse(text, file);
}

type Read = {readonly config: Config; readonly trouble: string | null};
let known: {readonly file: string; readonly read: Read} | null = null;

/**
 * The same for callers that must go on with the defaults: mail must not stop because of a comma. `trouble` is the sentence to say.
 * Read once a process and file: output and database both ask.
 */
export function configOrDefault(env: NodeJS.ProcessEnv): Read {
	const file = hivePaths(env).config;
	if (known?.file !== file) known = {file, read: attempt(env)};
	return known.read;
}

function attempt(env: NodeJS.ProcessEnv): Read {
	try {
		return {config: readConfig(env), trouble: null};
	} catch (error) {
		if (error instanceof QueenError) return {config: defaultConfig, trouble: `${error.message} The defaults are used until then.`};
		throw error;
	}
}
