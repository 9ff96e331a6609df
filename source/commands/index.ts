/** The registry: a command is one file and one line here. Its order is the order of `queen --help`. */
import {ack} from './ack.ts';
import {beat} from './beat.ts';
import {claim} from './claim.ts';
import {claims} from './claims.ts';
import {conflicts} from './conflicts.ts';
import {crons} from './crons.ts';
import {daemon} from './daemon.ts';
import {demo} from './demo.ts';
import {doctor} from './doctor.ts';
import {explain} from './explain.ts';
import {forget} from './forget.ts';
import {hooks} from './hooks.ts';
import {iam} from './iam.ts';
import {inbox} from './inbox.ts';
import {log} from './log.ts';
import {name} from './name.ts';
import {onboard} from './onboard.ts';
import {paths} from './paths.ts';
import {release} from './release.ts';
import {reply} from './reply.ts';
import {scan} from './scan.ts';
import {status} from './status.ts';
import {steal} from './steal.ts';
import {tell} from './tell.ts';
import type {Command} from './types.ts';
import {uninstall} from './uninstall.ts';

export const commands: readonly Command[] = [
	...[status, explain, crons, log, scan, daemon, demo],
	...[onboard, iam, name, beat],
	...[tell, inbox, ack, reply],
	...[claim, release, steal, claims],
	conflicts,
	...[hooks, paths, doctor, forget, uninstall],
];
