# The shell front of HiveQueen's guards. `queen guard install` writes it beside the database, behind lines that set queen_node, queen_bundle,
# queen_cache, queen_db, queen_home (the folder of all this) and queen_alarm. A hook of a repository reads it in a subshell of its own, with
# the hook's name, the mark of its place and then git's own arguments as $@; refs to be pushed stand in queen_refs.
#
# It ends with 0 (go on), 1 (stopped, and said why) or 96 (a sister pushes: I need her refs). A human is let through without any program
# being started. Whatever goes wrong on our side lets the commit through, with one line on stderr and an alarm.
set +eu
umask 077
queen_hook=$1
queen_place=$2
shift 2
case ${HIVE_DB-} in
	'') ;;
	/*) queen_db=$HIVE_DB ;;
	'~/'*) queen_db=$HOME/${HIVE_DB#'~/'} ;;
	*) queen_db=$PWD/$HIVE_DB ;;
esac
queen_folder=${queen_db%/*}
{ printf x > "$queen_home/fired/$queen_place"; } 2>/dev/null

# Could this process be an agent, or one that is registered? Every doubt is a yes: then Node looks closely.
queen_words=
queen_is_agent() {
	[ ! -e "$queen_folder/flags/sessions/$1" ] || return 0
	case $queen_words in claude* | codex* | gemini* | opencode* | qwen* | copilot*) return 0 ;; esac
	# What shells, terminals and editors were called with says nothing about them.
	case $queen_stat in
		*'(bash) '* | *'(sh) '* | *'(dash) '* | *'(zsh) '* | *'(fish) '* | *'(tmux: server) '* | *'(tmux: client) '* | *'(git) '* | *'(make) '* | \
			*'(vim) '* | *'(nvim) '* | *'(emacs) '* | *'(sshd) '* | *'(login) '* | *'(systemd) '*) return 1 ;;
	esac
	case $queen_words in
		*claude* | *codex* | *gemini* | *opencode* | *qwen* | *copilot* | *auggie* | *cline* | *crush* | *cursor-agent* | *aider* | *goose* | amp* | */amp*) return 0 ;;
	esac
	return 1
}
queen_among_agents() {
	queen_pid=$PPID
	queen_steps=0
	while [ "$queen_pid" -gt 1 ] && [ "$queen_steps" -lt 64 ]; do
		queen_stat= queen_words=
		if [ -r /proc/self/stat ]; then
			{ read -r queen_stat < "/proc/$queen_pid/stat"; } 2>/dev/null || return 1
			{ IFS= read -r queen_words < "/proc/$queen_pid/cmdline"; } 2>/dev/null
			# The name in brackets may hold anything, brackets too.
			queen_parent=${queen_stat##*') '}
			queen_parent=${queen_parent#* }
			queen_parent=${queen_parent%% *}
		else
			queen_words=$(ps -o command= -p "$queen_pid" 2>/dev/null)
			queen_parent=$(ps -o ppid= -p "$queen_pid" 2>/dev/null)
			queen_parent=${queen_parent##* }
		fi
		! queen_is_agent "$queen_pid" || return 0
		case $queen_parent in '' | *[!0-9]*) return 0 ;; esac
		queen_pid=$queen_parent
		queen_steps=$((queen_steps + 1))
	done
	return 1
}

case ${QUEEN_NAME:-${WORKER_NAME-}} in
	'' | queen | @keeper) queen_among_agents || exit 0 ;;
esac
[ "$queen_hook" != ask-push ] || exit 96

queen_complain() {
	printf 'queen guard: %s; nothing was checked\n' "$1" >&2
	{ printf '%s\n' "$1" > "$queen_alarm"; } 2>/dev/null
	exit 0
}
[ -x "$queen_node" ] && [ -r "$queen_bundle" ] ||
	queen_complain "the program that it was installed with is gone ($queen_bundle, $queen_node): run queen guard install again"
queen_code=0
# A here document and no pipe: under a hook's pipefail the status would not be Node's.
HIVE_DB=$queen_db QUEEN_GUARD_HOME=$queen_home NODE_OPTIONS= NODE_COMPILE_CACHE=$queen_cache \
	"$queen_node" --no-warnings "$queen_bundle" "$queen_hook" "$queen_place" "$@" >&2 <<QUEEN_REFS || queen_code=$?
${queen_refs-}
QUEEN_REFS
case $queen_code in
	0) exit 0 ;;
	3) exit 1 ;;
	4) exit 0 ;; # It said itself what was wrong.
	*) queen_complain "it ended with $queen_code" ;;
esac
