import type {Database} from './database.ts';
import type {CronRow} from './rows.ts';
import type {Cron} from './types.ts';

/** In the order of the crontab, at most 500. */
export function allCrons(db: Database): readonly Cron[] {
	return db.sql.all<CronRow>('SELECT * FROM crons ORDER BY position LIMIT 500').map(row => ({
		name: row.name,
		schedule: row.schedule,
		words: row.words,
		command: row.command,
		source: row.source,
		nextRun: row.next_run,
		lastRun: row.last_run,
		lastResult: row.last_result,
	}));
}

/** Writes only when something differs: an unchanged crontab wakes nobody. */
export function replaceCrons(db: Database, crons: readonly Cron[]): void {
	const redacted = crons.slice(0, 500).map(cron => ({...cron, name: db.redact(cron.name), command: db.redact(cron.command)}));
	const flat = (list: readonly Cron[]): string =>
		JSON.stringify(list.map(c => [c.name, c.schedule, c.words, c.command, c.source, c.nextRun, c.lastRun, c.lastResult]));
	if (flat(redacted) === flat(allCrons(db))) return;
	db.sql.run('DELETE FROM crons');
	for (const [position, cron] of redacted.entries()) {
		db.sql.run(
			'INSERT INTO crons (position, name, schedule, words, command, source, next_run, last_run, last_result) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
			position,
			cron.name,
			cron.schedule,
			cron.words,
			cron.command,
			cron.source,
			cron.nextRun,
			cron.lastRun,
			cron.lastResult,
		);
	}
}
