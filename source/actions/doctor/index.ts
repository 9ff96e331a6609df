/** `queen doctor`: everything that could be wrong, each with its mend. Changes nothing. */

import {systemClock} from '../../clock.ts';
import type {Context} from '../../context.ts';
import {hivePaths} from '../../paths.ts';
import {systemProcesses} from '../../processes/index.ts';
import {checkScanner, checkSight} from './colony.ts';
import {checkCopies} from './copies.ts';
import {checkEnvironment} from './environment.ts';
import {checkGuards} from './guards.ts';
import {checkHooks} from './hooks.ts';
import {checkNotify} from './notify.ts';
import {checkHealth, checkPlace} from './storage.ts';
import type {Check} from './types.ts';

/** Goes on where the database cannot be opened: that is one finding among others. */
export async function checkColony(env: NodeJS.ProcessEnv, open: () => Promise<Context>): Promise<readonly Check[]> {
	const place = checkPlace(hivePaths(env));
	const health = await checkHealth(async () => (await open()).store);
	const isOpen = health.every(({about}) => about !== 'database');
	return [
		...checkEnvironment(env),
		...(await checkHooks(env)),
		...(await checkGuards(env)),
		...(await checkNotify(env)),
		...place,
		...health,
		...(await checkSight({env, processes: systemProcesses(), clock: systemClock()})),
		...(isOpen ? [...(await checkCopies(await open())), ...(await checkScanner(await open()))] : []),
	];
}
