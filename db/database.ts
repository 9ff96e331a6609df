import type {Moment} from './moment.ts';
import type {Sql} from './sql.ts';

/** What every operation on a table receives. */
export type Database = {
	readonly file: string;
	readonly sql: Sql;
	/** Takes shapes of secrets out of text that agents wrote, before it is stored. */
	readonly redact: (text: string) => string;
	moment(): Moment;
};

/** Redacts text that may be missing. */
export const redactOr = (db: Database, text: string | null): string | null => (text === null ? null : db.redact(text));
