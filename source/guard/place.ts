/** In which repository a hook runs, and what is under way there, by the files of git and what git tells its hooks. No process is started. */
import {readFileSync, realpathSync} from 'node:fs';
import path from 'node:path';
import {type GitPlace, headBranch, locateGit} from '../find-repository.ts';
import type {Git} from './git.ts';

const textOf = (file: string): string => {
	try {
		return readFileSync(file, 'utf8').trim();
	} catch {
		return '';
	}
};

/** git names its directory to hooks of linked worktrees, and wherever it was named to git; else the folder tells. Hooks run at the top. */
export function placeOfHook(cwd: string, env: NodeJS.ProcessEnv): GitPlace | null {
	const named = env['GIT_DIR'];
	if (!named) return locateGit(cwd);
	try {
		const gitDir = realpathSync.native(path.resolve(cwd, named));
		const common = textOf(path.join(gitDir, 'commondir'));
		const worktree = realpathSync.native(path.resolve(cwd, env['GIT_WORK_TREE'] || '.'));
		return {worktree, gitDir, commonDir: common === '' ? gitDir : realpathSync.native(path.resolve(gitDir, common))};
	} catch {
		return locateGit(cwd);
	}
}

/** Commits whose content a merge, a pick or a rebase is bringing here: what is taken from them unchanged is nobody's edit. */
export function headsUnderWay({gitDir}: GitPlace): readonly string[] {
	const names = ['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REBASE_HEAD'];
	const heads = names.flatMap(name => textOf(path.join(gitDir, name)).split('\n'));
	return heads.filter(head => /^[0-9a-f]{40,64}$/.test(head));
}

/** The branch that the commit goes to, raw; null where HEAD is detached, as it is during a rebase of any branch. */
export async function branchOf(place: GitPlace, git: Git): Promise<string | null> {
	const known = headBranch(place);
	if (known !== null) return known;
	// Detached, or kept in a form that only git reads.
	const {code, out} = await git(['symbolic-ref', '--quiet', 'HEAD']);
	return code === 0
		? Buffer.from(out.trim(), 'latin1')
				.toString('utf8')
				.replace(/^refs\/heads\//, '')
		: null;
}

/** `main`, `master`, and what the remote calls its default. */
export function isMain(branch: string, {commonDir}: GitPlace, remote = 'origin'): boolean {
	if (branch === 'main' || branch === 'master') return true;
	if (!/^[\w.-]+$/.test(remote)) return false;
	const head = textOf(path.join(commonDir, 'refs/remotes', remote, 'HEAD'));
	return head === `ref: refs/remotes/${remote}/${branch}`;
}
