import type {Sql} from '../sql.ts';
import {colony} from './001-colony.ts';

export type Migration = {
	/** What `user_version` is afterwards: 1, 2, 3 … without a gap. */
	readonly version: number;
	readonly name: string;
	/** Runs inside the one exclusive transaction of all steps. */
	apply(sql: Sql): void;
};

/** Oldest first. A new step is one file and one line here; a step that was released is never changed. */
export const migrations: readonly Migration[] = [colony];
