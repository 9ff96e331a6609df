/** What committing everything in a worktree would change, from `git status --porcelain=v2 -z --branch --untracked-files=all --no-renames`. Pure. */

/** `staged`: the index has it, the file is the same (or sparse). `file`: the worktree has it. `gone`: no more there. `module`: a submodule that moved. */
type Indexed = {readonly mode: string; readonly id: string};

export type WorkChange =
	| ({readonly path: string; readonly as: 'staged'} & Indexed)
	/** `indexed`: as the index has it, null: it has not. `isStaged`: otherwise than HEAD has it. */
	| {readonly path: string; readonly as: 'file'; readonly indexed: Indexed | null; readonly isStaged: boolean}
	| {readonly path: string; readonly as: 'gone'}
	| {readonly path: string; readonly as: 'module'};

export type WorkChanges = {
	/** The commit that all this is compared with; null: there is none yet. */
	readonly head: string | null;
	/** Tracked paths that differ from HEAD. */
	readonly tracked: readonly WorkChange[];
	/** Untracked files; folders that are repositories of their own are left out, as they are no work of this one. */
	readonly untracked: readonly string[];
	/** Paths in conflict: the middle of a merge, which cannot be committed. */
	readonly unmerged: readonly string[];
};

const none = '000000';
const submodule = '160000';

/** The first `count` fields, and all the rest as the path. */
const split = (record: string, count: number): readonly string[] | null => {
	const words = record.split(' ');
	return words.length <= count ? null : [...words.slice(0, count), words.slice(count).join(' ')];
};

/** `1 XY sub mH mI mW hH hI path` */
const ordinary = (record: string): WorkChange => {
	const [, xy = '', , , indexMode = '', fileMode = '', , id = '', path = ''] = split(record, 8) ?? [];
	if (path === '') throw new Error('git status printed something unknown');
	const inFile = xy[1] ?? '.';
	if (inFile === 'D') return {path, as: 'gone'};
	if (inFile === '.') return indexMode === none ? {path, as: 'gone'} : {path, as: 'staged', mode: indexMode, id};
	if (indexMode === submodule || fileMode === submodule) return {path, as: 'module'};
	return {path, as: 'file', indexed: indexMode === none || /^0+$/.test(id) ? null : {mode: indexMode, id}, isStaged: xy[0] !== '.'};
};

export const parseWork = (output: string): WorkChanges => {
	const records = output.split('\0').filter(record => record !== '');
	const startingWith = (sign: string): readonly string[] => records.filter(record => record.startsWith(sign));
	return {
		head: /^# branch\.oid ([0-9a-f]+)$/m.exec(startingWith('# ').join('\n'))?.[1] ?? null,
		tracked: startingWith('1 ').map(ordinary),
		untracked: startingWith('? ')
			.map(record => record.slice(2))
			.filter(path => !path.endsWith('/')),
		unmerged: startingWith('u ').flatMap(record => split(record, 10)?.[10] ?? []),
	};
};
