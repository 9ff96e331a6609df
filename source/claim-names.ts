/**
 * Does a claim's text name this path? Segment by segment: `**` is any number of segments; `*`, `?`, `[a-z]`, `[!a]` stay within one; `{a,b}`
 * is either. Never slow: only the last star is gone back to, and braces that would unfold into very many count as a match (better that the
 * holder is asked than overrun).
 */
const mostAlternatives = 64;
const innermostBraces = /(?<!\\)\{([^{}]*)\}/;

/** `a{b,c}d` as `abd` and `acd`; null when there are too many. */
function unfold(pattern: string): readonly string[] | null {
	const done: string[] = [];
	const open = [pattern];
	for (let next = open.pop(); next !== undefined; next = open.pop()) {
		const braces = innermostBraces.exec(next);
		if (braces === null) done.push(next);
		else for (const choice of (braces[1] ?? '').split(',')) open.push(next.slice(0, braces.index) + choice + next.slice(braces.index + braces[0].length));
		if (done.length + open.length > mostAlternatives) return null;
	}
	return done;
}

type Piece = 'star' | ((char: string) => boolean);

function classOf(body: string): Piece {
	const negated = /^[!^]/.test(body);
	const ranges = [...body.slice(negated ? 1 : 0).matchAll(/(.)-(.)|(.)/gsu)].map(([, from, to, only = '']) => [from ?? only, to ?? only] as const);
	return char => ranges.some(([from, to]) => from <= char && char <= to) !== negated;
}

function pieceOf(token: string): Piece {
	if (token === '*') return 'star';
	if (token === '?') return () => true;
	if (token.startsWith('[') && token.length > 2) return classOf(token.slice(1, -1));
	const literal = token.length > 1 && token.startsWith('\\') ? token.slice(1) : token;
	return char => char === literal;
}

const piecesOf = (segment: string): readonly Piece[] =>
	[...segment.replace(/\*+/g, '*').matchAll(/\\.|\[[!^]?\]?[^\]]*\]|./gsu)].map(([token]) => pieceOf(token));

type Part<T> = 'star' | ((item: T) => boolean);

/** A star stands for any number of items, every other part for one. At worst as many steps as both lengths multiplied. */
function matchAll<T>(parts: readonly Part<T>[], items: readonly T[]): boolean {
	let [part, item, star, begun] = [0, 0, -1, 0];
	for (let value = items[item]; item < items.length; value = items[item]) {
		const wanted = parts[part];
		if (wanted === 'star') [star, begun, part] = [part, item, part + 1];
		else if (wanted?.(value as T)) [part, item] = [part + 1, item + 1];
		else if (star >= 0) [part, item, begun] = [star + 1, begun + 1, begun + 1];
		else return false;
	}
	return parts.slice(part).every(left => left === 'star');
}

const segmentsOf = (path: string): readonly string[] => path.split('/').filter(segment => segment !== '' && segment !== '.');

const isGlob = /[*?[\]{}\\]/;

function matchesPattern(pattern: string, path: readonly string[]): boolean {
	const parts = segmentsOf(pattern).map((segment): Part<string> => {
		if (segment === '**') return 'star';
		const pieces = piecesOf(segment);
		return name => matchAll<string>(pieces, [...name]);
	});
	return matchAll(parts, path);
}

/** Both relative to the same top, or both absolute. A text without glob characters is a file, or a folder with everything in it. */
export function claimNames(claimed: string, path: string): boolean {
	const segments = segmentsOf(path);
	if (!isGlob.test(claimed)) return segmentsOf(claimed).every((segment, index) => segments[index] === segment);
	// A file may really be called `[id].ts`.
	if (claimed === path) return true;
	const patterns = unfold(claimed);
	return patterns === null || patterns.some(pattern => matchesPattern(pattern, segments));
}
