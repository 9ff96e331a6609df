/** Completions for zsh. Pure. */
import {type CommandWords, type FlagWords, ownPrograms, programs} from './words.ts';

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
/** Inside a spec of _arguments, brackets and colons have a meaning. */
const described = (text: string): string => text.replace(/[[\]:\\]/g, '\\$&');

function valueWords({takes, choices, known, isFile}: FlagWords): string {
	if (!takes) return '';
	const action = isFile ? '_files' : known === null ? (choices.length === 0 ? ' ' : `(${choices.join(' ')})`) : `_queen_known ${known}`;
	return `:value:${action}`;
}

const flagSpec = (flag: FlagWords): string => quoted(`--${flag.name}[${described(flag.help)}]${valueWords(flag)}`);

/** Of a command with commands of its own: their first word, then the second. */
function ownCommands(fixed: readonly string[], second: ReadonlyMap<string, readonly string[]>): string {
	const seconds = [...second].map(([first, words]) => `(${first}) compadd -- ${words.join(' ')} ;;`);
	return `if ((CURRENT == 1)); then compadd -- ${fixed.join(' ')}; elif ((CURRENT == 2)); then case $words[1] in ${seconds.join(' ')} esac; fi`;
}

function commandFunction({name, fixed, second, known, files, flags}: CommandWords): string {
	const first = second === null ? (fixed.length > 0 ? [`compadd -- ${fixed.join(' ')}`] : []) : [ownCommands(fixed, second)];
	const words = [...first, ...known.map(each => `_queen_known ${each}`), ...(files ? ['_files'] : [])];
	return `_queen_words_${name}() { ${words.length === 0 ? 'true' : words.join('; ')} }
_queen_${name}() { _arguments ${[...flags.map(flagSpec), quoted(`*::word:_queen_words_${name}`)].join(' ')} }`;
}

/** A script for `source <(queen completions zsh)`, or a file `_queen` in fpath. */
export function zshScript(commands: readonly CommandWords[]): string {
	const described_ = commands.map(({name, summary}) => quoted(`${name}:${summary}`)).join('\n\t\t');
	return `#compdef ${programs.join(' ')}
# ${programs.join(' ')} for zsh: source <(queen completions zsh)
_queen_known() { local -a found; found=(\${(f)"$(command queen completions --known $1 2>/dev/null)"}); compadd -- $found }
${commands.map(commandFunction).join('\n')}
_queen() {
	case $service in
${[...ownPrograms].map(([program, command]) => `		(${program}) _queen_${command}; return ;;`).join('\n')}
	esac
	local -a all; all=(
		${described_}
	)
	if ((CURRENT == 2)); then _describe command all; return; fi
	local word=$words[2]
	if [[ $word == help ]]; then (( CURRENT == 3 )) && _describe command all; return; fi
	shift words; ((CURRENT--))
	(( $+functions[_queen_$word] )) && _queen_$word
}
if [[ $funcstack[1] == _queen ]]; then _queen "$@"; else compdef _queen ${programs.join(' ')}; fi`;
}
