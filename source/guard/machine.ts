import {fileURLToPath} from 'node:url';
import {hivePaths} from '../paths.ts';
import type {GuardMachine} from './plan.ts';

/** Beside this bundle lies the one that the guards start. */
const guardBundle = fileURLToPath(new URL('./guard.cjs', import.meta.url));

/** What an installation here and now would write down. */
export const guardMachine = (env: NodeJS.ProcessEnv): GuardMachine => ({
	env,
	db: hivePaths(env).db,
	node: process.execPath,
	bundle: guardBundle,
	wall: Date.now(),
});
