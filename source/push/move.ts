/**
 * Brings the user's branch and files from one commit to another, after the push. First the files, then the branch: killed in between, her files are
 * newer than her branch, which the next push puts right; the other way round her next commit would take others' work back.
 */
import {existsSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {type GitPlace, headBranch, readText} from '../find-repository.ts';
import {gitSaid} from '../guard/git.ts';
import type {UserGit} from './git.ts';

/** Files by which git knows that something is under way in this worktree. */
const underWay: Readonly<Record<string, string>> = {
	'rebase-merge': 'a rebase',
	'rebase-apply': 'a rebase',
	MERGE_HEAD: 'a merge',
	CHERRY_PICK_HEAD: 'a cherry-pick',
	REVERT_HEAD: 'a revert',
};

/** What is under way in this worktree ("a merge"), or null. */
export const operationIn = ({gitDir}: GitPlace): string | null => Object.entries(underWay).find(([file]) => existsSync(path.join(gitDir, file)))?.[1] ?? null;

const between = (from: string, to: string): readonly string[] => ['read-tree', '-m', '-u', from, to];

/** Why her files could not be brought there, in git's words, or null. Changes nothing. Changed files that both commits have alike stay as they are. */
export async function whyNotMovable(git: UserGit, from: string, to: string): Promise<string | null> {
	await git(['update-index', '-q', '--refresh']);
	const [word = '', ...rest] = between(from, to);
	const {code, err} = await git([word, '-n', ...rest]);
	return code === 0 ? null : gitSaid(err);
}

/** In the worktree's git folder while a move is under way: from where, to where, and which branch (none: HEAD is detached). */
type Move = {readonly branch: string | null; readonly from: string; readonly to: string};
const noteOf = ({gitDir}: GitPlace): string => path.join(gitDir, 'queen-push-move');

async function filesThenBranch(git: UserGit, place: GitPlace, {branch, from, to}: Move): Promise<string | null> {
	if (headBranch(place) !== branch) return 'this worktree is on another branch by now';
	const at = await git(['rev-parse', '--quiet', '--verify', 'HEAD']);
	if (at.out.trim() !== from) return 'somebody committed here meanwhile';
	const files = await git(between(from, to));
	if (files.code !== 0) return gitSaid(files.err);
	const ref = branch === null ? ['--no-deref', 'HEAD'] : [`refs/heads/${branch}`];
	const moved = await git(['update-ref', '-m', 'queen push: rebased onto the remote', ...ref, to, from]);
	return moved.code === 0 ? null : gitSaid(moved.err);
}

/** Answers null, or why branch and files stayed where they are. `branch` null: HEAD is detached. The branch must stand at `from` still. */
export async function move(git: UserGit, place: GitPlace, branch: string | null, from: string, to: string): Promise<string | null> {
	writeFileSync(noteOf(place), `${from} ${to} ${branch ?? ''}\n`);
	const why = await filesThenBranch(git, place, {branch, from, to});
	rmSync(noteOf(place), {force: true});
	return why;
}

/** A move that was killed is brought to its end, unless she went elsewhere meanwhile. What is at its goal already stays as it is. */
export async function finishMove(git: UserGit, place: GitPlace): Promise<void> {
	const note = readText(noteOf(place));
	if (note === null) return;
	const [, from, to, branch] = /^([0-9a-f]{40,64}) ([0-9a-f]{40,64}) (.*)\n$/.exec(note) ?? [];
	if (from !== undefined && to !== undefined && operationIn(place) === null) {
		await git(['update-index', '-q', '--refresh']);
		await filesThenBranch(git, place, {branch: branch || null, from, to});
	}
	rmSync(noteOf(place), {force: true});
}
