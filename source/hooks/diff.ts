/** Which lines of a small file change, as `diff -u` shows it. Pure. */
const context = 2;
/** Beyond this the table of common lines would be large; then everything between the equal ends is shown as changed. */
const mostCells = 4_000_000;

type Line = {readonly sign: ' ' | '-' | '+'; readonly text: string};

/** Lengths of the longest common runs of lines from each pair of places to the ends. */
function commonLengths(a: readonly string[], b: readonly string[]): readonly Uint32Array[] {
	const table = Array.from({length: a.length + 1}, () => new Uint32Array(b.length + 1));
	for (let i = a.length - 1; i >= 0; i -= 1) {
		const [row, below] = [table[i], table[i + 1]];
		if (row === undefined || below === undefined) continue;
		for (let j = b.length - 1; j >= 0; j -= 1) row[j] = a[i] === b[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
	}
	return table;
}

function compare(a: readonly string[], b: readonly string[]): readonly Line[] {
	if (a.length * b.length > mostCells) return [...a.map(text => ({sign: '-', text}) as const), ...b.map(text => ({sign: '+', text}) as const)];
	const table = commonLengths(a, b);
	const lines: Line[] = [];
	let [i, j] = [0, 0];
	while (i < a.length || j < b.length) {
		const [left, right] = [a[i], b[j]];
		if (left !== undefined && left === right) {
			lines.push({sign: ' ', text: left});
			[i, j] = [i + 1, j + 1];
		} else if (left !== undefined && (right === undefined || (table[i + 1]?.[j] ?? 0) >= (table[i]?.[j + 1] ?? 0))) {
			lines.push({sign: '-', text: left});
			i += 1;
		} else {
			lines.push({sign: '+', text: right ?? ''});
			j += 1;
		}
	}
	return lines;
}

const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/));

/** Changed lines with a little around them; `…` where equal ones are left out. Empty when nothing differs in its lines. */
export function lineDiff(before: string, after: string): readonly string[] {
	const lines = compare(linesOf(before), linesOf(after));
	const isNear = (index: number): boolean => lines.slice(Math.max(0, index - context), index + context + 1).some(({sign}) => sign !== ' ');
	const shown: string[] = [];
	for (const [index, {sign, text}] of lines.entries()) {
		if (isNear(index)) shown.push(`${sign} ${text}`);
		else if (shown.at(-1) !== '…') shown.push('…');
	}
	return shown.some(line => line !== '…') ? shown : [];
}
