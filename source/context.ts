import type {Store} from '../db/store.ts';
import type {Clock, ProcessIdentity, Verified} from '../db/types.ts';
import type {Processes} from './processes/types.ts';

/** Who is calling (RULES.md, "Who is calling"). */
export type Caller = {
	readonly name: string;
	readonly displayName: string;
	readonly verified: Verified;
	/** She sits at the queen tab or in a plain shell: no agent among the ancestors. */
	readonly isKeeper: boolean;
	/** Where the name comes from. */
	readonly source: 'environment' | 'ancestry' | 'keeper';
	/** The agent process that she descends from, or null. */
	readonly process: ProcessIdentity | null;
};

/** The only thing that an action or a command receives: no globals, so that tests and the view give their own. */
export type Context = {
	readonly store: Store;
	readonly clock: Clock;
	readonly processes: Processes;
	readonly env: NodeJS.ProcessEnv;
	readonly cwd: string;
	/** Resolved once, when first asked; rejects with a usage error when nobody can be made out. */
	caller(): Promise<Caller>;
};
