/** Words for reading a visible screen. */

const maxWords = 200;
/** No pane is wider; what comes from a file may be, and no pattern is to run over a megabyte. */
const maxColumns = 1000;

/** The last `count` lines that hold anything, without the space at their ends. */
export const lastLines = (screen: readonly string[], count: number): readonly string[] => {
	const found: string[] = [];
	for (let at = screen.length - 1; at >= 0 && found.length < count; at -= 1) {
		const line = (screen[at] ?? '').slice(0, maxColumns).trimEnd();
		if (line !== '') found.push(line);
	}
	return found.reverse();
};

/** One line, no runs of space. */
export const squeeze = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Words for a human: one line, no runs of space, at most 200 characters. */
export const inWords = (text: string): string => {
	const line = squeeze(text);
	return line.length > maxWords ? `${line.slice(0, maxWords - 1)}…` : line;
};
