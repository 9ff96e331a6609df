/** Decides many reviews: `judge.ts FILE NAME VERDICT REVIEWS`. Prints `won ID VERDICT`, `lost ID VERDICT-IN-FORCE`. */
import {barrier, open, say} from './common.ts';

const [file = '', name = '', verdict = '', reviews = '0'] = process.argv.slice(2);
const store = await open(file);
await barrier();
for (let id = 1; id <= Number(reviews); id += 1) {
	const given = {by: name, verified: 'yes', isKeeper: name === 'queen', verdict: verdict === 'approved' ? 'approved' : 'rejected', body: name} as const;
	const answer = await store.decideReview(id, given);
	say(answer.ok ? `won ${id} ${answer.review.verdict}` : `lost ${id} ${answer.review?.verdict ?? answer.reason}`);
}
store.close();
