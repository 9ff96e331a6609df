/** Gemini CLI. Its title says most, but stays at Ready under the trust, login and menu dialogs, so the screen is read first. */
import {isSession} from './argv.ts';
import {geminiCommandLine} from './command-lines.ts';
import {failed, idle, type Signs, type Verdict, waiting, weigh, working} from './evidence.ts';
import {approval, inWords, isRule, lastIndex, lastLines, lastMatch, nearEnd, unframed} from './screen.ts';
import type {Agent} from './types.ts';

type Lines = readonly string[];

/** The prompt below the last rule; its sign changes with the mode. */
const promptLine = /^\s*[>*!] /;

/** The frame's first line: `? Shell  rm -rf build`, `? Edit src/login.ts: old => new`, `? WriteFile  Writing to NOTES.md`. */
const permissionWords = (frame: Lines): string => {
	const [, tool = '', about = ''] = /^(\S+)\s+(.*)$/.exec(lastMatch(frame, /^\s*\? (.+)$/) ?? '') ?? [];
	if (tool === 'Edit') return approval('Edit', about.replace(/:\s.*$/, ''));
	if (tool === 'WriteFile') return approval('Write', about.replace(/^Writing to /, ''));
	return approval(tool === 'Shell' ? 'Bash' : tool || 'a tool', about);
};

const questionWords = (frame: Lines): string => {
	const head = lastIndex(frame, /Answer Questions/);
	const options = lastIndex(frame, /^\s*(?:●\s*)?1\.\s/);
	return inWords(frame.slice(head + 1, options < 0 ? undefined : options).join(' ')) || 'an answer';
};

/** Dialogs are a closed frame at the very end of the screen, with `●` at the chosen option. */
const dialogAt = (lines: Lines): Verdict | null => {
	if (!/^\s*╰─+╯$/.test(lines.at(-1) ?? '')) return null;
	const frame = lines.map(unframed).filter(line => line.trim() !== '');
	const has = (pattern: RegExp): boolean => frame.some(line => pattern.test(line));
	if (!has(/^\s*●\s+\d+\./)) return null;
	if (has(/^\s*(?:Allow execution of|Apply this change\?|Allow )/)) return waiting(permissionWords(frame));
	if (has(/Do you trust the files in this folder\?/)) return waiting('trust this folder?');
	if (has(/\d\. Sign in with Google/)) return waiting('log in: choose how', 'login');
	if (has(/\d\. Keep trying/)) return waiting('the usage limit is reached: keep trying or stop?', 'limit');
	if (has(/Enter to select · .* to navigate · Esc to cancel/)) return waiting(questionWords(frame));
	return has(/\(Press Esc to close\)/) ? idle(`a menu is open: ${inWords(lastMatch(frame, /^\s*(Select .+)$/) ?? 'unnamed')}`, 'menu') : null;
};

/** Where the prompt's part of the screen begins: its rule, or the prompt itself. -1 where no prompt is visible. */
const promptStart = (lines: Lines): number => {
	const prompt = lastIndex(lines, promptLine);
	if (prompt < lines.length - 6) return -1;
	const rule = lines.slice(0, prompt).findLastIndex(isRule);
	return rule >= prompt - 3 && rule >= 0 ? rule : prompt;
};

/** The line right above the prompt's part holds the spinner; what she wrote last stands above it. */
const marksAt = (lines: Lines): Verdict | null => {
	const start = promptStart(lines);
	if (start < 0) return null;
	const recent = lines.slice(0, start);
	const live = recent.slice(-2).find(line => /^\s*[\u2800-\u28ff]\s+\S/.test(line));
	if (live) return working(inWords(live.replace(/\? for shortcuts$/, '')), /Compressing/.test(live) ? 'compacting' : null);
	const last = lastMatch(recent, /^\s*([✕✦>ℹ] .*)$/) ?? '';
	const failure = recent.slice(lastIndex(recent, /^\s*[>✦] /) + 1).find(line => line.startsWith('✕ '));
	if (failure) return failed(inWords(failure.slice(2)));
	return /^ℹ Request cancelled/.test(last) ? idle('request cancelled', 'interrupted') : idle('prompt ready, no spinner');
};

const signs: Signs = {
	dialog: screen => dialogAt(lastLines(screen, nearEnd)),
	title: title => {
		if (title.startsWith('✋')) return waiting('an answer: see its terminal', null, `"${title}"`);
		return /^[✦⏲]\s/.test(title) ? working(`"${title}"`) : null;
	},
	marks: screen => marksAt(lastLines(screen, nearEnd)),
};

export const gemini: Agent = {
	id: 'gemini',
	title: 'Gemini CLI',
	recognise: argv => isSession(argv, geminiCommandLine),
	needsScreen: ({process}) => process.state !== 'T',
	read: observation => weigh(observation, signs),
	taskFromTitle: title => {
		const topic = /^[✦⏲]\s+(.+?)\s+\([^()]*\)\s*$/.exec(title)?.[1] ?? null;
		return topic === null || /^Working…?$/.test(topic) ? null : topic;
	},
};
