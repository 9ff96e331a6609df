/**
 * Claude Code's screen when no dialog is open: the prompt box between two rules, the footer below it, and above it what
 * happened last. Patterns: research/captures.md sections 3 and 4.
 */
import {failed, idle, type Verdict, waiting, working} from './evidence.ts';
import {inWords, isRule, lastIndex, lastLines} from './screen.ts';

type Lines = readonly string[];

export type ClaudeScreen = {
	/** What is written in the prompt box, or null when no box is visible. */
	readonly prompt: string | null;
	readonly above: Lines;
	readonly footer: Lines;
};

/** Rows that the box, its footer and what happened last can take. */
const tall = 60;

/** Finds the prompt box: the last two rules, with a line between them that starts like a prompt (`❯`, shell mode `!`). */
export const parseClaude = (screen: Lines): ClaudeScreen => {
	const lines = lastLines(screen, tall);
	const bottom = lines.findLastIndex(isRule);
	const top = lines.slice(0, Math.max(0, bottom)).findLastIndex(isRule);
	const inside = top < 0 ? [] : lines.slice(top + 1, bottom);
	if (!/^[❯!]/.test(inside[0] ?? '')) return {prompt: null, above: lines, footer: lines.slice(-1)};
	const prompt = inside.join(' ').replace(/^[❯!]\s*/, '');
	return {prompt: prompt.trim(), above: lines.slice(0, top), footer: lines.slice(bottom + 1)};
};

/** `✽ Galloping… (3s · ↓ 201 tokens)`. The dots are what tells it from `✻ Baked for 0s`, which is over. */
const spinner = /^[·✢✳✶✻✽*∗]\s\S.*…/;
const retrying = /^[·✢✳✶✻✽*∗]\s.*\b[Rr]etrying in \d+/;
const awaitedAgents = /^[·✢✳✶✻✽*∗]\sWaiting for \d+ background agents?/;

/** What the client itself writes when a turn ended badly; a message of hers that quotes it does not begin with it. */
const errors: readonly (readonly [RegExp, 'limit' | null])[] = [
	[/^\s*⚠ Usage limit reached|^\s*[●⎿]\s+You['’]ve hit your .*limit/, 'limit'],
	[/^● (?:Please run \/login · )?API Error\b|^\s*⎿\s+(?:API Error\b|Invalid API key|Credit balance|Please run \/login · API Error)/, null],
];

/** Lines since the last message or tool call began: where the end of a turn is told. */
const lastBlock = (above: Lines): Lines => {
	const start = lastIndex(above, /^[●❯]|^\s*⎿|^\s*⚠/);
	return start < 0 ? [] : above.slice(start);
};

/** Below the last message only: spinner lines are drawn at the very left, her own words never are. */
const liveLine = (above: Lines, pattern: RegExp): string | null => {
	const message = lastIndex(above, /^●/);
	return above.slice(message + 1).findLast(line => pattern.test(line)) ?? null;
};

const notLoggedIn = ({above, footer}: ClaudeScreen): boolean => {
	const mark = /Not logged in · [Rr]un \/login$/;
	// Beside the footer, or alone at the right above the box.
	return footer.some(line => mark.test(line)) || /^\s{10,}Not logged in · [Rr]un \/login$/.test(above.at(-1) ?? '');
};

const workingMark = (screen: ClaudeScreen): Verdict | null => {
	const {above, footer} = screen;
	if (liveLine(above, awaitedAgents) || footer.some(line => /^\s*◯ /.test(line))) return working('subagents at work', 'subagents');
	const live = liveLine(above, spinner) ?? liveLine(above, retrying);
	if (live) return working(inWords(live), /Compacting/.test(live) ? 'compacting' : null);
	return footer.some(line => /\besc to interrupt\b/.test(line)) ? working('esc to interrupt') : null;
};

const endedBadly = (above: Lines): Verdict | null => {
	const block = lastBlock(above);
	for (const [pattern, detail] of errors) {
		if (pattern.test(block[0] ?? '')) return failed(inWords((block[0] ?? '').replace(/^\s*[●⎿⚠]\s*/, '')), detail);
	}
	return /^\s*⎿\s+Interrupted\b/.test(block[0] ?? '') ? idle('interrupted', 'interrupted') : null;
};

/** An empty box, or one with the footer's hint, waits for a prompt. A half-typed one hides every mark of working: nothing is said then. */
const readyMark = ({prompt, footer}: ClaudeScreen): Verdict | null => {
	if (footer.some(line => /(?:^\s*|· )\d+ shells?(?: ·|$)/.test(line))) return idle('prompt ready, a shell runs in the background', 'background');
	return prompt === '' || footer.some(line => line.includes('? for shortcuts')) ? idle('prompt ready') : null;
};

/** The transcript view covers the box; newer versions write there whether she works. */
const transcript = ({footer}: ClaudeScreen): Verdict | null =>
	/^\s*working · Showing detailed transcript/.test(footer.at(-1) ?? '') ? working('working (transcript view)') : null;

export const claudeMarks = (lines: Lines): Verdict | null => {
	const screen = parseClaude(lines);
	if (screen.prompt === null) return transcript(screen);
	if (notLoggedIn(screen)) return waiting('log in: run /login', 'login');
	return workingMark(screen) ?? endedBadly(screen.above) ?? readyMark(screen);
};
