/** Real processes approve and reject the same reviews at the same moment. The oracle is what they printed, against the rows afterwards. */
import assert from 'node:assert/strict';
import {join} from 'node:path';
import {test} from 'node:test';
import type {Store} from '../../db/store.ts';
import {inFolder} from './colony.ts';
import {newRange, newReview} from './contract/reviews.ts';
import {isFull, withWorkers} from './processes.ts';
import {open} from './workers/common.ts';

/** The rows say what was printed, each with the comment of her whose verdict it is. */
async function agree(store: Store, won: ReadonlyMap<number, string | undefined>): Promise<void> {
	for (const review of (await store.reviews({which: 'all', limit: null})).reviews) {
		assert.equal(review.verdict, won.get(review.id));
		assert.deepEqual(
			review.comments.map(({verdict, by}) => [verdict, by]),
			[[review.verdict, review.decidedBy]],
		);
	}
}

test('reviews: approved and rejected at once, each has exactly one verdict, one letter, and everybody else is told which', async () => {
	const reviews = isFull ? 500 : 50;
	await inFolder(folder =>
		withWorkers(async start => {
			const file = join(folder, 'queen.db');
			const store = await open(file);
			for (let n = 1; n <= reviews; n += 1) assert.ok((await store.requestReview(newReview('ann', 'bea', {range: newRange(`feat/${n}`)}))).ok);
			const judges = ['bea approved', 'bea rejected', 'queen approved', 'queen rejected'];
			const workers = judges.map(judge => start('judge', [file, ...judge.split(' '), String(reviews)]));
			await Promise.all(workers.map(worker => worker.said('ready')));
			for (const worker of workers) worker.go();
			assert.deepEqual(new Set(await Promise.all(workers.map(worker => worker.ended))), new Set([0]));
			const lines = workers.flatMap(worker => worker.lines.filter(line => line !== 'ready').map(line => line.split(' ')));
			const won = new Map(lines.filter(([word]) => word === 'won').map(([, id, verdict]) => [Number(id), verdict]));
			// Mutations seen red: isPending left out of the UPDATE in decideReview; with BEGIN instead of BEGIN IMMEDIATE a process ends with `busy`.
			assert.equal(lines.filter(([word]) => word === 'won').length, reviews, 'winners');
			assert.equal(won.size, reviews);
			for (const [word, id, verdict] of lines) if (word === 'lost') assert.equal(verdict, won.get(Number(id)), `what a loser of #${id} was told`);
			await agree(store, won);
			assert.equal((await store.inbox('ann', {all: false, limit: null})).total, reviews, 'one letter each');
			store.close();
		}),
	);
});
