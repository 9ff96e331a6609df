import type {Migration} from './index.ts';

/** How a sister's last session is taken up again, so that it can be said when she is gone. */
export const resume: Migration = {
	version: 7,
	name: 'resume',
	apply: sql => sql.run('ALTER TABLE sisters ADD COLUMN resume TEXT'),
};
