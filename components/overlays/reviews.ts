/** The list of reviews, and one of them with its diff. */
import type {Review, Sanitized} from '../../db/types.ts';
import {ago} from '../../source/format/age.ts';
import {isLateReview, sizeOf} from '../../source/format/review.ts';
import {wrap} from '../fit.ts';
import {piece} from '../line-text.tsx';
import type {Facts, Line, Piece, View} from '../pane.ts';
import type {ReviewFrame} from '../review-frame.ts';
import {visibleRows} from '../window.ts';
import {diffLines} from './diff-lines.ts';
import {innerWidth, type Screen, type TextBox} from './text-box.tsx';

const widest = 150;

export type SeenReview = Sanitized<Review>;
type Sight = Omit<View, 'width' | 'height'>;

export const reviewsOf = (facts: Facts): readonly SeenReview[] => facts.reviews ?? [];
export const reviewIn = (facts: Facts, id: number | null): SeenReview | null => reviewsOf(facts).find(review => review.id === id) ?? null;

/** The one that is chosen; the first, when that one is gone. */
export function chosenReview(facts: Facts, id: number | null): SeenReview | null {
	return reviewIn(facts, id) ?? reviewsOf(facts)[0] ?? null;
}

/** Did commits come since? As far as is seen of who works on the branch; the diff reader asks git itself. */
export function isStale({repoId, branch, head}: SeenReview, {sisters}: Facts): boolean {
	return sisters.some(sister => sister.repoId === repoId && sister.branch === branch && sister.head !== null && sister.head !== head);
}

function statePieces(review: SeenReview, stale: boolean, now: number): readonly Piece[] {
	const since = stale ? [piece('  commits came since', 'attention')] : [];
	const late = isLateReview(review, now) ? [piece('  late', 'attention')] : [];
	if (review.state === 'approved') return [piece(`approved by ${review.decidedBy ?? ''}`, stale ? 'plain' : 'good'), ...since];
	if (review.state === 'rejected') return [piece(`rejected by ${review.decidedBy ?? ''}`, 'danger')];
	return [piece(`waits for ${review.reviewer}`, 'attention'), ...late, ...since];
}

function rowOf(review: SeenReview, isChosen: boolean, {facts, now, theme}: Sight): readonly Line[] {
	const mark = isChosen ? theme.glyphs.selected : ' ';
	return [
		[
			piece(`${mark} #${review.id} `, 'strong'),
			piece(review.branch, isChosen ? 'strong' : 'plain'),
			piece(` ${review.repo}`),
			piece(`  by ${review.requester}, ${ago(review.requestedAt, now)}  `),
			...statePieces(review, isStale(review, facts), now),
			piece(`  ${sizeOf(review)}`),
		],
		[piece(`    ${review.title.replace(/\s*\n\s*/g, ' ')}`, 'quiet')],
	];
}

/** `id`: of the chosen one. The box shows as many as there is room for, always with the chosen one. */
export function reviewsBox(id: number | null, sight: Sight, screen: Screen): Omit<TextBox, 'keys'> {
	const all = reviewsOf(sight.facts);
	const chosen = chosenReview(sight.facts, id);
	const waiting = all.filter(({state}) => state === 'pending').length;
	const late = all.filter(review => isLateReview(review, sight.now)).length;
	const room = Math.max(2, screen.rows - (screen.rows >= 18 ? 8 : 3));
	const {start, end} = visibleRows(
		all.map(() => 2),
		all.findIndex(review => review.id === chosen?.id),
		0,
		room,
	);
	const none: readonly Line[] = [[piece('No review waits, and none was decided.')], [], [piece('A sister asks for one with: queen review request')]];
	const lines = all.length === 0 ? none : all.slice(start, end).flatMap(review => rowOf(review, review.id === chosen?.id, sight));
	return {
		title: [piece('Reviews', 'strong')],
		note: [
			piece(waiting === 0 ? 'none waits' : `${waiting} ${waiting === 1 ? 'waits' : 'wait'}`, 'quiet'),
			piece(late > 0 ? `, ${late} late` : '', 'attention'),
		],
		lines,
		width: widest,
		height: Math.max(8, lines.length + 4),
	};
}

function about(review: SeenReview, frame: ReviewFrame | null, sight: Sight, width: number): readonly Line[] {
	const {facts, now} = sight;
	const stale = frame?.stale ?? isStale(review, facts);
	const doubt = review.requesterVerified === 'yes' ? '' : review.requesterVerified === 'no' ? ' (NOT VERIFIED)' : ' (unverified)';
	const said = review.comments.flatMap(({by, at, verdict, body}) =>
		wrap(`${by}, ${ago(at, now)}${verdict === null ? '' : ` (${verdict})`}: ${body.replace(/\s*\n\s*/g, ' ')}`, width).map((text): Line => [piece(text)]),
	);
	return [
		...wrap(review.title.replace(/\s*\n\s*/g, ' '), width).map((text): Line => [piece(text, 'title')]),
		[
			piece(`by ${review.requester}`),
			piece(doubt, 'danger'),
			piece(`, ${ago(review.requestedAt, now)}   `),
			...statePieces(review, stale, now),
			piece(`   ${sizeOf(review)}`),
		],
		...said,
		[],
	];
}

/** `review` null: it is no longer known, or a newer request stands in its place. */
export function reviewBox(review: SeenReview | null, frame: ReviewFrame | null, sight: Sight, screen: Screen): Omit<TextBox, 'keys'> {
	if (review === null)
		return {
			title: [piece('Review', 'strong')],
			note: [],
			lines: [[piece('It is gone: a newer request stands instead, or nobody knows it any more.')]],
			width: 76,
			height: 8,
		};
	const width = innerWidth(widest, screen);
	const mine = frame?.review === review.id ? frame : null;
	const diff = mine?.lines == null ? [[piece('reading the diff ...', 'quiet')]] : diffLines(mine.lines, width, sight.theme);
	const note: readonly Line[] = mine?.note == null ? [] : [[piece(mine.note, 'quiet')]];
	const lines = [...about(review, mine, sight, width), ...diff, ...note];
	return {
		title: [piece(`Review #${review.id}`, 'strong'), piece(` ${review.branch} in ${review.repo}`)],
		note: [],
		lines,
		width: widest,
		height: Math.max(8, lines.length + 4),
	};
}
