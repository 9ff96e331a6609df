/** The hot commands. The build makes a file of each (`hot-tell.js`), named as here; the word that starts it is in hot.ts. */
import {ack} from './commands/ack.ts';
import {claim} from './commands/claim.ts';
import {iam} from './commands/iam.ts';
import {inbox} from './commands/inbox.ts';
import {onboard} from './commands/onboard.ts';
import {push} from './commands/push.ts';
import {release} from './commands/release.ts';
import {reply} from './commands/reply.ts';
import {swarm} from './commands/swarm.ts';
import {sync} from './commands/sync.ts';
import {tell} from './commands/tell.ts';
import type {Command} from './commands/types.ts';

export const hotCommands: Readonly<Record<string, Command>> = {ack, claim, iam, inbox, onboard, push, release, reply, swarm, sync, tell};
