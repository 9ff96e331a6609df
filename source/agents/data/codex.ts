/** Codex. Its title is the best source (a spinner while it works, `[ ! ] Action Required`); while text streams only the title moves. */
import {type CommandLine, commonOtherOptions, words} from '../argv.ts';
import type {ClientData} from '../client-data.ts';

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

/** The prompt; prompts of before look the same, and so does the chosen option of a dialog. */
const composer = /^› /;
/** Below the prompt: model and folder (missing while Codex starts). */
const modelLine = /^\s{2}\S.* · [~/]/;

type Piece = 'tail' | 'foot' | 'hints' | 'below' | 'above' | 'recent' | 'message' | 'messageStart' | 'rest' | 'command' | 'aboveOptions' | 'question';

export const codex: ClientData<Piece> = {
	id: 'codex',
	title: 'Codex',
	resume: {last: ['codex', 'resume', '--last']},
	regions: {
		tail: {last: 30},
		// Its last line says what a dialog offers. It wraps on a narrow screen.
		foot: {last: 1},
		hints: {last: 2},
		// A command may take more than a line.
		aboveOptions: {of: 'tail', before: /^\s*[›>]?\s*1\. /},
		command: {of: 'aboveOptions', from: /^\s*\$ /, without: [/^\s*\$ /], joined: true},
		question: {of: 'aboveOptions', after: /^\s*Question \d+\/\d+/, joined: true},
		below: {of: 'tail', after: composer},
		above: {of: 'tail', before: composer},
		// Between the last message and the prompt. Above it is history.
		recent: {of: 'above', last: 10},
		message: {of: 'recent', from: /^[•◦■›] /, joined: true},
		messageStart: {of: 'recent', from: /^[•◦■›] /, first: 1},
		rest: {of: 'recent', after: /^[•◦■›] /},
	},
	dialogs: [
		{
			name: 'confirmation',
			when: {foot: /^\s{2}Press enter to confirm or esc to cancel$/},
			says: 'waiting',
			take: {tail: /^\s{2}(?<asked>\S.*\?)$/},
			waitingFor: ['{asked}', 'a confirmation'],
			cases: [
				{
					name: 'permission for Bash',
					when: {tail: /^\s{2}Would you like to run the following command\?$/},
					waitingFor: ['approve Bash: {command}', 'approve Bash'],
				},
				{
					name: 'permission for Edit',
					when: {tail: /^\s{2}Would you like to make the following edits\?$/},
					take: {aboveOptions: /^\s*Destination: (?<file>.+)$/},
					waitingFor: ['approve Edit: {file}', 'approve Edit'],
				},
			],
		},
		{name: 'question', when: {foot: /\benter to submit (?:answer|all)\b/}, says: 'waiting', waitingFor: ['{question}', 'an answer']},
		{name: 'trust', when: {foot: /^\s*enter continue · esc back$/, tail: /Trust this folder\?/}, says: 'waiting', waitingFor: ['trust this folder?']},
		{
			name: 'login',
			when: {foot: /^\s*Press enter to continue$/, tail: /\d\. Sign in\b/},
			says: 'waiting',
			detail: 'login',
			waitingFor: ['log in: choose how'],
		},
		{name: 'menu', when: {foot: /^\s*enter select · esc back$/}, says: 'idle', detail: 'menu'},
	],
	titles: [
		{name: 'action required', when: {title: /^\[ [!.] \] Action Required\b/}, says: 'waiting', waitingFor: ['an answer: see its terminal']},
		{name: 'spinner', when: {title: /^[\u2800-\u28ff]\s+(?<topic>.+)$/}, says: 'working', said: ['{topic}']},
	],
	marks: [
		{
			name: 'working',
			when: {messageStart: /^[•◦] (?<doing>\S.*) \((?:\d+[hms] ?)+ • esc to interrupt\)(?: · .*)?$/},
			// What it works on may stand below it; after a turn that ended there is more.
			unless: {rest: /^\s*(?:─ )?Worked for\b|^\s{0,1}\S/},
			says: 'working',
			said: ['{doing}'],
			cases: [{name: 'compacting', when: {messageStart: /^[•◦] Compacting\b/}, detail: 'compacting'}],
		},
		{name: 'interrupted', when: {messageStart: /^■ Conversation interrupted/}, says: 'idle', detail: 'interrupted'},
		{name: 'usage limit', when: {messageStart: /^■ .*usage limit/}, take: {message: /^■ (?<error>.+)/}, says: 'error', detail: 'limit', said: ['{error}']},
		{name: 'error', when: {messageStart: /^■ /}, take: {message: /^■ (?<error>.+)/}, says: 'error', said: ['{error}']},
		// A title without a spinner was looked at before; without any title a streaming answer would look the same.
		{name: 'prompt ready, no spinner in the title', when: {below: modelLine, title: /./}, says: 'idle'},
		// The transcript covers the prompt (its words from the program's source, not captured).
		{
			name: 'transcript over the prompt, no spinner in the title',
			when: {screen: /^\/ T R A N S C R I P T\b/, hints: /\bq to quit\b/, title: / \| /},
			says: 'idle',
		},
		{name: 'no model named yet', only: {below: /^\s*\? for shortcuts$/}, says: 'starting'},
	],
	task: {like: /^(?:[\u2800-\u28ff]\s+)?(?:\[ [!.] \] Action Required \| )?(?<task>.+?) \| /, never: /Action Required$/},
};
