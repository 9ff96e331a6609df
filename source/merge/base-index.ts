/** Index files of commits that work stands on, made once each: an edit later only a few of their entries change. */
import {copyFileSync, rmSync} from 'node:fs';
import path from 'node:path';
import type {Copier} from './objects.ts';
import type {GitCall, Sandbox} from './sandbox.ts';

export type BaseIndex = {
	/** Name of the index file in the sandbox: to be copied, not changed. */
	readonly index: string;
	/** Folders with files in that commit; '' is the top. */
	readonly folders: ReadonlySet<string>;
};

export type BaseIndexes = {
	/** Of a tree whose folders are copied into the sandbox as well, so that what writes need not see the user's objects. */
	of(tree: string, call: Pick<GitCall, 'lent' | 'signal'>): Promise<BaseIndex>;
	/** A copy under a name that no other has: a git that was ended leaves its lock beside it. `use` may write to it. */
	withCopy<T>(base: BaseIndex, use: (index: string) => Promise<T>): Promise<T>;
};

/** As many worktrees as usually are at work; an index of 100,000 files takes 10 MB. */
const maxKept = 24;

export const createBaseIndexes = (sandbox: Sandbox, copier: Copier): BaseIndexes => {
	const kept = new Map<string, BaseIndex>();
	let copies = 0;

	const at = (index: string): string => path.join(sandbox.folder, index);
	const forget = (index: string): void => {
		for (const file of [index, `${index}.lock`]) rmSync(at(file), {force: true});
	};

	const make = async (tree: string, call: Pick<GitCall, 'lent' | 'signal'>): Promise<BaseIndex> => {
		const listed = await sandbox.git(['ls-tree', '-r', '-d', '-t', '-z', tree], call);
		const trees = listed.split('\0').flatMap(line => {
			const [, id = '', folder = ''] = /^\d+ tree ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
			return id === '' ? [] : [{id, folder}];
		});
		await copier.copy([tree, ...trees.map(({id}) => id)], call);
		const index = `base-${tree}`;
		forget(index);
		await sandbox.git(['read-tree', tree], {...call, index});
		return {index, folders: new Set(['', ...trees.map(({folder}) => folder)])};
	};

	const of: BaseIndexes['of'] = async (tree, call) => {
		const base = kept.get(tree) ?? (await make(tree, call));
		// The one that was used last goes last.
		kept.delete(tree);
		kept.set(tree, base);
		const [oldest] = kept;
		if (kept.size > maxKept && oldest !== undefined) {
			kept.delete(oldest[0]);
			forget(oldest[1].index);
		}
		return base;
	};

	const withCopy: BaseIndexes['withCopy'] = async (base, use) => {
		copies += 1;
		const index = `work-${copies}`;
		try {
			copyFileSync(at(base.index), at(index));
			return await use(index);
		} finally {
			forget(index);
		}
	};

	return {of, withCopy};
};
