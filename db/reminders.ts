/** Reminders that were sent, by the names in them. Sending them: reminding.ts, which the hot commands have no use for. */
import type {Database} from './database.ts';
import {forgetSaid} from './said.ts';

/** A name that changes takes along what was said about it and to it: under the new name it is the same edge. */
export function moveReminders(db: Database, from: string, to: string): void {
	db.sql.run("UPDATE OR REPLACE reminders SET about = ? WHERE about = ? AND what <> 'review'", to, from);
	db.sql.run('UPDATE OR REPLACE reminders SET to_sister = ? WHERE to_sister = ?', to, from);
}

/** Everything about one name. Answers rows deleted. */
export function forgetReminders(db: Database, name: string): number {
	forgetSaid(db, name);
	return db.sql.run("DELETE FROM reminders WHERE to_sister = ? OR (about = ? AND what <> 'review')", name, name).changes;
}
