/** Recognising a program by its command line, as /proc shows it. The terminal's own word for a process is often `node` or a version number. */

/** How one client's command line looks. */
export type CommandLine = {
	/** Names under which the program is started (`codex`). */
	readonly names: readonly string[];
	/** Paths of the program that do not end in one of its names (a native binary named after its version, a script in a package). */
	readonly paths: RegExp;
	/** Options that take the next word as their value, so that this word is not taken for a subcommand. */
	readonly valueOptions: ReadonlySet<string>;
	/** First words that start something other than a session: helpers, daemons, set-up, one-shot runs. */
	readonly otherCommands: ReadonlySet<string>;
	/** Options that do the same. */
	readonly otherOptions: ReadonlySet<string>;
};

/** A set from words separated by spaces: lists of options read better that way. */
export const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const launchers: ReadonlySet<string> = new Set(['node', 'nodejs', 'bun', 'deno']);
/** Options of the launchers themselves whose value is the next word; after `-e` it is a program text, not a file. */
const launcherValueOptions: ReadonlySet<string> = words('-r --require --import --loader --experimental-loader -C --conditions --config -e --eval -p --print');

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replace(/\.(?:exe|[cm]?js|ts)$/, '');

/** What was cut off last: each client asks about the same word. */
let last = {word: '', base: ''};

function baseOf(word: string): string {
	if (word !== last.word) last = {word, base: baseName(word)};
	return last.base;
}

/** Every path has a slash in it: for a bare word the expressions need not be tried. */
const isProgram = (word: string, line: CommandLine): boolean => line.names.includes(baseOf(word)) || (word.includes('/') && line.paths.test(word));

/** Index of the first word after `from` that is no option and no option's value; -1 when there is none. */
const firstWordAt = (words: readonly string[], from: number, valueOptions: ReadonlySet<string>): number => {
	for (let at = from; at < words.length; at += 1) {
		const word = words[at] ?? '';
		if (word === '--') return -1;
		if (!word.startsWith('-')) return at;
		if (valueOptions.has(word)) at += 1;
	}
	return -1;
};

/** The words after the program's own, or null when this is not the program. A launcher (`node /…/codex resume`) is looked through. */
const argumentsOf = (argv: readonly string[], line: CommandLine): readonly string[] | null => {
	const program = argv[0];
	if (program === undefined || program === '') return null;
	if (isProgram(program, line)) return argv.slice(1);
	if (!launchers.has(baseOf(program))) return null;
	const script = firstWordAt(argv, argv[1] === 'run' ? 2 : 1, launcherValueOptions);
	return script > 0 && isProgram(argv[script] ?? '', line) ? argv.slice(script + 1) : null;
};

/** `--output-format=json` asks the same as `--output-format json`. */
const isOtherOption = (word: string, line: CommandLine): boolean => line.otherOptions.has(word.startsWith('--') ? word.replace(/=.*$/s, '') : word);

const startsSomethingElse = (words: readonly string[], line: CommandLine): boolean => {
	const first = firstWordAt(words, 0, line.valueOptions);
	if (first >= 0 && line.otherCommands.has(words[first] ?? '')) return true;
	for (let at = 0; at < words.length; at += 1) {
		const word = words[at] ?? '';
		if (word === '--') return false;
		if (isOtherOption(word, line)) return true;
		if (line.valueOptions.has(word)) at += 1;
	}
	return false;
};

/** Is this an interactive session of that client? Helpers, daemons and one-shot runs are not (RULES.md, "Sisters"). */
export const isSession = (argv: readonly string[], line: CommandLine): boolean => {
	const words = argumentsOf(argv, line);
	return words !== null && !startsSomethingElse(words, line);
};

/** Everybody's ways to ask for something that is no session. */
export const commonOtherOptions = ['-h', '--help', '--version'] as const;
