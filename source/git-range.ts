/**
 * Ranges of commits for review: which commits a branch adds, their diff, and whether something was added since. Only objects and refs are read;
 * nothing of the worktree, no filter, no program of the repository (see git.ts, which runs git for us).
 */
import {existsSync} from 'node:fs';
import type {ReviewFile, ReviewRange} from '../db/types.ts';
import {describeRepository, type GitPlace, headBranch, locateGit} from './find-repository.ts';
import type {RunGit} from './git-signs.ts';

export type NewRange = ReviewRange & {/** First line of the newest commit. */ readonly subject: string};
export type Range = Pick<ReviewRange, 'base' | 'head'>;

export type RangeReader = {
	/** `A..B` as it was typed, or null: all that the branch at HEAD adds to the main line. Rejects with a sentence that says what to type instead. */
	range(cwd: string, typed: string | null, signal: AbortSignal): Promise<NewRange>;
	/** The commit at a branch; null: there is no such branch (any more). Rejects where the repository cannot be read. */
	headOf(cwd: string, branch: string, signal: AbortSignal): Promise<string | null>;
	/** The diff of a range as a patch. */
	rangePatch(cwd: string, range: Range, signal: AbortSignal): Promise<string>;
	/** How many commits of the branch lie before this range, are in no main line, and in none of the other ranges. */
	uncovered(cwd: string, range: Range & Pick<ReviewRange, 'branch'>, others: readonly Range[], signal: AbortSignal): Promise<number>;
};

const mainNames = ['main', 'master', 'trunk'];
const mostFiles = 100;
const mostCommits = 5000;
const commitId = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
const diffWords = [
	'--no-optional-locks',
	'diff',
	'--no-ext-diff',
	'--no-textconv',
	'--no-color',
	'--no-renames',
	'--ignore-submodules=dirty',
	'--submodule=short',
	'--src-prefix=a/',
	'--dst-prefix=b/',
];

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const lines = (text: string): readonly string[] => text.split('\n').filter(line => line !== '');

/** `12\t3\tpath` and `-\t-\tpath` for binary, each ended by NUL. */
function parseNumstat(text: string): readonly ReviewFile[] {
	return text.split('\0').flatMap(entry => {
		const [, added, removed, name] = /^(\d+|-)\t(\d+|-)\t([\s\S]+)$/.exec(entry) ?? [];
		if (added === undefined || removed === undefined || name === undefined) return [];
		return [{path: name, added: added === '-' ? null : Number(added), removed: removed === '-' ? null : Number(removed)}];
	});
}

type Ask = (words: readonly string[]) => Promise<string>;

/** Ids of refs by their full names, and what a symbolic one stands for. A name that is only the beginning of another is not meant. */
async function refs(ask: Ask, names: readonly string[]): Promise<ReadonlyMap<string, {readonly id: string; readonly symbolic: string}>> {
	const listed = await ask(['for-each-ref', '--format=%(objectname) %(refname) %(symref)', ...names]);
	return new Map(
		lines(listed).flatMap(line => {
			const [id = '', name = '', symbolic = ''] = line.split(' ');
			return names.includes(name) && commitId.test(id) ? [[name, {id, symbolic}] as const] : [];
		}),
	);
}

const remote = 'refs/remotes/origin/';

/** Where the main line stands, here and as it was last fetched; a branch is not its own main line. */
async function mainLine(ask: Ask, branch: string): Promise<readonly string[]> {
	const head = (await refs(ask, [`${remote}HEAD`])).get(`${remote}HEAD`);
	const named = head?.symbolic.startsWith(remote) ? [head.symbolic.slice(remote.length)] : mainNames;
	const found = await refs(
		ask,
		named.flatMap(name => [`${remote}${name}`, `refs/heads/${name}`]),
	);
	const name = named.find(each => found.has(`${remote}${each}`) || found.has(`refs/heads/${each}`));
	if (name === undefined) return [];
	return [`${remote}${name}`, ...(name === branch ? [] : [`refs/heads/${name}`])].flatMap(each => found.get(each)?.id ?? []);
}

/** The commit that a word stands for. It is never taken for an option. */
async function commitOf(ask: Ask, word: string): Promise<string> {
	const no = `"${word}" is no commit here. Usage: --range A..B, two commits or branches`;
	if (word.startsWith('-') || /[\0-\x20]/.test(word)) throw new Error(no);
	try {
		const id = (await ask(['rev-parse', '--verify', '--quiet', `${word}^{commit}`])).trim();
		if (commitId.test(id)) return id;
	} catch (error) {
		throw new Error(no, {cause: error});
	}
	throw new Error(no);
}

type Ends = {readonly from: string | null; readonly head: string; readonly branch: string};

/** The branch that ends the range: merge-ok asks for it by its name. */
async function branchOf(ask: Ask, place: GitPlace, word: string, head: string): Promise<string> {
	const current = headBranch(place);
	const name = word.replace(/^refs\/heads\//, '');
	if (word !== 'HEAD' && (await refs(ask, [`refs/heads/${name}`])).has(`refs/heads/${name}`)) return name;
	if (current !== null && (await commitOf(ask, 'HEAD')) === head) return current;
	if (word === 'HEAD') throw new Error('HEAD is on no branch here: git switch to the branch that is to be reviewed, or name it: --range main..BRANCH');
	throw new Error(`"${word}" is the end of no branch here: the range must end with a branch, --range A..BRANCH`);
}

async function endsOf(ask: Ask, place: GitPlace, typed: string | null): Promise<Ends> {
	const [, from, to] = typed === null ? ['', '', ''] : (/^(.*?)\.{2,3}(.*)$/.exec(typed) ?? []);
	if (from === undefined || to === undefined) throw new Error(`"${typed}" is no range. Usage: --range A..B, two commits or branches`);
	const end = to === '' ? 'HEAD' : to;
	const head = await commitOf(ask, end).catch((error: unknown) => {
		throw end === 'HEAD' ? new Error('There is no commit here yet: commit first.', {cause: error}) : error;
	});
	return {from: typed === null ? null : await commitOf(ask, from === '' ? 'HEAD' : from), head, branch: await branchOf(ask, place, end, head)};
}

/** Where the branch began: an ancestor of its head also when the main line went on since. */
async function baseOf(ask: Ask, {from, head, branch}: Ends): Promise<string> {
	const against = from === null ? await mainLine(ask, branch) : [from];
	if (against.length === 0) throw new Error(`There is no main line that ${branch} could be compared with: say which commits, --range A..B`);
	const base = await ask(['merge-base', head, ...against]).catch((error: unknown) => {
		throw new Error(`${branch} has no commit in common with what it is compared with: say which commits, --range A..B`, {cause: error});
	});
	return base.trim();
}

function placeAt(cwd: string): GitPlace {
	const place = existsSync(cwd) ? locateGit(cwd) : null;
	if (place === null) throw new Error(`${cwd} is in no git repository.`);
	return place;
}

/** `requireOwn` throws for a repository of another user. */
export function createRangeReader(run: RunGit, requireOwn: (place: GitPlace) => void): RangeReader {
	const asking = (cwd: string, signal: AbortSignal): {readonly place: GitPlace; readonly ask: Ask} => {
		const place = placeAt(cwd);
		requireOwn(place);
		return {place, ask: words => run(place.worktree, words, signal)};
	};

	const range: RangeReader['range'] = async (cwd, typed, signal) => {
		const {place, ask} = asking(cwd, signal);
		const ends = await endsOf(ask, place, typed);
		const base = await baseOf(ask, ends);
		const {head, branch} = ends;
		const commits = Number(await ask(['rev-list', '--count', `${base}..${head}`]));
		if (commits === 0) throw new Error(`There is nothing to review: ${branch} has no commit of its own. Commit first, or say which commits: --range A..B`);
		const changed = parseNumstat(await ask([...diffWords, '--numstat', '-z', base, head, '--']));
		const sum = (counts: readonly (number | null)[]): number => counts.reduce<number>((all, one) => all + (one ?? 0), 0);
		const {repo, repoId, repoKey, worktree} = describeRepository(place);
		return {
			...{repo, repoId, repoKey, worktree, branch, base, head, commits, fileCount: changed.length},
			insertions: sum(changed.map(({added}) => added)),
			deletions: sum(changed.map(({removed}) => removed)),
			files: changed.slice(0, mostFiles),
			subject: (await ask(['log', '-1', '--no-show-signature', '--format=%s', head, '--'])).trim(),
		};
	};

	const headOf: RangeReader['headOf'] = async (cwd, branch, signal) => {
		const name = `refs/heads/${branch}`;
		return (await refs(asking(cwd, signal).ask, [name])).get(name)?.id ?? null;
	};

	const rangePatch: RangeReader['rangePatch'] = async (cwd, {base, head}, signal) => {
		try {
			return await asking(cwd, signal).ask([...diffWords, base, head, '--']);
		} catch (error) {
			if (signal.aborted) throw error;
			throw new Error(`The diff could not be read: ${reason(error)}`, {cause: error});
		}
	};

	const uncovered: RangeReader['uncovered'] = async (cwd, {base, branch}, others, signal) => {
		const {ask} = asking(cwd, signal);
		const main = await mainLine(ask, branch);
		if (main.length === 0) return 0;
		const before = new Set(lines(await ask(['rev-list', `--max-count=${mostCommits}`, base, '--not', ...main])));
		for (const other of others) {
			if (before.size === 0) break;
			// Commits of another clone that are not here cover nothing here.
			const covered = await ask(['rev-list', `--max-count=${mostCommits}`, other.head, `^${other.base}`]).catch(() => '');
			for (const commit of lines(covered)) before.delete(commit);
		}
		return before.size;
	};

	return {range, headOf, rangePatch, uncovered};
}
