/**
 * Approves what the keeper's rules allow (`orchestrate.autoApprove` in her configuration), and nothing else. What a request changes is read from the
 * repository itself, never from what was stored about it. Only in a loop of the keeper's own: whoever else could say where the configuration lies.
 */
import type {Review} from '../../db/types.ts';
import {placeOfReview} from '../actions/review-standing.ts';
import type {ApprovalRule} from '../config-groups.ts';
import type {Context} from '../context.ts';
import {createGitReader} from '../git.ts';
import type {NewRange} from '../git-range.ts';
import {keeperAddress, slug} from '../names.ts';
import {pathMatches} from '../path-glob.ts';

export type Approved = {
	readonly review: number;
	readonly requester: string;
	readonly branch: string;
	/** The rule's place in the configuration, from 1, and its paths. */
	readonly rule: number;
	readonly paths: readonly string[];
};

type Changed = Pick<NewRange, 'repo' | 'repoKey' | 'files' | 'fileCount' | 'insertions' | 'deletions'>;

function fits({repo, paths, maxLines, from}: ApprovalRule, changed: Changed, requester: string): boolean {
	const {files, fileCount, insertions, deletions} = changed;
	if (repo !== undefined && repo !== changed.repo && repo !== changed.repoKey) return false;
	if (from !== undefined && !from.some(name => slug(name) === requester)) return false;
	// Of a long list only the first files are known.
	if (files.length === 0 || files.length < fileCount) return false;
	if (maxLines !== undefined && (insertions + deletions > maxLines || files.some(({added, removed}) => added === null || removed === null))) return false;
	return files.every(file => paths.some(glob => pathMatches(glob, file.path)));
}

/** The first rule that allows it, by its number from 1; null: none. Pure. */
export function ruleFor(rules: readonly ApprovalRule[], changed: Changed, requester: string): number | null {
	const index = rules.findIndex(rule => fits(rule, changed, requester));
	return index < 0 ? null : index + 1;
}

const patienceMs = 15_000;

export type Approver = {
	/** Decides about those that wait and were not looked at before. Never rejects for a repository that cannot be read: it asks again next time. */
	approve(reviews: readonly Review[], verified: 'yes' | 'unknown'): Promise<readonly Approved[]>;
};

/** `trouble` hears one sentence for what could not be looked at. */
export function createApprover(context: Context, rules: readonly ApprovalRule[], trouble: (sentence: string) => void): Approver {
	const git = createGitReader(context.env);
	const looked = new Set<number>();

	/** What it changes, if the branch is still what was asked about. */
	const changeOf = async (review: Review): Promise<NewRange | null> => {
		const place = placeOfReview(review, context.cwd);
		if (place === null) return null;
		const range = await git.range(place, `${review.base}..refs/heads/${review.branch}`, AbortSignal.timeout(patienceMs));
		return range.head === review.head && range.base === review.base && range.repoKey === review.repoKey ? range : null;
	};

	const decide = async (review: Review, verified: 'yes' | 'unknown'): Promise<Approved | null> => {
		const changed = await changeOf(review);
		const rule = changed && ruleFor(rules, changed, review.requester);
		if (changed === null || rule === null) return null;
		const paths = rules[rule - 1]?.paths ?? [];
		const {fileCount, insertions, deletions} = changed;
		const body = `By rule ${rule} of orchestrate.autoApprove (${paths.join(', ').slice(0, 400).toWellFormed()}): ${fileCount} files, +${insertions} -${deletions}. Nobody looked at it.`;
		const decision = {by: keeperAddress, verified, isKeeper: true, verdict: 'approved', body, rule: `rule ${rule}`} as const;
		const {ok} = await context.store.decideReview(review.id, decision);
		// Not ok: somebody was faster, or it is superseded by now.
		return ok ? {review: review.id, requester: review.requester, branch: review.branch, rule, paths} : null;
	};

	const attempt = async (review: Review, verified: 'yes' | 'unknown'): Promise<readonly Approved[]> => {
		try {
			const approved = await decide(review, verified);
			looked.add(review.id);
			return approved === null ? [] : [approved];
		} catch (error) {
			trouble(`#${review.id} could not be looked at: ${error instanceof Error ? error.message : String(error)}`);
			return [];
		}
	};

	return {
		approve: async (reviews, verified) => {
			const done: Approved[] = [];
			const others = reviews.filter(({id, byKeeper, requester}) => !looked.has(id) && !byKeeper && requester !== keeperAddress);
			// One after another: a long list must not start as many processes at once.
			for (const review of others) done.push(...(await attempt(review, verified)));
			return done;
		},
	};
}
