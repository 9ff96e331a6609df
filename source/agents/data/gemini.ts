/** Gemini CLI. Its title says most, but stays at Ready under the trust, login and menu dialogs, so the screen is read first. */
import {type CommandLine, commonOtherOptions, words} from '../argv.ts';
import type {ClientData} from '../client-data.ts';
import {frameEnd, frameTop, ownRule, sides} from './shapes.ts';

export const geminiCommandLine: CommandLine = {
	names: ['gemini'],
	paths: /\/@google\/gemini-cli\/(?:dist\/index|bundle\/gemini)\.js$/,
	valueOptions:
		words(`--allowed-mcp-server-names --allowed-tools --approval-mode -e --extensions -i --include-directories -m --model -o --output-format --policy
		--prompt-interactive -r --resume --session-id --worktree -w`),
	otherCommands: words('extensions extension hooks hook mcp skills skill'),
	otherOptions: new Set([...commonOtherOptions, ...words('-p --prompt -v -l --list-extensions --list-sessions --delete-session --acp --experimental-acp')]),
};

/** The prompt; its sign changes with the mode. */
const prompt = /^\s{0,1}[>*!] /;
const option = /^\s*●?\s*1\.\s/;

type Piece = 'tail' | 'end' | 'frame' | 'aboveOptions' | 'question' | 'near' | 'upper' | 'recent' | 'turn' | 'footer';

export const gemini: ClientData<Piece> = {
	id: 'gemini',
	title: 'Gemini CLI',
	resume: {last: ['gemini', '--resume', 'latest']},
	regions: {
		tail: {last: 40},
		end: {last: 1},
		// A dialog is a closed frame at the very end. Its head may be above the edge of the screen.
		frame: {of: 'tail', from: frameTop, orAll: true, without: sides},
		aboveOptions: {of: 'frame', before: option},
		question: {of: 'aboveOptions', after: /Answer Questions/, orAll: true, joined: true},
		// The prompt stands a few lines above the end, below a rule; the line above that rule holds the spinner.
		near: {last: 8},
		footer: {of: 'near', after: prompt},
		upper: {before: prompt},
		recent: {of: 'upper', before: ownRule},
		// Below the last message, or below the program's own head.
		turn: {of: 'recent', after: /^\s{0,1}[>✦] |\bGemini CLI v\d/, orAll: true},
	},
	prompt: {when: {near: prompt, recent: /./}},
	dialogs: [
		{
			name: 'dialog',
			when: {end: frameEnd, frame: /^\s*●\s+\d+\./},
			cases: [
				{
					name: 'permission',
					when: {frame: /^\s*(?:Allow execution of|Apply this change\?|Allow |Do you want to proceed\?)/},
					// The frame's first line: `? Shell  rm -rf build`, `? Edit src/login.ts: old => new`, `? WriteFile  Writing to NOTES.md`.
					take: {frame: /^\s?\? (?<tool>\S+)\s+(?<about>.+)$/},
					says: 'waiting',
					waitingFor: ['approve {tool}: {about}', 'approve a tool'],
					cases: [
						{name: 'permission for Bash', when: {frame: /^\s?\? Shell\s+(?<command>.+)$/}, waitingFor: ['approve Bash: {command}']},
						{name: 'permission for Edit', when: {frame: /^\s?\? Edit (?<file>.+?)(?::\s.*)?$/}, waitingFor: ['approve Edit: {file}']},
						{name: 'permission for Write', when: {frame: /^\s?\? WriteFile\s+(?:Writing to )?(?<file>.+)$/}, waitingFor: ['approve Write: {file}']},
						{name: 'permission for Bash', when: {frame: /^\s*Allow execution of:? \[?Shell/}, waitingFor: ['approve Bash']},
						{name: 'permission for a change', when: {frame: /^\s*Apply this change\?/}, unless: {frame: /^\s?\? \S/}, waitingFor: ['approve a change']},
					],
				},
				{name: 'trust', when: {frame: /Do you trust the files in this folder\?/}, says: 'waiting', waitingFor: ['trust this folder?']},
				{name: 'login', when: {frame: /\d\. Sign in with Google/}, says: 'waiting', detail: 'login', waitingFor: ['log in: choose how']},
				{
					name: 'usage limit',
					when: {frame: /\d\. Keep trying/},
					says: 'waiting',
					detail: 'limit',
					waitingFor: ['the usage limit is reached: keep trying or stop?'],
				},
				{name: 'question', when: {frame: /Enter to select · .* to navigate · Esc to cancel/}, says: 'waiting', waitingFor: ['{question}', 'an answer']},
				{name: 'menu', when: {frame: /\(Press Esc to close\)/}, take: {frame: /^\s*(?<menu>Select .+)$/}, says: 'idle', detail: 'menu', said: ['{menu}']},
			],
		},
	],
	titles: [
		{name: 'action required', when: {title: /^✋/}, says: 'waiting', waitingFor: ['an answer: see its terminal']},
		{name: 'working', when: {title: /^[✦⏲]\s+(?<topic>.+)$/}, says: 'working', said: ['{topic}']},
	],
	marks: [
		// Drawn at the very left, below her last message; what she quotes is indented.
		{name: 'compacting', when: {turn: /^\s{0,1}[\u2800-\u28ff]\s+Compressing/}, says: 'working', detail: 'compacting'},
		{
			name: 'spinner',
			when: {turn: /^\s{0,1}[\u2800-\u28ff]\s+(?<doing>\S.*?)(?:\s*\(esc to cancel.*|\s*\? for shortcuts)?$/},
			says: 'working',
			said: ['{doing}'],
		},
		{name: 'esc to cancel', when: {turn: /^\s{0,1}\S.*\(esc to cancel, (?:\d+[hms] ?)+\)\s*(?:\? for shortcuts)?$/}, says: 'working'},
		{name: 'error', when: {turn: /^✕ (?<error>.+)/}, says: 'error', said: ['{error}']},
		{name: 'request cancelled', when: {turn: /^ℹ Request cancelled/}, says: 'idle', detail: 'interrupted'},
		{name: 'prompt ready, no spinner', when: {near: prompt}, says: 'idle'},
	],
	task: {like: /^[✦⏲]\s+(?<task>.+?)\s+\([^()]*\)\s*$/, never: /^Working…?$/},
};
