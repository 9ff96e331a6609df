import type {Facts} from '../../db/store.ts';
import type {Finding} from '../../db/types.ts';
import type {Detector} from './detector.ts';
import {dispatchUntaken} from './dispatch-untaken.ts';
import {identityClash} from './identity-clash.ts';
import {sameWorktree} from './same-worktree.ts';
import {sharedBranch} from './shared-branch.ts';
import {staleClaim} from './stale-claim.ts';

/** The registry: a new detector is one file and one line here. */
export const detectors: readonly Detector[] = [sharedBranch, sameWorktree, identityClash, staleClaim, dispatchUntaken];

/** Everything that any detector sees in these facts, conflicts before notices. Pure: the store keeps the episodes. */
export function detect(facts: Facts): readonly Finding[] {
	const findings = detectors.flatMap(detector => detector.find(facts));
	return [...findings.filter(finding => finding.kind === 'conflict'), ...findings.filter(finding => finding.kind === 'notice')];
}
