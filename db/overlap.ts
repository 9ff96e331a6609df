/**
 * Do two claims speak of one thing? Decided exactly for paths and globs, by walking both at once, folder by folder, and within a folder's name
 * letter by letter (research/coordination.md, section 7). The one implementation: the store, the hooks and the guards all ask here.
 *
 * What a path claim means:
 *   - a text without signs: that file, or that folder with everything below it; `.` is the repository's top
 *   - `*`, `?`, `[a-z]`, `[!a]` stay within one name; `**` as a name of its own is any number of folders, none too; `{a,b}` is either; `\*` is a star
 *   - a glob that ends in a name without wildcards may mean a folder: `src/{a,b}` has all of `src/a/` in it, `src/a*` only what lies in `src`
 *   - a glob of a single name means it in any folder, as for git: `*.md` has `docs/x.md` in it
 *   - a file may really be called `[id].ts`: a text without stars and question marks also means the path that is spelled like it
 * When braces unfold into more than 256 texts, or the walk would take longer than 200 000 steps, the answer is yes: better ask the holder than overrun her.
 */
import {splitFolders, unfold} from './braces.ts';
import {type Budget, isPossible, type Name, namesMeet, parseName, plainName} from './segment.ts';
import type {ClaimKind} from './types.ts';

/** What decides whether two claims are about the same thing. */
export type Resource = {
	readonly kind: ClaimKind;
	/** Paths are compared within one repository; null: outside any, then `resource` is an absolute path. Ignored for domains. */
	readonly repoKey: string | null;
	readonly resource: string;
	/** It lies where `a.ts` and `A.ts` are one file (git's core.ignorecase). */
	readonly ignoreCase?: boolean;
};

const globSign = /[*?[\]{}\\]|[!+@]\(/;
const mostTexts = 256;
const mostSteps = 200_000;

// ---------------------------------------------------------------- one path, as folders

type Folder = {
	readonly names: readonly Name[];
	/** `**`: any number of folders may stand here. */
	readonly isAnyDepth: boolean;
	/** It may be left out: `**`, or a brace with an empty choice. */
	readonly isOptional: boolean;
	/** The path may end here: then a name without wildcards is a folder with all that is in it. */
	readonly isEnd: boolean;
};

/** `length` stands for "at its end", `length + 1` for "somewhere below its end". */
type Path = {readonly folders: readonly Folder[]; readonly start: number};

type RawFolder = Omit<Folder, 'isEnd'>;

const folderOf = (texts: readonly string[]): RawFolder => ({
	names: texts.filter(text => text !== '' && text !== '.' && !/^\*\*+$/.test(text)).map(parseName),
	isAnyDepth: texts.some(text => /^\*\*+$/.test(text)),
	isOptional: texts.some(text => text === '' || text === '.' || /^\*\*+$/.test(text)),
});

const anyDepth: RawFolder = {names: [], isAnyDepth: true, isOptional: true};

/** `coversBelow`: false for one file that is about to be written, which has nothing below it. */
function pathOf(raw: readonly RawFolder[], coversBelow = true): Path {
	const lastNeeded = raw.findLastIndex(folder => !folder.isOptional);
	// Nothing need be there: the top itself is meant, and all that is in it.
	if (coversBelow && lastNeeded < 0) return {folders: [], start: 1};
	return {folders: raw.map((folder, index) => ({...folder, isEnd: coversBelow && index >= lastNeeded})), start: 0};
}

const plainPath = (text: string, coversBelow: boolean): Path =>
	pathOf(
		splitFolders(text).map(name => ({names: [plainName(name)], isAnyDepth: false, isOptional: false})),
		coversBelow,
	);

/** One text without braces that have a slash in them; null: too many. */
function globPaths(text: string): readonly Path[] | null {
	const segments = splitFolders(text);
	const choices = segments.map(segment => unfold(segment, mostTexts));
	if (choices.includes(null)) return null;
	const folders = choices.map(texts => folderOf(texts ?? []));
	const [single] = choices;
	if (segments.length !== 1 || !single) return [pathOf(folders)];
	return single.map(choice => {
		const folder = folderOf([choice]);
		const isWild = folder.names.some(({literal}) => literal === null);
		return pathOf(isWild ? [anyDepth, folder] : choice === '' || choice === '.' ? [] : [folder]);
	});
}

/** Everything that a claim's text can mean; null: too much to tell. */
function meanings(text: string): readonly Path[] | null {
	if (!globSign.test(text)) return [plainPath(text, true)];
	const texts = unfold(text, mostTexts, true);
	const globs = texts?.map(globPaths) ?? [null];
	const asSpelled = /[*?]/.test(text) ? [] : [plainPath(text, true)];
	return globs.includes(null) ? null : [...asSpelled, ...globs.flatMap(paths => paths ?? [])];
}

// ---------------------------------------------------------------- two paths

type Step = {readonly to: number /** Null: any name. */; readonly name: Name | null};

/** What the next folder's name may be, and where that leads. */
function stepsFrom({folders}: Path, at: number): readonly Step[] {
	const folder = folders[at];
	if (folder === undefined) return at > folders.length ? [{to: at, name: null}] : [];
	const steps: Step[] = folder.isAnyDepth ? [{to: at, name: null}] : [];
	for (const name of folder.names) {
		steps.push({to: at + 1, name});
		if (folder.isEnd && name.literal !== null) steps.push({to: folders.length + 1, name});
	}
	return steps;
}

const meet = (a: Step, b: Step, budget: Budget): boolean => {
	if (a.name !== null && b.name !== null) return namesMeet(a.name, b.name, budget);
	const name = a.name ?? b.name;
	return name === null || isPossible(name);
};

/** Where both can stand after one more folder, or with one left out. */
function movesFrom(a: Path, i: number, b: Path, j: number, budget: Budget): readonly (readonly [number, number])[] {
	const moves: [number, number][] = [];
	if (a.folders[i]?.isOptional) moves.push([i + 1, j]);
	if (b.folders[j]?.isOptional) moves.push([i, j + 1]);
	const others = stepsFrom(b, j);
	for (const step of stepsFrom(a, i))
		for (const other of others) {
			budget.left -= 1;
			if (meet(step, other, budget)) moves.push([step.to, other.to]);
		}
	return moves;
}

/** Is there a path that belongs to both? */
function walk(a: Path, b: Path, budget: Budget): boolean {
	const width = b.folders.length + 2;
	const seen = new Set<number>([a.start * width + b.start]);
	const open = [...seen];
	for (let state = open.pop(); state !== undefined; state = open.pop()) {
		const [i, j] = [Math.floor(state / width), state % width];
		if (budget.left < 0 || (i >= a.folders.length && j >= b.folders.length)) return true;
		for (const [to, other] of movesFrom(a, i, b, j, budget)) {
			const next = to * width + other;
			if (seen.has(next)) continue;
			seen.add(next);
			open.push(next);
		}
	}
	return false;
}

function anyMeet(as: readonly Path[] | null, bs: readonly Path[] | null): boolean {
	if (as === null || bs === null) return true;
	const budget: Budget = {left: mostSteps};
	return as.some(a => bs.some(b => walk(a, b, budget)));
}

// ---------------------------------------------------------------- questions

/** Of each text once: a scanner compares every claim with every other. */
const known = new Map<string, readonly string[]>();
const mostKnown = 5000;

/** The folder (or file) that a path claim lies in: its segments up to the first one with a sign. Empty for a glob of a single name. */
export function literalSegments(path: string): readonly string[] {
	const before = known.get(path);
	if (before !== undefined) return before;
	const segments = splitFolders(path);
	const glob = segments.findIndex(segment => globSign.test(segment));
	const literal = glob === -1 ? segments : segments.slice(0, glob);
	if (known.size >= mostKnown) known.clear();
	known.set(path, literal);
	return literal;
}

/** Most pairs are told apart by the folders that they begin with, at a fraction of the cost. */
function beginAlike(a: string, b: string): boolean {
	const one = literalSegments(a);
	const other = literalSegments(b);
	const shared = Math.min(one.length, other.length);
	for (let index = 0; index < shared; index += 1) if (one[index] !== other[index]) return false;
	return true;
}

/** Could one path belong to both claims? Exact but for the two limits above. Symmetric. */
export function pathsOverlap(a: string, b: string): boolean {
	if (a === b) return true;
	if (!beginAlike(a, b)) return false;
	if (!globSign.test(a) && !globSign.test(b)) return true;
	return anyMeet(meanings(a), meanings(b));
}

/** Does a claim's text name this one file? Both relative to the same top, or both absolute. */
export function pathNames(claimed: string, file: string): boolean {
	if (!globSign.test(claimed)) {
		const segments = splitFolders(file);
		return splitFolders(claimed).every((segment, index) => segments[index] === segment);
	}
	return anyMeet(meanings(claimed), [plainPath(file, false)]);
}

const folded = (a: Resource, b: Resource): ((text: string) => string) =>
	a.ignoreCase || b.ignoreCase ? text => text.toLowerCase().normalize('NFC') : text => text;

const isSamePlace = (a: Resource, b: Resource): boolean => a.kind === 'path' && b.kind === 'path' && a.repoKey === b.repoKey;

/** Do two claims speak of the same thing? Domains by their exact text, colony-wide; paths within one repository. Symmetric. */
export function overlaps(a: Resource, b: Resource): boolean {
	if (a.kind === 'domain' && b.kind === 'domain') return a.resource === b.resource;
	const fold = folded(a, b);
	return isSamePlace(a, b) && pathsOverlap(fold(a.resource), fold(b.resource));
}

/** Is this file part of what is claimed? The file is one that somebody is about to write. */
export function covers(claim: Resource, file: Resource): boolean {
	const fold = folded(claim, file);
	return isSamePlace(claim, file) && pathNames(fold(claim.resource), fold(file.resource));
}
