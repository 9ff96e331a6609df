/**
 * What may be healed in a conflict, as pure text. The rule (issue 5; the seed takes whichever side is not empty, which loses deletions):
 * a hunk is healed only when both sides say the same, or when only one side changed anything against what was there before; where all three have
 * the same number of lines this is asked of each line. Everything else is for people.
 */

/** Lines keep their line ends. */
type Lines = readonly string[];

const isSame = (a: Lines, b: Lines): boolean => a.length === b.length && a.every((line, index) => line === b[index]);

/** The one of three that both sides can agree with, or null. */
function agreed<T>(ours: T, base: T, theirs: T, same: (a: T, b: T) => boolean): T | null {
	if (same(ours, theirs) || same(theirs, base)) return ours;
	return same(ours, base) ? theirs : null;
}

/** The healed lines of one hunk, or null: it is not provably safe. */
export function healHunk(ours: Lines, base: Lines, theirs: Lines): Lines | null {
	const whole = agreed(ours, base, theirs, isSame);
	if (whole !== null) return whole;
	if (base.length === 0 || ours.length !== base.length || theirs.length !== base.length) return null;
	const healed = base.map((line, index) => agreed(ours[index] ?? '', line, theirs[index] ?? '', (a, b) => a === b));
	return healed.every(line => line !== null) ? healed : null;
}

/** Lines with their ends; no text is no line. */
export const linesOf = (text: string): Lines => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

type Part = 'text' | 'ours' | 'base' | 'theirs';
const next: Readonly<Record<Part, readonly [sign: string, part: Part]>> = {
	text: ['<', 'ours'],
	ours: ['|', 'base'],
	base: ['=', 'theirs'],
	theirs: ['>', 'text'],
};

/**
 * A file as `git merge-file --diff3 --marker-size=N` wrote it, healed; null when one hunk cannot be. N is longer than any run of such signs in
 * the three versions, so that a marker is a marker.
 */
export function healText(merged: string, markerSize: number): string | null {
	const healed: string[] = [];
	let part: Part = 'text';
	let hunk: Record<Exclude<Part, 'text'>, string[]> = {ours: [], base: [], theirs: []};
	for (const line of linesOf(merged)) {
		const [sign, following]: readonly [string, Part] = next[part];
		if (!line.startsWith(sign.repeat(markerSize))) {
			(part === 'text' ? healed : hunk[part]).push(line);
			continue;
		}
		part = following;
		if (part !== 'text') continue;
		const lines = healHunk(hunk.ours, hunk.base, hunk.theirs);
		if (lines === null) return null;
		healed.push(...lines);
		hunk = {ours: [], base: [], theirs: []};
	}
	return part === 'text' ? healed.join('') : null;
}

/** A marker size that no line of these texts can be taken for. */
export const markerSizeFor = (texts: readonly string[]): number =>
	1 + Math.max(31, ...texts.flatMap(text => (text.match(/^[<|=>]+/gm) ?? []).map(run => run.length)));
