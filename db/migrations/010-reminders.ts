import type {Migration} from './index.ts';

/** Reminders that were mailed: of all loops that watch, exactly one sends each, also after a restart. */
const steps = `
CREATE TABLE reminders (
	-- What it is about: 'blocked' and 'stale' with the name of a sister, 'review' with its number; and which time of it.
	what TEXT NOT NULL,
	about TEXT NOT NULL,
	edge TEXT NOT NULL,
	to_sister TEXT NOT NULL,
	message_id INTEGER NOT NULL,
	told_wall INTEGER NOT NULL, told_mono INTEGER NOT NULL, told_boot TEXT NOT NULL,
	-- Once is the schema's promise, not the code's.
	PRIMARY KEY (what, about, edge, to_sister)
) STRICT, WITHOUT ROWID;
CREATE INDEX reminders_to ON reminders(to_sister, told_wall);
`;

export const reminders: Migration = {version: 10, name: 'reminders', apply: sql => sql.exec(steps)};
