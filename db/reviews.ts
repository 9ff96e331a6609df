/** Requests for review as they are stored, and how they are read. What is decided about them: reviewing.ts. */
import type {Value} from './connection.ts';
import type {Database} from './database.ts';
import type {ReviewCommentRow, ReviewRow} from './rows.ts';
import {marks} from './sql.ts';
import type {ReviewQuery} from './store.ts';
import type {Review, ReviewComment, ReviewFile, ReviewState, ReviewVerdict, Verified} from './types.ts';

/** The newest request of its branch. */
export const inForce = 'superseded_at IS NULL';
export const isPending = `${inForce} AND verdict IS NULL`;

function toComment(row: ReviewCommentRow): ReviewComment {
	return {
		id: row.id,
		by: row.by_sister,
		byVerified: row.by_verified as Verified,
		at: row.at,
		verdict: row.verdict as ReviewVerdict | null,
		body: row.body,
	};
}

function stateOf({superseded_at: superseded, verdict}: ReviewRow): ReviewState {
	if (superseded !== null) return 'superseded';
	return (verdict as ReviewVerdict | null) ?? 'pending';
}

const toReview = (row: ReviewRow, comments: readonly ReviewComment[]): Review => ({
	id: row.id,
	title: row.title,
	requester: row.requester,
	requesterVerified: row.requester_verified as Verified,
	byKeeper: row.by_keeper === 1,
	reviewer: row.reviewer,
	repo: row.repo,
	repoId: row.repo_id,
	repoKey: row.repo_key,
	worktree: row.worktree,
	branch: row.branch,
	base: row.base,
	head: row.head,
	commits: row.commits,
	fileCount: row.file_count,
	insertions: row.insertions,
	deletions: row.deletions,
	files: JSON.parse(row.files) as readonly ReviewFile[],
	requestedAt: row.requested_at,
	state: stateOf(row),
	verdict: row.verdict as ReviewVerdict | null,
	decidedBy: row.decided_by,
	decidedVerified: row.decided_verified as Verified | null,
	decidedAt: row.decided_at,
	supersededBy: row.superseded_by,
	comments,
});

function withComments(db: Database, rows: readonly ReviewRow[]): readonly Review[] {
	if (rows.length === 0) return [];
	const ids = rows.map(({id}) => id);
	const said = db.sql.all<ReviewCommentRow>(`SELECT * FROM review_comments WHERE review_id IN ${marks(ids)} ORDER BY id`, ...ids);
	return rows.map(row =>
		toReview(
			row,
			said.filter(comment => comment.review_id === row.id).map(comment => toComment(comment)),
		),
	);
}

export const reviewRow = (db: Database, id: number): ReviewRow | undefined => db.sql.get<ReviewRow>('SELECT * FROM reviews WHERE id = ?', id);

export function reviewById(db: Database, id: number): Review | null {
	const row = reviewRow(db, id);
	return row === undefined ? null : (withComments(db, [row])[0] ?? null);
}

/** The request that counts for a branch. */
export const rowInForce = (db: Database, repoKey: string, branch: string): ReviewRow | undefined =>
	db.sql.get<ReviewRow>(`SELECT * FROM reviews WHERE repo_key = ? AND branch = ? AND ${inForce}`, repoKey, branch);

const most = 1000;

/** Newest first, at most 1000 at once; `total` counts what the limit cut. */
export function readReviews(db: Database, query: ReviewQuery): {readonly reviews: readonly Review[]; readonly total: number} {
	const parts: (readonly [string, readonly Value[]])[] = [[{pending: isPending, 'in-force': inForce, all: '1'}[query.which], []]];
	if (query.repoKey != null) parts.push(['repo_key = ?', [query.repoKey]]);
	if (query.branch != null) parts.push(['branch = ?', [query.branch]]);
	if (query.requester != null) parts.push(['requester = ?', [query.requester]]);
	if (query.verdict != null) parts.push(['verdict = ?', [query.verdict]]);
	if (query.withCommits) parts.push(["head <> ''", []]);
	const where = parts.map(([text]) => `(${text})`).join(' AND ');
	const values = parts.flatMap(([, each]) => each);
	const rows = db.sql.all<ReviewRow>(`SELECT * FROM reviews WHERE ${where} ORDER BY id DESC LIMIT ?`, ...values, Math.min(query.limit ?? most, most));
	return {reviews: withComments(db, rows), total: db.sql.value<number>(`SELECT count(*) FROM reviews WHERE ${where}`, ...values) ?? 0};
}

/** For the view: all that wait (the first hundred), then the ten that were decided last. */
export function reviewsForView(db: Database): readonly Review[] {
	const pending = db.sql.all<ReviewRow>(`SELECT * FROM reviews WHERE ${isPending} ORDER BY id LIMIT 100`);
	const decided = db.sql.all<ReviewRow>(`SELECT * FROM reviews WHERE ${inForce} AND verdict IS NOT NULL ORDER BY decided_at DESC, id DESC LIMIT 10`);
	return withComments(db, [...pending, ...decided]);
}

const orphans = 'DELETE FROM review_comments WHERE review_id NOT IN (SELECT id FROM reviews)';

/** What was decided or superseded before, the oldest first. A branch without its approval is not clear to merge. Answers rows deleted. */
export function pruneReviews(db: Database, before: string, rows: number): number {
	const old = `SELECT id FROM reviews WHERE decided_at < ? OR superseded_at < ? ORDER BY id LIMIT ${rows}`;
	return db.sql.run(`DELETE FROM reviews WHERE id IN (${old})`, before, before).changes + db.sql.run(orphans).changes;
}

/** Everything that she asked for, was asked to do, or said. */
export const forgetReviews = (db: Database, name: string): number =>
	db.sql.run('DELETE FROM reviews WHERE requester = ? OR reviewer = ? OR decided_by = ?', name, name, name).changes +
	db.sql.run('DELETE FROM review_comments WHERE by_sister = ?', name).changes +
	db.sql.run(orphans).changes;

/** A name that changes takes its requests along, also the old ones: whoever asked once never decides about that branch. */
export function moveReviews(db: Database, from: string, to: string): void {
	db.sql.run('UPDATE reviews SET requester = ? WHERE requester = ?', to, from);
	db.sql.run('UPDATE reviews SET reviewer = ? WHERE reviewer = ?', to, from);
	db.sql.run('UPDATE reviews SET decided_by = ? WHERE decided_by = ?', to, from);
}
