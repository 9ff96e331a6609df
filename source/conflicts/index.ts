import type {Facts} from '../../db/store.ts';
import type {Finding} from '../../db/types.ts';
import {baseStale} from './base-stale.ts';
import {claimOverlap} from './claim-overlap.ts';
import {claimViolation} from './claim-violation.ts';
import type {Detector} from './detector.ts';
import {dispatchUntaken} from './dispatch-untaken.ts';
import {externalActivity} from './external-activity.ts';
import {fileCollision} from './file-collision.ts';
import {withoutLeftovers, withoutToldMerges} from './foretold.ts';
import {headMoved} from './head-moved.ts';
import {identityClash} from './identity-clash.ts';
import {indexLockStuck} from './index-lock-stuck.ts';
import {mainPush} from './main-push.ts';
import {predictedMerge} from './predicted-merge.ts';
import {sameWorktree} from './same-worktree.ts';
import {sharedBranch} from './shared-branch.ts';
import {staleClaim} from './stale-claim.ts';
import {stashForeign} from './stash-foreign.ts';
import {unreadUrgent} from './unread-urgent.ts';

/** The registry: a new detector is one file and one line here. */
export const detectors: readonly Detector[] = [
	sharedBranch,
	sameWorktree,
	headMoved,
	fileCollision,
	predictedMerge,
	claimViolation,
	claimOverlap,
	externalActivity,
	identityClash,
	stashForeign,
	baseStale,
	mainPush,
	indexLockStuck,
	staleClaim,
	dispatchUntaken,
	unreadUrgent,
];

/** Everything that any detector sees in these facts, conflicts before notices. Pure: the store keeps the episodes. */
export function detect(all: Facts): readonly Finding[] {
	const facts = withoutLeftovers(all);
	const findings = withoutToldMerges(
		facts,
		detectors.flatMap(detector => detector.find(facts)),
	);
	return [...findings.filter(finding => finding.kind === 'conflict'), ...findings.filter(finding => finding.kind === 'notice')];
}
