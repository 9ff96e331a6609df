/** The six tables of claude-swarm (0.3.3; research/coordination.md, 2) as a foreign colony. The lock of its pushes is not taken over: nobody holds it. */
import {hasTables, keyOf, plain, rowsOf, tablesInWords} from './foreign-rows.ts';
import {type OldRow, time} from './import-original.ts';
import type {Sql} from './sql.ts';
import {StoreError} from './store.ts';
import type {ContextCategory, ForeignClaim, ForeignColony, ForeignContext, ForeignLetter, ForeignReview, ForeignSister} from './types.ts';

const categories: readonly string[] = ['decision', 'interface', 'warning', 'convention', 'discovery'] satisfies readonly ContextCategory[];

/** What it must have; the rest came with later versions. */
const known = {sessions: ['id', 'workstream', 'status'], messages: ['from_id', 'to_id', 'body']};

/** It took any text; ours is one word in small letters. */
function statusWord(value: unknown): string {
	const word = (plain(value) ?? 'running')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-+|-+$/g, '')
		.slice(0, 32);
	return word === '' ? 'running' : word;
}

const sister = (row: OldRow): ForeignSister => ({
	displayName: plain(row['id']) ?? 'unknown',
	seenAt: time(row['last_sync_at']) ?? time(row['updated_at']),
	branch: plain(row['branch']),
	task: null,
	declared: {status: statusWord(row['status']), note: plain(row['note']), workstream: plain(row['workstream'])},
});

const letter = (row: OldRow): ForeignLetter => {
	const sentAt = time(row['created_at']);
	return {
		key: keyOf('swarm-message', row['id'], row['from_id'], row['to_id'], row['body'], row['created_at']),
		from: plain(row['from_id']) ?? 'unknown',
		to: plain(row['to_id']) ?? 'unknown',
		body: plain(row['body']) ?? '',
		priority: 'normal',
		sentAt,
		readAt: plain(row['status']) === 'unread' ? null : sentAt,
		ackedAt: null,
	};
};

const claim = (row: OldRow): ForeignClaim => ({
	key: keyOf('swarm-claim', row['file_path'], row['session_id'], row['claimed_at']),
	owner: plain(row['session_id']) ?? 'unknown',
	text: plain(row['file_path']) ?? '',
	description: 'imported from claude-swarm',
	claimedAt: time(row['claimed_at']),
	releasedAt: null,
});

const entry = (row: OldRow): ForeignContext => {
	const category = plain(row['category']) ?? '';
	return {
		key: keyOf('swarm-context', row['id'], row['session_id'], row['category'], row['body'], row['created_at']),
		by: plain(row['session_id']) ?? 'unknown',
		category: (categories.includes(category) ? category : 'discovery') as ContextCategory,
		body: plain(row['body']) ?? '',
		addedAt: time(row['created_at']),
	};
};

const reviewOf =
	(branches: ReadonlyMap<string, string | null>) =>
	(row: OldRow): ForeignReview => {
		const requester = plain(row['requester']) ?? 'unknown';
		return {
			// Its verdict may come later: that is the same request.
			key: keyOf('swarm-review', row['id'], row['requester'], row['reviewer'], row['created_at']),
			requester,
			reviewer: plain(row['reviewer']) ?? 'unknown',
			branch: branches.get(requester) ?? null,
			diff: plain(row['diff']),
			approved: plain(row['status']) === 'approved',
			comment: plain(row['comments']),
			requestedAt: time(row['created_at']),
		};
	};

/** Throws a StoreError (`foreign`) for a database of another program. */
export function readSwarm(sql: Sql, file: string): ForeignColony {
	if (!hasTables(sql, known)) throw new StoreError('foreign', `${file} is not the database of claude-swarm (${tablesInWords(sql)}): nothing was imported`);
	const rows = (table: string, ...needed: readonly string[]) => rowsOf(sql, file, table, needed);
	const sisters = rows('sessions', ...known.sessions).map(sister);
	return {
		from: 'claude-swarm',
		file,
		sisters,
		letters: rows('messages', ...known.messages).map(letter),
		claims: rows('file_claims', 'file_path', 'session_id').map(claim),
		context: rows('shared_context', 'session_id', 'category', 'body').map(entry),
		reviews: rows('reviews', 'requester', 'reviewer', 'status').map(reviewOf(new Map(sisters.map(({displayName, branch}) => [displayName, branch])))),
	};
}
