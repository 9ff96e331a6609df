/** Claude Code. Its state file is the best source; a visible dialog says more (what is asked). Patterns: research/captures.md, sections 3 and 4. */
import {type CommandLine, commonOtherOptions, words} from '../argv.ts';
import type {ClientData} from '../client-data.ts';
import {ownRule, rule} from './shapes.ts';

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

/** Two choices may stand without numbers: then they begin, for us, with the one under the cursor. */
const firstOption = /^\s*(?:❯\s*)?1\.|^\s+❯\s+(?:Yes|No)$/;
/** The option that the cursor stands on. */
const cursor = /^\s*❯\s+\S/;
/** What may stand below the first option of a permission; anything else means that the dialog is history or a quotation. */
const belowOptions = /^\s*(?:❯\s*)?\d+\.|^\s*(?:❯\s*)?(?:Yes|No)\b|^\s*(?:Esc|esc|Tab|tab|Enter|ctrl\+|shift\+tab)\b|^\s*↑ \d+ more lines|^\s{4,}\S/;
/** How the question of a permission begins. */
const permissionQuestion = /^\s*(?:Do you want to\b|Claude has written up a plan\b|Exit plan mode\?|Claude wants to exit plan mode)|\bWould you like to\b/;
/** The dots are what tells `✽ Galloping… (3s · ↓ 201 tokens)` from `✻ Baked for 0s`, which is over. */
const spinner = /^[·✢✳✶✻✽*∗]\s(?<doing>\S.*…)/;
const retrying = /^[·✢✳✶✻✽*∗]\s.*\b[Rr]etrying in \d+/;

type AroundPrompt = 'footer' | 'footerText' | 'aboveFooter' | 'box' | 'boxStart' | 'typed' | 'above' | 'lastAbove' | 'session' | 'live' | 'lastTurn';
type InDialog = 'options' | 'aboveOptions' | 'nearOptions' | 'question' | 'aboveQuestion' | 'body' | 'head' | 'subject' | 'dashed' | 'belowPlan' | 'plan';
type Piece = AroundPrompt | InDialog | 'sender' | 'block' | 'dialog' | 'tail' | 'foot' | 'lastLine' | 'tabs' | 'own' | 'ownFoot';

export const claude: ClientData<Piece> = {
	id: 'claude',
	title: 'Claude Code',
	resume: {byId: ['claude', '--resume', '{id}'], last: ['claude', '--continue']},
	regions: {
		// The prompt stands between the last two rules; above it is what happened, below it the footer.
		footer: {after: ownRule},
		footerText: {of: 'footer', joined: true},
		aboveFooter: {before: ownRule},
		box: {before: ownRule, after: ownRule},
		boxStart: {of: 'box', first: 1},
		typed: {of: 'box', without: [/^[❯!]\s*/], joined: true},
		above: {of: 'aboveFooter', before: ownRule},
		lastAbove: {of: 'above', last: 1},
		// Above her own head line stands what the shell showed before, perhaps a session that was killed.
		session: {of: 'above', after: /\bClaude Code v\d/, orAll: true},
		// Spinner lines are drawn at the very left below the last message; her own words never are.
		live: {of: 'session', after: /^[●❯]/, orAll: true},
		// How the last message, tool call or prompt began: there the end of a turn is told.
		lastTurn: {of: 'session', from: /^[●❯]/},
		sender: {of: 'lastTurn', first: 1},
		block: {of: 'session', from: /^[●❯]|^\s*⎿|^\s*⚠/, first: 1},
		// Dialogs take the place of the prompt; where the session has a name, the rule that bears it stays below them.
		dialog: {withoutLast: ownRule},
		tail: {of: 'dialog', last: 30},
		// A footer wraps on a narrow screen.
		foot: {of: 'dialog', last: 3, joined: true},
		lastLine: {of: 'dialog', last: 1},
		options: {of: 'tail', from: firstOption},
		aboveOptions: {of: 'tail', before: firstOption},
		nearOptions: {of: 'aboveOptions', last: 4, without: [/^\s*(?:Yes|No)$/]},
		question: {of: 'nearOptions', from: permissionQuestion, joined: true},
		aboveQuestion: {of: 'aboveOptions', before: permissionQuestion},
		body: {of: 'aboveQuestion', after: /^\s*[─━]{10,}/},
		head: {of: 'body', first: 1},
		subject: {of: 'body', skip: 1, first: 1},
		// A command stands between dashed rules where there are any: it may be long.
		dashed: {of: 'body', before: /^\s*╌{10,}/, after: /^\s*╌{10,}/, joined: true},
		belowPlan: {of: 'aboveQuestion', after: /Here is Claude's plan:$/, without: [/^\s*[╌─━]{10,}.*/]},
		plan: {of: 'belowPlan', first: 1},
		tabs: {of: 'aboveOptions', after: /[☐☒✔] /, joined: true},
		// Start dialogs and menus have no rule inside: what stands above the last one is conversation.
		own: {of: 'tail', after: rule, orAll: true},
		ownFoot: {of: 'own', last: 3, joined: true},
	},
	prompt: {when: {boxStart: /^[❯!]/}, only: {box: /^[❯!]|^\s/}},
	dialogs: [
		{
			// Told from the user's menus by its own ways out, or its tabs.
			name: 'question',
			when: {
				foot: /Enter to select · .*to navigate · Esc to cancel$/,
				tail: /^\s*(?:❯\s*)?\d+\.\s+(?:\[.\]\s*)?(?:Type something|Chat about this)|[☐☒] /,
			},
			says: 'waiting',
			waitingFor: ['{tabs}', '{nearOptions}', 'an answer'],
		},
		{
			name: 'login',
			when: {own: /Select login method:/, lastLine: /^\s*Esc to cancel$/},
			says: 'waiting',
			detail: 'login',
			waitingFor: ['log in: choose a method'],
		},
		{name: 'first start', when: {own: /Choose the text style|looks best with your terminal/}, says: 'waiting', waitingFor: ['first start: choose a theme']},
		{
			name: 'confirmation',
			when: {ownFoot: /Enter to confirm · Esc to cancel$/},
			says: 'waiting',
			take: {own: /^\s*(?<asked>\S.*\?)$/},
			waitingFor: ['{asked}', 'a dialog asks for confirmation'],
			cases: [
				{name: 'usage limit', when: {own: /[Ww]ait for limit to reset/}, detail: 'limit', waitingFor: ['the usage limit is reached: wait or upgrade?']},
				{name: 'trust', when: {own: /trust this folder|trust the files in this folder|one you trust\?/}, waitingFor: ['trust this folder?']},
				{name: 'bypass mode', when: {own: /Bypass Permissions mode/}, waitingFor: ['start in Bypass Permissions mode?']},
				{name: 'API key', when: {own: /Do you want to use this API key\?/}, waitingFor: ['use the API key of the environment?']},
			],
		},
		{
			name: 'permission',
			when: {question: /\?$|^Claude wants to exit plan mode$/, options: cursor},
			only: {options: belowOptions},
			says: 'waiting',
			take: {head: /^\s*(?<asker>.+?)(?: · from the .*)?$/},
			waitingFor: ['approve {asker}: {question}', '{question}'],
			cases: [
				{name: 'plan mode', when: {question: /exit plan mode/i}, waitingFor: ['approve leaving plan mode']},
				{name: 'plan', when: {question: /Would you like to proceed\?$/}, waitingFor: ['approve the plan: {plan}', 'approve the plan']},
				{
					name: 'permission for Bash',
					when: {head: /^\s*Bash command/},
					take: {subject: /^\s*(?!Tip:|This command)(?<command>.+)$/},
					waitingFor: ['approve Bash: {dashed}', 'approve Bash: {command}', 'approve Bash'],
				},
				{name: 'permission for Edit', when: {head: /^\s*Edit file/}, waitingFor: ['approve Edit: {subject}', 'approve Edit']},
				{name: 'permission for Write', when: {head: /^\s*(?:Create|Write|Overwrite) file/}, waitingFor: ['approve Write: {subject}', 'approve Write']},
				{
					name: 'permission for WebFetch',
					when: {head: /^\s*Fetch/},
					take: {body: /^\s*url:\s*(?<url>.+)$/},
					waitingFor: ['approve WebFetch: {url}', 'approve WebFetch'],
				},
				// The head is above the edge of the screen: the question still names the tool.
				{name: 'permission for Edit', when: {question: /make this edit to (?<file>.+)\?$/}, unless: {head: /./}, waitingFor: ['approve Edit: {file}']},
				{
					name: 'permission for Write',
					when: {question: /(?:create|write|overwrite) (?<file>.+)\?$/},
					unless: {head: /./},
					waitingFor: ['approve Write: {file}'],
				},
				{name: 'permission for WebFetch', when: {question: /fetch this content\?$/}, unless: {head: /./}, waitingFor: ['approve WebFetch']},
			],
		},
		// The head of a dialog with choices is above the edge of the screen: a menu has more ways out than this.
		{
			name: 'dialog with choices',
			when: {lastLine: /^\s*Esc to cancel$/, own: /^\s*(?:❯\s*)?\d+\.\s/},
			unless: {ownFoot: /· Esc to cancel$/},
			says: 'waiting',
			waitingFor: ['a dialog is open'],
		},
		{
			// Comes by itself in the middle of a turn, with nothing to choose from but keys.
			name: 'auto mode',
			when: {own: /^\s*(?:Auto mode can.t check actions\b|Enter to stay in auto mode\b)/, ownFoot: /\bEsc to cancel$/},
			says: 'waiting',
			waitingFor: ['auto mode cannot check this: stay in it or leave?'],
		},
		{
			// A menu that the user opened herself: believed when the client calls it a dialog or idle; without a state file, when its head is known.
			name: 'menu',
			when: {ownFoot: /\bEsc to [a-z]/},
			unless: {ownFoot: /Enter to confirm\b/},
			detail: 'menu',
			take: {own: /^\s*(?<menu>(?:Select model|Settings\s|Resume session|Permissions\s|Rewind$|Help\s|Agents$|Hooks$|MCP\b|Memory\b|Theme$|Usage$|Status$).*)/},
			cases: [
				{name: 'menu', when: {stateFile: /^(?:idle|shell)\b|^waiting \(dialog open\)$/}, says: 'idle', said: ['{menu}']},
				{
					name: 'menu',
					when: {own: /^\s*(?:Select model|Settings\s|Resume session|Permissions\s|Rewind$|Help\s|Agents$|Hooks$|MCP\b|Memory\b|Theme$|Usage$|Status$)/},
					unless: {stateFile: /./},
					says: 'idle',
					said: ['{menu}'],
				},
			],
		},
	],
	// `✳` stands while idle and (inside tmux) while working: it says nothing.
	titles: [{name: 'spinner', when: {title: /^[\u2800-\u28ff◐◑◒◓]\s+(?<topic>.+)$/}, says: 'working', said: ['{topic}']}],
	marks: [
		// The transcript view covers the prompt; newer versions write there whether she works.
		{name: 'working, in the transcript view', when: {lastLine: /^\s*working · Showing detailed transcript/}, says: 'working', withoutPrompt: true},
		{name: 'not logged in', when: {footer: /Not logged in · [Rr]un \/login$/}, says: 'waiting', detail: 'login', waitingFor: ['log in: run /login']},
		// Alone at the right above the prompt.
		{name: 'not logged in', when: {lastAbove: /^\s{10,}Not logged in · [Rr]un \/login$/}, says: 'waiting', detail: 'login', waitingFor: ['log in: run /login']},
		{name: 'subagents at work', when: {live: /^[·✢✳✶✻✽*∗]\sWaiting for \d+ background agents?/}, says: 'working', detail: 'subagents'},
		{name: 'subagents at work', when: {footer: /^\s*◯ /}, says: 'working', detail: 'subagents'},
		{name: 'compacting', when: {live: [spinner, /^[·✢✳✶✻✽*∗]\sCompacting\b/]}, says: 'working', detail: 'compacting'},
		{name: 'spinner', when: {live: spinner}, says: 'working', said: ['{doing}']},
		{name: 'retrying', when: {live: retrying}, says: 'working'},
		{name: 'esc to interrupt', when: {footerText: /\besc to interrupt\b/}, says: 'working'},
		// What the client itself writes when a turn ended badly: as a message of its own, or right below the prompt that it could not send.
		{
			name: 'usage limit',
			when: {block: /^[⚠●] (?<error>(?:Usage limit reached|You['’]ve hit your .*limit).*)/},
			says: 'error',
			detail: 'limit',
			said: ['{error}'],
		},
		{
			name: 'usage limit',
			when: {sender: /^❯/, block: /^\s*(?:⎿\s+|⚠ )(?<error>(?:Usage limit reached|You['’]ve hit your .*limit).*)/},
			says: 'error',
			detail: 'limit',
			said: ['{error}'],
		},
		{name: 'error', when: {block: /^● (?<error>(?:Please run \/login · )?API Error\b.*)/}, says: 'error', said: ['{error}']},
		{
			name: 'error',
			when: {sender: /^❯/, block: /^\s*⎿\s+(?<error>(?:API Error\b|Invalid API key|Credit balance|Please run \/login · API Error).*)/},
			says: 'error',
			said: ['{error}'],
		},
		{
			name: 'usage limit',
			when: {block: /^\s*⚠ (?<error>Usage limit reached.*)/, session: /^\s*Continuing automatically at\b/},
			says: 'error',
			detail: 'limit',
			said: ['{error}'],
		},
		{name: 'interrupted', when: {block: /^\s*⎿\s+Interrupted\b/}, says: 'idle', detail: 'interrupted'},
		{name: 'a shell runs in the background', when: {footer: /(?:^\s*|· )\d+ shells?(?: ·|$)/}, says: 'idle', detail: 'background'},
		{name: 'prompt ready', when: {footer: /\? for shortcuts/}, says: 'idle'},
		// A half-typed prompt hides every mark of working: nothing is said then. A footer that is cut off may have said it.
		{name: 'empty prompt', when: {boxStart: /./}, unless: {typed: /./, footerText: /…|\besc?(?: to?(?: \w+)?)?$/}, says: 'idle'},
	],
	task: {like: /^[\u2800-\u28ff◐◑◒◓✳]\s+(?<task>.+)$/, never: /^Claude Code$/},
	stateFile: {
		words: {busy: {says: 'working'}, idle: {says: 'idle'}, shell: {says: 'idle', detail: 'background'}, waiting: {says: 'waiting'}},
		waitingFor: {
			'permission prompt': 'a permission',
			'input needed': 'an answer',
			'dialog open': 'a dialog is open',
			'worker request': 'a worker asks',
			'sandbox request': 'leave of the sandbox',
			'goal proposal': 'a proposed goal',
		},
	},
};
