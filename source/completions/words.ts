/** What can follow a command, read from its record: the same record that runs it. Pure. */
import {commonFlags} from '../args.ts';
import type {Command} from '../commands/types.ts';

/** Words that only the colony knows; a shell asks for them when Tab is pressed. */
export type Known = 'sisters' | 'claims' | 'mail' | 'conflicts' | 'reviews' | 'backups';

/** Programs of their own that are one command of `queen` (source/bin): program -> command. */
export const ownPrograms: ReadonlyMap<string, string> = new Map([
	['iam', 'iam'],
	['ao', 'ao'],
	['claude-swarm', 'swarm'],
]);
export const programs: readonly string[] = ['queen', ...ownPrograms.keys()];

export type FlagWords = {
	readonly name: string;
	readonly help: string;
	/** It needs a value. */
	readonly takes: boolean;
	/** Values of a closed set (`idle|waiting`). */
	readonly choices: readonly string[];
	readonly known: Known | null;
	readonly isFile: boolean;
};
export type CommandWords = {
	readonly name: string;
	readonly summary: string;
	/** Fixed words of its own: `resolve`, `@all`. */
	readonly fixed: readonly string[];
	/** Where it has commands of its own (`swarm`): then `fixed` are their first words, and these follow some of them: review -> approve, list. */
	readonly second: ReadonlyMap<string, readonly string[]> | null;
	readonly known: readonly Known[];
	readonly files: boolean;
	readonly flags: readonly FlagWords[];
};

/** Before the first option, and without what is text: `tell NAME|@all "text"` is NAME, @all. */
const placesIn = (usage: string): readonly string[] =>
	usage
		.split(' | ')
		.flatMap(form => form.split(' ').slice(1))
		.filter(word => !word.startsWith('"') && !word.includes('--'))
		.flatMap(word => word.replace(/[[\]"]|\.\.\./g, '').split('|'))
		.filter(word => word !== '');

const isFixed = (word: string): boolean => /^@?[a-z][a-z-]*$/.test(word);

/** Of which list the number of a command is: its own, or its group's. */
const ofCommand: Readonly<Record<string, Known>> = {review: 'reviews'};
const ofGroup: Readonly<Partial<Record<Command['group'], Known>>> = {mail: 'mail', claims: 'claims', conflicts: 'conflicts'};

/** Which lists a place word stands for. */
function knownOf(word: string, {name, group}: Pick<Command, 'name' | 'group'>): readonly Known[] {
	if (word === 'NAME') return ['sisters'];
	if (word === 'BACKUP') return ['backups'];
	const numbers = word === 'ID' ? (ofCommand[name] ?? ofGroup[group]) : undefined;
	return numbers === undefined ? [] : [numbers];
}

/** A value option's value takes up the next word of the usage; those words are no places. */
function withoutValues(usage: string, flags: Command['flags']): string {
	return Object.entries(flags).reduce((text, [name, {value}]) => (value === undefined ? text : text.replace(`--${name} ${value}`, `--${name}`)), usage);
}

/** claude-swarm calls a session's name its ID. */
const isName = (value: string | undefined, command: string): boolean => value === 'NAME' || (value === 'ID' && command === 'swarm');

function flagWords(command: string, [name, {value, help}]: readonly [string, Command['flags'][string]]): FlagWords {
	const choices = value?.includes('|') ? value.split('|') : [];
	return {name, help, takes: value !== undefined, choices, known: isName(value, command) ? 'sisters' : null, isFile: value === 'FILE'};
}

/** `review request`, `review list`, `inbox` by their first words. */
function secondWords(phrases: readonly string[]): ReadonlyMap<string, readonly string[]> {
	const pairs = phrases.map(phrase => phrase.split(' '));
	const groups = Map.groupBy(
		pairs.filter(([, second]) => second !== undefined),
		([first = '']) => first,
	);
	return new Map([...groups].map(([first, group]) => [first, group.flatMap(([, second]) => second ?? [])]));
}

/** `phrases`: how its own commands are called; null: it has none. */
export function wordsOf({name, summary, usage, group, flags}: Command, phrases: readonly string[] | null = null): CommandWords {
	const places = placesIn(withoutValues(usage, flags));
	return {
		name,
		summary,
		fixed: phrases === null ? [...new Set(places.filter(isFixed))] : [...new Set(phrases.map(phrase => phrase.split(' ')[0] ?? ''))],
		second: phrases === null ? null : secondWords(phrases),
		known: [...new Set(places.flatMap(word => knownOf(word, {name, group})))],
		files: places.some(word => ['PATH', 'GLOB', 'FILE'].includes(word)),
		flags: Object.entries({...flags, ...commonFlags}).map(flag => flagWords(name, flag)),
	};
}
