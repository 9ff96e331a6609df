/** Keys of reviews: the list, the diff, the verdict. */
import {textOf} from '../editor-text.ts';
import {chosenReview, reviewsOf} from '../overlays/reviews.ts';
import type {Binding, KeyContext, Step} from '../pane.ts';
import {topOverlay} from '../state.ts';

const always = (): null => null;

export const openReviews: Binding = {
	id: 'reviews',
	keys: ['v'],
	label: null,
	help: 'Reviews: what waits to be looked at',
	where: ['panes'],
	group: 'look',
	disabled: always,
	act: () => ({type: 'open', overlay: {kind: 'reviews', review: null}}),
};

function step(context: KeyContext, by: number): readonly Step[] {
	const top = topOverlay(context.ui);
	if (top?.kind !== 'reviews') return [];
	const all = reviewsOf(context.facts);
	const at = all.findIndex(({id}) => id === chosenReview(context.facts, top.review)?.id);
	const next = all[Math.max(0, Math.min(all.length - 1, at + by))];
	return next ? [{type: 'choose-review', review: next.id}] : [];
}

const choosing = (id: string, keys: readonly string[], help: string, by: number): Binding => ({
	id: `reviews-${id}`,
	keys,
	label: null,
	help,
	where: ['reviews'],
	group: 'move',
	disabled: context => {
		if (context.review === null) return 'There is no review here.';
		const all = reviewsOf(context.facts);
		const edge = by < 0 ? all[0] : all.at(-1);
		return edge?.id === context.review.id ? `This is the ${by < 0 ? 'first' : 'last'} one.` : null;
	},
	act: context => step(context, by),
});

/** Why she cannot decide it, as far as it can be seen here; the colony has the last word. */
function undecidable({review, facts}: KeyContext): string | null {
	if (!review) return 'There is no review here.';
	if (review.verdict !== null) return `#${review.id} was ${review.verdict} already, by ${review.decidedBy}.`;
	if (review.byKeeper || review.requester === facts.reader) return `You asked for #${review.id} yourself: somebody else must look at it.`;
	return null;
}

export const reviewBindings: readonly Binding[] = [
	choosing('up', ['k', 'up'], 'The review above', -1),
	choosing('down', ['j', 'down'], 'The review below', 1),
	{
		id: 'review-read',
		keys: ['enter'],
		label: 'read',
		help: 'Read its diff',
		where: ['reviews'],
		group: 'look',
		disabled: ({review}) => (review ? null : 'There is no review here.'),
		act: ({review}) =>
			review
				? [
						{type: 'open', overlay: {kind: 'review', review: review.id, scroll: 0}},
						{type: 'review-diff', review: review.id},
					]
				: [],
	},
	{
		id: 'review-approve',
		keys: ['a'],
		label: 'approve',
		help: 'Approve it',
		where: ['reviews', 'review'],
		group: 'other',
		disabled: undecidable,
		act: ({review}) => (review ? {type: 'decide-review', review: review.id, verdict: 'approved', why: null} : []),
	},
	{
		id: 'review-reject',
		keys: ['x'],
		label: 'reject',
		help: 'Reject it, with a reason',
		where: ['reviews', 'review'],
		group: 'other',
		disabled: undecidable,
		act: ({review}) => (review ? {type: 'open', overlay: {kind: 'prompt', question: {ask: 'reject', review: review.id}, input: textOf('')}} : []),
	},
];
