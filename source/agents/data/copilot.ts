/**
 * GitHub Copilot CLI. Only its trust and login screens were captured (the rest needs an account), so nothing here says
 * idle: a prompt is visible while it works too, and we have not seen what tells the two apart. Words for working and
 * waiting are second-hand (research/managers.md, section 2).
 */
import {type CommandLine, commonOtherOptions, words} from '../argv.ts';
import type {ClientData} from '../client-data.ts';
import {frameEnd, frameTop, ownRule, sides} from './shapes.ts';

export const copilotCommandLine: CommandLine = {
	names: ['copilot'],
	paths: /\/@github\/copilot(?:-[^/]+)?\/(?:copilot|index\.js|npm-loader\.js)$/,
	valueOptions: words(`--add-dir --additional-mcp-config --agent --allow-tool --allow-url --attachment --available-tools --config-dir --deny-tool --deny-url
		--disable-mcp-server --effort --excluded-tools -i --interactive --log-dir --log-level --max-autopilot-continues --mode --model -n --name
		--output-format --reasoning-effort --secret-env-vars --share --stream`),
	// The second line are those of the AWS program of the same name.
	otherCommands: words(`completion help init login logout mcp plugin update version
		app deploy docs env job pipeline run secret storage svc task`),
	otherOptions: new Set([...commonOtherOptions, ...words('-p --prompt -v --acp --headless --server')]),
};

const chosen = /^\s*❯\s+\d+\.\s/;

type Piece = 'tail' | 'end' | 'frame' | 'footer' | 'aboveFooter' | 'box' | 'boxStart' | 'above' | 'near';

export const copilot: ClientData<Piece> = {
	id: 'copilot',
	title: 'GitHub Copilot',
	resume: {last: ['copilot', '--continue']},
	regions: {
		footer: {after: ownRule},
		aboveFooter: {before: ownRule},
		box: {before: ownRule, after: ownRule},
		boxStart: {of: 'box', first: 1},
		above: {of: 'aboveFooter', before: ownRule},
		near: {of: 'above', last: 3},
		tail: {last: 40},
		end: {last: 1},
		frame: {of: 'tail', from: frameTop, orAll: true, without: sides},
	},
	prompt: {when: {boxStart: /^❯/}, only: {box: /^❯|^\s/}},
	dialogs: [
		{
			name: 'dialog',
			when: {end: frameEnd, frame: [chosen, /\benter to (?:select|confirm|submit)\b.*\besc to cancel\b/]},
			take: {frame: /^\s*(?<asked>\S.*\?)$/},
			says: 'waiting',
			waitingFor: ['{asked}', 'a dialog is open'],
			cases: [{name: 'trust', when: {frame: /Do you trust the files in this folder\?/}, waitingFor: ['trust this folder?']}],
		},
	],
	titles: [],
	marks: [
		{name: 'not logged in', when: {near: /^Please use \/login to sign in\b/}, says: 'waiting', detail: 'login', waitingFor: ['log in: run /login']},
		{name: 'esc to cancel', when: {footer: /\b[Ee]sc to cancel\b/}, says: 'working'},
	],
	task: null,
};
