/** Braces of a glob, as a shell reads them. Pure. */

/** Where `{`, `}` and the commas between its choices stand. */
type Group = {readonly from: number; readonly to: number; readonly commas: readonly number[]};

/** Groups with a comma of their own, outer before inner; `{a}` and a brace without its partner are plain letters. A backslash protects. */
function groupsOf(text: string): readonly Group[] {
	const open: {from: number; commas: number[]}[] = [];
	const groups: Group[] = [];
	for (let at = 0; at < text.length; at += 1) {
		const letter = text[at];
		if (letter === '\\') at += 1;
		else if (letter === '{') open.push({from: at, commas: []});
		else if (letter === ',') open.at(-1)?.commas.push(at);
		else if (letter === '}') {
			const group = open.pop();
			if (group && group.commas.length > 0) groups.push({...group, to: at});
		}
	}
	return groups.toSorted((a, b) => a.from - b.from);
}

function choicesOf(text: string, {from, to, commas}: Group): readonly string[] {
	const marks = [from, ...commas, to];
	return marks.slice(1).map((mark, index) => text.slice((marks[index] ?? 0) + 1, mark));
}

/**
 * `a{b,c}d` as `abd` and `acd`, nested ones too; null: more than `most` texts. With `withSlash` only groups that a slash stands in are unfolded:
 * the others stay within one folder's name.
 */
export function unfold(text: string, most: number, withSlash = false): readonly string[] | null {
	const done = new Set<string>();
	const open = [text];
	for (let next = open.pop(); next !== undefined; next = open.pop()) {
		const whole = next;
		const group = whole.includes('{') ? groupsOf(whole).find(({from, to}) => !withSlash || whole.slice(from, to).includes('/')) : undefined;
		if (group === undefined) done.add(whole);
		else for (const choice of choicesOf(whole, group)) open.push(whole.slice(0, group.from) + choice + whole.slice(group.to + 1));
		if (done.size + open.length > most) return null;
	}
	return [...done];
}

/** The names of a path. Braces that a slash stands in must be unfolded before. */
export const splitFolders = (text: string): readonly string[] => text.split('/').filter(segment => segment !== '' && segment !== '.');
