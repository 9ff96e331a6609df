/** How a store is opened. */
import type {Clock, ProcessIdentity} from '../types.ts';

/** How long things are kept; null: for ever. Mail that nobody acknowledged and open work is never deleted, whatever this says. */
export type Retention = {
	readonly eventsMs: number | null;
	/** Acked mail, released claims, resolved conflicts, ended sessions. */
	readonly settledMs: number | null;
	/** Pages in use; beyond it the oldest events go, then what is settled, unless that is kept for ever. */
	readonly bytes: number;
};

export type StoreOptions = {
	/** Path of the database; its folder is made 0700, the file 0600. */
	readonly file: string;
	readonly clock: Clock;
	/** How long a write waits for another writer: 5000 for commands, 50 for the view. */
	readonly busyMs: number;
	/** Takes shapes of secrets out of text before it is stored (`source/redact.ts`). */
	readonly redact: (text: string) => string;
	/** Does this process still live? Asked for claims bound to a process of this boot. */
	readonly isAlive: (process: ProcessIdentity) => boolean;
	readonly retention?: Retention;
	/** FULL instead of NORMAL. */
	readonly strict?: boolean;
	/** Open without ever writing; missing files are then an error. Where not even SQLite's own index can be made, what is read is a copy in memory. */
	readonly readOnly?: boolean;
	/** Called once when there was no database and this opening made one. */
	readonly onMade?: () => void;
};
