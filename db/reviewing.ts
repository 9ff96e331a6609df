/** Asking for a review, deciding it, saying something about it: each inside one write transaction, so that one verdict wins. */
import {nameInForce} from './aliases.ts';
import type {Database} from './database.ts';
import {addEvent} from './events.ts';
import {insertLetter} from './messages.ts';
import type {Moment} from './moment.ts';
import {keeperName} from './names.ts';
import {isPending, reviewById, reviewRow, rowInForce} from './reviews.ts';
import type {ReviewRow} from './rows.ts';
import {livingRow, sisterRow, touchSign} from './sisters.ts';
import {insert, update} from './sql.ts';
import type {DecidedReview, Decision, NewReview, Remark, RequestedReview} from './store.ts';
import type {Review} from './types.ts';

/** How much of a title or a comment stands in mail and in the event log. */
const inMail = 1000;
const inLog = 200;

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most).toWellFormed()}…` : text);
const known = (review: Review | null, id: number): Review => {
	if (review === null) throw new Error(`review ${id} vanished inside a transaction`);
	return review;
};

/** Whoever asked for a review of this branch, now or before: none of them decides about it. */
function authorsOf(db: Database, repoKey: string, branch: string): ReadonlySet<string> {
	const rows = db.sql.all<{requester: string}>('SELECT DISTINCT requester FROM reviews WHERE repo_key = ? AND branch = ?', repoKey, branch);
	return new Set(rows.map(({requester}) => requester));
}

/** Who has the fewest reviews to do; of those an idle one, one in trouble last. */
function leastLoaded(db: Database, repoKey: string, not: ReadonlySet<string>): string | null {
	const rows = db.sql.all<{name: string}>(
		`SELECT s.name FROM sisters s WHERE s.status <> 'gone' AND s.repo_key = ?
		ORDER BY (SELECT count(*) FROM reviews r WHERE r.reviewer = s.name AND r.superseded_at IS NULL AND r.verdict IS NULL),
			CASE s.status WHEN 'idle' THEN 0 WHEN 'error' THEN 2 ELSE 1 END, s.id`,
		repoKey,
	);
	return rows.find(({name}) => !not.has(name))?.name ?? null;
}

/** She knows the branch already, and nobody asks around until somebody agrees. */
function sameAsBefore(db: Database, old: ReviewRow | undefined, not: ReadonlySet<string>): string | null {
	if (old === undefined || not.has(old.reviewer)) return null;
	const row = sisterRow(db, old.reviewer);
	return old.reviewer === keeperName || (livingRow(row) && row?.repo_key === old.repo_key) ? old.reviewer : null;
}

type Letter = {readonly from: string; readonly verified: NewReview['requesterVerified']; readonly to: string; readonly body: string};

const mail = (db: Database, moment: Moment, {from, verified, to, body}: Letter): number =>
	insertLetter(db, moment, {from, fromVerified: verified, to, body, priority: 'normal', kind: 'mail', group: null, replyTo: null, nonce: null});

function supersede(db: Database, moment: Moment, old: ReviewRow | undefined): void {
	if (old !== undefined) update(db.sql, 'reviews', 'id', old.id, {superseded_at: moment.iso});
}

function store(db: Database, moment: Moment, wanted: NewReview, reviewer: string): number {
	const {range, requester} = wanted;
	return insert(db.sql, 'reviews', {
		nonce: wanted.nonce,
		title: cut(db.redact(wanted.title), inLog),
		requester,
		requester_verified: wanted.requesterVerified,
		by_keeper: wanted.byKeeper ? 1 : 0,
		reviewer,
		repo: range.repo,
		repo_id: range.repoId,
		repo_key: range.repoKey,
		worktree: range.worktree,
		branch: range.branch,
		base: range.base,
		head: range.head,
		commits: range.commits,
		file_count: range.fileCount,
		insertions: range.insertions,
		deletions: range.deletions,
		files: JSON.stringify(range.files.slice(0, 100).map(file => ({...file, path: db.redact(file.path)}))),
		requested_at: moment.iso,
	});
}

const counted = (n: number, one: string): string => `${n} ${n === 1 ? one : `${one}s`}`;

function tellReviewers(db: Database, moment: Moment, review: Review, old: ReviewRow | undefined): void {
	const {id, requester: from, requesterVerified: verified, reviewer: to, branch, repo} = review;
	const size = `${counted(review.commits, 'commit')}, ${counted(review.fileCount, 'file')}, +${review.insertions} -${review.deletions}`;
	const instead = old === undefined ? '' : ` It stands instead of #${old.id}.`;
	const body = `Review #${id} requested: ${branch} in ${repo} (${size}): "${review.title}".${instead} Read it: queen review show ${id}. Then: queen review approve ${id} "..." or queen review reject ${id} "why"`;
	mail(db, moment, {from, verified, to, body});
	if (old !== undefined && old.verdict === null && old.reviewer !== to)
		mail(db, moment, {from, verified, to: old.reviewer, body: `Review #${old.id} of ${branch} is no longer needed: #${id} stands instead, ${to} looks at it.`});
}

/** The same request once more, while nothing was said about it. */
const isRepeated = (old: ReviewRow, {range, requester}: NewReview, reviewer: string): boolean =>
	old.verdict === null &&
	old.requester === requester &&
	old.reviewer === reviewer &&
	old.base === range.base &&
	old.head === range.head &&
	old.repo_id === range.repoId;

/** Stores a request; the one before it of the same branch is superseded. Its reviewer gets mail. */
export function requestReview(db: Database, moment: Moment, given: NewReview): RequestedReview {
	const again = db.sql.value<number>('SELECT id FROM reviews WHERE nonce = ?', given.nonce);
	if (again !== undefined) return {ok: true, outcome: 'requested', review: known(reviewById(db, again), again), superseded: null, isKnown: true};
	const wanted = {...given, requester: nameInForce(db, moment, given.requester)};
	const {repoKey, branch} = wanted.range;
	const authors = new Set([...authorsOf(db, repoKey, branch), wanted.requester, ...(wanted.byKeeper ? [keeperName] : [])]);
	const old = rowInForce(db, repoKey, branch);
	const named = wanted.to === null ? null : nameInForce(db, moment, wanted.to);
	if (named !== null && authors.has(named)) return {ok: false, reason: 'own', name: named};
	const reviewer = named ?? sameAsBefore(db, old, authors) ?? leastLoaded(db, repoKey, authors);
	if (reviewer === null) return {ok: false, reason: 'nobody', name: null};
	const isKnown = reviewer === keeperName || livingRow(sisterRow(db, reviewer));
	if (old !== undefined && isRepeated(old, wanted, reviewer))
		return {ok: true, outcome: 'already', review: known(reviewById(db, old.id), old.id), superseded: null, isKnown};
	supersede(db, moment, old);
	const id = store(db, moment, wanted, reviewer);
	if (old !== undefined) update(db.sql, 'reviews', 'id', old.id, {superseded_by: id});
	touchSign(db, moment, wanted.requester);
	const review = known(reviewById(db, id), id);
	tellReviewers(db, moment, review, old);
	const {repo, title} = review;
	addEvent(db, moment, 'review', wanted.requester, {id, what: 'requested', branch, repo, to: reviewer, text: cut(title, inLog), supersedes: old?.id ?? null});
	return {ok: true, outcome: 'requested', review, superseded: old?.id ?? null, isKnown};
}

type Refusal = Extract<DecidedReview, {ok: false}>['reason'];

/** Who may say something about a review: its reviewer and the keeper, never who asked. */
function notHers(db: Database, row: ReviewRow, by: string, isKeeper: boolean): Refusal | null {
	const asked = isKeeper && row.by_keeper === 1;
	if (asked || authorsOf(db, row.repo_key, row.branch).has(by)) return 'own';
	return row.reviewer === by || isKeeper ? null : 'not-yours';
}

function addComment(db: Database, moment: Moment, row: ReviewRow, {by, verified, body}: Remark, verdict: Decision['verdict'] | null): string {
	const text = db.redact(body);
	if (Buffer.byteLength(text) > 8192) throw new RangeError('A comment holds at most 8 KiB: shorten it, or put the text in a file and name its path');
	insert(db.sql, 'review_comments', {review_id: row.id, by_sister: by, by_verified: verified, at: moment.iso, verdict, body: text});
	return text;
}

const nextSteps = {approved: 'Clear to merge as long as no commit is added: queen merge-ok', rejected: 'Mend it, commit, and ask again: queen review request'};

/** Exactly one verdict: whoever comes second is told what was decided. */
export function decideReview(db: Database, moment: Moment, id: number, given: Decision): DecidedReview {
	const row = reviewRow(db, id);
	if (row === undefined) return {ok: false, reason: 'unknown', review: null};
	const decision = {...given, by: nameInForce(db, moment, given.by)};
	const {by, verified, verdict, body} = decision;
	const no = (reason: Refusal): DecidedReview => ({ok: false, reason, review: reviewById(db, id)});
	const refusal = notHers(db, row, by, decision.isKeeper);
	if (refusal !== null) return no(refusal);
	if (row.superseded_at !== null) return no('superseded');
	// The condition once more in the write itself: it is what makes the verdict one, not the look before.
	const decided = db.sql.run(
		`UPDATE reviews SET verdict = ?, decided_by = ?, decided_verified = ?, decided_at = ? WHERE id = ? AND ${isPending}`,
		verdict,
		decision.rule === undefined ? by : `${by} (${decision.rule})`,
		verified,
		moment.iso,
		id,
	);
	if (decided.changes === 0) return no('decided');
	const text = body === null ? '' : addComment(db, moment, row, {...decision, body}, verdict);
	touchSign(db, moment, by);
	const said = text === '' ? '' : ` "${cut(text, inMail)}"`;
	const to = row.requester;
	mail(db, moment, {
		from: by,
		verified,
		to,
		body: `Review #${id} of ${row.branch}: ${verdict}.${said} ${nextSteps[verdict]} ${verdict === 'approved' ? row.branch : ''}`.trimEnd(),
	});
	addEvent(db, moment, 'review', by, {id, what: verdict, branch: row.branch, repo: row.repo, to, text: cut(text, inLog)});
	return {ok: true, review: known(reviewById(db, id), id)};
}

/** A remark without a verdict, also after one; who asked gets it by mail. */
export function commentReview(db: Database, moment: Moment, id: number, given: Remark): DecidedReview {
	const row = reviewRow(db, id);
	if (row === undefined) return {ok: false, reason: 'unknown', review: null};
	const remark = {...given, by: nameInForce(db, moment, given.by)};
	const refusal = notHers(db, row, remark.by, remark.isKeeper);
	if (refusal !== null) return {ok: false, reason: refusal, review: reviewById(db, id)};
	const text = addComment(db, moment, row, remark, null);
	const {by, verified} = remark;
	touchSign(db, moment, by);
	mail(db, moment, {from: by, verified, to: row.requester, body: `Review #${id} of ${row.branch}, a comment: "${cut(text, inMail)}"`});
	addEvent(db, moment, 'review', by, {id, what: 'comment', branch: row.branch, repo: row.repo, to: row.requester, text: cut(text, inLog)});
	return {ok: true, review: known(reviewById(db, id), id)};
}
