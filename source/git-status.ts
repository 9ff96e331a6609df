/** Reads what `git status --porcelain=v2 --branch -z` prints. Pure. Names in it are data from others, raw. */

export type GitStatus = {
	/** Commit at HEAD; null in a repository without commits. */
	readonly head: string | null;
	/** As git names it; null when HEAD is detached. */
	readonly branch: string | null;
	readonly upstream: string | null;
	readonly ahead: number | null;
	readonly behind: number | null;
	/** Tracked paths that differ from HEAD or conflict, relative to the worktree. */
	readonly changed: readonly string[];
	readonly untracked: number;
	/** By name; folders that are untracked as a whole end with a slash. */
	readonly created: readonly string[];
};

/** How many fields stand before the path, by the kind of record. */
const fieldsBefore: Readonly<Record<string, number>> = {'1': 8, '2': 9, u: 10};

const pathOf = (record: string): string | null => {
	const before = fieldsBefore[record[0] ?? ''];
	if (before === undefined || record[1] !== ' ') return null;
	let at = 0;
	for (let field = 0; field < before; field += 1) {
		at = record.indexOf(' ', at) + 1;
		if (at === 0) return null;
	}
	return record.slice(at);
};

const header = (records: readonly string[], name: string): string | null => {
	const start = `# branch.${name} `;
	return records.find(record => record.startsWith(start))?.slice(start.length) ?? null;
};

/** Records end with NUL; that of a rename is followed by the old path, which the next record's first letter never looks like by chance: it is skipped by count. */
const splitRecords = (output: string): readonly string[] => {
	const parts = output.split('\0');
	const records: string[] = [];
	for (let at = 0; at < parts.length; at += 1) {
		const part = parts[at] ?? '';
		if (part !== '') records.push(part);
		if (part.startsWith('2 ')) at += 1;
	}
	return records;
};

export const parseStatus = (output: string): GitStatus => {
	const records = splitRecords(output);
	const head = header(records, 'oid');
	const branch = header(records, 'head');
	const [, ahead, behind] = /^\+(\d+) -(\d+)$/.exec(header(records, 'ab') ?? '') ?? [];
	return {
		head: head === null || head === '(initial)' ? null : head,
		branch: branch === '(detached)' ? null : branch,
		upstream: header(records, 'upstream'),
		ahead: ahead === undefined ? null : Number(ahead),
		behind: behind === undefined ? null : Number(behind),
		changed: records.map(pathOf).filter(path => path !== null),
		untracked: records.filter(record => record.startsWith('? ')).length,
		created: records.filter(record => record.startsWith('? ')).map(record => record.slice(2)),
	};
};
