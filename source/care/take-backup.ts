/** One copy of the database, as the configuration wants them. */
import {type BackupResult, takeBackup} from '../../db/backup.ts';
import {systemClock} from '../clock.ts';
import {configOrDefault} from '../config.ts';
import {systemProcesses} from '../processes/index.ts';
import {storeOptionsOf} from '../store-options.ts';

/** Longer than any writer keeps the lock; only the note about the copy waits for it. */
const busyMs = 5000;

/** Rejects with a StoreError. Keeps the thread busy for as long as the copy takes: in a process of its own, or where nothing waits. */
export function backUp(env: NodeJS.ProcessEnv): Promise<BackupResult> {
	const clock = systemClock();
	const {backup} = configOrDefault(env).config;
	return takeBackup(storeOptionsOf(env, {clock, processes: systemProcesses(clock)}, busyMs), backup);
}
