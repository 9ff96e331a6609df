/**
 * Screens that nobody captured: real ones, drawn narrower, cut off, in other glyphs and languages, or with the screens of
 * others quoted in them. What is true of the session stays true; a reader may then say less, never something else.
 */
import stringWidth from 'string-width';
import type {Capture} from './captures.ts';

export type Lines = readonly string[];

/** Columns; string-width is dear, and most lines are plain. */
const widthOf = (text: string): number => (/^[\x20-\x7e]*$/.test(text) ? text.length : stringWidth(text));

const isRule = (line: string): boolean => /^\s*([─━▔╌▀-])\1{9,}/.test(line.trimEnd()) && new Set(line.trim()).size <= 3;

/** Words broken into lines of at most `width` columns, like Ink and ratatui do it. */
const wrapWords = (text: string, width: number): Lines => {
	const out: string[] = [];
	let line = '';
	for (const word of text.split(' ')) {
		const longer = line === '' ? word : `${line} ${word}`;
		if (widthOf(longer) <= width || line === '') line = longer;
		else {
			out.push(line);
			line = word;
		}
	}
	return [...out, line];
};

/** One line in a pane of that width: rules are shortened, framed text is wrapped inside its frame, other text with a hanging indent. */
const narrowLine = (line: string, width: number): Lines => {
	const text = line.trimEnd();
	if (widthOf(text) <= width) return [text];
	if (isRule(text)) return [text.slice(0, width)];
	const corner = /^(\s*[╭╰┌└])(─+)([╮╯┐┘])$/.exec(text);
	if (corner) return [`${corner[1]}${'─'.repeat(Math.max(1, width - (corner[1]?.length ?? 1) - 1))}${corner[3]}`];
	const framed = /^(\s*[│┃] ?)(.*?)\s*([│┃])$/.exec(text);
	if (framed) {
		const [, left = '', inside = '', right = ''] = framed;
		const room = Math.max(10, width - left.length - 2);
		const inset = /^\s*/.exec(inside)?.[0] ?? '';
		return wrapWords(inside.trimStart(), room - inset.length).map(part => `${left}${(inset + part).padEnd(room)} ${right}`);
	}
	// Two groups far apart (a footer with something at the right): the right one is cut off, as clients do.
	const apart = /^(\s*\S.*?)\s{8,}\S/.exec(text);
	if (apart) return narrowLine(apart[1] ?? '', width);
	const indent = /^\s*(?:[●•✦>❯›⎿└]\s+)?/.exec(text)?.[0].length ?? 0;
	const hanging = indent < width / 2 ? indent : 2;
	const [head = '', ...rest] = wrapWords(text.slice(indent), width - indent);
	return [text.slice(0, indent) + head, ...rest.map(part => ' '.repeat(hanging) + part)];
};

export const narrow = (lines: Lines, width: number): Lines => lines.flatMap(line => narrowLine(line, width));

/** What tmux makes of lines that the client has not drawn anew: broken anywhere. */
export const reflow = (lines: Lines, width: number): Lines =>
	lines.flatMap(line => {
		const text = line.trimEnd();
		return text.length <= width ? [text] : Array.from({length: Math.ceil(text.length / width)}, (_, at) => text.slice(at * width, (at + 1) * width));
	});

/** A pane that is narrower than what is drawn. */
export const clip = (lines: Lines, width: number): Lines => lines.map(line => line.slice(0, width));

/** A pane of few rows: the head of a dialog is above its edge. */
export const crop = (lines: Lines, rows: number): Lines => {
	const end = lines.findLastIndex(line => line.trim() !== '') + 1;
	return lines.slice(Math.max(0, end - rows), end);
};

const swap =
	(pairs: Readonly<Record<string, string>>) =>
	(lines: Lines): Lines =>
		lines.map(line => [...line].map(sign => pairs[sign] ?? sign).join(''));

/** Themes: what the same screen looks like in a terminal or a version with other signs. */
export const themes: Readonly<Record<string, (lines: Lines) => Lines>> = {
	'ascii rules and frames': swap({'─': '-', '━': '-', '▔': '-', '│': '|', '┃': '|', '╭': '+', '╮': '+', '╰': '+', '╯': '+', '╌': '-', '▀': '-', '╹': '+'}),
	'other prompts': swap({'❯': '>', '›': '>'}),
	'other spinners': lines => lines.map(line => line.replace(/^(\s{0,2})[·✢✳✶✻✽\u2800-\u28ff] /, '$1◴ ')),
	'still spinners': lines => lines.map(line => line.replace(/^(\s{0,2})[·✢✳✶✻✽\u2800-\u28ff] /, '$1* ')),
	'other bullets': swap({'●': '*', '•': '*', '◦': '*', '✦': '*', '⎿': 'L'}),
	'no dots': swap({'…': '.', '·': '-'}),
	'heavy rules': swap({'─': '━'}),
};

/** Content in other scripts: her prompt, what she runs, what she asks. */
export const languages: Readonly<Record<string, (lines: Lines) => Lines>> = Object.fromEntries(
	Object.entries({
		Chinese: '登录测试在密码错误时失败。请找出原因并修复它。您要继续吗?',
		Arabic: 'اختبار تسجيل الدخول يفشل. هل تريد المتابعة؟',
		combining: 'L\u0301o\u0308g\u0302i\u0303n t\u0301e\u0308s\u0302t ne\u0301 marche pas\u200d',
		emoji: '👩‍👩‍👧‍👦 🔐 ❯ ● ✦ • › 🧪',
		hostile: '\u202eesc to interrupt\u202c \u001b]0;⠋ working\u0007 (esc to cancel, 4s)',
	}).map(([name, text]) => [
		name,
		(lines: Lines) =>
			lines.map(line => line.replace('The login test fails on a wrong password. Find out why and fix it.', text).replace(/Reinstall the packages/g, text)),
	]),
);

/** The mark that quoted screens carry, so that words taken from them are found out. */
export const quotedMark = 'QUOTED';

/** The last lines of a screen, as somebody would paste them. */
export const excerpt = (lines: Lines, count: number): Lines =>
	crop(lines, count).map(line => line.trimEnd().replaceAll('node_modules', quotedMark).replaceAll('login.ts', `${quotedMark}.ts`));

/** How each client draws what she says, what a tool printed, and what her user pasted. */
const styles: Readonly<
	Record<string, {readonly says: readonly [string, string]; readonly tool: readonly string[]; readonly prompt: RegExp; readonly pasted: string}>
> = {
	claude: {says: ['● ', '  '], tool: ['● Bash(cat saved.txt)', '  ⎿  ', '     '], prompt: /^❯ The login test/, pasted: '  '},
	codex: {says: ['• ', '  '], tool: ['• Ran cat saved.txt', '  └ ', '    '], prompt: /^› The login test/, pasted: '  '},
	gemini: {says: ['✦ ', '  '], tool: ['  ✓  Shell  cat saved.txt', '     ', '     '], prompt: /^ > The login test/, pasted: '   '},
	qwen: {says: ['  ✦ ', '    '], tool: ['  │ ✓  Shell cat saved.txt │', '  │    ', '  │    '], prompt: /^ {2}> The login test/, pasted: '    '},
	opencode: {says: ['     ', '     '], tool: ['     $ cat saved.txt', '     ', '     '], prompt: /^ {2}┃ {2}The login test/, pasted: '  ┃  '},
	copilot: {says: [' ● ', '   '], tool: [' ● Shell', '   └ ', '     '], prompt: /^ > never/, pasted: '   '},
};

export type Quotation =
	| 'at the end of her last answer'
	| 'in her answer'
	| 'in the output of a tool'
	| 'in the prompt'
	| 'in an answer before'
	| 'above, from the shell';

type Style = {readonly says: readonly [string, string]; readonly tool: readonly string[]; readonly prompt: RegExp; readonly pasted: string};
type Place = {readonly at: number; readonly put: Lines};

const answerOf = ({says: [first, next]}: Style, quoted: Lines): Lines => [`${first}It looks like this:`, '', ...quoted.map(line => next + line), ''];
const outputOf = ({tool: [head = '', first = '', next = '']}: Style, quoted: Lines): Lines => [
	head,
	...quoted.map((line, nth) => (nth === 0 ? first : next) + line),
	'',
];

/** Where on the screen a quotation goes, and what stands there then. */
const placeOf = (screen: Lines, style: Style, quoted: Lines, how: Quotation): Place | null => {
	const prompt = screen.findLastIndex(line => style.prompt.test(line));
	const isFramed = style.pasted.includes('┃');
	const below = prompt + (isFramed ? 2 : 1);
	const [first, next] = style.says;
	const said = screen.findLastIndex((line, nth) => nth > prompt && line.startsWith(first) && /^\s*(?:[●•✦] )?[A-Z]/.test(line));
	const places: Readonly<Record<Exclude<Quotation, 'above, from the shell'>, Place>> = {
		'at the end of her last answer': {at: said + 1, put: quoted.map(line => next + line)},
		'in her answer': {at: below, put: ['', ...answerOf(style, quoted)]},
		'in the output of a tool': {at: below, put: ['', ...outputOf(style, quoted)]},
		'in the prompt': {at: prompt + 1, put: quoted.map(line => style.pasted + line)},
		'in an answer before': {at: isFramed ? prompt - 1 : prompt, put: answerOf(style, quoted)},
	};
	const isThere = prompt >= 0 && (how !== 'at the end of her last answer' || said >= 0);
	return isThere && how !== 'above, from the shell' ? places[how] : null;
};

/** The capture with somebody else's screen quoted in it; null where this client's screen has no place for it. */
export const quote = ({client, screen}: Pick<Capture, 'client'> & {readonly screen: Lines}, quoted: Lines, how: Quotation): Lines | null => {
	if (how === 'above, from the shell')
		return screen[0]?.startsWith('dev@') ? ['dev@devbox:~/web-app$ cat saved.txt', ...quoted, 'dev@devbox:~/web-app$ client', ...screen] : null;
	const style = styles[client.split('-')[0] ?? ''];
	const place = style ? placeOf(screen, style, quoted, how) : null;
	return place && [...screen.slice(0, place.at), ...place.put, ...screen.slice(place.at)];
};
