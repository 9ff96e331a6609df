/** What lock files of other tools said at the last complete pass: for the view alone. Who asks whether something is free reads the files themselves. */
import type {Database} from './database.ts';
import {readMeta, writeMeta} from './meta.ts';
import type {Moment} from './moment.ts';
import type {Claim} from './types.ts';

const most = 100;

/** Inside a write transaction. Writes only what is new. */
export function recordLocks(db: Database, locks: readonly Claim[]): void {
	const text = locks.length === 0 ? null : JSON.stringify(locks.slice(0, most));
	if (text !== readMeta(db.sql, 'agent_locks')) writeMeta(db.sql, 'agent_locks', text);
}

/** Those whose time is not over. */
export function foreignLocks(db: Database, moment: Moment): readonly Claim[] {
	const locks = JSON.parse(readMeta(db.sql, 'agent_locks') ?? '[]') as readonly Claim[];
	return locks.filter(({expiresAt}) => expiresAt === null || Date.parse(expiresAt) > moment.wall);
}
