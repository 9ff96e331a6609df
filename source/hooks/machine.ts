import {fileURLToPath} from 'node:url';
import {configOrDefault} from '../config.ts';
import {hivePaths} from '../paths.ts';
import type {Machine} from './install.ts';

/** Beside this bundle lies the one that the hooks start. */
const hookBundle = fileURLToPath(new URL('./hook.cjs', import.meta.url));

/** What an installation here and now would write down. */
export const thisMachine = (env: NodeJS.ProcessEnv, cwd: string): Machine => ({
	env,
	cwd,
	db: hivePaths(env).db,
	node: process.execPath,
	bundle: hookBundle,
	wall: Date.now(),
	wakes: configOrDefault(env).config.rewake === 'urgent',
});
