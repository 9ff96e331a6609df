/** Asks anew for reviews of many branches, the last first, so that it meets those who begin with the first: `requester.ts FILE NAME REVIEWER REVIEWS`. Prints `asked ID SUPERSEDED`. */
import {newRange, newReview} from '../contract/reviews.ts';
import {barrier, open, say} from './common.ts';

const [file = '', name = '', reviewer = '', reviews = '0'] = process.argv.slice(2);
const store = await open(file);
await barrier();
for (let id = Number(reviews); id > 0; id -= 1) {
	const answer = await store.requestReview(newReview(name, reviewer, {range: newRange(`feat/${id}`, {head: 'c'.repeat(40)}), nonce: `anew-${id}`}));
	say(answer.ok ? `asked ${answer.review.id} ${answer.superseded}` : `refused ${id}`);
}
store.close();
