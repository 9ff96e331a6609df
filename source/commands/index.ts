/** The registry: a command is one file and one line here. Its order is the order of `queen --help`. */
import {ack} from './ack.ts';
import {ao} from './ao.ts';
import {beat} from './beat.ts';
import {claim} from './claim.ts';
import {claims} from './claims.ts';
import {commit} from './commit.ts';
import {completionsOf} from './completions.ts';
import {conflicts} from './conflicts.ts';
import {context} from './context.ts';
import {crons} from './crons.ts';
import {daemon} from './daemon.ts';
import {demo} from './demo.ts';
import {detect} from './detect.ts';
import {doctor} from './doctor.ts';
import {explain} from './explain.ts';
import {forget} from './forget.ts';
import {gitDiff} from './git-diff.ts';
import {gitLog} from './git-log.ts';
import {gitStatus} from './git-status.ts';
import {guard} from './guard.ts';
import {hooks} from './hooks.ts';
import {iam} from './iam.ts';
import {importFrom} from './import.ts';
import {inbox} from './inbox.ts';
import {log} from './log.ts';
import {mergeOk} from './merge-ok.ts';
import {mergeStack} from './merge-stack.ts';
import {mute, unmute} from './mute.ts';
import {name} from './name.ts';
import {onboard} from './onboard.ts';
import {orchestrate} from './orchestrate.ts';
import {park} from './park.ts';
import {paths} from './paths.ts';
import {pull} from './pull.ts';
import {push} from './push.ts';
import {release} from './release.ts';
import {reply} from './reply.ts';
import {review} from './review.ts';
import {scan} from './scan.ts';
import {status} from './status.ts';
import {steal} from './steal.ts';
import {swarm} from './swarm.ts';
import {sync} from './sync.ts';
import {tell} from './tell.ts';
import type {Command} from './types.ts';
import {uninstall} from './uninstall.ts';
import {update} from './update.ts';
import {wait} from './wait.ts';
import {watch} from './watch.ts';

export const commands: readonly Command[] = [
	...[status, explain, detect, wait, watch, orchestrate, mute, unmute, crons, log, scan, daemon, demo],
	...[onboard, sync, iam, update, name, beat],
	...[tell, inbox, ack, reply, context],
	...[claim, release, steal, claims],
	...[review, mergeOk],
	conflicts,
	...[commit, push, mergeStack, pull, park, gitStatus, gitDiff, gitLog],
	...[hooks, guard, paths, doctor, completionsOf(() => commands), ao, swarm, forget, importFrom, uninstall],
];
