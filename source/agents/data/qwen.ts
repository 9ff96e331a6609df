/**
 * Qwen Code, a relative of Gemini CLI with dialogs of its own. Its title never tells the state. It indents everything but
 * the prompt by two columns: her words by four, what the client itself says by two.
 */
import {type CommandLine, commonOtherOptions, words} from '../argv.ts';
import type {ClientData} from '../client-data.ts';
import {frameEnd, frameTop, ownRule, sides} from './shapes.ts';

export const qwenCommandLine: CommandLine = {
	names: ['qwen'],
	paths: /\/@qwen-code\/qwen-code\/(?:dist\/)?(?:index|cli)\.js$/,
	valueOptions:
		words(`--add-dir --allowed-mcp-server-names --allowed-tools --append-system-prompt --approval-mode --auth-type --channel --core-tools --exclude-tools
		-e --extensions -i --include-directories -m --model --max-session-turns --openai-api-key --openai-base-url --openai-logging-dir --prompt-interactive
		--proxy -r --resume --sandbox-image --session-id --system-prompt --tavily-api-key`),
	otherCommands: words('auth channel doctor extensions extension hooks hook mcp review serve sessions skills update'),
	// The formats are for one-shot runs and for programs that drive the client.
	otherOptions: new Set([
		...commonOtherOptions,
		...words('-p --prompt -v -l --list-extensions --list-sessions --acp --experimental-acp -o --output-format --input-format'),
	]),
};

const option = /^\s*[›❯]?\s*1\.\s/;
const chosen = /^\s*[›❯]\s+\d+\.\s/;

type Piece =
	| 'tail'
	| 'end'
	| 'frame'
	| 'aboveOptions'
	| 'command'
	| 'question'
	| 'login'
	| 'footer'
	| 'aboveFooter'
	| 'box'
	| 'boxStart'
	| 'above'
	| 'turn'
	| 'live';

export const qwen: ClientData<Piece> = {
	id: 'qwen',
	title: 'Qwen Code',
	resume: {last: ['qwen', '--continue']},
	regions: {
		// The prompt stands between the last two rules.
		footer: {after: ownRule},
		aboveFooter: {before: ownRule},
		box: {before: ownRule, after: ownRule},
		boxStart: {of: 'box', first: 1},
		above: {of: 'aboveFooter', before: ownRule},
		// Below the last message, or below the program's own head.
		turn: {of: 'above', after: /^\s{2}[>✦] |>_ Qwen Code \(v/, orAll: true},
		// `... Some words... (7s · ↓ 26 tokens · esc to cancel)`, the last thing above the prompt, in any language; it wraps.
		live: {of: 'turn', from: /^\s{2}(?![ >✦●✕│╭╰])(?:.*\s)?[(（](?:\d+[hms] ?)+(?:·|$)/, joined: true},
		// A dialog is a frame at the end. Its head may be above the edge of the screen.
		tail: {last: 40},
		end: {last: 1},
		frame: {of: 'tail', from: frameTop, orAll: true, without: sides},
		aboveOptions: {of: 'frame', before: option},
		command: {of: 'frame', before: /^\s*Allow execution of/, after: /←$/, joined: true},
		// After the head of the frame and the question's own short title.
		question: {of: 'aboveOptions', after: /←$/, skip: 1, joined: true},
		login: {of: 'tail', from: /^\s{0,3}┌─+┐$/, orAll: true, without: sides},
	},
	prompt: {when: {boxStart: /^[>*!] /}, only: {box: /^[>*!]|^\s/}, unless: {footer: /[│┌└╭╰]/}},
	dialogs: [
		{
			name: 'confirmation',
			when: {end: /^\s{2}\S Waiting for user confirmation/, frame: chosen},
			take: {frame: /^\s*\?\s+(?<tool>\S+)\s+(?<about>.+?)(?: ←)?$/},
			says: 'waiting',
			waitingFor: ['approve {tool}: {about}', 'a confirmation'],
			cases: [
				{name: 'question', when: {frame: /^\s*\?\s+AskUserQuestion\b|Enter: Select \| Esc: Cancel/}, waitingFor: ['{question}', 'an answer']},
				{name: 'permission for Bash', when: {frame: /^\s*Allow execution of: /}, waitingFor: ['approve Bash: {command}', 'approve Bash']},
				{name: 'permission for Edit', when: {frame: /^\s*\?\s+Edit (?<file>.+?):(?:\s|$)/}, waitingFor: ['approve Edit: {file}']},
				{name: 'permission for Write', when: {frame: /^\s*\?\s+WriteFile (?:Writing to )?(?<file>.+?)(?: ←)?$/}, waitingFor: ['approve Write: {file}']},
				{name: 'permission for a change', when: {frame: /^\s*Apply this change\?/}, unless: {frame: /←$/}, waitingFor: ['approve a change']},
			],
		},
		{name: 'trust', when: {end: frameEnd, frame: [/Do you trust this folder\?/, chosen]}, says: 'waiting', waitingFor: ['trust this folder?']},
		{
			name: 'menu',
			when: {end: frameEnd, frame: [chosen, /\bEsc to close\b/]},
			take: {frame: /^\s*(?<menu>Select .+)$/},
			says: 'idle',
			detail: 'menu',
			said: ['{menu}'],
		},
		{
			name: 'login',
			when: {end: /^\s*└─+┘$/, login: [/^\s*Select Authentication Method|Terms of Services and Privacy Notice/, /^\s*› \S/]},
			says: 'waiting',
			detail: 'login',
			waitingFor: ['log in: choose how'],
		},
	],
	titles: [],
	marks: [
		// No prompt is shown meanwhile.
		{name: 'compacting', when: {end: /^\s{2}[\u2800-\u28ff] Compressing chat history/}, says: 'working', detail: 'compacting', withoutPrompt: true},
		{name: 'compacting', when: {turn: /^\s{2}[\u2800-\u28ff] Compressing chat history/}, says: 'working', detail: 'compacting'},
		{name: 'working, can be cancelled', when: {live: /[(（](?:\d+[hms] ?)+· .*[)）]$/}, says: 'working'},
		{name: 'spinner', when: {turn: /^\s{2}(?:\.{1,3}|[\u2800-\u28ff])\s+\S/}, says: 'working'},
		{name: 'error', when: {turn: /^\s{2}✕ (?<error>.+)/}, says: 'error', said: ['{error}']},
		{name: 'request cancelled', when: {turn: /^\s{2}● Request cancelled/}, says: 'idle', detail: 'interrupted'},
		// In a pane of few rows nothing is to be seen above the prompt, and so nothing is known.
		{name: 'prompt ready, nothing to cancel', when: {boxStart: /./, above: /./}, says: 'idle'},
	],
	task: null,
};
