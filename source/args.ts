/** The small parser for hot commands: the same flag records as meow reads (see cli.ts), without its 30 ms. */
import type {Flag, Flags} from './commands/types.ts';
import {QueenError} from './errors.ts';

export type Words = {readonly args: readonly string[]; readonly flags: Flags};
export type FlagSpecs = Readonly<Record<string, Flag>>;

/** Options that every command has. */
export const commonFlags: FlagSpecs = {
	json: {help: 'for programs: one JSON value on stdout, errors as JSON on stderr'},
	help: {help: 'show this help'},
};

/**
 * Does this word look like an option? `-`, `--`, `-5`, `- a list` and `--- x` do not: mail may begin like that.
 * The name ends at `=` or at the end; a blank before that means text.
 */
export const isOption = (word: string): boolean => /^--?[A-Za-z][\w-]*(?:=|$)/.test(word);

/** Number of single-letter edits between two words; more than 3 counts as "far". */
function distance(a: string, b: string): number {
	let row = Array.from({length: b.length + 1}, (_, index) => index);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			const keep = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
			next.push(Math.min(keep, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
		}
		row = next;
	}
	return row[b.length] ?? a.length;
}

/** The known word that was probably meant, or null. */
export function nearest(word: string, known: readonly string[]): string | null {
	let best: string | null = null;
	let least = Math.min(3, Math.max(1, Math.floor(word.length / 2))) + 1;
	for (const candidate of known) {
		const away = candidate.startsWith(word) && word.length > 1 ? 1 : distance(word.slice(0, 40), candidate);
		if (away < least) [best, least] = [candidate, away];
	}
	return best;
}

function unknownFlag(name: string, specs: FlagSpecs, command: string): QueenError {
	const guess = nearest(name.replace(/^-/, ''), Object.keys(specs));
	const hint = guess ? `Did you mean --${guess}?` : `See: queen ${command} --help`;
	return new QueenError(
		'usage',
		`queen ${command} knows no option ${name.startsWith('-') ? name : `--${name}`}. ${hint} (Text that begins with dashes goes after \`--\`.)`,
	);
}

const needsValue = (name: string, value: string, command: string): QueenError =>
	new QueenError('usage', `--${name} of queen ${command} needs a value: --${name} ${value} (or --${name}=${value} when it begins with a dash)`);

const takesNone = (name: string, command: string): QueenError => new QueenError('usage', `--${name} of queen ${command} takes no value.`);

const givenTwice = (name: string, command: string): QueenError => new QueenError('usage', `--${name} of queen ${command} was given twice.`);

/** One-letter forms; the same for every command. */
export const shortNames: Readonly<Record<string, string>> = {h: 'help', m: 'message'};

export type Option = {readonly name: string /** What stands after `=`, or null. */; readonly inline: string | null};

/** A word that `isOption`. One dash before a long name is kept in the name: nobody knows such an option. */
export function readOption(word: string): Option {
	const equals = word.indexOf('=');
	const given = (equals < 0 ? word : word.slice(0, equals)).replace(/^-+/, '');
	return {name: word.startsWith('--') ? given : (shortNames[given] ?? `-${given}`), inline: equals < 0 ? null : word.slice(equals + 1)};
}

/**
 * The record of one option. Throws what is wrong with its use: unknown, a value for a switch, given twice (`seen` holds those before it),
 * or a value that is missing because the next word is an option itself.
 */
export function specOf({name, inline}: Option, next: string | undefined, seen: ReadonlySet<string>, specs: FlagSpecs, command: string): Flag {
	const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
	if (!spec) throw unknownFlag(name, specs, command);
	if (spec.value === undefined) {
		if (inline !== null) throw takesNone(name, command);
		return spec;
	}
	if (seen.has(name)) throw givenTwice(name, command);
	const isMissing = inline === null && (next === undefined || next === '--' || isOption(next));
	if (isMissing) throw needsValue(name, spec.value, command);
	return spec;
}

/** Splits what stands after the command. Throws a usage error with the nearest known option. */
export function parseArgs(words: readonly string[], own: FlagSpecs, command: string): Words {
	const specs = {...own, ...commonFlags};
	const args: string[] = [];
	const flags: Record<string, string | boolean> = {};
	for (let index = 0; index < words.length; index++) {
		const word = words[index] ?? '';
		if (word === '--') {
			args.push(...words.slice(index + 1));
			break;
		}
		if (!isOption(word)) {
			args.push(word);
			continue;
		}
		const option = readOption(word);
		const {value} = specOf(option, words[index + 1], new Set(Object.keys(flags)), specs, command);
		flags[option.name] = value === undefined ? true : (option.inline ?? words[++index] ?? '');
	}
	return {args, flags};
}
