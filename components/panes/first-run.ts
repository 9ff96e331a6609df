/** What an empty colony says: where was looked, and the next three commands (SCREENS.md, "first run"). */
import {fit, wrap} from '../fit.ts';
import {piece} from '../line-text.tsx';
import type {Line, View} from '../pane.ts';

const commands: readonly {readonly what: string; readonly command: string; readonly why: string}[] = [
	{what: 'start one in a tmux pane', command: 'claude', why: ''},
	{what: 'tell it about the hive', command: 'queen onboard --print-rules', why: '(a paragraph for its CLAUDE.md or AGENTS.md)'},
	{what: 'or let her say hello', command: 'iam "writing the guide"', why: ''},
];

const margin = 3;
/** From so many cells on there is room for the words in brackets. */
const wide = 110;

export function firstRun({facts, width}: View): readonly Line[] {
	const room = Math.max(10, width - margin - 1);
	const {looked, unread, scannedAt} = facts.colony;
	const where =
		scannedAt === null ? 'I am looking for the first time ...' : `I looked in: ${looked.length > 0 ? looked.join(', ') : 'no terminal server is running'}.`;
	const failed = unread.length > 0 ? `I could not read: ${unread.join(', ')}.` : '';
	const text = (sentence: string): readonly Line[] => wrap(sentence, room).map(line => [piece(' '.repeat(margin) + line)]);
	return [
		...text('No sessions seen yet. I look for Claude Code, Codex, Gemini and opencode in tmux panes, and for Claude Code everywhere.'),
		[],
		...commands.map(
			({what, command, why}, index): Line => [
				piece(`${' '.repeat(margin)}${index + 1}  ${fit(what, 27)}`),
				piece(command, 'strong'),
				piece(why === '' || width < wide ? '' : `   ${why}`),
			],
		),
		[],
		...text(`${where}   F5 looks again   ? help`),
		...(failed === '' ? [] : text(failed)),
	];
}
