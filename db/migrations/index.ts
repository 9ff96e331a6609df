import type {Sql} from '../sql.ts';
import {colony} from './001-colony.ts';
import {leases} from './002-leases.ts';
import {bounced} from './003-bounced.ts';
import {radar} from './004-radar.ts';
import {attention} from './005-attention.ts';
import {cronResults} from './006-cron-results.ts';
import {resume} from './007-resume.ts';
import {sharedContext} from './008-context.ts';
import {reviews} from './009-reviews.ts';
import {reminders} from './010-reminders.ts';
import {unread} from './011-unread.ts';

export type Migration = {
	/** What `user_version` is afterwards: 1, 2, 3 … without a gap. */
	readonly version: number;
	readonly name: string;
	/** Runs inside the one exclusive transaction of all steps. */
	apply(sql: Sql): void;
};

/** Oldest first. A new step is one file and one line here; a step that was released is never changed. */
export const migrations: readonly Migration[] = [colony, leases, bounced, radar, attention, cronResults, resume, sharedContext, reviews, reminders, unread];
