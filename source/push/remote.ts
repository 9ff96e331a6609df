/** What stands at the remote, asked of the remote itself: a remote-tracking branch only says what somebody saw there once. */
import {QueenError} from '../errors.ts';
import {type GitAnswer, gitSaid, utf8} from '../guard/git.ts';
import {remoteKey} from '../remote-key.ts';
import {isBefore, must, objectId, objectIds, type UserGit} from './git.ts';

export type Target = {
	readonly remote: string;
	readonly branch: string;
	/** The remote's address without user and secret: what clones of one project have in common. */
	readonly key: string;
};

const refOf = ({branch}: Target): string => `refs/heads/${branch}`;

/** `NAME TAB URL (fetch)`, then one line for each place that is pushed to. Answers the places of one remote, read first; none: there is no such remote. */
async function addresses(git: UserGit, remote: string): Promise<readonly string[]> {
	const lines = utf8(await must(git, ['remote', '-v'], 'list the remotes')).split('\n');
	return lines.flatMap(line => {
		const [, name, url] = /^([^\t]+)\t(.*) \((?:fetch|push)\)(?: \[[^\]]*\])?$/.exec(line) ?? [];
		return name === remote && url !== undefined ? [url] : [];
	});
}

async function requireBranchName(git: UserGit, branch: string): Promise<void> {
	const {code} = await git(['check-ref-format', `refs/heads/${branch}`]);
	if (code !== 0 || branch.startsWith('-') || branch === 'HEAD') throw new QueenError('usage', `"${branch}" cannot be the name of a branch.`);
}

/**
 * Checks names given by anybody; they are then safe as parts of a refspec. `isCurrent`: it is the branch at HEAD, which git has checked.
 * Throws one sentence with the next step.
 */
export async function findTarget(git: UserGit, worktree: string, remote: string, branch: string, isCurrent: boolean): Promise<Target> {
	const places = await addresses(git, remote);
	if (remote === '' || places.length === 0) throw new QueenError('usage', `There is no remote "${remote}" here. See them: git remote -v`);
	if (!isCurrent || branch.startsWith('-')) await requireBranchName(git, branch);
	const [key, second] = new Set(places.map(url => remoteKey(url, worktree)));
	if (key === undefined || second !== undefined)
		throw new QueenError('refused', `"${remote}" is read from one place and pushed to another, so nothing can be read back: push there with git itself.`);
	return {remote, branch, key};
}

/** The commit of the branch at the remote now, or null where it does not exist. */
export async function remoteTip(git: UserGit, target: Target): Promise<string | null> {
	const out = await must(git, ['ls-remote', '--heads', '--', target.remote, refOf(target)], `reach "${target.remote}"`);
	const line = out.split('\n').find(one => one.endsWith(`\t${Buffer.from(refOf(target), 'utf8').toString('latin1')}`));
	return line === undefined ? null : (/^[0-9a-f]{40,64}/.exec(line)?.[0] ?? null);
}

/** Brings the remote branch's objects here; moves no branch of any kind, so that the user's own view of the remote stays hers. */
export async function bring(git: UserGit, target: Target, tip: string): Promise<void> {
	if ((await objectId(git, `${tip}^{commit}`)) !== null) return;
	const words = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--no-auto-gc', '--refmap=', '--', target.remote, refOf(target)];
	await must(git, words, `fetch ${target.branch} from "${target.remote}"`);
	if ((await objectId(git, `${tip}^{commit}`)) === null)
		throw new QueenError('refused', `${target.branch} was rewritten at "${target.remote}" this very moment. Nothing was pushed; try again: queen push`);
}

/** What the branch is at the remote, what is to be pushed there, and what the remote's branch was when somebody here last looked (null: nobody did). */
export type Ends = {readonly tip: string; readonly head: string; readonly seen: string | null};

/** `from` names what is to be pushed. Throws where nothing is committed yet. */
export async function localEnds(git: UserGit, {remote, branch}: Target, from: string): Promise<Omit<Ends, 'tip'>> {
	const [head, seen] = await objectIds(git, [`${from}^{commit}`, `refs/remotes/${remote}/${branch}^{commit}`]);
	if (!head) throw new QueenError('refused', 'Nothing is committed here yet: queen commit -m "..." first.');
	return {head, seen: seen ?? null};
}

/**
 * Commits that the remote had once and has no more (somebody rewrote it), and that this branch still holds: pushing would bring them back.
 * Known only where the remote was looked at before.
 */
export async function refuseRewritten(git: UserGit, {remote, branch}: Target, {tip, head, seen}: Ends): Promise<void> {
	if (seen === null || (await isBefore(git, seen, tip))) return;
	const both = (await git(['merge-base', '--', seen, head])).out.trim();
	if (both === '' || (await isBefore(git, both, tip))) return;
	throw new QueenError(
		'refused',
		`${branch} was rewritten at "${remote}", and yours still has commits that were taken out there. Nothing was pushed. Look first: git fetch ${remote} && git log ${remote}/${branch}...HEAD`,
	);
}

/**
 * One ref, from a commit that we name, onto a commit that we name: where the remote stands elsewhere by now, it refuses. A new commit that does
 * not contain the old one is never sent (`isBefore` was asked), so nothing of anybody's can be lost by it. The pre-push hook runs as in any push.
 */
export const send = (git: UserGit, target: Target, expected: string | null, commit: string): Promise<GitAnswer> =>
	git(['push', `--force-with-lease=${refOf(target)}:${expected ?? ''}`, '--', target.remote, `${commit}:${refOf(target)}`]);

/** What a hook here said that let nothing out, or null: then it was git, the way there or the remote. After a hook git itself says one line only. */
export function hookSaid(err: string): string | null {
	const lines = utf8(err).trimEnd().split('\n');
	if (lines.some(line => /^(?:remote: |! | ! |fatal: |To )/.test(line)) || !(lines.at(-1) ?? '').startsWith('error: failed to push some refs')) return null;
	return lines.slice(0, -1).slice(-40).join('\n');
}

/** git's reason why a push failed: the remote's own words come first. */
export const whyRefused = (err: string): string => {
	const lines = utf8(err)
		.split('\n')
		.map(line => line.trim());
	const said = lines.filter(line => line.startsWith('remote: ') && line !== 'remote: ').map(line => line.slice('remote: '.length));
	const rejected = lines.find(line => line.startsWith('! '));
	return [...said.slice(0, 5), rejected?.replace(/\s+/g, ' ').slice(2) ?? (gitSaid(err) || 'git did not say why')].join('; ');
};

/** Has the remote what we sent: that very commit, or one that contains it because somebody went on from there? */
export async function isThere(git: UserGit, target: Target, commit: string): Promise<boolean> {
	const tip = await remoteTip(git, target);
	if (tip === null) return false;
	if (tip === commit) return true;
	await bring(git, target, tip);
	return isBefore(git, commit, tip);
}
