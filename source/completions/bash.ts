/** Completions for bash. Pure: every word in the script is ours; what the colony knows is asked for when Tab is pressed. */
import {type CommandWords, type FlagWords, ownPrograms, programs} from './words.ts';

const list = (words: readonly string[]): string => words.join(' ');

/** What stands after an option that takes a value. */
function valueCase({name, choices, known, isFile}: FlagWords): string {
	const make = isFile ? 'compgen -f' : known === null ? `compgen -W '${list(choices)}'` : `compgen -W "$(_queen_known ${known})"`;
	return `			--${name}) COMPREPLY=($(${make} -- "$cur")); return ;;`;
}

/** Of a command with commands of its own: their first word, then the second; each in its place only. */
function ownCommands({fixed, second}: CommandWords): readonly string[] {
	if (second === null) return [];
	const seconds = [...second].map(([first, words]) => `${first}) COMPREPLY=($(compgen -W '${list(words)}' -- "$cur")) ;;`);
	return [
		`			if ((COMP_CWORD == at)); then COMPREPLY=($(compgen -W '${list(fixed)}' -- "$cur")); return; fi`,
		`			if ((COMP_CWORD == at + 1)); then case "\${COMP_WORDS[at]}" in ${seconds.join(' ')} esac; return; fi`,
	];
}

function commandCase(command: CommandWords): string {
	const {name, fixed, second, known, files, flags} = command;
	const takers = flags.filter(({takes}) => takes);
	return [
		`		${name})`,
		...(takers.length === 0 ? [] : ['			case "$before" in', ...takers.map(valueCase), '			esac']),
		`			if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W '${list(flags.map(flag => `--${flag.name}`))}' -- "$cur")); return; fi`,
		...ownCommands(command),
		`			COMPREPLY=($(compgen -W '${second === null ? list(fixed) : ''}'${known.map(each => `" $(_queen_known ${each})"`).join('')} -- "$cur"))`,
		...(files ? ['			IFS=$\'\\n\' COMPREPLY+=($(compgen -f -- "$cur")); compopt -o filenames 2>/dev/null'] : []),
		'			;;',
	].join('\n');
}

/** A script for `source <(queen completions bash)`. */
export function bashScript(commands: readonly CommandWords[]): string {
	return `# ${list(programs)} for bash: source <(queen completions bash)
# The caller's own program answers, whatever is called queen elsewhere in PATH.
_queen_known() { command "$_queen_program" completions --known "$1" 2>/dev/null; }

_queen_complete() {
	local IFS=$' \\t\\n' cur=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} at=1 word=$1
	local _queen_program=$1 own=
	COMPREPLY=()
	case "\${1##*/}" in
${[...ownPrograms].map(([program, command]) => `		${program}) own=${command} ;;`).join('\n')}
	esac
	if [[ -n $own ]]; then
		word=$own
		_queen_program=\${1%"\${1##*/}"}queen
	else
		if ((COMP_CWORD == 1)); then
			COMPREPLY=($(compgen -W '${list([...commands.map(({name}) => name), 'help', '--help', '--version'])}' -- "$cur"))
			return
		fi
		word=\${COMP_WORDS[1]}
		at=2
	fi
	if [[ $word == help ]]; then
		COMPREPLY=($(compgen -W '${list(commands.map(({name}) => name))}' -- "$cur"))
		return
	fi
	((COMP_CWORD < at)) && return
	case "$word" in
${commands.map(commandCase).join('\n')}
	esac
}
complete -F _queen_complete ${list(programs)}`;
}
