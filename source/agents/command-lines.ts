/**
 * The command lines of the clients, as data: what is a session, what is not.
 * Sources: research/realagents.md section 3, the clients' own `--help`.
 */
import type {AgentId} from '../../db/types.ts';
import {type CommandLine, commonOtherOptions, words} from './argv.ts';

export const claudeCommandLine: CommandLine = {
	names: ['claude'],
	paths: /\/claude\/versions\/\d[^/]*$|\/@anthropic-ai\/claude-code(?:-[^/]+)?\/(?:bin\/claude|cli)/,
	valueOptions:
		words(`--add-dir --agent --agents --allowedTools --allowed-tools --append-system-prompt --betas --debug-file --disallowedTools --disallowed-tools
		--effort --fallback-model --mcp-config --model -n --name --permission-mode --plugin-dir --session-id --setting-sources --settings --system-prompt --tools`),
	otherCommands: words('agents auth auto-mode config daemon doctor install mcp plugin plugins remote-control server setup-token update upgrade'),
	// -p is one-shot; stream formats and --sdk-url belong to programs that drive the client; a teammate stands under her lead.
	otherOptions: new Set([
		...commonOtherOptions,
		...words(
			'-p -cp -pc --print -v --input-format --output-format --sdk-url --chrome-native-host --claude-in-chrome-mcp --computer-use-mcp --agent-id --parent-session-id',
		),
	]),
};

export const codexCommandLine: CommandLine = {
	names: ['codex'],
	paths: /\/@openai\/codex(?:-[^/]+)?\/bin\/codex|\/codex-(?:x86_64|aarch64)[^/]*$/,
	valueOptions: words(
		'-c --config --enable --disable -i --image -m --model --local-provider -p --profile -s --sandbox -a --ask-for-approval -C --cd --add-dir --remote',
	),
	otherCommands: words(`app app-server apply a cloud completion daemon debug e exec exec-server features help login logout mcp mcp-server proto
		responses-api-proxy review sandbox stdio-to-uds update`),
	otherOptions: new Set([...commonOtherOptions, '-V']),
};

export const geminiCommandLine: CommandLine = {
	names: ['gemini'],
	paths: /\/@google\/gemini-cli\/(?:dist\/index|bundle\/gemini)\.js$/,
	valueOptions:
		words(`--allowed-mcp-server-names --allowed-tools --approval-mode -e --extensions -i --include-directories -m --model -o --output-format --policy
		--prompt-interactive -r --resume --session-id --worktree -w`),
	otherCommands: words('extensions extension hooks hook mcp skills skill'),
	otherOptions: new Set([...commonOtherOptions, ...words('-p --prompt -v -l --list-extensions --list-sessions --delete-session --acp --experimental-acp')]),
};

export const opencodeCommandLine: CommandLine = {
	names: ['opencode', '.opencode'],
	paths: /\/opencode-(?:ai|linux|darwin)[^/]*\/bin\/\.?opencode$/,
	valueOptions: words('--agent --cors --hostname --log-level -m --model --port --prompt -s --session'),
	otherCommands: words(`acp agent auth completion db debug export generate github import mcp models plugin plug pr providers run serve session stats
		uninstall upgrade web`),
	otherOptions: new Set([...commonOtherOptions, '-v']),
};

/** By client, in the order in which they are asked. */
export const commandLines: Readonly<Record<Exclude<AgentId, 'none'>, CommandLine>> = {
	claude: claudeCommandLine,
	codex: codexCommandLine,
	gemini: geminiCommandLine,
	opencode: opencodeCommandLine,
};
