import type {Database} from './database.ts';
import type {Moment} from './moment.ts';

/** How long an old name still reaches her (RULES.md, Sisters). */
export const aliasMs = 7 * 24 * 3_600_000;

/** The name in force: a sister's own name, else the one that an alias younger than 7 days stands for, else the name itself. */
export function nameInForce(db: Database, moment: Moment, name: string): string {
	if (db.sql.value('SELECT 1 FROM sisters WHERE name = ?', name) !== undefined) return name;
	return db.sql.value<string>('SELECT sister FROM aliases WHERE name = ? AND until > ?', name, moment.wall) ?? name;
}

export function addAlias(db: Database, moment: Moment, name: string, sister: string): void {
	db.sql.run('DELETE FROM aliases WHERE name = ? OR until <= ?', sister, moment.wall);
	db.sql.run('UPDATE aliases SET sister = ? WHERE sister = ?', sister, name);
	db.sql.run(
		'INSERT INTO aliases (name, sister, until) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET sister = excluded.sister, until = excluded.until',
		name,
		sister,
		moment.wall + aliasMs,
	);
}

/** Whoever still calls herself by the old name keeps it alive: her environment does not change while she runs. */
export function prolongAlias(db: Database, moment: Moment, name: string): void {
	db.sql.run('UPDATE aliases SET until = ? WHERE name = ?', moment.wall + aliasMs, name);
}

export const isAlias = (db: Database, moment: Moment, name: string): boolean =>
	db.sql.value('SELECT 1 FROM aliases WHERE name = ? AND until > ?', name, moment.wall) !== undefined;
