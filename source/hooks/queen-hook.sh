# The shell front of HiveQueen's hooks. `queen hooks install` writes it beside the database, behind lines that set queen_node, queen_bundle,
# queen_cache (what V8 made of the bundle), queen_db, queen_alarm, queen_exact (one file has one spelling here). The line in the client's
# settings reads it into the shell that the client starts anyway, with the event as $1 and, where it is not Claude Code, the client as $2.
#
# What only needs recording is appended to the spool; Node starts only when a flag says that there may be something to say.
# Rules kept here: only builtins on the silent way (a fork costs more than all the rest); nothing is printed but what Node prints; it ends
# with 0 whatever happens (2 would block the tool); no redirection stands at a special builtin, because its failure would end the shell.
LC_ALL=C
umask 077
queen_event=$1
queen_agent=${2-claude}
case ${HIVE_DB-} in
	'') ;;
	/*) queen_db=$HIVE_DB ;;
	'~/'*) queen_db=$HOME/${HIVE_DB#'~/'} ;;
	*) queen_db=$PWD/$HIVE_DB ;;
esac
queen_folder=${queen_db%/*}
queen_flags=$queen_folder/flags
queen_card=$queen_flags/sessions/$PPID

# Who is the client? Lines of the card: name ("-": nobody of ours), flag of her repository, its top folder.
queen_name= queen_repo= queen_top=
if [ "$queen_card" -nt "$queen_flags/names" ]; then
	{ read -r queen_name && read -r queen_repo && read -r queen_top; } 2>/dev/null < "$queen_card"
fi
[ "$queen_name" != - ] || exit 0

queen_complain() {
	{ printf '%s\n' "$1" > "$queen_alarm"; } 2>/dev/null
}

queen_run() {
	if [ -x "$queen_node" ] && [ -r "$queen_bundle" ]; then
		HIVE_DB=$queen_db QUEEN_HOOK_CLIENT=$PPID QUEEN_HOOK_NAME=$queen_name QUEEN_HOOK_PATH=$queen_path QUEEN_HOOK_ALARM=$queen_alarm \
			NODE_OPTIONS= NODE_COMPILE_CACHE=$queen_cache \
			"$queen_node" "$queen_bundle" "$queen_event" "$queen_agent" 2>/dev/null ||
			queen_complain "the hook of $queen_event ended with $?"
	else
		queen_complain "the program that the hooks were installed with is gone ($queen_bundle, $queen_node): run queen hooks install again"
	fi
}

# The waiter of this client, if there is one, sees that its file is empty and ends: she works, or her session is over.
queen_dismiss() {
	[ ! -s "$queen_flags/waiters/$PPID" ] || { printf '' > "$queen_flags/waiters/$PPID"; } 2>/dev/null
}

# The beginning of the client's JSON, and single strings of it: a quote inside of a string has a backslash before it, so "key":" is a key.
queen_head=
queen_read() {
	# One read of the client's one write. Paths of tools stand at its beginning; a NUL in it would make bash complain.
	{ queen_head=$(dd bs=8192 count=1); } 2>/dev/null
}
queen_value=
queen_find() {
	queen_value=
	case $queen_head in
		*"\"$1\":\""*\"*)
			queen_value=${queen_head#*"\"$1\":\""}
			case $queen_value in
				*\"*) queen_value=${queen_value%%\"*} ;;
				*) queen_value= ;;
			esac
			;;
	esac
	queen_check
}
queen_check() {
	# A backslash at the cut: that quote was not the end of the string. Control characters are in no valid JSON.
	case $queen_value in *\\ | *[[:cntrl:]]*) queen_value= ;; esac
	# A line of the spool stays below 4 KiB, so that each append is one write.
	[ ${#queen_value} -le 3000 ] || queen_value=
}
queen_word() {
	queen_find "$1"
	case $queen_value in *[!A-Za-z0-9_.-]*) queen_value= ;; esac
}
queen_path=
queen_tool=
queen_edit() {
	queen_read
	queen_word tool_name
	queen_tool=$queen_value
	queen_find file_path
	[ -n "$queen_value" ] || queen_find notebook_path
	queen_path=$queen_value
}
# Files of a patch ("*** Update File: src/a.ts\n" in the JSON's string), a line of the spool for each; Codex counts paths from where it works.
queen_patch() {
	queen_lines=$queen_head
	queen_count=0
	while [ $queen_count -lt 20 ]; do
		case $queen_lines in *'\n*** '*' File: '*'\n'*) ;; *) break ;; esac
		queen_lines=${queen_lines#*'\n*** '}
		queen_lines=${queen_lines#*' File: '}
		queen_value=${queen_lines%%\\n*}
		queen_check
		queen_path=$queen_value
		queen_absolute
		case $queen_path in '' | *\"*) ;; *) queen_record '' ;; esac
		queen_count=$((queen_count + 1))
	done
}
# Others than Claude hand on what the model said: a path may count from where the client works.
queen_absolute() {
	case $queen_path in
		'' | /*) ;;
		*) case $PWD in *[\"\\]* | *[[:cntrl:]]*) queen_path= ;; *) queen_path=$PWD/$queen_path ;; esac ;;
	esac
}

queen_record() {
	queen_up=
	{ read -r queen_up queen_rest < /proc/uptime; } 2>/dev/null
	queen_session=${CLAUDE_CODE_SESSION_ID-${GEMINI_SESSION_ID-}}
	case $queen_session in *[!A-Za-z0-9-]*) queen_session= ;; esac
	{ printf '{"event":"%s","client":%d,"up":"%s","session":"%s","tool":"%s","kind":"%s","path":"%s","agent":"%s"}\n' \
		"$queen_event" "$PPID" "$queen_up" "$queen_session" "$queen_tool" "$1" "$queen_path" "$queen_agent" >> "$queen_folder/spool/events"; } 2>/dev/null
}

# Can a claim of another be about this path? 0: perhaps. Every doubt is a yes: then Node looks closely.
queen_doubt() {
	queen_any=
	for queen_flag in "$queen_flags"/claims/*; do
		[ ! -e "$queen_flag" ] || queen_any=yes
	done
	# Lock files of other tools in her worktree are claims too.
	queen_locks=
	for queen_flag in "$queen_top"/.agent-locks/*.lock; do
		[ -z "$queen_top" ] || [ ! -e "$queen_flag" ] || queen_locks=yes
	done
	[ -n "$queen_any$queen_locks" ] || return 1
	queen_edit
	# In a shell only a patch is an edit that can be seen beforehand.
	case $queen_tool in Bash) case $queen_head in *apply_patch*) return 0 ;; *) return 1 ;; esac ;; esac
	[ -n "$queen_top" ] && [ -z "$queen_locks" ] || return 0
	case $queen_path in
		*\\* | */../* | */./* | *//* | */.. | */. | *[!\ -~]*) return 0 ;;
		"$queen_top"/?*) ;;
		*) return 0 ;;
	esac
	queen_relative=${queen_path#"$queen_top"/}
	queen_left=$queen_relative
	queen_at=$queen_top
	while :; do
		queen_at=$queen_at/${queen_left%%/*}
		[ ! -h "$queen_at" ] && [ ! -e "$queen_at/.git" ] || return 0
		case $queen_left in */*) queen_left=${queen_left#*/} ;; *) break ;; esac
	done
	[ -e "$queen_flags/claims/$queen_repo" ] || return 1
	[ -r "$queen_flags/claims/$queen_repo" ] || return 0
	queen_other=
	{
		# Owner, and where the claim begins; nothing after the owner: anywhere.
		while read -r queen_owner queen_begins; do
			[ "$queen_owner" != "$queen_name" ] || continue
			[ -n "$queen_begins" ] && [ -n "$queen_exact" ] || queen_begins=$queen_relative
			case $queen_relative/ in "$queen_begins"/*) queen_other=yes; break ;; esac
		done < "$queen_flags/claims/$queen_repo"
	} 2>/dev/null
	[ -n "$queen_other" ]
}

case $queen_event in
	SessionStart)
		queen_record ''
		queen_run
		;;
	UserPromptSubmit)
		queen_dismiss
		queen_record ''
		if [ -z "$queen_name" ] || [ -e "$queen_flags/mail/$queen_name" ]; then queen_run < /dev/null; fi
		;;
	PreToolUse)
		if [ -z "$queen_name" ]; then queen_run
		elif queen_doubt; then
			# The path was at the beginning: nothing more is needed of the JSON. Otherwise Node reads all of it.
			if [ -n "$queen_path" ]; then queen_run < /dev/null; else { printf '%s' "$queen_head"; cat; } | queen_run; fi
		fi
		;;
	PostToolUse)
		queen_edit
		case $queen_tool in
			apply_patch) queen_patch ;;
			*)
				queen_absolute
				queen_record ''
				;;
		esac
		;;
	PermissionRequest)
		queen_read
		queen_word tool_name
		queen_tool=$queen_value
		queen_record ''
		;;
	Notification)
		queen_read
		queen_word notification_type
		queen_record "$queen_value"
		;;
	SessionEnd)
		queen_dismiss
		queen_read
		queen_word reason
		queen_record "$queen_value"
		;;
	Stop) queen_record '' ;;
	Wake)
		# It takes this shell's place, and its end is the answer: 2 wakes the client.
		if [ -x "$queen_node" ] && [ -r "$queen_bundle" ]; then
			trap - EXIT
			HIVE_DB=$queen_db QUEEN_HOOK_CLIENT=$PPID QUEEN_HOOK_NAME=$queen_name QUEEN_HOOK_ALARM=$queen_alarm \
				NODE_OPTIONS= NODE_COMPILE_CACHE=$queen_cache
			export HIVE_DB QUEEN_HOOK_CLIENT QUEEN_HOOK_NAME QUEEN_HOOK_ALARM NODE_OPTIONS NODE_COMPILE_CACHE
			exec "$queen_node" "$queen_bundle" Wake
		fi
		;;
esac
exit 0
