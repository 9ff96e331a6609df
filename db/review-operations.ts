/** Reviews. Loaded with the first of them (sqlite-store.ts): the usual call of a hot command has no use for them. */
import {nameInForce} from './aliases.ts';
import type {Database} from './database.ts';
import {commentReview, decideReview, requestReview} from './reviewing.ts';
import {readReviews, reviewById} from './reviews.ts';
import type {Run} from './run.ts';
import type {Store} from './store.ts';

export function reviewOperations(db: Database, read: Run, write: Run): Pick<Store, 'requestReview' | 'decideReview' | 'commentReview' | 'review' | 'reviews'> {
	return {
		requestReview: request => write(moment => requestReview(db, moment, request)),
		decideReview: (id, decision) => write(moment => decideReview(db, moment, id, decision)),
		commentReview: (id, remark) => write(moment => commentReview(db, moment, id, remark)),
		review: id => read(() => reviewById(db, id)),
		reviews: query => read(moment => readReviews(db, query.requester == null ? query : {...query, requester: nameInForce(db, moment, query.requester)})),
	};
}
