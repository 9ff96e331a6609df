/** What changed between two commits: `git diff-tree -r -t -z --raw --no-renames`, and whether two such changes can meet. Pure. */

export type Differences = {
	/** Files on either side of the change, by path. */
	readonly paths: ReadonlySet<string>;
	readonly hasAdded: boolean;
	readonly hasDeleted: boolean;
	/** Objects on either side: files and the folders above them. */
	readonly objects: readonly string[];
};

const folder = '040000';
const submodule = '160000';

/** `:<mode> <mode> <id> <id> <status>` NUL `<path>` NUL */
export const parseDifferences = (output: string): Differences => {
	const fields = output.split('\0');
	const paths = new Set<string>();
	const objects: string[] = [];
	let hasAdded = false;
	let hasDeleted = false;
	for (let at = 0; at + 1 < fields.length; at += 2) {
		const [before = '', after = '', idBefore = '', idAfter = '', status = ''] = (fields[at] ?? '').slice(1).split(' ');
		if (before !== submodule) objects.push(idBefore);
		if (after !== submodule) objects.push(idAfter);
		// A folder that becomes a file is listed as the folder, the file and all that was in it.
		if (before === folder || after === folder) continue;
		paths.add(fields[at + 1] ?? '');
		hasAdded ||= status.startsWith('A');
		hasDeleted ||= status.startsWith('D');
	}
	return {paths, hasAdded, hasDeleted, objects};
};

/** All folders above these paths. */
const foldersAbove = (paths: Iterable<string>): ReadonlySet<string> => {
	const folders = new Set<string>();
	for (const path of paths) {
		for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
			const above = path.slice(0, at);
			if (folders.has(above)) break;
			folders.add(above);
		}
	}
	return folders;
};

/** Paths of `some` that are among `others`, or lie below or above one of them (a file where the other has a folder). */
export const overlap = (some: Iterable<string>, others: ReadonlySet<string>): readonly string[] => {
	const aboveOthers = foldersAbove(others);
	return [...some].filter(path => others.has(path) || aboveOthers.has(path) || [...foldersAbove([path])].some(above => others.has(above)));
};

/** git sees a rename where a side both deletes and adds; it then also moves what the other side adds to that folder. */
const movesOthers = (side: Differences, other: Differences): boolean => side.hasAdded && side.hasDeleted && other.hasAdded;

/**
 * Do these two merge cleanly for certain, as seen from their common ancestor? True only when neither touches a path of the other, nor a file
 * where the other has a folder, and no rename of the one can carry along what the other adds. False says nothing.
 */
export const areApart = (a: Differences, b: Differences): boolean => {
	const [small, large] = a.paths.size < b.paths.size ? [a, b] : [b, a];
	return !(movesOthers(a, b) || movesOthers(b, a)) && overlap(small.paths, large.paths).length === 0;
};
