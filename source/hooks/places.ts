/** Where the parts of the hooks lie, all beside the database. Paths only; light: the hook itself loads it. */
import path from 'node:path';
import type {HookAgent} from './events.ts';

export type HookPlaces = {
	/** The folder of the database. */
	readonly folder: string;
	/** The shell front, what was installed where, copies of settings, the alarm. */
	readonly hooks: string;
	readonly front: string;
	readonly record: string;
	readonly backups: string;
	/** One sentence about the last time that the hooks could not do their work; not there when all is well. */
	readonly alarm: string;
	/** Its time is that of the last firing that was seen. */
	readonly fired: string;
	readonly spool: string;
	/** Where the front appends. */
	readonly events: string;
	readonly flags: string;
	/** One empty file for each sister with mail that no hook has shown. */
	readonly mail: string;
	/** One file for each repository with claims on paths: a line for each (see `claimLine`). */
	readonly claims: string;
	/** One file for each client process: who she is (see `session-card.ts`). */
	readonly sessions: string;
	/** One file for each client process: which open conflicts it was told of (see `told.ts`). */
	readonly told: string;
	/** One file for each client process that has a waiter for urgent mail: the waiter's process (see `waiter.ts`). */
	readonly waiters: string;
	/** Touched when names changed hands: what is older in `sessions` is looked up again. */
	readonly names: string;
};

/** Its time is that of the last firing of that client that was seen. */
export const firedBy = ({hooks}: Pick<HookPlaces, 'hooks'>, agent: HookAgent): string => path.join(hooks, `fired-${agent}`);

/** Plain paths; nothing is made. */
export function hookPlaces(folder: string): HookPlaces {
	// Every command asks; joined by hand, because Node's own would be compiled for it first.
	const at = (...parts: readonly string[]): string => [folder, ...parts].join('/');
	return {
		folder,
		hooks: at('hooks'),
		front: at('hooks', 'queen-hook'),
		record: at('hooks', 'installed.json'),
		backups: at('hooks', 'backups'),
		alarm: at('hooks', 'alarm'),
		fired: at('hooks', 'fired'),
		spool: at('spool'),
		events: at('spool', 'events'),
		flags: at('flags'),
		mail: at('flags', 'mail'),
		claims: at('flags', 'claims'),
		sessions: at('flags', 'sessions'),
		told: at('flags', 'told'),
		waiters: at('flags', 'waiters'),
		names: at('flags', 'names'),
	};
}
