/** Completions for fish. Pure. */
import type {CommandWords, FlagWords} from './words.ts';

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

const known = (what: string): string => `(queen completions --known ${what} 2>/dev/null)`;

function valueWords({takes, choices, known: which, isFile}: FlagWords): string {
	if (!takes) return '';
	if (isFile) return ' -r -F';
	return which === null ? ` -x -a ${quoted(choices.join(' '))}` : ` -x -a ${quoted(known(which))}`;
}

function linesFor({name, summary, fixed, known: lists, files, flags}: CommandWords): readonly string[] {
	const inIt = name === 'iam' ? [`complete -c iam`] : [];
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
	['# queen and iam for fish: queen completions fish | source', 'complete -c queen -e', 'complete -c iam -e', ...commands.flatMap(linesFor)].join('\n');
