/**
 * Likenesses of coding clients: real processes with the argv, the title and the screen marks of the real ones, which do nothing.
 * They are small C programs and shells under another argv[0], so that sixty of them cost nothing. What anybody types
 * into their terminal is kept in a file: nothing is ever to be in it (PRODUCT.md, "The promise").
 */
import {type Act, screenOf} from '../../source/demo/likeness.ts';

export type ClientId = 'claude' | 'codex' | 'gemini' | 'opencode';
export type Playing = {readonly act: Act; readonly topic: string; readonly folder: string};

export type Client = {
	/** argv[0], and the file it is started with; that file is where typed keys end up. */
	readonly argv0: string;
	readonly typedFile: (folder: string) => string;
	readonly title: (playing: Playing) => string;
	readonly screen: (playing: Playing, size: {readonly columns: number; readonly rows: number}) => readonly string[];
};

const fake = 'a likeness for a test: nobody real is here';

const codexEnd = ({act, topic, folder}: Playing): readonly string[] => {
	if (act.status === 'waiting') {
		return [
			'  Would you like to run the following command?',
			'',
			`  $ ${act.command ?? ''}`,
			'',
			'› 1. Yes, proceed (y)',
			'  2. No, and tell Codex what to do differently (esc)',
			'',
			'  Press enter to confirm or esc to cancel',
		];
	}
	const busy = act.status === 'working' ? ['• Working (7s • esc to interrupt)', ''] : [];
	return [...busy, '› Ask Codex to do anything', '', `  gpt-5.1-codex default · ~/${folder} · ${topic}`, '  ← for agents · ? for shortcuts'];
};

const geminiEnd = ({act}: Playing): readonly string[] => {
	if (act.status === 'waiting') {
		return [
			'╭──────────────────────────────────────────────╮',
			`│ ? Shell  ${(act.command ?? '').padEnd(36)}│`,
			'│ Allow execution of [Shell]?                  │',
			'│ ● 1. Allow once                              │',
			'│   2. No, suggest changes (esc)               │',
			'╰──────────────────────────────────────────────╯',
		];
	}
	const busy = act.status === 'working' ? [' ⠏ Thinking... (esc to cancel, 4s)'] : [];
	return [
		...busy,
		'? for shortcuts'.padStart(79),
		'─'.repeat(80),
		' Shift+Tab to accept edits',
		'',
		' >   Type your message or @path/to/file',
		'',
		' workspace (/directory)',
	];
};

const opencodeEnd = ({act}: Playing): readonly string[] => {
	if (act.status === 'waiting') {
		return ['  ┃  △ Permission required', '  ┃    # Shell command', '  ┃', `  ┃  $ ${act.command ?? ''}`, '  ┃', '  ┃   Allow once   Allow always   Reject'];
	}
	const foot = act.status === 'working' ? '   ■■■■⬝⬝⬝⬝  esc interrupt' : '   tab agents  ctrl+p commands';
	return ['  ┃  Ask anything… "Fix broken tests"', '  ┃', '  ┃  Build · Mock model Mock', `  ╹${'▀'.repeat(70)}`, foot];
};

const withHeader =
	(end: (playing: Playing) => readonly string[]): Client['screen'] =>
	playing => [fake, '', ...playing.act.said.flatMap(line => [`• ${line}`, '']), ...end(playing)];

export const clients: Readonly<Record<ClientId, Client>> = {
	claude: {
		argv0: 'claude',
		typedFile: folder => `${folder}/typed`,
		// Inside tmux the glyph stays the same while she works (research/realagents.md, 3).
		title: ({topic}) => `✳ ${topic}`,
		screen: ({act}, size) => screenOf(act, size),
	},
	codex: {
		argv0: 'codex',
		typedFile: folder => `${folder}/typed`,
		title: ({act, topic, folder}) => `${{waiting: '[ ! ] Action Required | ', working: '⠙ ', idle: ''}[act.status]}${topic} | ${folder}`,
		screen: withHeader(codexEnd),
	},
	gemini: {
		argv0: 'node',
		typedFile: folder => `${folder}/gemini`,
		title: ({act, folder}) => `${{waiting: '✋  Action Required', working: '✦  Working…', idle: '◇  Ready'}[act.status]} (${folder})`.padEnd(80),
		screen: withHeader(geminiEnd),
	},
	opencode: {
		argv0: 'opencode',
		typedFile: folder => `${folder}/typed`,
		title: ({topic}) => `OC | ${topic}`,
		screen: withHeader(opencodeEnd),
	},
};
