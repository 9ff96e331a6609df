/**
 * A rebase that touches nothing but git's store of objects: no worktree, no index, no branch. Killed at any moment it leaves a few objects that
 * nobody refers to, which git clears away by itself; undone it is by forgetting its result.
 */
import {QueenError} from '../errors.ts';
import {gitSaid, utf8} from '../guard/git.ts';
import {contentsOf, isBefore, must, objectIds, type UserGit} from './git.ts';
import {heal, type InTheWay} from './heal.ts';
import {parseMergeTree} from './merge-tree.ts';

export type Replayed =
	| {
			readonly ok: true;
			/** What can be pushed onto `onto`; `onto` itself where nothing is left to push. */
			readonly commit: string;
			/** Commits that were made anew, and those that are there already in other words. */
			readonly replayed: number;
			readonly dropped: number;
			readonly healed: readonly string[];
	  }
	| {readonly ok: false; readonly commit: string; readonly subject: string; readonly inTheWay: readonly InTheWay[]};

type Old = {readonly id: string; readonly tree: string; readonly parent: string; readonly isThere: boolean};

/** Commits that are to be put elsewhere: those of `head`, without those of `base` and before it (null: without none). */
export type Own = {readonly head: string; readonly base: string | null};

/** The commits that only we have, oldest first; `isThere`: the remote has the same in other words (`git rebase` leaves it out too). */
async function commitsOf(git: UserGit, onto: string, {head, base}: Own): Promise<readonly Old[]> {
	const words = ['rev-list', '--reverse', '--topo-order', '--right-only', '--cherry-mark', '--no-commit-header', '--format=%m %H %T %P'];
	const range = [`${onto}...${head}`, ...(base === null ? [] : [`^${base}`])];
	const lines = (await must(git, [...words, ...range], 'list your commits')).split('\n').filter(line => line !== '');
	const found = lines.map(line => line.trimEnd().split(' '));
	const merges = found.filter(({length}) => length > 4).length;
	if (merges > 0)
		throw new QueenError(
			'refused',
			`Your branch has ${merges} merge commit${merges === 1 ? '' : 's'} that the remote has not; a rebase would undo what was decided in ${merges === 1 ? 'it' : 'them'}. Nothing was pushed. Merge instead: git pull --no-rebase && queen push`,
		);
	return found.map(([mark = '', id = '', tree = '', parent = '']) => {
		// In one line without merges only a history of its own has a beginning.
		if (parent === '') throw unrelated();
		return {id, tree, parent, isThere: mark === '='};
	});
}

const unrelated = (): QueenError =>
	new QueenError('refused', 'Your branch and the one at the remote have no commit in common, so they cannot be put together. Nothing was pushed.');

/** Nobody sees these commits: they only tell `git merge-tree` (which before git 2.40 takes no base) what the base is. */
const nobody = {
	GIT_AUTHOR_NAME: 'queen',
	GIT_AUTHOR_EMAIL: 'queen@localhost',
	GIT_AUTHOR_DATE: '@0 +0000',
	GIT_COMMITTER_NAME: 'queen',
	GIT_COMMITTER_EMAIL: 'queen@localhost',
	GIT_COMMITTER_DATE: '@0 +0000',
};

type Picked = {readonly tree: string; readonly healed: readonly string[]} | {readonly tree: null; readonly inTheWay: readonly InTheWay[]};

/** The tree with one commit's change on top. The stand-in has our tree and that commit's parent: so their merge is a cherry-pick. */
async function pick(git: UserGit, ours: string, parentTree: string, {id, tree, parent}: Old, env: NodeJS.ProcessEnv): Promise<Picked> {
	if (ours === parentTree) return {tree, healed: []};
	const plain = ['-c', 'commit.gpgSign=false'];
	const standIn = (await must(git, [...plain, 'commit-tree', ours, '-p', parent, '-m', 'queen'], 'prepare a merge', {env: nobody})).trim();
	const {code, out, err} = await git(['merge-tree', '--write-tree', '-z', '--messages', standIn, id]);
	if (code > 1 || code < 0) throw new QueenError('refused', `git could not merge ${id.slice(0, 9)}: ${gitSaid(err)}. Nothing was pushed.`);
	const merged = parseMergeTree(out);
	return code === 0 ? {tree: merged.tree, healed: []} : heal(git, merged, {base: parentTree, ours, theirs: tree}, env);
}

const headerLine = /^(tree|parent|author|committer|encoding) /;

/** The same commit on another parent: author, date, message and its encoding byte for byte; a signature of the old one would be wrong. */
async function commitAnew(git: UserGit, raw: string, tree: string, parent: string, committer: string): Promise<string> {
	const end = raw.indexOf('\n\n');
	// A header that goes on in the next line (a signature) begins there with a blank, so it falls away with its first line.
	const kept = raw
		.slice(0, end)
		.split('\n')
		.filter(line => /^(author|encoding) /.test(line) && headerLine.test(line));
	const author = kept.filter(line => line.startsWith('author '));
	const encoding = kept.filter(line => line.startsWith('encoding '));
	const text = [`tree ${tree}`, `parent ${parent}`, ...author, `committer ${committer}`, ...encoding].join('\n') + raw.slice(end);
	return (await must(git, ['hash-object', '-t', 'commit', '-w', '--stdin'], 'write a commit', {input: Buffer.from(text, 'latin1')})).trim();
}

/** With the user's signature, where her configuration asks for one. */
async function signAnew(git: UserGit, raw: string, tree: string, parent: string): Promise<string> {
	const head = raw.slice(0, raw.indexOf('\n\n'));
	const [, name = '', email = '', date = ''] = /^author (.*) <(.*)> (\d+ [+-]\d+)$/m.exec(head) ?? [];
	const encoding = /^encoding (.+)$/m.exec(head)?.[1];
	const words = [...(encoding === undefined ? [] : ['-c', `i18n.commitEncoding=${encoding}`]), 'commit-tree', '-S', tree, '-p', parent, '-F', '-'];
	const env = {GIT_AUTHOR_NAME: utf8(name), GIT_AUTHOR_EMAIL: utf8(email), GIT_AUTHOR_DATE: `@${date}`};
	const input = Buffer.from(raw.slice(raw.indexOf('\n\n') + 2), 'latin1');
	return (await must(git, words, 'sign a commit', {env, input})).trim();
}

/** The trees of two commits. */
async function treesOf(git: UserGit, commits: readonly [string, string]): Promise<readonly [string, string]> {
	const trees = await objectIds(
		git,
		commits.map(commit => `${commit}^{tree}`),
	);
	const [first, second] = trees;
	if (!first || !second) throw new QueenError('refused', 'git has no tree for a commit; look after the repository first: git fsck');
	return [first, second];
}

const subjectOf = async (git: UserGit, id: string): Promise<string> => utf8((await must(git, ['log', '-1', '--format=%s', id], 'read a commit')).trim());

/** Writes a commit anew from what the old one says: signed where the user's configuration asks for it. */
type Write = (raw: string, tree: string, parent: string) => Promise<string>;

async function writerOf(git: UserGit): Promise<Write> {
	const [signing, committer] = await Promise.all([
		git(['config', '--type=bool', 'commit.gpgSign']),
		must(git, ['var', 'GIT_COMMITTER_IDENT'], 'say who commits'),
	]);
	if (signing.out.trim() === 'true') return (raw, tree, parent) => signAnew(git, raw, tree, parent);
	return (raw, tree, parent) => commitAnew(git, raw, tree, parent, committer.replace(/\n$/, ''));
}

/** One after another onto `onto`; `parent` is that of the first of them. */
async function replayAll(git: UserGit, onto: string, commits: readonly Old[], parent: string, env: NodeJS.ProcessEnv): Promise<Replayed> {
	const [write, trees, texts] = await Promise.all([
		writerOf(git),
		treesOf(git, [onto, parent]),
		contentsOf(
			git,
			commits.map(({id}) => id),
		),
	]);
	const healed = new Set<string>();
	let [commit, tree, before, replayed] = [onto, ...trees, 0];
	for (const [index, old] of commits.entries()) {
		const parentTree = before;
		before = old.tree;
		if (old.isThere) continue;
		const picked = await pick(git, tree, parentTree, old, env);
		if (picked.tree === null) return {ok: false, commit: old.id, subject: await subjectOf(git, old.id), inTheWay: picked.inTheWay};
		for (const file of picked.healed) healed.add(file);
		// What became empty says nothing new; what was empty from the start was meant so.
		if (picked.tree === tree && old.tree !== parentTree) continue;
		commit = await write(texts[index] ?? '', picked.tree, commit);
		tree = picked.tree;
		replayed += 1;
	}
	return {ok: true, commit, replayed, dropped: commits.length - replayed, healed: [...healed]};
}

/**
 * Puts the commits of `head` that `onto` has not on top of it. Where `head` contains `onto` there is nothing to do. Throws one sentence for what
 * it does not do (merges, no common history).
 */
export async function replay(git: UserGit, own: Own, onto: string, env: NodeJS.ProcessEnv): Promise<Replayed> {
	const none = {ok: true, replayed: 0, dropped: 0, healed: []} as const;
	if (await isBefore(git, onto, own.head)) return {...none, commit: own.head};
	const commits = await commitsOf(git, onto, own);
	const [first] = commits;
	return first === undefined ? {...none, commit: onto} : replayAll(git, onto, commits, first.parent, env);
}
