/** `queen doctor --restore`: what there is to go back to, and going back. */
import {type Backup, listBackups, type Restored, restoreBackup} from '../../../db/restore.ts';
import type {StoreOptions} from '../../../db/store.ts';
import {systemClock} from '../../clock.ts';
import {QueenError} from '../../errors.ts';
import {systemProcesses} from '../../processes/index.ts';
import {storeOptionsOf} from '../../store-options.ts';

const busyMs = 5000;

function optionsOf(env: NodeJS.ProcessEnv): StoreOptions {
	const clock = systemClock();
	return storeOptionsOf(env, {clock, processes: systemProcesses(clock)}, busyMs);
}

/** Newest first. The database itself is not opened: it may be what is broken. */
export const copiesOf = (env: NodeJS.ProcessEnv): readonly Backup[] => listBackups(optionsOf(env));

/** The copy of that name (also without its ending); throws a sentence when there is none. */
export function copyNamed(env: NodeJS.ProcessEnv, given: string): Backup {
	const found = copiesOf(env).find(({name}) => name === given || name === `${given}.db`);
	if (!found) throw new QueenError('refused', `There is no copy ${given}. See: queen doctor --restore`);
	if (!found.whole) throw new QueenError('refused', `The copy ${found.name} is damaged, or not of this queen. See: queen doctor --restore`);
	return found;
}

export const goBackTo = (env: NodeJS.ProcessEnv, name: string): Restored => restoreBackup(optionsOf(env), name);
