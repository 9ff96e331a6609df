import {existsSync} from 'node:fs';
import {openStore} from '../db/open.ts';
import {type Store, StoreError, type StoreOptions} from '../db/store.ts';
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
	/** A sentence for stderr about what could not be stored. */
	readonly note?: (text: string) => void;
	/** Told the file when a database was made where HIVE_DB points; not told of the usual place, nor in a demo or a test. */
	readonly onMade?: (file: string) => void;
	/** The command shows what is there: it does so also where the database may only be read. */
	readonly onlyLooks?: boolean;
};

async function open(options: StoreOptions, {env, note, onMade, onlyLooks}: ContextOptions): Promise<Store> {
	const {folder, db} = hivePaths(env);
	const tell = (): void => {
		// A demo or a test (QUEEN_NARROW) makes its colonies on purpose.
		if (db !== hivePaths({...env, HIVE_DB: ''}).db && env['QUEEN_NARROW'] !== '1') onMade?.(db);
	};
	const told = {...options, onMade: tell};
	if (!onlyLooks || note === undefined) return withFlags(await openStore(told), folder);
	try {
		return withFlags(await openStore(told), folder);
	} catch (error) {
		if (!(error instanceof StoreError && (error.code === 'read-only' || error.code === 'io')) || !existsSync(db)) throw error;
		const store = await openStore({...options, readOnly: true});
		note(`${db} can only be read by you: this shows what is there, and nothing is stored.`);
		return store;
	}
}

/** Opens the colony's database (made on first use) and puts the world around it. The caller closes `context.store`. */
export async function openContext(options: ContextOptions): Promise<Context> {
	const {env, cwd, busyMs, readOnly} = options;
	const clock = systemClock();
	const processes = systemProcesses(clock);
	const store = await open(storeOptionsOf(env, {clock, processes}, busyMs, readOnly), options);
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
