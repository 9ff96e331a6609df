/** What comments, texts and keywords look like, by the ending of a file's name: all that `syntax.ts` knows of a language. */
export type Language = {
	/** What is a comment from here to its end, as a regular expression. */
	readonly comment: string;
	/** Characters that open and close a text. */
	readonly quotes: string;
	readonly words: ReadonlySet<string>;
	readonly ignoreCase?: true;
};

const set = (...words: readonly string[]): ReadonlySet<string> => new Set(words.flatMap(some => some.split(' ')));
const block = '/\\*.*?(?:\\*/|$)';
// Of a comment over several lines those that begin with a star; a star with something right behind it is an operator.
const slashes = `//.*|${block}|^\\s*\\*(?:$|\\s.*|/)`;
// Not inside of a word: $# and a URL's fragment are none.
const hash = '(?<=^|\\s)#.*';
const many = 'break case const continue default do else enum export false for if import in new null return static struct switch this true try while';

const script: Language = {
	comment: slashes,
	quotes: `'"\``,
	words: set(
		many,
		'abstract as async await catch class declare delete extends finally from function implements instanceof interface keyof let namespace private protected public readonly satisfies super throw type typeof undefined var void yield',
	),
};
const curly: Language = {
	comment: slashes,
	quotes: `'"`,
	words: set(
		many,
		'#define #elif #else #endif #if #ifdef #ifndef #include #pragma abstract auto bool boolean byte catch char class constexpr delete double extends extern final finally float fun function goto implements inline instanceof int interface internal long namespace nullptr operator override package private protected public short signed sizeof super template throw throws typedef union unsigned using var virtual void volatile',
	),
};
const rusty: Language = {
	comment: slashes,
	// A single quote is also a lifetime there.
	quotes: '"`',
	words: set(
		many,
		'as async await chan crate defer dyn extern fallthrough fn func go impl interface let loop match mod move mut nil package pub ref self Self super trait type unsafe use var where',
	),
};
const python: Language = {
	comment: hash,
	quotes: `'"`,
	words: set(
		'and as assert async await break class continue def del elif else except False finally for from global if import in is lambda match None nonlocal not or pass raise return self True try while with yield',
	),
};
const ruby: Language = {
	comment: hash,
	quotes: `'"`,
	words: set(
		'alias and begin break case class def do else elsif end ensure false for if in module next nil not or redo require rescue retry return self super then true undef unless until when while yield',
	),
};
const shell: Language = {
	comment: hash,
	quotes: `'"`,
	words: set('case do done elif else esac export exit fi for function if in local readonly return set shift then trap unset until while'),
};
const sql: Language = {
	comment: `--.*|${block}`,
	quotes: `'"`,
	ignoreCase: true,
	words: set(
		'add all alter and as asc begin between by case check column commit constraint create default delete desc distinct drop else end exists foreign from group having if in index inner insert into is join key left like limit not null on or order outer primary references returning right rollback select set table then trigger union unique update using values view when where with',
	),
};
const settings: Language = {comment: hash, quotes: `'"`, words: set('true false null yes no on off')};
const style: Language = {comment: block, quotes: `'"`, words: set('@import @media @supports @keyframes @layer')};
const json: Language = {comment: slashes, quotes: '"', words: set('true false null')};

/** Endings of names, and whole names where they have none. */
const known: readonly (readonly [Language, string])[] = [
	[script, 'ts tsx mts cts js jsx mjs cjs vue svelte'],
	[curly, 'c h cc cpp cxx hpp java kt kts cs m mm dart scala php'],
	[rusty, 'rs go swift zig'],
	[python, 'py pyi'],
	[ruby, 'rb rake ex exs gemfile rakefile'],
	[shell, 'sh bash zsh fish dockerfile makefile mk'],
	[sql, 'sql'],
	[settings, 'yaml yml toml ini conf cfg'],
	[style, 'css scss less'],
	[json, 'json jsonc json5'],
];
const byEnding: ReadonlyMap<string, Language> = new Map(known.flatMap(([language, endings]) => endings.split(' ').map(ending => [ending, language] as const)));

/** By the name of a file; null: nobody knows how it is written, and nothing is coloured. */
export function languageOf(file: string): Language | null {
	const name = file.slice(file.lastIndexOf('/') + 1).toLowerCase();
	return byEnding.get(name.slice(name.lastIndexOf('.') + 1)) ?? null;
}
