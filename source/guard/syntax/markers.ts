/** Marks of a conflict that nobody settled: all three kinds, each at the beginning of a line, in their order. Pure, linear. */
export function conflictMarks(text: string): string | null {
	let wanted = 0;
	let begun = 0;
	const marks = [/^<{7}(?: |$)/, /^={7}$/, /^>{7}(?: |$)/];
	for (const [index, line] of text.split('\n').entries()) {
		const bare = line.endsWith('\r') ? line.slice(0, -1) : line;
		if (marks[0]?.test(bare)) [wanted, begun] = [1, index + 1];
		else if (marks[wanted]?.test(bare)) wanted += 1;
		if (wanted === marks.length) return `marks of an unsettled conflict from line ${begun} on`;
	}
	return null;
}
