/**
 * What she does who gives way: one order for each type of conflict, such that the conflict is over when it was done. Pure. Only names that a
 * shell takes as they are stand in a command.
 */
import type {Conflict, Sister} from '../../db/types.ts';

const most = 3;
const plain = (word: string | null): word is string => word !== null && /^[\w/][\w./-]*$/.test(word);

const inWords = (words: readonly string[]): string => (words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`);

function filesOf({files}: Conflict): string {
	const shown = files.slice(0, most).filter(file => file.length <= 120);
	return shown.length === files.length ? inWords(shown) : files.length === 0 ? 'what git names' : 'the files named above';
}

/** The command that takes over what the other committed: she is a branch away, or a clone away. */
function mergeOf(yields: Sister, other: Sister): string {
	if (yields.repoId !== other.repoId)
		return plain(other.worktree) && plain(other.branch)
			? `git fetch ${other.worktree} ${other.branch} && git merge FETCH_HEAD`
			: `fetch and merge ${other.name}'s branch`;
	const place = other.branch ?? other.head;
	return plain(place) ? `git merge ${place} (or git rebase ${place})` : `merge ${other.name}'s branch`;
}

/** Both sides committed, and hers on top of the others': then no merge is left that could clash. */
function mergeOrder(conflict: Conflict, yields: Sister, stays: readonly Sister[]): string {
	const others = stays.filter(({worktree}) => worktree !== yields.worktree);
	if (others.length === 0) return `Leave ${filesOf(conflict)} to ${inWords(stays.map(({name}) => name))} until she has committed.`;
	const unfinished = others.filter(({dirty}) => dirty).map(({name}) => name);
	const first = unfinished.length > 0 ? `Ask ${inWords(unfinished.slice(0, most))} to commit (queen tell ${unfinished[0]} "..."). ` : '';
	const commit = yields.dirty || yields.untracked > 0 ? 'Commit your work, then ' : 'Now ';
	const merges = inWords(others.slice(0, most).map(other => mergeOf(yields, other)));
	return `${first}${commit}${merges}, resolve ${filesOf(conflict)} and commit.`;
}

function branchOff({name, branch}: Sister): string {
	const last = branch?.split('/').at(-1) ?? null;
	return `Go on on a branch of your own, with all that you have: git switch -c ${plain(last) ? `${name}/${last}` : 'NEW-BRANCH'}`;
}

function moveOut({name, repo}: Sister): string {
	const folder = plain(repo) ? `../${repo}-${name}` : '../NEW-FOLDER';
	return `Move out: commit what is yours, git worktree add ${folder} -b ${name}/own, and go on there (start your session in that folder).`;
}

function putBack(conflict: Conflict, [owner]: readonly Sister[]): string {
	const files = conflict.files.length <= most && conflict.files.every(plain) ? conflict.files.join(' ') : 'FILES';
	return `Keep your change for later (git diff ${files} > ../later.patch), put back what was there (git restore ${files}), and go on when ${owner?.name ?? 'she'} has released it.`;
}

/** Null: there is no order of its own, what the conflict itself advises is done by her. */
export function giveWay(conflict: Conflict, yields: Sister, stays: readonly Sister[]): string | null {
	switch (conflict.type) {
		case 'predicted-merge':
		case 'file-collision':
			return mergeOrder(conflict, yields, stays);
		case 'shared-branch':
			return branchOff(yields);
		case 'same-worktree':
			return moveOut(yields);
		case 'claim-violation':
			return putBack(conflict, stays);
		case 'identity-clash':
			return 'Take another name: queen name NEW';
		default:
			return null;
	}
}
