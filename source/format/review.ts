/** Requests for review as text. Pure; what it is given has passed the sanitizer. */
import type {Review, ReviewComment, ReviewState, Sanitized} from '../../db/types.ts';
import {ago} from './age.ts';
import {staleAfterMs} from './declared.ts';
import {fenced, type LetterStyle} from './letter.ts';
import {count, paint} from './plain.ts';

type Style = LetterStyle & {readonly now: number};
type Seen = Sanitized<Review> & {readonly stale: boolean | null; readonly branchHead: string | null};

const colours = {pending: 'yellow', approved: 'green', rejected: 'red', superseded: 'dim'} as const satisfies Record<ReviewState, string>;
const doubts = {yes: '', unknown: ' (unverified)', no: " (NOT VERIFIED: from another sister's session)"} as const;

/** `3 commits, 5 files, +10 -2`. */
export const sizeOf = ({commits, fileCount, insertions, deletions}: Pick<Review, 'commits' | 'fileCount' | 'insertions' | 'deletions'>): string =>
	`${count(commits, 'commit')}, ${count(fileCount, 'file')}, +${insertions} -${deletions}`;

/** Why what was looked at is no longer the branch; '' where it is, or nobody knows. */
export function staleWords({state, stale, branchHead}: Pick<Seen, 'state' | 'stale' | 'branchHead'>): string {
	if (state === 'superseded' || stale !== true) return '';
	return branchHead === null ? 'the branch is gone' : 'commits came since';
}

/** Waits for longer than a sister may be silent without being asked, as `queen orchestrate` says it. */
export const isLateReview = ({state, requestedAt}: Pick<Review, 'state' | 'requestedAt'>, now: number): boolean =>
	state === 'pending' && now - Date.parse(requestedAt) >= staleAfterMs;

function stateWords(review: Seen): string {
	const {state, reviewer, verdict, decidedBy, decidedVerified, supersededBy} = review;
	const doubt = decidedVerified === null ? '' : doubts[decidedVerified];
	const stale = staleWords(review);
	if (state === 'pending') return `waits for ${reviewer}${stale === '' ? '' : `; ${stale}`}`;
	if (state === 'superseded') return supersededBy === null ? `closed (${verdict ?? 'no verdict'})` : `superseded by #${supersededBy}`;
	return `${state} by ${decidedBy}${doubt}${stale === '' ? '' : `; STALE: ${stale}`}`;
}

/** `  #3 feat/x by a, 2m ago: waits for b (3 commits, 5 files, +10 -2)` and the title below. */
export function reviewLine(review: Seen, style: Style, withRepo: boolean): string {
	const {id, branch, requester, requestedAt, state, repo} = review;
	const words = paint(stateWords(review), colours[state], style.colour);
	return `  #${id} ${branch}${withRepo ? ` in ${repo}` : ''} by ${requester}, ${ago(requestedAt, style.now)}: ${words} (${sizeOf(review)})\n${fenced(review.title, style)}`;
}

function commentText(comment: Sanitized<ReviewComment>, style: Style): string {
	const what = comment.verdict === null ? '' : ` (${comment.verdict})`;
	return `  ${comment.by}${doubts[comment.byVerified]}, ${ago(comment.at, style.now)}${what}\n${fenced(comment.body, style)}`;
}

const counted = (n: number | null): string => (n === null ? '-' : String(n));

/** All about a review but its diff. */
export function reviewText(review: Seen, style: Style): string {
	const {id, branch, repo, base, head, requester, requesterVerified, requestedAt, files, fileCount} = review;
	const more = fileCount > files.length ? [`  +${fileCount - files.length} more files`] : [];
	return [
		`Review #${id}: ${branch} in ${repo}, ${sizeOf(review)}`,
		fenced(review.title, style),
		`  asked by ${requester}${doubts[requesterVerified]}, ${ago(requestedAt, style.now)}`,
		`  ${paint(stateWords(review), colours[review.state], style.colour)}`,
		head === '' ? '  commits not known: it was imported' : `  commits ${base.slice(0, 12)}..${head.slice(0, 12)}`,
		...files.map(file => `  ${`+${counted(file.added)}`.padStart(6)} ${`-${counted(file.removed)}`.padStart(6)}  ${file.path}`),
		...more,
		...(review.comments.length > 0 ? ['', ...review.comments.map(comment => commentText(comment, style))] : []),
	].join('\n');
}

/** A line of a patch in its colour. */
export function diffLine(line: string, colour: boolean): string {
	if (line.startsWith('diff --git ')) return paint(line, 'bold', colour);
	if (line.startsWith('@@')) return paint(line, 'cyan', colour);
	if (line.startsWith('+')) return paint(line, 'green', colour);
	return line.startsWith('-') ? paint(line, 'red', colour) : line;
}
