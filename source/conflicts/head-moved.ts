import type {Facts} from '../../db/store.ts';
import type {Finding, HeadMove, Sister, WorktreeSigns} from '../../db/types.ts';
import {type Detector, episodeKey, inWords} from './detector.ts';
import {allHereSince, signsAt, standing} from './places.ts';

const type = 'head-moved';
/** After this everybody there has seen it. */
const newsMs = 30 * 60_000;

/** Where HEAD stood before and after one line of its log, as far as switching and resetting go; null for commits, merges, rebases. */
type Jump = {readonly from: string; readonly to: string; readonly at: string; readonly words: string};

const short = (commit: string): string => commit.slice(0, 7);

function jumpOf({from, to, at, message}: HeadMove): Jump | null {
	const [, before, after] = /^checkout: moving from (.+) to (.+)$/.exec(message) ?? [];
	if (before !== undefined && after !== undefined) return before === after ? null : {from: before, to: after, at, words: `switched from ${before} to ${after}`};
	// Followed by the checkout of the branch itself: a rebase says so in its own words, which are no reset.
	if (message.startsWith('reset: moving to') && from !== to) return {from, to, at, words: `reset from ${short(from)} to ${short(to)}`};
	return null;
}

/** Jumps since all are here; none when the last one went back to where the first one began. */
function jumpsSince(facts: Facts, signs: WorktreeSigns, sisters: readonly Sister[]): readonly Jump[] {
	const since = allHereSince(facts, sisters);
	if (since === null) return [];
	const begin = Math.max(since, Date.parse(facts.at) - newsMs);
	const jumps = signs.moves.filter(({at}) => Date.parse(at) > begin).flatMap(move => jumpOf(move) ?? []);
	return jumps[0]?.from === jumps.at(-1)?.to ? [] : jumps;
}

const base = (one: Sister, worktree: string): Pick<Finding, 'kind' | 'type' | 'key' | 'repo' | 'repoId' | 'branch'> => ({
	kind: 'conflict',
	type,
	key: episodeKey(type, one.repoKey ?? '', worktree),
	repo: one.repo,
	repoId: one.repoId,
	branch: one.branch,
});

/** Two stand there, and one of them switched the branch or reset it while somebody had work in it. */
function byOneOfThem(facts: Facts, signs: WorktreeSigns, sisters: readonly Sister[], one: Sister): readonly Finding[] {
	if (sisters.length < 2) return [];
	const isAtStake = one.dirty || sisters.filter(({status}) => status === 'working').length > 1;
	const last = isAtStake ? jumpsSince(facts, signs, sisters).at(-1) : undefined;
	if (last === undefined) return [];
	const names = sisters.map(({name}) => name);
	return [
		{
			...base(one, signs.worktree),
			sisters: names,
			files: one.changed,
			detail: `the worktree of ${inWords(names)} in ${one.repo ?? 'their repository'} was ${last.words} under all who stand there: the next commit of the others lands elsewhere than they believe`,
			next: `whoever did not do it looks first (git status, git log -3) before she commits; then one of you moves out: git worktree add ../NAME -b BRANCH`,
			severity: 'high',
			evidence: JSON.stringify([last.at, last.from, last.to]),
		},
	];
}

/** The branch moved, and the worktree's own log of HEAD knows nothing of it: it was moved from outside, and what she sees as changed is wrong. */
function fromOutside(signs: WorktreeSigns, sisters: readonly Sister[], one: Sister): readonly Finding[] {
	const last = signs.moves.at(-1);
	// git's own reading of HEAD came before: it agrees, so this is no commit that is just being written.
	if (last === undefined || signs.head === null || last.to === signs.head || one.head !== signs.head) return [];
	const isAtStake = one.dirty || sisters.some(({status}) => status === 'working');
	if (!isAtStake) return [];
	const names = sisters.map(({name}) => name);
	const branch = one.branch ?? 'HEAD';
	return [
		{
			...base(one, signs.worktree),
			sisters: names,
			files: one.changed,
			detail: `${branch} in ${one.repo ?? 'her repository'} was moved from ${short(last.to)} to ${short(signs.head)} from outside ${inWords(names)}'s worktree: what stands there as changed is not only her work`,
			next: `${inWords(names)}: look before you commit (git log -3, git diff ${short(last.to)}); to stay where you were, without losing files: git reset --soft ${short(last.to)}`,
			severity: 'high',
			evidence: JSON.stringify([last.to, signs.head]),
		},
	];
}

/** HEAD switched, reset or moved under somebody who has work there. Commits, merges and rebases of those who stand there are theirs. */
export const headMoved: Detector = {
	type,
	find(facts: Facts): readonly Finding[] {
		return [...standing(facts)].flatMap(([worktree, sisters]) => {
			const signs = signsAt(facts, worktree);
			const [one] = sisters;
			if (signs === undefined || one === undefined || signs.isMerging) return [];
			const outside = fromOutside(signs, sisters, one);
			return outside.length > 0 ? outside : byOneOfThem(facts, signs, sisters, one);
		});
	},
};
