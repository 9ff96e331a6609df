import type {Migration} from './index.ts';

/** How a scheduled job ended the last time, where its scheduler keeps a record. */
export const cronResults: Migration = {
	version: 6,
	name: 'cron results',
	apply: sql => sql.run('ALTER TABLE crons ADD COLUMN last_result TEXT'),
};
