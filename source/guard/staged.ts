/** What a commit would change, read from the index that git made for it. */
import {type Git, gitSaid, utf8} from './git.ts';

export type StagedFile = {
	/** Relative to the top; of a rename both sides stand here, the old one as deleted. */
	readonly path: string;
	/** Mode of what is staged; `000000` where it is deleted, `160000` for a submodule. */
	readonly mode: string;
	/** Ids of the contents; null where there is none. */
	readonly blob: string | null;
	readonly before: string | null;
};

const idOf = (id: string): string | null => (/^0+$/.test(id) ? null : id);

/** `:100644 100644 <id> <id> M NUL path NUL`, as `--raw -z` prints it. */
export function parseRaw(out: string): readonly StagedFile[] {
	const parts = out.split('\0');
	const files: StagedFile[] = [];
	for (let at = 0; at + 1 < parts.length; at += 2) {
		const [, mode = '', before = '', blob = ''] = (parts[at] ?? '').slice(1).split(' ');
		files.push({path: utf8(parts[at + 1] ?? ''), mode, blob: idOf(blob), before: idOf(before)});
	}
	return files;
}

async function emptyTree(git: Git): Promise<string> {
	const {code, out, err} = await git(['hash-object', '-t', 'tree', '--stdin']);
	if (code !== 0) throw new Error(`git could not be asked: ${gitSaid(err)}`);
	return out.trim();
}

/** Without renames: both sides are then files of their own, and a claim is about either. */
const rawWords = ['diff-index', '--cached', '--raw', '-z', '--no-renames', '--no-abbrev', '--ignore-submodules=none', '--no-ext-diff', '--no-textconv'];

async function changedAgainst(git: Git, tree: string): Promise<readonly StagedFile[]> {
	const {code, out, err} = await git([...rawWords, tree, '--']);
	if (code !== 0) throw new Error(`git does not say what is staged: ${gitSaid(err)}`);
	return parseRaw(out);
}

export type Staged = {
	readonly files: readonly StagedFile[];
	/** There is no commit yet. */
	readonly isFirst: boolean;
};

/**
 * What differs from HEAD, and from each commit that is being merged or picked: content that came with one of those is no edit of hers.
 * Rejects when git cannot be asked.
 */
export async function stagedFiles(git: Git, heads: readonly string[]): Promise<Staged> {
	const {code} = await git(['rev-parse', '--quiet', '--verify', 'HEAD^{commit}']);
	const isFirst = code !== 0;
	const own = await changedAgainst(git, isFirst ? await emptyTree(git) : 'HEAD');
	let files = own;
	for (const head of heads) {
		const others = new Set((await changedAgainst(git, head)).map(file => file.path));
		files = files.filter(file => others.has(file.path));
	}
	return {files, isFirst};
}
