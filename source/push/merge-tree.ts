/** What `git merge-tree --write-tree -z` prints. Pure. Paths have a letter for a byte. */

export type Stage = {readonly mode: string; readonly id: string};
export type Conflicted = {
	readonly path: string;
	/** 1 the common base, 2 ours, 3 theirs. */
	readonly stages: Readonly<Partial<Record<1 | 2 | 3, Stage>>>;
	/** What kinds of conflict git names for it: `CONFLICT (contents)`. */
	readonly kinds: readonly string[];
};
export type MergedTree = {readonly tree: string; readonly conflicted: readonly Conflicted[]};

type Message = {readonly paths: readonly string[]; readonly kind: string};

/** `<number of paths> NUL <path> NUL … <kind> NUL <text> NUL`, as long as it goes on. */
function messagesOf(parts: readonly string[]): readonly Message[] {
	const found: Message[] = [];
	for (let at = 0; at < parts.length && parts[at] !== ''; ) {
		const count = Number(parts[at]);
		if (!Number.isInteger(count)) return [...found, {paths: [], kind: 'CONFLICT (unreadable)'}];
		found.push({paths: parts.slice(at + 1, at + 1 + count), kind: parts[at + 1 + count] ?? ''});
		at += count + 3;
	}
	return found.filter(({kind}) => kind.startsWith('CONFLICT'));
}

/** A conflict that git names for no file that it lists (folders that were renamed) is put to all of them: nothing is healed then. */
export function parseMergeTree(out: string): MergedTree {
	const [tree = '', ...parts] = out.split('\0');
	const end = parts.indexOf('');
	const listed = parts.slice(0, Math.max(0, end)).map(line => /^(\d+) ([0-9a-f]+) ([123])\t(.*)$/s.exec(line));
	const paths = [...new Set(listed.map(each => each?.[4] ?? ''))];
	const messages = messagesOf(parts.slice(end + 1));
	const known = new Set(paths);
	return {
		tree: tree.trim(),
		conflicted: paths.map(path => ({
			path,
			stages: Object.fromEntries(listed.flatMap(each => (each?.[4] === path ? [[each[3], {mode: each[1], id: each[2]}]] : []))),
			kinds: kindsOf(path, messages, known),
		})),
	};
}

function kindsOf(path: string, messages: readonly Message[], known: ReadonlySet<string>): readonly string[] {
	const own = messages.filter(({paths}) => paths.includes(path) || !paths.some(each => known.has(each))).map(({kind}) => kind);
	return own.length === 0 ? ['CONFLICT (unnamed)'] : own;
}
