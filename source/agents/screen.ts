/** Words for reading a visible screen. Everything is searched from the bottom, where clients draw what is going on now. */

/** How many lines above the end can belong to what the client says now: a dialog's options, its question, its head. */
export const nearEnd = 30;

const maxWords = 200;

/** The last `count` lines that hold anything, without the space at their ends. */
export const lastLines = (screen: readonly string[], count: number): readonly string[] => {
	const found: string[] = [];
	for (let at = screen.length - 1; at >= 0 && found.length < count; at -= 1) {
		const line = (screen[at] ?? '').trimEnd();
		if (line !== '') found.push(line);
	}
	return found.reverse();
};

/** Index of the last line that matches, or -1. */
export const lastIndex = (lines: readonly string[], pattern: RegExp): number => lines.findLastIndex(line => pattern.test(line));

/** First capture of the last line that matches, or null. */
export const lastMatch = (lines: readonly string[], pattern: RegExp): string | null => {
	for (let at = lines.length - 1; at >= 0; at -= 1) {
		const match = pattern.exec(lines[at] ?? '');
		if (match) return (match[1] ?? match[0]).trim();
	}
	return null;
};

/** A horizontal rule over the width of the screen; it may carry a label (`───── iza-1 ─`). Dashed lines (╌) are not meant. */
export const isRule = (line: string): boolean => /^\s*[─━▔]{10,}(?:.*[─━▔])?$/.test(line);

/** Takes a frame's sides (│ ┃) off a line. */
export const unframed = (line: string): string =>
	line
		.replace(/^\s*[│┃]/, '')
		.replace(/[│┃]\s*$/, '')
		.trimEnd();

/** Words for a human: one line, no runs of space, at most 200 characters. */
export const inWords = (text: string): string => {
	const line = text.replace(/\s+/g, ' ').trim();
	return line.length > maxWords ? `${line.slice(0, maxWords - 1)}…` : line;
};

/** `approve Bash: rm -rf build`, or `approve Bash` where the screen does not show what. */
export const approval = (tool: string, subject: string | null): string => inWords(subject ? `approve ${tool}: ${subject}` : `approve ${tool}`);
