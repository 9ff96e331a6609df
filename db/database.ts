import type {Moment} from './moment.ts';
import type {Sql} from './sql.ts';
import type {Retention} from './store.ts';

/** What every operation on a table receives. */
export type Database = {
	readonly file: string;
	readonly sql: Sql;
	/** Takes shapes of secrets out of text that agents wrote, before it is stored. */
	readonly redact: (text: string) => string;
	moment(): Moment;
	/** How long things are kept; the standard where nothing is said. */
	readonly retention?: Retention;
};

/** Redacts text that may be missing. */
export const redactOr = (db: Database, text: string | null): string | null => (text === null ? null : db.redact(text));
