/** `queen pull`: the user's own `git pull --rebase`; where it stops at a conflict, it is undone, so that nobody is left in the middle of a rebase. */
import type {Context} from '../context.ts';
import {QueenError} from '../errors.ts';
import type {GitPlace} from '../find-repository.ts';
import {gitSaid, utf8} from '../guard/git.ts';
import {type UserGit, userGit} from '../push/git.ts';
import {operationIn} from '../push/move.ts';
import {RunError} from '../run.ts';
import {requireGitPlace} from './git-place.ts';

export type Pulled = {
	readonly ok: boolean;
	/** What git said. */
	readonly said: string;
	/** Files in which both sides changed the same; the rebase was undone then. */
	readonly conflicts: readonly string[];
};

const isOn = async (git: UserGit, key: string): Promise<boolean> => (await git(['config', '--type=bool', key])).out.trim() === 'true';

async function refuseDirty(git: UserGit): Promise<void> {
	const {code, out, err} = await git(['status', '--porcelain', '--untracked-files=no', '--ignore-submodules=dirty']);
	if (code !== 0) throw new QueenError('refused', `git cannot read this worktree: ${gitSaid(err)}`);
	if (out === '' || (await isOn(git, 'rebase.autoStash'))) return;
	throw new QueenError(
		'refused',
		'You have uncommitted changes, so nothing was pulled: commit them first (queen commit -m "..."), or set git config rebase.autoStash true.',
	);
}

async function undo(git: UserGit): Promise<readonly string[]> {
	const {out} = await git(['diff', '--name-only', '-z', '--diff-filter=U']);
	const {code, err} = await git(['rebase', '--abort']);
	if (code !== 0)
		throw new QueenError('refused', `The pull stopped at a conflict and could not be undone: ${gitSaid(err)}. Do it yourself: git rebase --abort`);
	return utf8(out)
		.split('\0')
		.filter(file => file !== '');
}

function placeOf(context: Context): GitPlace {
	const place = requireGitPlace(context.cwd);
	const busy = operationIn(place);
	if (busy !== null) throw new QueenError('refused', `${busy} is under way here, so nothing was pulled. End it first: git status`);
	return place;
}

/** The slow part, which may be given up; what comes then changes files and is let end. */
async function fetchFirst(git: UserGit): Promise<Pulled | null> {
	try {
		const {code, err} = await git(['fetch', '--quiet']);
		return code === 0 ? null : {ok: false, said: utf8(err).trimEnd(), conflicts: []};
	} catch (error) {
		if (error instanceof RunError) throw new QueenError('refused', `${error.message}. Nothing was pulled.`, {cause: error});
		throw error;
	}
}

/** Brings others' work under one's own commits. Throws a sentence for what it does not even begin. */
export async function pull(context: Context, signal: AbortSignal): Promise<Pulled> {
	const place = placeOf(context);
	const git = userGit(place.worktree, context.env, new AbortController().signal);
	await refuseDirty(git);
	const failed = await fetchFirst(userGit(place.worktree, context.env, signal));
	if (failed !== null) return failed;
	const {code, out, err} = await git(['pull', '--rebase']);
	const said = utf8(`${out}${err}`).trimEnd();
	if (code === 0) return {ok: true, said, conflicts: []};
	return {ok: false, said, conflicts: operationIn(place) === 'a rebase' ? await undo(git) : []};
}
