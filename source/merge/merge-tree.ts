/** Reads what `git merge-tree --write-tree -z --messages` prints. Pure. Paths are raw. */
import type {MergeConflict} from '../../db/types.ts';

export type MergeResult = {
	/** By path, one each, sorted. */
	readonly conflicts: readonly MergeConflict[];
	/** Files whose content git merged line by line, with or without success: where a merge driver would have been asked. */
	readonly merged: readonly string[];
	/** Submodules in conflict: git would look into them. */
	readonly submodules: readonly string[];
};

type Message = {readonly paths: readonly string[]; readonly type: string};

const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** `<n>` `<path>` * n `<type>` `<text>`, again and again. */
const readMessages = (fields: readonly string[]): readonly Message[] => {
	const messages: Message[] = [];
	for (let at = 0; at < fields.length - 1; ) {
		const count = Number(fields[at]);
		if (!Number.isInteger(count) || count < 0) throw new Error('git merge-tree printed something unknown');
		messages.push({paths: fields.slice(at + 1, at + 1 + count), type: fields[at + 1 + count] ?? ''});
		at += count + 3;
	}
	return messages;
};

/** Where a folder is in a file's way, git keeps the file as `path~<name of the side>`. */
const withoutSide = (path: string, sides: readonly string[]): string => {
	const side = sides.find(each => path.includes(`~${each}`));
	return side === undefined ? path : path.slice(0, path.lastIndexOf(`~${side}`));
};

const kindOf = (type: string): string | null => /^CONFLICT \((.+)\)$/.exec(type)?.[1] ?? null;

/** The weightiest of several: what cannot be put right by editing lines. */
const weigh = (a: string, b: string): string => (a === 'contents' ? b : a);

/** `sides`: the names of the two commits as they were handed to git. */
export const parseMerge = (output: string, sides: readonly string[]): MergeResult => {
	const [, ...fields] = output.split('\0');
	const end = fields.indexOf('');
	const staged = fields.slice(0, end < 0 ? 0 : end);
	const messages = readMessages(fields.slice(end + 1));
	const kinds = new Map<string, string>();
	const submodules = new Set<string>();
	const note = (path: string, kind: string): void => {
		const name = withoutSide(path, sides);
		const before = kinds.get(name);
		kinds.set(name, before === undefined ? kind : weigh(before, kind));
	};
	const paths = new Set<string>();
	for (const entry of staged) {
		const path = entry.slice(entry.indexOf('\t') + 1);
		paths.add(path);
		if (entry.startsWith('160000 ')) submodules.add(withoutSide(path, sides));
	}
	for (const {paths: named, type} of messages) {
		const kind = kindOf(type);
		if (kind === null) continue;
		const unresolved = named.filter(path => paths.has(path));
		// Some conflicts leave no file unresolved (a folder that was split): then all that is named is meant.
		for (const path of unresolved.length > 0 ? unresolved : named) note(path, kind);
	}
	for (const path of paths) if (!kinds.has(withoutSide(path, sides))) note(path, 'contents');
	return {
		conflicts: [...kinds].map(([path, kind]) => ({path, kind})).sort((a, b) => byText(a.path, b.path)),
		merged: [...new Set(messages.filter(({type}) => type === 'Auto-merging').flatMap(({paths: named}) => named))].sort(byText),
		submodules: [...submodules],
	};
};
