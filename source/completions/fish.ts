/** Completions for fish. Pure. */
import {type CommandWords, type FlagWords, ownPrograms, programs} from './words.ts';

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

const known = (what: string): string => `(queen completions --known ${what} 2>/dev/null)`;

function valueWords({takes, choices, known: which, isFile}: FlagWords): string {
	if (!takes) return '';
	if (isFile) return ' -r -F';
	return which === null ? ` -x -a ${quoted(choices.join(' '))}` : ` -x -a ${quoted(known(which))}`;
}

const seen = (words: readonly string[]): string => `__fish_seen_subcommand_from ${words.join(' ')}`;

/** Of a command with commands of its own: their first word, then the second. `where`: the conditions under which one stands in it. */
function ownCommands(program: string, where: readonly string[], {fixed, second}: CommandWords): readonly string[] {
	const offer = (conditions: readonly string[], words: readonly string[]): string =>
		`complete -c ${program} -n ${quoted([...where, ...conditions].join('; and '))} -a ${quoted(words.join(' '))}`;
	if (second === null) return [];
	return [offer([`not ${seen(fixed)}`], fixed), ...[...second].map(([first, words]) => offer([seen([first]), `not ${seen(words)}`], words))];
}

function linesFor(words: CommandWords): readonly string[] {
	const {name, summary, fixed, second, known: lists, files, flags} = words;
	const own = [...ownPrograms].filter(([, command]) => command === name).map(([program]) => program);
	const starts = [`complete -c queen -n ${quoted(seen([name]))}`, ...own.map(program => `complete -c ${program}`)];
	return [
		...ownCommands('queen', [seen([name])], words),
		...own.flatMap(program => ownCommands(program, [], words)),
		`complete -c queen -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
		...starts.flatMap(start => [
			...flags.map(flag => `${start} -l ${flag.name} -d ${quoted(flag.help)}${valueWords(flag)}`),
			...(files ? [] : [`${start} -f`]),
			...(second === null && fixed.length > 0 ? [`${start} -a ${quoted(fixed.join(' '))}`] : []),
			...lists.map(each => `${start} -a ${quoted(known(each))}`),
		]),
	];
}

/** A script for `queen completions fish | source`. */
export const fishScript = (commands: readonly CommandWords[]): string =>
	[
		`# ${programs.join(' ')} for fish: queen completions fish | source`,
		...programs.map(program => `complete -c ${program} -e`),
		...commands.flatMap(linesFor),
	].join('\n');
