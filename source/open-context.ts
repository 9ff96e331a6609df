import {openStore} from '../db/open.ts';
import {systemClock} from './clock.ts';
import type {Caller, Context} from './context.ts';
import {withFlags} from './hooks/flagging-store.ts';
import {whoIsCalling} from './identity.ts';
import {hivePaths} from './paths.ts';
import {systemProcesses} from './processes/index.ts';
import {storeOptionsOf} from './store-options.ts';

export type ContextOptions = {
	readonly env: NodeJS.ProcessEnv;
	readonly cwd: string;
	/** How long a write waits for another writer: 5000 for commands, 50 for the view. */
	readonly busyMs: number;
	readonly readOnly?: boolean;
};

/** Opens the colony's database (made on first use) and puts the world around it. The caller closes `context.store`. */
export async function openContext({env, cwd, busyMs, readOnly}: ContextOptions): Promise<Context> {
	const clock = systemClock();
	const processes = systemProcesses(clock);
	const {folder} = hivePaths(env);
	const opened = await openStore(storeOptionsOf(env, {clock, processes}, busyMs, readOnly));
	const store = withFlags(opened, folder);
	let caller: Promise<Caller> | null = null;
	return {
		store,
		clock,
		processes,
		env,
		cwd,
		caller() {
			const asked = caller ?? whoIsCalling({store, processes, env});
			caller = asked;
			return asked;
		},
	};
}
