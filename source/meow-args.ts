/**
 * The words of a command read by meow, from the same flag records as the hand parser of the hot path (args.ts). A test holds the two equal.
 * meow (yargs-parser) guesses at what looks like numbers, quotes and negations; so it is given the options as they are, and a token for every
 * other word.
 */
import meow from 'meow';
import {commonFlags, type FlagSpecs, isOption, readOption, shortNames, specOf, type Words} from './args.ts';

const tokenOf = (index: number): string => `:${index}`;
const camel = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Words before `--` with every text hidden behind a token; the texts by their tokens. */
function tokenize(words: readonly string[]): {readonly argv: readonly string[]; readonly after: readonly string[]; readonly text: (token: string) => string} {
	const texts: string[] = [];
	const hide = (text: string): string => tokenOf(texts.push(text) - 1);
	const end = words.indexOf('--');
	const argv = words.slice(0, end < 0 ? undefined : end).map(word => {
		if (!isOption(word)) return hide(word);
		const equals = word.indexOf('=');
		return equals < 0 ? word : `${word.slice(0, equals)}=${hide(word.slice(equals + 1))}`;
	});
	return {argv, after: end < 0 ? [] : words.slice(end + 1), text: token => texts[Number(token.slice(1))] ?? token};
}

type MeowFlag = {readonly type: 'boolean' | 'string'; readonly shortFlag?: string; readonly isMultiple?: true};

function meowFlags(specs: FlagSpecs): Readonly<Record<string, MeowFlag>> {
	const shortOf = new Map(Object.entries(shortNames).map(([short, name]) => [name, short]));
	return Object.fromEntries(
		Object.entries(specs).map(([name, spec]) => {
			const short = shortOf.get(name);
			return [
				camel(name),
				{...(spec.value === undefined ? {type: 'boolean'} : {type: 'string', isMultiple: true}), ...(short ? {shortFlag: short} : {})} as MeowFlag,
			];
		}),
	);
}

/** Refuses what yargs-parser would take in silence. */
function checkOptions(argv: readonly string[], specs: FlagSpecs, command: string): void {
	const seen = new Set<string>();
	for (const [index, word] of argv.entries()) {
		if (!isOption(word)) continue;
		const option = readOption(word);
		specOf(option, argv[index + 1], seen, specs, command);
		seen.add(option.name);
	}
}

/** Splits what stands after the command; the same answers and errors as `parseArgs`. */
export function parseWithMeow(words: readonly string[], own: FlagSpecs, command: string): Words {
	const specs = {...own, ...commonFlags};
	const {argv, after, text} = tokenize(words);
	checkOptions(argv, specs, command);
	const read = meow({
		importMeta: import.meta,
		pkg: {name: 'queen'},
		argv,
		flags: meowFlags(specs),
		autoHelp: false,
		autoVersion: false,
		booleanDefault: undefined,
	});
	const values: Readonly<Record<string, unknown>> = read.flags;
	const flags: Record<string, string | boolean> = {};
	for (const name of Object.keys(specs)) {
		const value = values[camel(name)];
		if (value === true) flags[name] = true;
		else if (Array.isArray(value) && value.length > 0) flags[name] = text(String(value[0]));
	}
	return {args: [...read.input.map(text), ...after], flags};
}
