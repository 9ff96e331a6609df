/**
 * Which paths a glob of the keeper's names, exactly: a doubt must never become a yes, because what is named here is approved without a look. So it is
 * small: `*` and `?` within one name (also one that begins with a dot), `**` as a name of its own for any number of folders. Nothing else is a sign.
 */

/** May this be such a glob? Braces and brackets are refused, so that nobody believes in them. */
export const isPathGlob = (text: string): boolean =>
	text !== '' &&
	text.length <= 400 &&
	!/[{}[\]\\\0!]/.test(text) &&
	text.split('/').every(name => name !== '' && name !== '.' && name !== '..' && (name === '**' || !name.includes('**')));

/** One row of the usual table: can the first letters of a name be what the first signs stand for? */
function nameMatches(pattern: string, name: string): boolean {
	const letters = [...name];
	let row = [true, ...letters.map(() => false)];
	for (const sign of pattern) {
		const next: boolean[] = [sign === '*' && row[0] === true];
		for (const [index, letter] of letters.entries()) {
			const isOne = row[index] === true && (sign === '?' || sign === letter);
			next.push(sign === '*' ? row[index + 1] === true || next[index] === true : isOne);
		}
		row = next;
	}
	return row.at(-1) === true;
}

/** Does the glob name this path? Both relative to the repository's top, with `/`. Case counts; `docs/**` is what is in it, not a file of that name. */
export function pathMatches(glob: string, path: string): boolean {
	const names = path.split('/');
	const patterns = glob.split('/');
	let row = [true, ...names.map(() => false)];
	for (const [place, pattern] of patterns.entries()) {
		const isAny = pattern === '**';
		// At the end it is what lies below: at least one name.
		const mayBeNone = isAny && place < patterns.length - 1;
		const next: boolean[] = [mayBeNone && row[0] === true];
		for (const [index, name] of names.entries()) {
			const before = row[index] === true;
			if (isAny) next.push(before || next[index] === true || (mayBeNone && row[index + 1] === true));
			else next.push(before && nameMatches(pattern, name));
		}
		row = next;
	}
	return row.at(-1) === true;
}
