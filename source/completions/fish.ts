/** Completions for fish. Pure. */
import {type CommandWords, type FlagWords, ownPrograms, programs} from './words.ts';

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

const known = (what: string): string => `(queen completions --known ${what} 2>/dev/null)`;

function valueWords({takes, choices, known: which, isFile}: FlagWords): string {
	if (!takes) return '';
	if (isFile) return ' -r -F';
	return which === null ? ` -x -a ${quoted(choices.join(' '))}` : ` -x -a ${quoted(known(which))}`;
}

function linesFor({name, summary, fixed, known: lists, files, flags}: CommandWords): readonly string[] {
	const inIt = [...ownPrograms].filter(([, command]) => command === name).map(([program]) => `complete -c ${program}`);
	const starts = [`complete -c queen -n ${quoted(`__fish_seen_subcommand_from ${name}`)}`, ...inIt];
	return [
		`complete -c queen -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
		...starts.flatMap(start => [
			...flags.map(flag => `${start} -l ${flag.name} -d ${quoted(flag.help)}${valueWords(flag)}`),
			...(files ? [] : [`${start} -f`]),
			...(fixed.length > 0 ? [`${start} -a ${quoted(fixed.join(' '))}`] : []),
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
