/** What runs by the clock on this machine, from wherever it is written down. Read only. A new source is one file and one line here. */
import type {Cron} from '../../db/types.ts';
import {crontab} from './crontab.ts';
import {systemTables} from './system-tables.ts';
import {userTimers} from './user-timers.ts';

/** The jobs of one place; empty where there is no such place. Rejects with a sentence when it is there and cannot be read. */
export type CronSource = (env: NodeJS.ProcessEnv, now: Date) => Promise<readonly Cron[]>;

const sources: readonly CronSource[] = [crontab, userTimers, systemTables];
/** `QUEEN_NARROW=1`, for demos and tests: only what PATH finds, not the machine's own tables. */
const narrow: readonly CronSource[] = [crontab, userTimers];

/** The jobs of all places, in this order. Rejects with the sentence of the first place that cannot be read. */
export async function readCrons(env: NodeJS.ProcessEnv, now: Date): Promise<readonly Cron[]> {
	const found: Cron[] = [];
	for (const source of env['QUEEN_NARROW'] === '1' ? narrow : sources) found.push(...(await source(env, now)));
	return found;
}
