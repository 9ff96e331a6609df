/**
 * Claude Code's dialogs, read from the bottom of the screen. A dialog stands in the place of the prompt box: where the
 * box is visible, words like "Do you want to proceed?" are only quoted. Patterns: research/captures.md section 3.
 */
import {idle, type Verdict, waiting} from './evidence.ts';
import {approval, inWords, isRule, lastIndex, lastLines, lastMatch, nearEnd} from './screen.ts';
import type {StateFile} from './types.ts';

type Lines = readonly string[];

/** The last lines as one: a footer wraps on a narrow screen. */
const endOf = (lines: Lines): string =>
	lines
		.slice(-3)
		.map(line => line.trim())
		.join(' ');

/** The option that the cursor stands on, and the first one. */
const cursor = /^\s*❯\s+\S/;
const firstOption = /^\s*(?:❯\s*)?1\./;

/** What may stand below the options of a permission; anything else means that the dialog is history or a quotation. */
const belowOptions = /^\s*(?:❯\s*)?\d+\.|^\s*(?:❯\s*)?(?:Yes|No)\b|^\s*(?:Esc|esc|Tab|tab|Enter|ctrl\+|shift\+tab)\b|^\s*↑ \d+ more lines|^\s{4,}\S/;

const permissionQuestion = /^Do you want to .+\?$|Would you like to proceed\?$|^Exit plan mode\?$|^Claude wants to exit plan mode$/;
/** A long question wraps on a narrow screen. */
const maxQuestionLines = 3;

/** Heads of permission dialogs, and the tool that asks. Others are shown by their own head. */
const tools: readonly (readonly [RegExp, string])[] = [
	[/^Bash command/, 'Bash'],
	[/^Edit file/, 'Edit'],
	[/^(?:Create|Write|Overwrite) file/, 'Write'],
	[/^Fetch/, 'WebFetch'],
];

/** When the head is above the edge of the screen, the question still names the tool. */
const toolOfQuestion: readonly (readonly [RegExp, string])[] = [
	[/make this edit to (.+)\?$/, 'Edit'],
	[/(?:create|write|overwrite) (.+)\?$/, 'Write'],
	[/fetch this content\?$/, 'WebFetch'],
];

/** Dialogs that ask before or instead of a session; the first that matches wins. */
const confirmations: readonly {readonly mark: RegExp; readonly waitingFor: string; readonly detail: 'login' | 'limit' | null}[] = [
	{mark: /Select login method:/, waitingFor: 'log in: choose a method', detail: 'login'},
	{mark: /[Ww]ait for limit to reset/, waitingFor: 'the usage limit is reached: wait or upgrade?', detail: 'limit'},
	{mark: /trust this folder|trust the files in this folder|one you trust\?/, waitingFor: 'trust this folder?', detail: null},
	{mark: /Bypass Permissions mode/, waitingFor: 'start in Bypass Permissions mode?', detail: null},
	{mark: /Do you want to use this API key\?/, waitingFor: 'use the API key of the environment?', detail: null},
	{mark: /Choose the text style|looks best with your terminal/, waitingFor: 'first start: choose a theme', detail: null},
];

/** The user's own menus by their heads, for sessions without a state file. */
const menuHeads = /^\s*(?:Select model|Settings\s|Resume session|Permissions\s|Rewind$|Help\s|Agents$|Hooks$|MCP\b|Memory\b|Theme$|Usage$|Status$)/;
const menuFoot = /\bEsc to [a-z]/;

/** The words between the dialog's opening rule and its question: first the head, then what it is about. */
const bodyAbove = (lines: Lines, question: number): Lines => {
	const opening = lastIndex(lines.slice(0, question), /^\s*[─━]{10,}/);
	return opening < 0 ? [] : lines.slice(opening + 1, question);
};

const isDashed = (line: string): boolean => /^\s*╌{10,}/.test(line);

/** The command: between dashed rules where there are any (it may be long), else the first line below the head. */
const commandOf = (body: Lines): string | null => {
	const dashed = body.flatMap((line, at) => (isDashed(line) ? [at] : []));
	const [from, to] = dashed;
	if (from !== undefined) return body.slice(from + 1, to).join(' ');
	return body.slice(1).find(line => !/^\s*(?:Tip:|This command)/.test(line)) ?? null;
};

const subjectOf = (tool: string, body: Lines): string | null => {
	if (tool === 'Bash') return commandOf(body);
	if (tool === 'WebFetch') return lastMatch(body, /^\s*url:\s*(.+)$/);
	return body[1] ?? null;
};

const planTitle = (lines: Lines, question: number): string | null => {
	const start = lastIndex(lines.slice(0, question), /Here is Claude's plan:$/);
	return start < 0 ? null : (lines.slice(start + 1, question).find(line => !isDashed(line) && !isRule(line)) ?? null);
};

/** Where the question stands, and its text in one line. */
type Asked = {readonly at: number; readonly text: string};

const permissionWords = (lines: Lines, {at, text}: Asked): string => {
	if (/exit plan mode/i.test(text)) return 'approve leaving plan mode';
	if (/Would you like to proceed\?$/.test(text)) return approval('the plan', planTitle(lines, at));
	const body = bodyAbove(lines, at);
	const head = (body[0] ?? '').trim().replace(/ · from the .*$/, '');
	const known = tools.find(([pattern]) => pattern.test(head));
	if (known) return approval(known[1], subjectOf(known[1], body));
	const byQuestion = toolOfQuestion.find(([pattern]) => pattern.test(text));
	if (byQuestion) return approval(byQuestion[1], byQuestion[0].exec(text)?.[1] ?? null);
	return head === '' ? inWords(text) : approval(head, text);
};

/** The question right above the options, however many lines it takes. */
const questionAbove = (lines: Lines, options: number): Asked | null => {
	for (let count = 1; count <= maxQuestionLines && count <= options; count += 1) {
		const at = options - count;
		const text = inWords(lines.slice(at, options).join(' '));
		if (permissionQuestion.test(text)) return {at, text};
	}
	return null;
};

const permission = (lines: Lines): Verdict | null => {
	const options = lastIndex(lines, firstOption);
	const asked = options < 0 ? null : questionAbove(lines, options);
	if (asked === null) return null;
	const below = lines.slice(options);
	return below.some(line => cursor.test(line)) && below.every(line => belowOptions.test(line)) ? waiting(permissionWords(lines, asked)) : null;
};

/** The tool AskUserQuestion: told from the user's menus by its own ways out ("Type something", "Chat about this") or its tabs. */
const question = (lines: Lines): Verdict | null => {
	if (!/Enter to select · .*to navigate · Esc to cancel$/.test(endOf(lines))) return null;
	if (!lines.some(line => /^\s*(?:❯\s*)?\d+\.\s+(?:\[.\]\s*)?(?:Type something|Chat about this)|[☐☒] /.test(line))) return null;
	const options = lastIndex(lines, firstOption);
	const tabs = lastIndex(lines.slice(0, options), /[☐☒✔] /);
	const asked = options < 0 ? [] : lines.slice(tabs < 0 ? Math.max(0, options - 2) : tabs + 1, options);
	return waiting(inWords(asked.join(' ')) || 'an answer');
};

/** Onboarding has no footer at all: known by its first words. */
const endsLikeQuestion = (lines: Lines): boolean =>
	/Enter to confirm · Esc to cancel$/.test(endOf(lines)) ||
	/^\s*Esc to cancel$/.test(lines.at(-1) ?? '') ||
	lines.some(line => /Choose the text style/.test(line));

const confirmation = (lines: Lines): Verdict | null => {
	if (!endsLikeQuestion(lines)) return null;
	const known = confirmations.find(one => lines.some(line => one.mark.test(line)));
	if (known) return waiting(known.waitingFor, known.detail);
	if (!/Enter to confirm · Esc to cancel$/.test(endOf(lines))) return null;
	return waiting(inWords(lastMatch(lines, /^\s*(.+\?)$/) ?? 'a dialog asks for confirmation'));
};

/** A menu that the user opened herself. Only believed when the client calls it a dialog (or nothing), or its head is known. */
const menu = (lines: Lines, file: StateFile | null): Verdict | null => {
	if (!menuFoot.test(endOf(lines))) return null;
	const head = lines.find(line => menuHeads.test(line));
	const believed = file === null ? head !== undefined : file.waitingFor === 'dialog open' || file.status === 'idle' || file.status === 'shell';
	return believed ? idle(`a menu is open: ${inWords(head ?? 'unnamed')}`, 'menu') : null;
};

/** The dialog at the end of the screen, or null. Ask only where no prompt box is visible. */
export const claudeDialog = (screen: Lines, file: StateFile | null): Verdict | null => {
	const lines = lastLines(screen, nearEnd);
	/** Start dialogs and menus have no rule inside: what stands above the last one is conversation. */
	const own = lines.slice(lines.findLastIndex(isRule) + 1);
	return question(lines) ?? confirmation(own) ?? permission(lines) ?? menu(own, file);
};
