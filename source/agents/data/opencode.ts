/** opencode. Its title never tells the state; the last lines of the screen do. */
import {type CommandLine, commonOtherOptions, words} from '../argv.ts';
import type {ClientData} from '../client-data.ts';

export const opencodeCommandLine: CommandLine = {
	names: ['opencode', '.opencode'],
	paths: /\/opencode-(?:ai|linux|darwin)[^/]*\/bin\/\.?opencode$/,
	valueOptions: words('--agent --cors --hostname --log-level -m --model --port --prompt -s --session'),
	otherCommands: words(`acp agent auth completion db debug export generate github import mcp models plugin plug pr providers run serve session stats
		uninstall upgrade web`),
	otherOptions: new Set([...commonOtherOptions, '-v']),
};

/** The lower edge of the prompt. A dialog takes the prompt's place. */
const promptEdge = /^\s*╹▀{10,}/;
/** On wide screens a side panel follows after a gap: what belongs to the conversation ends there. */
const sidePanel: readonly RegExp[] = [/(?<=\S)\s{6,}\S.*$/, /^\s{20,}\S.*$/];
const bar = /^\s*[■⬝]{4,}\s/;

type Piece =
	| 'tail'
	| 'end'
	| 'conversation'
	| 'inside'
	| 'dialog'
	| 'aboveOptions'
	| 'question'
	| 'belowEdge'
	| 'nearEdge'
	| 'turn'
	| 'beforeTurn'
	| 'lastBefore'
	| 'lastFramed';

export const opencode: ClientData<Piece> = {
	id: 'opencode',
	title: 'opencode',
	resume: {last: ['opencode', '--continue']},
	regions: {
		tail: {last: 40},
		end: {last: 4},
		conversation: {of: 'tail', without: sidePanel},
		inside: {of: 'conversation', without: [/^\s*┃/]},
		dialog: {of: 'inside', from: /^\s*△ Permission required/, orAll: true},
		aboveOptions: {of: 'inside', before: /^\s*1\.\s/},
		question: {of: 'aboveOptions', after: /^\s*[▣→]/, orAll: true, joined: true},
		nearEdge: {last: 6},
		// The progress bar and the hints stand below the prompt.
		belowEdge: {of: 'tail', after: promptEdge},
		// A turn ends with a line that says how long it took; one that failed does not, and stands below a framed message.
		turn: {of: 'tail', from: /^\s*▣ /, first: 1, without: sidePanel},
		beforeTurn: {of: 'tail', before: /^\s*▣ /, without: sidePanel},
		lastBefore: {of: 'beforeTurn', last: 1},
		lastFramed: {of: 'beforeTurn', last: 3, without: [/^\s*┃\s*/]},
	},
	prompt: {when: {end: promptEdge}},
	dialogs: [
		{
			name: 'permission',
			when: {end: /^\s*┃\s+Allow once\s+Allow always\s+Reject\b/},
			take: {dialog: /^\s*→ (?<tool>\S+)\s+(?<subject>.+)$/},
			says: 'waiting',
			waitingFor: ['approve {tool}: {subject}', 'approve a tool'],
			cases: [{name: 'permission for Bash', when: {dialog: /^\s*\$ (?<command>.+)$/}, unless: {dialog: /^\s*→ /}, waitingFor: ['approve Bash: {command}']}],
		},
		{
			name: 'question',
			when: {end: /^\s*┃.*↑↓ select\s+enter (?:submit|confirm|toggle)\s+esc dismiss/},
			says: 'waiting',
			waitingFor: ['{question}', 'an answer'],
		},
	],
	titles: [],
	marks: [
		{name: 'retrying', when: {belowEdge: [bar, /\[retrying/]}, says: 'working'},
		{name: 'progress bar', when: {belowEdge: bar}, says: 'working'},
		{name: 'esc interrupt', when: {belowEdge: /\besc (?:again to )?interrupt\b/}, says: 'working'},
		// A list over the screen: its head and `esc` at the two ends of a line, below it a search.
		{name: 'menu', when: {screen: [/(?<menu>[A-Z][\w ]{2,30}\w)\s{4,}esc(?:\s|$)/, /^\s+Search\b/]}, says: 'idle', detail: 'menu', said: ['{menu}']},
		{
			name: 'prompt',
			when: {belowEdge: /ctrl\+p commands/},
			cases: [
				{name: 'first screen, empty prompt', when: {nearEdge: /┃\s+Ask anything…/}, says: 'idle'},
				{name: 'interrupted', when: {turn: /· interrupted$/}, says: 'idle', detail: 'interrupted'},
				{
					name: 'error',
					// Agent and model, and no third word.
					when: {lastBefore: /^\s*┃/, turn: /^\s*▣\s+\S+ · [^·]+$/},
					take: {lastFramed: /^(?<error>.+)$/},
					says: 'error',
					said: ['{error}'],
				},
				{name: 'prompt ready, no progress bar', says: 'idle'},
			],
		},
	],
	task: {like: /^OC \| (?<task>.+)$/},
};
