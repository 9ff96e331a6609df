/** The registry of claude-swarm's commands, in the order of its README. README.md's table is made from it (source/docs.ts). */
import {claim, claims, unclaim} from './claims.ts';
import {contextAdd, contextShow} from './context.ts';
import {commit, gitDiffHere, gitLogHere, gitStatus, pull, push} from './git.ts';
import {init} from './init.ts';
import {mergeOk} from './merge-ok.ts';
import {inbox, message, reply} from './messages.ts';
import {orchestrateDashboard, orchestrateRun} from './orchestrate.ts';
import {reviewApprove, reviewList, reviewReject, reviewRequest, reviewShow} from './review.ts';
import {status} from './status.ts';
import {sync} from './sync-command.ts';
import type {SwarmCommand} from './types.ts';
import {update} from './update.ts';

export const swarmCommands: readonly SwarmCommand[] = [
	...[init, status, sync, contextAdd, contextShow],
	...[message, inbox, reply, update],
	...[claim, claims, unclaim],
	...[reviewRequest, reviewList, reviewShow, reviewApprove, reviewReject, mergeOk],
	...[commit, push, pull, gitStatus, gitDiffHere, gitLogHere],
	...[orchestrateRun, orchestrateDashboard],
];
