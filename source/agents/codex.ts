/** Codex. Its title is the best source (a spinner while it works, `[ ! ] Action Required`); while text streams only the title moves. */
import {isSession} from './argv.ts';
import {codexCommandLine} from './command-lines.ts';
import {failed, idle, type Signs, type Verdict, waiting, weigh, working} from './evidence.ts';
import {approval, inWords, lastIndex, lastLines, lastMatch, nearEnd} from './screen.ts';
import type {Agent} from './types.ts';

type Lines = readonly string[];

const spinnerTitle = /^[\u2800-\u28ff]\s/;
const askingTitle = /^\[ [!.] \] Action Required\b/;
/** The prompt, and the line below it that names model and folder (missing while Codex starts). */
const composer = /^› /;
const modelLine = /^\s{2}\S.* · [~/]/;

/** What a dialog offers in its last line tells which one it is. */
const dialogAt = (lines: Lines): Verdict | null => {
	const foot = lines.at(-1) ?? '';
	if (/Press enter to confirm or esc to cancel$/.test(foot)) {
		if (lastIndex(lines, /Would you like to run the following command\?$/) >= 0) return waiting(approval('Bash', lastMatch(lines, /^\s*\$ (.+)$/)));
		if (lastIndex(lines, /Would you like to make the following edits\?$/) >= 0) return waiting(approval('Edit', lastMatch(lines, /^\s*Destination: (.+)$/)));
		return waiting(inWords(lastMatch(lines, /^\s*(.+\?)$/) ?? 'a confirmation'));
	}
	if (/\benter to submit (?:answer|all)\b/.test(foot)) {
		const head = lastIndex(lines, /^\s*Question \d+\/\d+/);
		return waiting(inWords(lines[head + 1] ?? 'an answer'));
	}
	if (/^\s*enter continue · esc back$/.test(foot) && lines.some(line => /Trust this folder\?/.test(line))) return waiting('trust this folder?');
	if (/^\s*Press enter to continue$/.test(foot) && lines.some(line => /\d\. Sign in\b/.test(line))) return waiting('log in: choose how', 'login');
	return /^\s*enter select · esc back$/.test(foot) ? idle('a menu is open', 'menu') : null;
};

/** Below the last prompt or message: `• Working (4s • esc to interrupt)`, `■ what went wrong`. Above it is history. */
const marksAt = (lines: Lines, title: string | null): Verdict | null => {
	const prompt = lastIndex(lines, composer);
	if (prompt < 0) return null;
	const recent = lines.slice(Math.max(0, prompt - 8), prompt);
	const live = recent.findLast(line => /^[•◦] .*\(\d+[smh].* • esc to interrupt\)/.test(line));
	if (live) return working(inWords(live), /Compacting/.test(live) ? 'compacting' : null);
	const message = lastIndex(recent, /^[•■›]/);
	const last = recent[message] ?? '';
	if (/^■ Conversation interrupted/.test(last)) return idle('interrupted', 'interrupted');
	if (last.startsWith('■ ')) return failed(inWords(last.slice(2)), /usage limit/.test(last) ? 'limit' : null);
	const below = lines.slice(prompt + 1);
	// A title without a spinner was looked at before; without any title a streaming answer would look the same.
	if (below.some(line => modelLine.test(line))) return title === null ? null : idle('prompt ready, no spinner in the title');
	return below.length === 1 && below[0]?.trim() === '? for shortcuts' ? {status: 'starting', detail: null, waitingFor: null, said: 'no model named yet'} : null;
};

const signs: Signs = {
	dialog: screen => dialogAt(lastLines(screen, nearEnd)),
	title: title => {
		if (askingTitle.test(title)) return waiting('an answer: see its terminal', null, `"${title}"`);
		return spinnerTitle.test(title) ? working(`spinner "${title}"`) : null;
	},
	marks: (screen, title) => marksAt(lastLines(screen, nearEnd), title),
};

export const codex: Agent = {
	id: 'codex',
	title: 'Codex',
	recognise: argv => isSession(argv, codexCommandLine),
	needsScreen: ({process}) => process.state !== 'T',
	read: observation => weigh(observation, signs),
	taskFromTitle: title => {
		const parts = title.replace(spinnerTitle, '').split(' | ');
		const topic = askingTitle.test(title) ? parts.slice(1) : parts;
		return topic.length > 1 ? (topic[0]?.trim() ?? null) : null;
	},
};
