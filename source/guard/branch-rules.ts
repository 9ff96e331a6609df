/** Which branches a sister commits on and pushes to. Names of branches are text of others: raw here, clean in what is said. */
import type {Config} from '../config.ts';
import type {GitPlace} from '../find-repository.ts';
import {clipped, herWords} from '../hooks/words.ts';
import {slug} from '../names.ts';
import {type Finding, levelOf} from './finding.ts';
import {isMain} from './place.ts';
import type {PushedRef} from './pushed.ts';

const ownBranch = (name: string | null): string => `${slug(name ?? 'your-name')}/short-description`;

export type CommitBranch = {
	/** Null where HEAD is detached: then there is no branch to judge. */
	readonly branch: string | null;
	/** The first commit of a repository has to be on some branch. */
	readonly isFirst: boolean;
	readonly name: string | null;
};

export function commitBranchFindings({branch, isFirst, name}: CommitBranch, place: GitPlace, config: Config): readonly Finding[] {
	if (branch === null || isFirst) return [];
	const next = [`git switch -c ${ownBranch(name)}`];
	const onMain = isMain(branch, place);
	const level = levelOf(onMain ? 'main' : 'branch', config);
	if (level === null) return [];
	if (onMain) {
		const says = [`${clipped(branch, 80)} takes commits by its keeper and by merges only; what is staged comes along to a branch of your own.`];
		return [{rule: 'main', level, says, next, files: []}];
	}
	if (new RegExp(`^(?:${config.guard.branchPattern})$`, 'u').test(branch)) return [];
	const says = [`The branch ${herWords(branch, 80)} is not called as branches are here: user/short-description.`];
	return [{rule: 'branch', level, says, next: [`git branch -m ${ownBranch(name)}`], files: []}];
}

const branchOf = (ref: string): string | null => (ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : null);

/** Pushes to main, under whatever name it has here, and its deletion. */
export function pushBranchFindings(refs: readonly PushedRef[], remote: string, name: string | null, place: GitPlace, config: Config): readonly Finding[] {
	const level = levelOf('main', config);
	if (level === null) return [];
	const hit = refs.filter(({remoteRef}) => {
		const branch = branchOf(remoteRef);
		return branch !== null && isMain(branch, place, remote);
	});
	return hit.map(({remoteRef, local}) => ({
		rule: 'main',
		level,
		says: [
			`${local === null ? 'Deleting' : 'Pushing to'} ${clipped(branchOf(remoteRef) ?? '', 80)} is the keeper's; a branch of your own can be reviewed and merged.`,
		],
		next: [`git push ${/^[\w.-]+$/.test(remote) ? remote : 'origin'} HEAD:refs/heads/${ownBranch(name)}`],
		files: [],
	}));
}
